"""What arrives: the end of a workspace's part of the log, and what came since one looked last.

The log has no index by time: each shard's end is looked at by its numbers, LOOKED_AT of them at
most, so that a look costs the same however long the log is. Who looks seldom, or beside a busier
workspace, is told that there was more.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from engine.reports.timeline import HIDDEN, Happening, told_of
from engine.store.db import Tx
from engine.store.tables import event, shard_head

LOOKED_AT = 100
"""Events of one shard in one look."""
MOST = 200
"""Events in one answer, the latest."""

Seen = Mapping[int, int]
"""The number up to which each shard was looked at."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a look is narrowed to; each where it is said."""

    kind: str | None = None
    name: str | None = None
    people: Collection[int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival(Happening):
    """An event, whose it is, and the id that its sender gave it."""

    person_id: int
    message_id: str


@dataclass(frozen=True, slots=True)
class Look:
    """The latest first; `seen` goes on from here, `skipped` says that some were left out."""

    events: Sequence[Arrival]
    seen: Seen
    skipped: bool


def look(tx: Tx, workspace_id: str, wanted: Wanted, seen: Seen | None) -> Look:
    """What came after `seen`, or the end of the log."""
    found = tx.execute(sa.select(shard_head.c.shard, shard_head.c.next))
    heads = {row[0]: row[1] for row in found}
    began = seen or {}
    since = {shard: max(began.get(shard, 0), head - LOOKED_AT) for shard, head in heads.items()}
    behind = seen is not None and any(since[shard] > seen.get(shard, 0) for shard in heads)
    parts = [
        sa.and_(event.c.shard == shard, event.c.seq > since[shard], event.c.seq <= head)
        for shard, head in sorted(heads.items())
        if head > since[shard]
    ]
    rows = _read(tx, workspace_id, wanted, parts) if parts else []
    return Look(rows[:MOST], heads, behind or len(rows) > MOST)


def _read(
    tx: Tx, workspace_id: str, wanted: Wanted, parts: Sequence[sa.ColumnElement[bool]]
) -> list[Arrival]:
    page = sa.select(*_COLUMNS).where(
        sa.or_(*parts), event.c.workspace_id == workspace_id, event.c.kind.not_in(HIDDEN)
    )
    if wanted.kind is not None:
        page = page.where(event.c.kind.in_((wanted.kind, f"import:{wanted.kind}")))
    if wanted.name is not None:
        page = page.where(event.c.name == wanted.name)
    if wanted.people is not None:
        page = page.where(event.c.person_id.in_(wanted.people))
    latest = (column.desc() for column in (event.c.received_at, event.c.shard, event.c.seq))
    rows = tx.execute(page.order_by(*latest).limit(MOST + 1)).mappings()
    return [Arrival(**{**row, "told": told_of(row["told"], whole=False)}) for row in rows]


_NAMES = ("shard", "seq", "kind", "name", "at", "received_at", "person_id", "message_id")
_COLUMNS = (*(event.c[name] for name in _NAMES), event.c.body.label("told"))
