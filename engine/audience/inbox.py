"""A person's bell: what was said to her, the newest first, and what of it she has read.

An item is made with its message and bears its id, which is also the `tag` of its notification: so
a page that hears that an item was read can close the notification.

Locks: the shard step inserts; whoever marks several holds the person's `reach`, as do a merge and
an erasure; a report marks one by its key, under its message (after `reach` in locking.md rule 1).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import msgspec
import sqlalchemy as sa

from engine.audience.content import Content
from engine.store.bulk.among import among_keys, keyed
from engine.store.db import Tx
from engine.store.outbox_rows import Key
from engine.store.prepared import Prepared
from engine.store.tables import inbox_item

COLUMNS = ("shard", "id", "workspace_id", "person_id", "content", "created_at")
Place = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Item:
    """One item; times in µs."""

    id: str
    content: Content
    created_at: int
    read_at: int | None

    @property
    def place(self) -> Place:
        return self.created_at, self.id


def kept(content: Content) -> str:
    """The words as their row holds them."""
    return msgspec.json.encode(content).decode()


def page(tx: Tx, person_id: int, *, after: Place | None, limit: int) -> list[Item]:
    """Her items, the newest first, from behind a place."""
    query = sa.select(*(inbox_item.c[name] for name in ("id", "content", "created_at", "read_at")))
    query = query.where(inbox_item.c.person_id == person_id)
    if after is not None:
        place = sa.tuple_(inbox_item.c.created_at, inbox_item.c.id)
        query = query.where(place < sa.tuple_(*map(sa.literal, after)))
    newest = (inbox_item.c.created_at.desc(), inbox_item.c.id.desc())
    rows = tx.execute(query.order_by(*newest).limit(limit))
    return [Item(id_, _content(text), created, read) for id_, text, created, read in rows]


def unread(tx: Tx, person_id: int) -> int:
    """How many she has not read."""
    query = sa.select(sa.func.count()).where(
        inbox_item.c.person_id == person_id, inbox_item.c.read_at.is_(None)
    )
    return int(tx.execute(query).scalar_one())


def read(tx: Tx, person_id: int, ids: Sequence[str] | None, now: int) -> None:
    """She has read these, or all (None); what is not hers stays as it is.

    The caller holds her `reach`.
    """
    change = inbox_item.update().where(
        inbox_item.c.person_id == person_id, inbox_item.c.read_at.is_(None)
    )
    if ids is not None:
        change = change.where(inbox_item.c.id.in_(ids))
    tx.execute(change.values(read_at=now))


def clicked(tx: Tx, key: Key, at: int) -> None:
    """The push of this item was clicked or answered. The caller holds its message."""
    tx.execute(
        inbox_item.update()
        .where(
            inbox_item.c.shard == key[0], inbox_item.c.id == key[1], inbox_item.c.read_at.is_(None)
        )
        .values(read_at=at)
    )


def contents(tx: Tx, keys: Iterable[Key]) -> dict[Key, Content]:
    """The words of these messages, where they stand in the bell."""
    wanted = set(keys)
    if not wanted:
        return {}
    rows = _CONTENTS.rows(tx, **keyed(tx, "keys", wanted))
    return {(shard, id_): _content(text) for shard, id_, text in rows}


_CONTENTS = Prepared(
    lambda postgres: sa.select(inbox_item.c.shard, inbox_item.c.id, inbox_item.c.content).where(
        among_keys(postgres, inbox_item.c.shard, inbox_item.c.id, "keys")
    )
)


def _content(text: str) -> Content:
    return msgspec.json.decode(text, type=Content)
