"""What the linter says of how often: the pushes that one person may get in a day at worst."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from heapq import heappop, heappush

from journeys.draft import Draft, Problem
from journeys.node import references
from journeys.visit import CARRY_RUN, MADE_BY_ENGINE

MOST = 50
"""Pushes counted; what is more than that is many."""

_DAY = timedelta(days=1)
_MOST_DAILY = 6  # steps left once a day, in any order, that are told apart
_END = ""
_SELDOM = CARRY_RUN | MADE_BY_ENGINE | {"push_status_changed"}

Place = tuple[str, frozenset[str]]
"""A node about to be entered, and the once-a-day nodes that the person left this day."""


def too_many_pushes(draft: Draft) -> Iterator[Problem]:
    """More pushes to one person in 24 hours than the workspace lets through.

    Counted with every wait as short as it may be; where a journey has a run for each order, or for
    each event, within one of them. Transactional pushes are not capped and do not count.
    """
    most = draft.around.per_day
    if most is None:
        return
    worst = worst_day(draft)
    if worst is not None and worst > most:
        number = f"more than {MOST}" if worst > MOST else str(worst)
        message = (
            f"one person may get {number} pushes in a day from this journey; the workspace lets "
            f"{most} through and holds back the others"
        )
        yield Problem("warning", "too_many_pushes", message, "settings")


def worst_day(draft: Draft) -> int | None:
    """How many capped pushes a person may get in 24 hours; MOST + 1 stands for any more.

    None where too many steps are left once a day for it to be worked out.
    """
    map_ = _Map(draft)
    if len(map_.daily) > _MOST_DAILY:
        return None
    earliest = dict.fromkeys(map_.beginnings(), timedelta(0))
    for count in range(MOST + 2):
        earliest = map_.with_one_more(earliest)
        if not earliest:
            return count
    return MOST + 1


class _Map:
    """Where a person may go, and how long it takes at least."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        # Who comes to a start along an edge passes through, as often as may be.
        daily = (name for name, node in draft.nodes.items() if node.daily())
        self.daily = frozenset(daily) - draft.passed_through
        self.counted = frozenset(name for name in draft.nodes if _counts(draft, name))
        self.again = _again(draft)

    def beginnings(self) -> Iterator[Place]:
        """Where a day worth counting may begin: at a start, or after anything that takes time."""
        for name, node in self.draft.nodes.items():
            if name in self.draft.triggers or node.awaited() or self._takes_time(name):
                left = frozenset({name}) & self.daily
                for target, _ in self._following(name):
                    yield target, left

    def with_one_more(self, earliest: Mapping[Place, timedelta]) -> dict[Place, timedelta]:
        """From places and the earliest times there to those behind the next push that counts."""
        found: dict[Place, timedelta] = {}
        best = dict(earliest)
        heap = [(at, number, place) for number, (place, at) in enumerate(best.items())]
        heap.sort()
        number = len(heap)
        while heap:
            at, _, place = heappop(heap)
            if at > best[place]:
                continue
            name, left = place
            if name == _END or (name in self.daily and name in left):
                continue  # a day's last, or not before tomorrow
            left = left | ({name} & self.daily)
            for target, takes in self._following(name):
                there, then = (target, left), at + takes
                known = found if name in self.counted else best
                if then < _DAY and then < known.get(there, _DAY):
                    known[there] = then
                    if known is best:
                        number += 1
                        heappush(heap, (then, number, there))
        return found

    def _takes_time(self, name: str) -> bool:
        node = self.draft.nodes[name]
        return name in self.daily or any(node.least(port) for port in node.all_ports())

    def _following(self, name: str) -> Iterator[tuple[str, timedelta]]:
        """The next nodes; at an end, if one may enter again, also the starts."""
        node = self.draft.nodes[name]
        ports = tuple(self.draft.leaves(name))
        for port, target in ports:
            if target in self.draft.nodes:
                yield target, node.least(port)
        over = [node.least(port) for port, target in ports if target is None]
        if ports and not over:
            return
        yield _END, min(over, default=timedelta(0))
        if self.again is None:
            return
        for start in self.draft.triggers:
            yield start, self.again + min(over, default=timedelta(0))


def _counts(draft: Draft, name: str) -> bool:
    node = draft.nodes[name]
    pushes = [key for _, kind, key in references(node) if kind == "push_resource"]
    return node.needs_reachable and not draft.around.uncapped.issuperset(pushes)


def _again(draft: Draft) -> timedelta | None:
    """How soon after its end a person may enter again; None for not the same day.

    What she does herself may happen at any time; what follows from messages and permissions does
    not come again and again. A run for each key is about one order: another is about another.
    """
    reentry = draft.definition.settings.reentry
    triggers = [trigger for node in draft.nodes.values() if (trigger := node.trigger())]
    often = any(each.event not in _SELDOM and not each.seldom for each in triggers)
    if reentry.mode != "after_exit" or reentry.key is not None or not often:
        return None
    return reentry.cooldown or timedelta(0)
