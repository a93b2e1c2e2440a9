"""People stored under names, and for which of them a rule holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from engine import clock
from engine.audience import segments
from engine.audience.segment_sql import Question
from engine.store.db import Database
from journeys.person import Person
from journeys.rules import Scope, parse
from tests.engine.audience.stored import store

NOW = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)


@dataclass
class Crowd:
    """People of one workspace by name; `who` says for whom a rule holds."""

    database: Database
    names: Mapping[str, int]
    categories: Mapping[str, bool] = field(default_factory=dict)

    def who(self, rule: Mapping[str, Any], now: datetime = NOW) -> set[str]:
        parsed = parse({"combinator": "and", "rules": [rule]}, scope=Scope.SEGMENT)
        asked = Question("w", parsed, clock.micros(now), self.categories)
        with self.database.read() as tx:
            ids = {member.person_id for member in segments.people(tx, asked, limit=1000)}
        return {name for name, id_ in self.names.items() if id_ in ids}

    def having(self, operator: str, value: object = None, of: str = "trait.it") -> str:
        """The names, sorted, of those whose trait `it` compares so."""
        return " ".join(sorted(self.who({"field": of, "operator": operator, "value": value})))


def crowd(
    database: Database, people: Mapping[str, Person], categories: Mapping[str, bool] | None = None
) -> Crowd:
    names = {name: number for number, name in enumerate(people, start=1)}
    with database.transaction() as tx:
        store(tx, "w", {names[name]: person for name, person in people.items()})
        store(tx, "another", {names[name] + 1_000: person for name, person in people.items()})
    return Crowd(database, names, categories or {})


def person(**facts: Any) -> Person:
    return Person(**{"id": "p", "created_at": NOW, "last_seen_at": NOW} | facts)


def with_traits(database: Database, **traits: object) -> Crowd:
    return crowd(database, {name: person(traits={"it": it}) for name, it in traits.items()})
