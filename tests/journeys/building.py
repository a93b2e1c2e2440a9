"""Builders for tests of the pure core: a document, its plan, a person, a moment."""

from copy import deepcopy
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from journeys import plan as plans
from journeys.advance import advance
from journeys.definition import load
from journeys.entry import NEVER_ENTERED, Entered, enter
from journeys.person import Person
from journeys.plan import Plan
from journeys.run import Moved, Run
from journeys.visit import Event, Moment, Visit

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)  # a Monday


def is_(field: str, value: object, operator: str = "=") -> dict:
    return {
        "combinator": "and",
        "rules": [{"field": field, "operator": operator, "value": value}],
    }


def document(*path: tuple[str, str, dict], edges: dict[str, str] | None = None, **settings) -> dict:
    """A start on `go` and the given (id, type, config), each leading to the next by `next`.

    `edges` as {"id.port": "id"} add to and replace these.
    """
    nodes = [("start", "event_trigger", {"event": "go"}), *path]
    links = {f"{a[0]}.next": b[0] for a, b in pairwise(nodes)}
    if edges is not None:
        links = {"start.next": path[0][0], **edges} if path else edges
    return {
        "name": "A test",
        "settings": settings,
        "nodes": [
            {"id": name, "type": kind, "position": {"x": 0, "y": 0}, "config": deepcopy(config)}
            for name, kind, config in nodes
        ],
        "edges": [
            {
                "source": port.rpartition(".")[0],
                "sourceHandle": port.rpartition(".")[2],
                "target": to,
            }
            for port, to in links.items()
        ],
    }


def compiled(made: dict, segments: dict | None = None) -> Plan:
    return plans.compile(load(made), journey="j", version="1", segments=segments or {})


def ana(**facts) -> Person:
    return Person(id="ana", created_at=NOON, last_seen_at=NOON, **facts)


def event(name: str, seq: int, *, at: datetime = NOON, depth: int = 0, **properties) -> Event:
    return Event(f"e{seq}", name, properties, at, seq, depth=depth)


def moment(seq: int, *, after: timedelta = timedelta(0), recent=(), person=None) -> Moment:
    return Moment(NOON + after, person or ana(), seq, tuple(recent))


def begun(plan: Plan, *, seq: int = 1, person: Person | None = None, **properties) -> Moved:
    """A run started by `go` and moved as far as it goes."""
    went = event("go", seq, **properties)
    entered = enter(plan, went, moment(seq, person=person), NEVER_ENTERED)
    assert isinstance(entered, Entered)
    return advance(plan, entered.run, None, moment(seq, person=person, recent=(went,)))


def started(plan: Plan, **options) -> Run:
    return begun(plan, **options).run


def visit(**facts) -> Visit:
    """Ana at node `n` of run `r`, at noon."""
    told = {"run": "r", "node": "n", "number": 1, "now": NOON, "person": ana(), "journey": "j"}
    return Visit(**{**told, **facts})
