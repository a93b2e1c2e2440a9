"""Goal 3: the whole shard step against the pure core: the same folded and decided in memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bench.crowd import Crowd
from bench.measure import Meter, own_cpu
from bench.place import Absent, postgresql, sized, sqlite
from bench.rows import Row, Skipped, Spread
from engine.runtime import shard
from engine.runtime.loading import Work, load
from engine.runtime.published import Published
from engine.store import log
from engine.store.db import Database

BATCH = shard.EVENTS
ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Costs:
    """Processor µs per event, round by round: of the step, of the core alone, and the server's."""

    step: list[float]
    core: list[float]
    served: list[float]


def pure_core(database: Database, number: int, published: Published) -> tuple[float, int]:
    """Seconds, and events, of one batch folded and decided; nothing is written."""
    with database.read() as tx:
        pos = _position(database, number)
        events = log.read(tx, number, pos, BATCH)
        batch = load(tx, Work(number, pos, events, []), published)
        start = own_cpu()
        batch.go(events, [])
        return own_cpu() - start, len(events)


def costs(crowd: Crowd, events: int, rounds: int = ROUNDS, *, sessions: bool = False) -> Costs:
    """Each round some events come; each shard's batch is done in memory, then for good."""
    database, published = crowd.room.database, Published()
    found = Costs([], [], [])
    for number in range(rounds + 1):
        (crowd.sessions if sessions else crowd.come)(events)
        core, decided, applied, meter = 0.0, 0, 0, Meter(database)
        for one in crowd.shards:
            seconds, many = pure_core(database, one, published)
            core, decided = core + seconds, decided + many
            with meter:
                applied += drain(database, one, published)
        if number:  # the first round fills caches and prepares statements
            found.step.append(meter.cpu / applied * 1e6)
            found.core.append(core / decided * 1e6)
            found.served.append(meter.served / applied * 1e6)
    return found


def drain(database: Database, number: int, published: Published) -> int:
    """Step this shard until nothing is left; how many events that were, the engine's own too."""
    applied = 0
    while True:
        worked = database.run(shard.process, number, published)
        applied += worked.events
        if not worked.more:
            return applied


def measure() -> Iterator[Row | Skipped]:
    yield from _rows("PostgreSQL")
    yield from _rows("SQLite")


def _rows(name: str) -> Iterator[Row | Skipped]:
    try:
        with postgresql() if name == "PostgreSQL" else sqlite() as database:
            crowd = Crowd(database, sized(20_000, 500))
            many = len(crowd.shards) * sized(BATCH, 100)
            yield _row(f"shard step / pure core, {name}", costs(crowd, many))
            if name == "PostgreSQL":
                found = costs(crowd, many, sessions=True)
                yield _row(f"the same, four events a person in a row, {name}", found)
    except Absent as absent:
        yield Skipped("3", str(absent))


def _row(what: str, found: Costs) -> Row:
    step, core = Spread(tuple(found.step)), Spread(tuple(found.core))
    times = Spread(tuple(a / b for a, b in zip(found.step, found.core, strict=True)))
    served = Spread(tuple(found.served)).median
    note = (
        f"{step.median:.0f} µs an event, {served:.0f} of them the server's; core {core.median:.1f}"
    )
    return Row(
        "3", what, times.median, sense="<=", goal=6, floor=10, spike="4.9-7.6",
        spread=str(times), note=note,
    )  # fmt: skip


def _position(database: Database, number: int) -> int:
    with database.read() as tx:
        return int(
            tx.conn.exec_driver_sql(
                f"SELECT pos FROM shard_pos WHERE shard = {int(number)}"  # noqa: S608
            ).scalar_one()
        )
