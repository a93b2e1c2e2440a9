"""What happened to a person: her events as they were accepted, the newest first."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from engine.reports import people
from engine.reports.people import Who
from engine.store import log
from engine.store.db import Tx
from engine.store.tables import event

HIDDEN = (log.MERGE, log.MOVED, "erased")
_SHOWN = ("properties", "start", "traits", "groupId", "device", "change", "cause", "status")
"""Of an event's body; the context, with addresses and browsers' strings, is nobody's business."""

Place = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Happening:
    """One event; `at` is its own time, `received_at` when it was accepted, in µs."""

    shard: int
    seq: int
    kind: str
    name: str
    at: int
    received_at: int
    told: Mapping[str, Any]

    @property
    def place(self) -> Place:
        return self.received_at, self.shard, self.seq


def of(
    tx: Tx, who: Who, *, after: Place | None, limit: int, whole: bool = False
) -> list[Happening]:
    """Her events before the place `after`; with `whole` all that was told, for herself to read."""
    ids, shards = people.aliases(tx, who)
    place = sa.tuple_(event.c.received_at, event.c.shard, event.c.seq)
    page = sa.select(*_COLUMNS).where(
        event.c.shard.in_(shards), event.c.person_id.in_(ids), event.c.kind.not_in(HIDDEN)
    )
    if after is not None:
        page = page.where(place < sa.tuple_(*map(sa.literal, after)))
    newest = (column.desc() for column in (event.c.received_at, event.c.shard, event.c.seq))
    rows = tx.execute(page.order_by(*newest).limit(limit)).mappings()
    return [Happening(**{**row, "told": told_of(row["told"], whole=whole)}) for row in rows]


def told_of(body: str, *, whole: bool) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(body) if body else {}
    return read if whole else {name: read[name] for name in _SHOWN if name in read}


_COLUMNS = (
    event.c.shard,
    event.c.seq,
    event.c.kind,
    event.c.name,
    event.c.at,
    event.c.received_at,
    event.c.body.label("told"),
)
