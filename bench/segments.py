"""A rule compiled to SQL against the best that a hand writes on the same tables.

    python -m bench.segments [--people N] [--url URL]

The two run in turn, and only their ratio counts. Without `--url` a fresh SQLite file is used; the
database named must be empty, and keeps the people made.
"""

# ruff: noqa: S608  the SQL is written here by hand, of constants

from __future__ import annotations

import argparse
import statistics
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from engine import clock
from engine.audience import segments, values
from engine.audience.segment_sql import Question
from engine.store import bulk, db, migrate
from engine.store.tables import SHARDS, person_value, profile, rollup
from journeys.rules import Scope, parse

WORKSPACE = "bench"
TODAY = 20_000  # days since the epoch
NOW = TODAY * 86_400_000_000 + 1
ROUNDS = 7
AT_ONCE = 5_000

COUNTRIES = ("DE", *(f"{first}{second}" for first in "ABCEF" for second in "RSTUV"))
STATUSES = ("ask", "allowed", "blocked", "unsupported")

THEIRS = "{0}.shard = p.shard AND {0}.person_id = p.person_id AND {0}.workspace_id = 'bench'"
OFFERS = f"""NOT EXISTS (SELECT 1 FROM person_value c WHERE {THEIRS.format("c")}
             AND c.field = 'category.offers' AND c.boolean)"""
RECENT = f"r.name = 'purchase' AND r.day BETWEEN {TODAY - 29} AND {TODAY}"
BOUGHT = f"(SELECT sum(r.count) FROM rollup r WHERE {THEIRS.format('r')} AND {RECENT}) >= 3"
ASK = "p.workspace_id = 'bench' AND p.last_session_status = 'ask'"
GERMANS = """FROM person_value v JOIN profile p ON p.shard = v.shard AND p.person_id = v.person_id
             WHERE v.workspace_id = 'bench' AND v.field = 'trait.country' AND v.text = 'DE'"""
CITIES = """FROM person_value v
            JOIN profile p ON p.shard = v.shard AND p.person_id = v.person_id"""
CITY = """v.workspace_id = 'bench' AND v.field = 'trait.address.city'
          AND v.text >= 'city 12' AND v.text < 'city 13'"""


@dataclass(frozen=True, slots=True)
class Case:
    """A rule, and the ways to ask it by hand, of which the fastest counts."""

    rules: tuple[Mapping[str, object], ...]
    by_hand: tuple[str, ...]


def _is(field: str, operator: str, value: object) -> Mapping[str, object]:
    return {"field": field, "operator": operator, "value": value}


_THRICE = _is("event.purchase", "did", {"count": {"at_least": 3}, "within": "P30D"})
_NO_OFFERS = _is("category.offers", "!=", True)
_ASK = _is("push.last_session_status", "=", "ask")

CASES: Mapping[str, Case] = {
    "asked, German, three purchases, no offers": Case(
        (_ASK, _is("trait.country", "=", "DE"), _THRICE, _NO_OFFERS),
        (
            f"SELECT count(*) {GERMANS} AND {ASK} AND {OFFERS} AND {BOUGHT}",
            f"""SELECT count(*) FROM profile p WHERE {ASK} AND {OFFERS} AND {BOUGHT}
                AND EXISTS (SELECT 1 FROM person_value v WHERE {THEIRS.format("v")}
                            AND v.field = 'trait.country' AND v.text = 'DE')""",
            f"""SELECT count(*) FROM (SELECT shard, person_id FROM rollup r
                    WHERE r.workspace_id = 'bench' AND {RECENT}
                    GROUP BY shard, person_id HAVING sum(count) >= 3) b
                JOIN person_value v ON v.shard = b.shard AND v.person_id = b.person_id
                    AND v.workspace_id = 'bench' AND v.field = 'trait.country' AND v.text = 'DE'
                JOIN profile p ON p.shard = b.shard AND p.person_id = b.person_id
                WHERE {ASK} AND {OFFERS}""",
        ),
    ),
    "a city by its beginning and an age": Case(
        (_is("trait.address.city", "beginsWith", "city 12"), _is("trait.age", "between", [30, 40])),
        (
            f"""SELECT count(*) {CITIES}
                JOIN person_value a ON {THEIRS.format("a")} AND a.field = 'trait.age'
                    AND a.number BETWEEN 30 AND 40
                WHERE {CITY} AND p.workspace_id = 'bench'""",
            f"""SELECT count(*) {CITIES} WHERE {CITY} AND p.workspace_id = 'bench' AND EXISTS (
                    SELECT 1 FROM person_value a WHERE {THEIRS.format("a")}
                    AND a.field = 'trait.age' AND a.number BETWEEN 30 AND 40)""",
        ),
    ),
    "asked and no offers: nothing selective": Case(
        (_ASK, _NO_OFFERS), (f"SELECT count(*) FROM profile p WHERE {ASK} AND {OFFERS}",)
    ),
}


