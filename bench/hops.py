"""Goal 4: one call of `advance` that takes a run over three nodes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from bench.measure import cpu_each, in_turn
from bench.place import sized
from bench.rows import Row, Skipped, Spread
from journeys import definition
from journeys.advance import advance
from journeys.entry import Entered, History, enter
from journeys.person import Person
from journeys.plan import compile as compile_plan
from journeys.visit import Event, Moment

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
GERMAN = {
    "combinator": "and",
    "rules": [{"field": "trait.country", "operator": "=", "value": "DE"}],
}
NODES = (
    ("start", "event_trigger", {"event": "purchase"}),
    ("german", "condition", {"rule": GERMAN}),
    ("hello", "send_push", {"push": "welcome"}),
    ("later", "wait", {"time": "P1D"}),
)
EDGES = (("start", "next", "german"), ("german", "yes", "hello"), ("hello", "next", "later"))


def measure() -> Iterator[Row | Skipped]:
    document = {
        "name": "Three hops",
        "nodes": [{"id": id_, "type": type_, "config": config} for id_, type_, config in NODES],
        "edges": [
            {"source": source, "sourceHandle": port, "target": target}
            for source, port, target in EDGES
        ],
    }
    plan = compile_plan(definition.load(document), journey="j", version="v", segments={})
    event = Event("m1", "purchase", {"price": 9.5}, NOW, 1)
    person = Person(id="p", created_at=NOW, last_seen_at=NOW, traits={"country": "DE"})
    moment = Moment(NOW, person, 1, [event])
    entered = enter(plan, event, moment, History(frozenset(), {}))
    if not isinstance(entered, Entered):
        raise TypeError(f"nobody entered: {entered}")
    run, times = entered.run, sized(20_000, 100)

    def often() -> None:
        for _ in range(times):
            advance(plan, run, None, moment)

    found = Spread(tuple(in_turn({"advance": lambda: cpu_each(often, times) * 1e6}, 9)["advance"]))
    passed = len(advance(plan, run, None, moment).visits)
    yield Row(
        "4", "advance over condition, send_push and into a wait", found.median, "µs", "<=",
        goal=15, floor=30, spike="7-13", spread=str(found),
        note=f"{passed} nodes passed, one arrived at",
    )  # fmt: skip
