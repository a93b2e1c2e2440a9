"""Each working process stamps a row: one that hangs or died is missed, whatever the broker says."""

from __future__ import annotations

import secrets
from collections import Counter
from typing import Literal

import sqlalchemy as sa

from engine import clock
from engine.store import bulk
from engine.store.db import Database, Tx
from engine.store.tables import process

ALIVE = 30 * clock.SECOND  # three beats may be late
FORGOTTEN = clock.DAY

Kind = Literal["up", "worker", "scheduler"]


class Heartbeat:
    """One process; `beat` is called every ten seconds or so."""

    def __init__(self, database: Database, kind: Kind) -> None:
        self._database = database
        self._kind = kind
        self._id = f"{kind}-{secrets.token_hex(6)}"

    def beat(self) -> None:
        """Say that this process is alive, and forget those that have long been gone."""
        self._database.run(self._stamp)

    def _stamp(self, tx: Tx) -> None:
        now = tx.now()
        columns = ("id", "kind", "started_at", "seen_at")
        row = (self._id, self._kind, now, now)
        bulk.insert(tx, process, columns, [row], replace=("seen_at",))
        tx.execute(process.delete().where(process.c.seen_at < now - FORGOTTEN))


def alive(tx: Tx) -> dict[str, int]:
    """How many processes of each kind were heard of in the last half minute."""
    rows = tx.execute(sa.select(process.c.kind).where(process.c.seen_at >= tx.now() - ALIVE))
    return dict(Counter(rows.scalars()))