@dataclass(frozen=True, slots=True)
class Measured:
    """Medians in ms. `ratio` is that of the compiled to the best by hand: 1.2 is the goal."""

    name: str
    compiled: float
    by_hand: float
    people: int

    @property
    def ratio(self) -> float:
        return self.compiled / self.by_hand


def measure(database_url: str, people: int = 50_000) -> list[Measured]:
    """Fill an empty database with people and ask each case in turn, compiled and by hand."""
    database = db.connect(database_url)
    migrate.upgrade(database)
    _fill(database, people)
    with database.transaction() as tx:
        tx.conn.exec_driver_sql("ANALYZE")
    measured = [_measured(database, name, case) for name, case in CASES.items()]
    database.close()
    return measured


def _measured(database: db.Database, name: str, case: Case) -> Measured:
    rule = parse({"combinator": "and", "rules": list(case.rules)}, scope=Scope.SEGMENT)
    asked = Question(WORKSPACE, rule, NOW, {"offers": False})
    ways: list[Callable[[db.Tx], int]] = [lambda tx: segments.count(tx, asked)]
    ways += map(_by_hand, case.by_hand)
    times: list[list[float]] = [[] for _ in ways]
    found = set()
    for _ in range(ROUNDS):
        for way, taken in zip(ways, times, strict=True):
            with database.read() as tx:
                start = clock.monotonic()
                found.add(way(tx))
                taken.append((clock.monotonic() - start) * 1000)
    if len(found) != 1:
        raise AssertionError(f"{name}: {found} cannot all be right")
    compiled, *by_hand = map(statistics.median, times)
    return Measured(name, compiled, min(by_hand), found.pop())


def _by_hand(sql: str) -> Callable[[db.Tx], int]:
    return lambda tx: int(tx.conn.exec_driver_sql(sql).scalar_one())


def _fill(database: db.Database, people: int) -> None:
    for start in range(0, people, AT_ONCE):
        some = range(start, min(start + AT_ONCE, people))
        with database.transaction() as tx:
            for table, columns, rows in (
                (profile, PROFILE, _profiles(some)),
                (person_value, values.COLUMNS, _values(some)),
                (rollup, ROLLUP, _rollups(some)),
            ):
                bulk.insert(tx, table, columns, sorted(rows))


PROFILE = (
    "shard", "person_id", "workspace_id", "created_at", "last_seen_at", "traits", "markers",
    "categories", "last_session_status", "groups",
)  # fmt: skip
ROLLUP = ("shard", "person_id", "name", "day", "workspace_id", "count")


def _key(number: int) -> tuple[int, int]:
    """Shard and id; ids lie as scattered as hashes do."""
    person_id = _lot(number, "id", 1 << 62)
    return person_id % SHARDS, person_id


def _lot(number: int, what: str, most: int) -> int:
    digest = blake2b(f"{what} {number}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") % most


def _profiles(people: range) -> Iterator[tuple[object, ...]]:
    for number in people:
        status = STATUSES[_lot(number, "status", 4)]
        yield (*_key(number), WORKSPACE, 0, 0, "{}", "{}", "{}", status, "[]")


def _values(people: range) -> Iterator[tuple[object, ...]]:
    for number in people:
        key = _key(number)
        known = {
            "country": COUNTRIES[_lot(number, "country", len(COUNTRIES))],
            "age": 18 + _lot(number, "age", 60),
            "address": {"city": f"city {_lot(number, 'city', 2_000)}"},
            "since": f"2025-{1 + number % 12:02}-{1 + number % 28:02}",
        }
        typed = values.flatten("trait", known)
        if number % 5 == 0:
            typed |= values.flatten("category", {"offers": number % 10 == 0})
        for field, value in typed.items():
            yield (*key, field, WORKSPACE, *value)


def _rollups(people: range) -> Iterator[tuple[object, ...]]:
    for number in people:
        for name, often in (("purchase", 4), ("page", 6)):
            days = {_lot(number, f"{name} {time}", 90) for time in range(often)}
            for day in days:
                yield (*_key(number), name, TODAY - day, WORKSPACE, 1 + day % 2)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--people", type=int, default=50_000)
    asked.add_argument("--url")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = given.url or f"sqlite:///{Path(folder) / 'bench.db'}"
        for each in measure(url, given.people):
            print(
                f"{each.name:45} {each.compiled:9.1f} ms  by hand {each.by_hand:9.1f} ms"
                f"  ratio {each.ratio:5.2f}  ({each.people} people)"
            )


if __name__ == "__main__":
    main()
