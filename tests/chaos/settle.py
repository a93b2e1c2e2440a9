"""Healing: after the faults everything is started again, and must come to rest in bounded time."""

from __future__ import annotations

import time

import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from engine.store.db import Database, Tx
from engine.store.tables import message, run, send, shard_head, shard_pos

LONGEST = 420.0
"""Seconds. A claim of a killed process is freed after 75, a fourth try waits up to 144 more."""


def settled(database: Database) -> float:
    """Wait until nothing is left to do; the seconds it took. AssertionError with what is left."""
    began = time.monotonic()
    left: dict[str, int] = {"the database does not answer": 1}
    while time.monotonic() - began < LONGEST:
        try:
            with database.read() as tx:
                left = _left(tx)
        except OperationalError:
            database.engine.dispose()  # connections of before the last crash
        if not any(left.values()):
            return time.monotonic() - began
        time.sleep(0.5)
    raise AssertionError(f"not at rest after {LONGEST:.0f} s: {left}")


def _left(tx: Tx) -> dict[str, int]:
    """How much of each kind is still to be done."""
    behind = shard_head.join(shard_pos, shard_pos.c.shard == shard_head.c.shard)
    return {
        "shards behind": _count(tx, behind, shard_head.c.next > shard_pos.c.pos),
        "runs that go on": _count(tx, run, run.c.state == "active"),
        "messages not done": _count(tx, message, message.c.state.in_(("pending", "open"))),
        "sends not done": _count(tx, send, send.c.state.in_(("pending", "claimed"))),
    }


def _count(tx: Tx, table: sa.FromClause, condition: sa.ColumnElement[bool]) -> int:
    query = sa.select(sa.func.count()).select_from(table).where(condition)
    return int(tx.execute(query).scalar_one())
