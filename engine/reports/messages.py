"""Messages and their sends: what was to go out to whom, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from engine.audience import inbox
from engine.audience.content import Content
from engine.reports.people import Who
from engine.store.db import Tx
from engine.store.tables import SHARDS, device, message, person, send

Place = tuple[int, str]


@dataclass(frozen=True, slots=True)
class MessageRow:
    """One content for one person; times in µs."""

    shard: int
    id: str
    person_id: int
    run_id: str | None
    journey_id: str | None
    node: str | None
    push: str
    target: str
    mode: str
    state: str
    reason: str | None
    created_at: int
    due_at: int
    expires_at: int
    campaign_id: str | None = None

    @property
    def place(self) -> Place:
        return self.created_at, self.id


@dataclass(frozen=True, slots=True)
class SendRow:
    """A message to one device, with what the push service said; never where the device is."""

    message_id: str
    device_id: str
    state: str
    reason: str | None
    attempts: int
    unclear: int
    due_at: int
    settled_at: int | None
    displayed_at: int | None
    clicked_at: int | None
    dismissed_at: int | None
    answer: str | None
    platform: str | None
    browser: str | None
    model: str | None


def get(tx: Tx, workspace_id: str, message_id: str) -> MessageRow | None:
    """The workspace's message of this id. It names no shard: each is asked, by its key."""
    query = sa.select(*MESSAGE).where(
        message.c.shard.in_(range(SHARDS)),
        message.c.id == message_id,
        message.c.workspace_id == workspace_id,
    )
    row = tx.execute(query).mappings().one_or_none()
    return None if row is None else MessageRow(**row)


def user_ids(tx: Tx, of: Sequence[MessageRow]) -> Mapping[int, str]:
    """The user ids of those whom these messages are for, by person; visitors have none."""
    query = sa.select(person.c.id, person.c.external_id).where(
        person.c.id.in_({each.person_id for each in of}),
        person.c.kind == "user",
        person.c.external_id.is_not(None),
    )
    return {row[0]: row[1] for row in tx.execute(query)}


def content(tx: Tx, of: MessageRow) -> Content | None:
    """Its words as she got them, while they stand in her bell; an erasure takes them away."""
    key = of.shard, of.id
    return inbox.contents(tx, [key]).get(key)


def sends(tx: Tx, of: Sequence[MessageRow]) -> Mapping[str, list[SendRow]]:
    """The sends of these messages, by message."""
    found: dict[str, list[SendRow]] = {each.id: [] for each in of}
    if not of:
        return found
    query = (
        sa.select(*_SEND)
        .join(device, device.c.id == send.c.device_id, isouter=True)
        .where(
            send.c.shard.in_({each.shard for each in of}),
            send.c.message_id.in_([each.id for each in of]),
        )
        .order_by(send.c.message_id, send.c.device_id)
    )
    for row in tx.execute(query).mappings():
        found[row["message_id"]].append(SendRow(**row))
    return found


def of_person(tx: Tx, who: Who, *, after: Place | None, limit: int) -> list[MessageRow]:
    """A person's messages, the newest first."""
    page = sa.select(*MESSAGE).where(message.c.person_id == who.id)
    if after is not None:
        place = sa.tuple_(message.c.created_at, message.c.id)
        page = page.where(place < sa.tuple_(*map(sa.literal, after)))
    page = page.order_by(message.c.created_at.desc(), message.c.id.desc()).limit(limit)
    return [MessageRow(**row) for row in tx.execute(page).mappings()]


MESSAGE = tuple(message.c[name] for name in MessageRow.__dataclass_fields__)
_DEVICE = ("platform", "browser", "model")
_SEND = tuple(
    (device if name in _DEVICE else send).c[name] for name in SendRow.__dataclass_fields__
)
