"""Counters that outlive a process: receipts by kind, added up in the transaction that settles."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping

import sqlalchemy as sa

from engine.store import bulk
from engine.store.db import Tx
from engine.store.tables import tally

SLOTS = 16
RECEIPT = "receipt"
REFUSED = "refused"  # our signature, by the push service's host


def add(tx: Tx, name: str, counts: Mapping[str, int]) -> None:
    """Add to the counters of this name; before any head is locked, labels ascending."""
    if not counts:
        return
    slot = random.randrange(SLOTS)  # noqa: S311  spreads writers, no secret
    rows = [(name, label, slot, count) for label, count in sorted(counts.items())]
    bulk.add(tx, tally, ("name", "label", "slot", "count"), rows, counter="count")


def read(tx: Tx, name: str, labels: Iterable[str] = ()) -> dict[str, int]:
    """The counters of this name, with a nought for every label that never counted."""
    rows = tx.execute(
        sa.select(tally.c.label, sa.func.sum(tally.c["count"]))
        .where(tally.c.name == name)
        .group_by(tally.c.label)
    )
    return {**dict.fromkeys(labels, 0), **{label: int(count) for label, count in rows}}
