"""A rehearsal: one person goes through a journey, and every step is told with its reasons.

It is the product's own `advance`, in a `World`: nothing is sent, and nothing is kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from operator import is_
from typing import Any

from journeys.check import Check, checks
from journeys.decision import Decision, Effect, Leave, Stay, TooLate
from journeys.entry import Reason
from journeys.node import Node
from journeys.person import Person
from journeys.rule_fields import source_of
from journeys.rules import Comparison, Field, Group, Rule
from journeys.run import Run
from journeys.timetravel import JOURNEY, Traveller, World
from journeys.visit import Event, Signal, Visit

MOST_STEPS = 1000
FARTHEST = timedelta(days=3660)
MOST_READ = 50
"""Values told of one decision."""


@dataclass(frozen=True, slots=True)
class Read:
    """A value that a decision looked at; of several (devices) all of them."""

    field: str
    label: str
    values: tuple[object, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What happened at one moment: an event was heard, or a node was visited.

    `move` counts the moves, from 0. Of an event: `event`, and `outcome`: entered, or why not (None:
    no start of the journey listens to it). Of a visit: `node`, the `port` it was left by (None:
    it waits there, until `until` or for one of `awaits`), `effects`. `person` is as she was then.
    `refused` says why an event did not let her in, `starts` which nodes listen to it; of what the
    move itself brought about, also that nothing at all listened (no_trigger).
    """

    move: int
    at: datetime
    person: Person
    event: Event | None
    node: str | None = None
    port: str | None = None
    outcome: str | None = None
    refused: Reason | None = None
    starts: tuple[str, ...] = ()
    reads: tuple[Read, ...] = ()
    effects: tuple[Effect, ...] = ()
    until: datetime | None = None
    awaits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Happens:
    """Something happens to her now."""

    event: str
    properties: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Answers:
    """She answers the popup that is open."""

    answer: str
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Push:
    """Her browser's push status changes."""

    status: str


@dataclass(frozen=True, slots=True)
class Until:
    """Time passes; None: to the next timer."""

    at: datetime | None


Act = Happens | Answers | Push | Until


@dataclass(frozen=True, slots=True)
class Move:
    """What is done, after time has passed until `at` (None: at once)."""

    act: Act
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """All that came of the moves. `cut`: it went on for too long, and the rest was not played.

    `faults` are moves that could not be done, by their number.
    """

    steps: tuple[Step, ...]
    runs: tuple[Run, ...]
    person: Person
    now: datetime
    next_timer: datetime | None
    cut: bool
    faults: Mapping[int, str]


class _Enough(Exception):
    """There are as many steps as anybody will read."""


def rehearse(
    document: object,
    person: Person,
    moves: Sequence[Move],
    *,
    start: datetime,
    segments: Mapping[str, object],
    journey: str = JOURNEY,
) -> Told:
    """Play the moves. Raises ConfigInvalid and the like for a document that cannot be compiled.

    Time goes at most ten years ahead, and no further than a thousand steps. `journey` is its id:
    lots that are drawn once for each person depend on it.
    """
    zone = person.workspace_timezone
    stage = _Stage(document, start=start, timezone=zone, segments=segments, journey=journey)
    ana = stage.enters(person)
    faults: dict[int, str] = {}
    cut = False
    for number, move in enumerate(moves):
        stage.move = number
        try:
            _play(stage, ana, move, start + FARTHEST)
        except LookupError as error:
            faults[number] = str(error)
        except _Enough:
            cut = True
            break
    return Told(tuple(stage.told), tuple(ana.runs), ana.person, stage.now, _next(ana), cut, faults)


def _play(stage: _Stage, ana: Traveller, move: Move, last: datetime) -> None:
    if move.at is not None:
        stage.until(min(move.at, last))
    match move.act:
        case Happens(event, properties):
            stage.happens(ana, event, properties)
        case Answers(answer, categories):
            ana.answers(answer, *categories)
        case Push(status):
            ana.push(status)
        case Until(None):
            due = _next(ana)
            if due is None:
                raise LookupError("she waits for no time")
            stage.until(min(due, last))
        case Until(at):
            stage.until(min(at, last) if at is not None else stage.now)


