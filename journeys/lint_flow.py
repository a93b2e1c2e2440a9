"""What the linter says of people: ports that nobody can take, pushes nobody there can get."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator

from journeys.draft import Draft, Problem
from journeys.known import PUSH, Facts, both, either, learn, no_push
from journeys.node import Learned

_MOST_STEPS = 20_000  # a document made to be slow gets no answer rather than a late one


def ports_nobody_takes(draft: Draft) -> Iterator[Problem]:
    """Conditions that contradict what is known on every path to them, with no wait between."""
    arriving = _arriving(draft, _now)
    for name, facts in arriving.items():
        for port, target in draft.leaves(name):
            learned = draft.nodes[name].learned(port)
            if target is not None and _now(facts, learned) is None:
                message = f"nobody can leave by {port}: it contradicts what holds on the way here"
                yield draft.about(name, "contradiction", message, severity="warning")


def pushes_nobody_gets(draft: Draft) -> Iterator[Problem]:
    """A push where everybody who arrives is Ask or Blocked, as far as can be known."""
    for name, facts in _arriving(draft, _about_push).items():
        if draft.nodes[name].needs_reachable and no_push(facts):
            message = "only people who cannot get a push come here: ask them first"
            yield draft.about(name, "push_unreachable", message, severity="warning")


def _now(facts: Facts, learned: Learned) -> Facts | None:
    """What is certain at this moment: after any wait, nothing is."""
    known = facts if learned.keeps == "all" else {}
    new = {} if learned.rule is None else learn(learned.rule, learned.holds)
    return None if new is None else both(known, new)


def _about_push(facts: Facts, learned: Learned) -> Facts | None:
    """What is certain of the push status alone, which does not change by waiting."""
    known = {} if learned.keeps == "nothing" else facts
    new = {} if learned.rule is None else learn(learned.rule, learned.holds)
    if new is None:
        return None
    about = {field: values for field, values in new.items() if field in PUSH}
    return both(known, about) or about


def _arriving(draft: Draft, leaving: Callable[[Facts, Learned], Facts | None]) -> dict[str, Facts]:
    """What is certain of everybody who arrives at a node; nodes that nobody reaches are absent."""
    arriving: dict[str, Facts] = {name: {} for name in draft.triggers}
    waiting = deque(arriving)
    for _ in range(_MOST_STEPS):
        if not waiting:
            return arriving
        name = waiting.popleft()
        for port, target in draft.leaves(name):
            facts = leaving(arriving[name], draft.nodes[name].learned(port))
            if facts is None or target not in draft.nodes:
                continue
            before = arriving.get(target)
            after = facts if before is None else either(before, facts)
            if after is not None and after != before:
                arriving[target] = after
                waiting.append(target)
    return {}
