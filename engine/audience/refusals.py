"""What ingestion refused lately: a short ring of each workspace, for who builds against it.

It says why, and what kind of event and name it was; never what the event held nor whose it was: a
refused event is nobody's, so an erasure would not find it.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import sqlalchemy as sa

from engine.store import bulk
from engine.store.db import Tx
from engine.store.tables import refusal

MOST = 200
"""So many of a workspace are kept, the latest: a stranger cannot fill the table."""
LONGEST = 200  # characters of a name or a message

Source = Literal["write", "secret"]


@dataclass(frozen=True, slots=True)
class Refusal:
    """One item, or a whole request (`kind` None); `source` is the kind of key that it came by."""

    code: str
    message: str
    kind: str | None
    name: str | None
    source: Source


@dataclass(frozen=True, slots=True)
class Kept(Refusal):
    """A refusal as it stands in the ring; `at` in µs."""

    id: str
    at: int


def note(tx: Tx, workspace_id: str, told: Sequence[Refusal]) -> None:
    """Add these; the oldest fall out of the ring."""
    now = tx.now()
    columns = ("workspace_id", "id", "at", "code", "message", "kind", "name", "source")
    rows = [
        (workspace_id, secrets.token_hex(8), now, each.code, _cut(each.message), each.kind,
         None if each.name is None else _cut(each.name), each.source)
        for each in told[:MOST]
    ]  # fmt: skip
    bulk.insert(tx, refusal, columns, sorted(rows))
    here = refusal.c.workspace_id == workspace_id
    latest = sa.select(refusal.c.id).where(here).order_by(refusal.c.at.desc(), refusal.c.id)
    tx.execute(refusal.delete().where(here, refusal.c.id.not_in(latest.limit(MOST))))


def listed(tx: Tx, workspace_id: str) -> list[Kept]:
    """All that is in the ring, the latest first."""
    columns = [refusal.c[name] for name in Kept.__dataclass_fields__]
    query = sa.select(*columns).where(refusal.c.workspace_id == workspace_id)
    rows = tx.execute(query.order_by(refusal.c.at.desc(), refusal.c.id)).mappings()
    return [Kept(**row) for row in rows]


def _cut(text: str) -> str:
    return "".join(each if each.isprintable() else " " for each in text[:LONGEST])