def _next(ana: Traveller) -> datetime | None:
    return min((run.until for run in ana.runs if run.until is not None), default=None)


class _Stage(World):
    """A world in which every decision is written down."""

    move: int = 0
    by_hand: bool = False  # the event at hand is the move's own; others follow from it

    def __init__(self, document: object, **options: Any) -> None:
        super().__init__(document, **options)
        self.told: list[Step] = []
        nodes = {
            name: Witness(node=node, name=name, tell=self._visited)
            for name, node in self.plan.nodes.items()
        }
        self.plan = replace(self.plan, nodes=nodes)

    def happens(self, traveller: Traveller, name: str, properties: Mapping[str, object]) -> None:
        self.by_hand = True
        super().happens(traveller, name, properties)

    def enters(self, person: Person) -> Traveller:
        made = self.people[person.id] = Traveller(self, person)
        return made

    def _process(
        self, traveller: Traveller, name: str, properties: Mapping[str, object], depth: int
    ) -> Iterator[tuple[str, Mapping[str, object], int]]:
        place, runs = len(self.told), tuple(traveller.runs)
        before, by_hand, self.by_hand = len(traveller.refused), self.by_hand, False
        follows = list(super()._process(traveller, name, properties, depth))
        refused = traveller.refused[-1].reason if len(traveller.refused) > before else None
        outcome = "entered" if len(traveller.runs) > len(runs) else refused
        event = traveller.events[-1]
        asked = self.plan.triggers.get(name, ())
        if by_hand and not asked and all(map(is_, runs, traveller.runs)):
            refused = "no_trigger"
        checked = [each.where for _, each in asked]
        rules = [each.rule for each in checked if isinstance(each, Check)]
        reads = tuple(_reads(rules, traveller.person, event)) if outcome else ()
        heard = Step(
            move=self.move, at=self.now, person=traveller.person, event=event, outcome=outcome,
            refused=refused, starts=tuple(node for node, _ in asked), reads=reads,
        )  # fmt: skip
        self._tell(place, heard)
        yield from follows

    def _visited(self, node: Node, visit: Visit, decision: Decision, signal: Signal | None) -> None:
        event = signal if isinstance(signal, Event) else visit.event
        rules = [check.rule for _, check in checks(node)]
        step = Step(
            move=self.move, at=visit.now, person=visit.person, event=event, node=visit.node,
            reads=tuple(_reads(rules, visit.person, event)),
        )  # fmt: skip
        self._tell(len(self.told), _decided(step, decision))

    def _tell(self, place: int, step: Step) -> None:
        if len(self.told) >= MOST_STEPS:
            raise _Enough
        self.told.insert(place, step)


def _decided(step: Step, decision: Decision) -> Step:
    match decision:
        case Leave(port=port, effects=effects, reason=reason):
            return replace(step, port=port, effects=effects, outcome=reason)
        case Stay(until=until, events=events, effects=effects):
            names = tuple(each.name for each in events)
            return replace(step, until=until, awaits=names, effects=effects)
        case TooLate():
            return replace(step, port="", outcome="too_late")


def _reads(rules: Sequence[Rule], person: Person, event: Event | None) -> Iterator[Read]:
    """What rules look at, each value once."""
    seen: set[Field] = set()
    waiting = list(rules)
    while waiting and len(seen) < MOST_READ:
        part = waiting.pop(0)
        if isinstance(part, Group):
            waiting[:0] = part.rules
        elif isinstance(part, Comparison) and part.field not in seen:
            seen.add(part.field)
            source = source_of(part.field)
            yield Read(str(part.field), source.label, source.read(person, event, part.field.path))


@dataclass(frozen=True, kw_only=True)
class Witness(Node):
    """A node that does what the one inside does, and tells it."""

    node: Node
    name: str
    tell: Any = field(compare=False)

    def enter(self, visit: Visit) -> Decision:
        decision = self.node.enter(visit)
        self.tell(self.node, visit, decision, None)
        return decision

    def resume(self, visit: Visit, signal: Signal) -> Decision:
        decision = self.node.resume(visit, signal)
        self.tell(self.node, visit, decision, signal)
        return decision

    def retime(self, visit: Visit) -> Stay | None:
        return self.node.retime(visit)
