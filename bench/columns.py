"""Goal 10: a segment's count against the best SQL by hand, and against DuckDB on the same rows."""

from __future__ import annotations

import contextlib
import csv
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from bench import segments as by_hand
from bench.measure import in_turn, timed
from bench.place import FULL, Absent, postgresql, sized, sqlite
from bench.rows import Row, Skipped, Spread, ratio
from engine.audience import segments
from engine.audience.segment_sql import Question
from engine.store.db import Database
from journeys.rules import Scope, parse

PEOPLE = 1_000_000 if FULL else 100_000
SELECTIVE = "asked, German, three purchases, no offers"
TABLES = ("profile", "person_value", "rollup")
GOALS = {"PostgreSQL": (3.5, 6, "2.6-3.5"), "SQLite": (1.0, 2, "0.7-0.9")}


def measure() -> Iterator[Row | Skipped]:
    people = sized(PEOPLE, 1_000)
    for name, place in (("PostgreSQL", postgresql), ("SQLite", sqlite)):
        try:
            with place() as database:
                url = database.url.render_as_string(hide_password=False)
                for each in by_hand.measure(url, people):
                    yield Row(
                        "10", f"{each.name} / by hand, {name}", each.ratio, sense="<=", goal=1.2,
                        floor=2, note=f"{each.compiled:.1f} ms, {people} people",
                    )  # fmt: skip
                yield _against_duckdb(name, database, people)
        except Absent as absent:
            yield Skipped("10", str(absent))


def _against_duckdb(name: str, database: Database, people: int) -> Row:
    case = by_hand.CASES[SELECTIVE]
    rule = parse({"combinator": "and", "rules": list(case.rules)}, scope=Scope.SEGMENT)
    asked = Question(by_hand.WORKSPACE, rule, by_hand.NOW, {"offers": False})
    found: set[int] = set()

    def ours() -> None:
        with database.read() as tx:
            found.add(segments.count(tx, asked))

    with duckdb(database) as ask:
        ways: dict[str, Callable[[], float]] = {"ours": lambda: timed(ours)}
        for place, sql in enumerate(case.by_hand):
            ways[str(place)] = lambda sql=sql: timed(lambda: found.add(ask(sql)))  # type: ignore[misc]
        times = in_turn(ways, by_hand.ROUNDS)
    if len(found) != 1:
        raise AssertionError(f"{found} cannot all be right")
    mine = times.pop("ours")
    best = min(times.values(), key=lambda values: Spread(tuple(values)).median)
    goal, floor, spike = GOALS[name]
    spread = ratio(mine, best)
    theirs = Spread(tuple(best)).median * 1e3
    return Row(
        "10", f"a selective count / DuckDB, {name}", spread.median, sense="<=", goal=goal,
        floor=floor, spike=spike, spread=str(spread),
        note=f"{Spread(tuple(mine)).median * 1e3:.1f} and {theirs:.1f} ms, {people} people",
    )  # fmt: skip


@contextlib.contextmanager
def duckdb(database: Database) -> Iterator[Callable[[str], int]]:
    """The same people as columns in DuckDB; asks it for a number. Raises Absent."""
    try:
        import duckdb as engine
    except ImportError as error:
        raise Absent("DuckDB: pip install -r requirements/bench.txt") from error
    with tempfile.TemporaryDirectory() as folder, engine.connect() as connection:
        for table in TABLES:
            path = Path(folder) / f"{table}.csv"
            _write(database, table, path)
            words = f"SELECT * FROM read_csv('{path}', nullstr='\\N', sample_size=-1)"  # noqa: S608
            connection.execute(f"CREATE TABLE {table} AS {words}")
        yield lambda sql: _number(connection.execute(sql).fetchone())


def _number(row: Any) -> int:
    return int(row[0])


def _write(database: Database, table: str, path: Path) -> None:
    with database.read() as tx, path.open("w", newline="") as out:
        rows = tx.conn.exec_driver_sql(f"SELECT * FROM {table}")  # noqa: S608  one of TABLES
        writer = csv.writer(out)
        writer.writerow(rows.keys())
        for row in rows:
            writer.writerow(["\\N" if value is None else value for value in row])
