"""Goal 6: what an event costs as the people become more, while those who come by stay as many."""

# ruff: noqa: S608  the SQL is made of constants

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from functools import partial

from bench import step
from bench.crowd import Crowd
from bench.measure import Meter, in_turn
from bench.place import FULL, Absent, postgresql, sized
from bench.rows import Row, Skipped, Spread, ratio
from engine.runtime.published import Published
from engine.store.db import Database
from engine.store.tables import SHARDS

ACTIVE = 4_000
SMALL, MIDDLE = 10_000, 100_000
LARGE = 1_000_000 if FULL else 200_000
ROUNDS = 5

# Made by the server itself: people of all shards, with traits, roll-ups and some history.
_ID = "(('x' || substr(md5(n::text), 1, 16))::bit(64)::bigint & 4611686018427387903)"
_PEOPLE = f"(SELECT {_ID} AS id FROM generate_series(1, %s) n) p"
_SHARD = f"(id %% {SHARDS})::int"
FILL = (
    f"""INSERT INTO person (id, workspace_id, kind, external_id, shard, canonical_id, created_at)
        SELECT id, %s, 'anonymous', 'x' || id, {_SHARD}, id, 0 FROM {_PEOPLE}""",
    f"INSERT INTO reach (person_id, workspace_id, recent) SELECT id, %s, '[]' FROM {_PEOPLE}",
    f"""INSERT INTO profile (shard, person_id, workspace_id, created_at, last_seen_at, traits,
            markers, categories, last_session_status, groups)
        SELECT {_SHARD}, id, %s, 0, 0, '{{"country":"DE","age":30}}', '{{}}', '{{}}', 'ask', '[]'
        FROM {_PEOPLE}""",
    f"""INSERT INTO person_value (shard, person_id, field, workspace_id, type, text)
        SELECT {_SHARD}, id, 'trait.country', %s, 'text', 'DE' FROM {_PEOPLE}""",
    f"""INSERT INTO rollup (shard, person_id, name, day, workspace_id, count)
        SELECT {_SHARD}, id, 'page', 20000 + d, %s, 1 FROM {_PEOPLE}, generate_series(1, 4) d""",
)


def measure() -> Iterator[Row | Skipped]:
    sizes = {people: sized(people, ACTIVE // 10) for people in (SMALL, MIDDLE, LARGE)}
    events = sized(8_000, 200)
    try:
        with contextlib.ExitStack() as stack:
            crowds = {
                people: _filled(stack.enter_context(postgresql()), many)
                for people, many in sizes.items()
            }
            published = {people: Published() for people in crowds}
            found = in_turn(
                {
                    str(people): partial(_cost, crowds[people], events, published[people])
                    for people in crowds
                },
                ROUNDS,
            )
    except Absent as absent:
        yield Skipped("6", str(absent))
        return
    micros = ", ".join(
        f"{people // 1000}k: {Spread(tuple(values)).median:.0f} µs"
        for people, values in zip(sizes, found.values(), strict=True)
    )
    for below, goal, spike in ((MIDDLE, 1.2, "1.1-1.3"), (SMALL, 1.5, "1.5-1.7")):
        times = ratio(found[str(LARGE)], found[str(below)])
        what = (
            f"cost of an event, {LARGE // 1000}k people / {below // 1000}k, {ACTIVE} of them active"
        )
        yield Row(
            "6", what, times.median, sense="<=", goal=goal, floor=2, spike=spike,
            spread=str(times), note=micros if FULL else f"{micros} (1M: BENCH_FULL=1)",
        )  # fmt: skip


def _filled(database: Database, people: int) -> Crowd:
    active = sized(ACTIVE, 200)
    crowd = Crowd(database, active)
    with database.transaction() as tx:
        for statement in FILL:
            tx.conn.exec_driver_sql("SET LOCAL statement_timeout = 0")
            tx.conn.exec_driver_sql(statement, (crowd.room.workspace, max(1, people - active)))
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        conn.exec_driver_sql("VACUUM ANALYZE")
    return crowd


def _cost(crowd: Crowd, events: int, published: Published) -> float:
    """Processor µs per event, this process and the server's."""
    crowd.come(events)
    applied, meter = 0, Meter(crowd.room.database)
    with meter:
        for shard in crowd.shards:
            applied += step.drain(crowd.room.database, shard, published)
    return meter.cpu / applied * 1e6
