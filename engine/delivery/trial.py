"""A test push to one exact device (G7, P10): an ordinary message, so that its send tells all."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import msgspec
import sqlalchemy as sa
from msgspec import Struct, structs

from engine import clock
from engine.audience import device_rows, reach
from engine.store import log
from engine.store.db import Retry, Tx
from engine.store.log import Route
from engine.store.tables import message, send, shard_pos

OWN = "device-test"
"""The push resource of a person's own test; a workspace may put one of this key in its place."""

OWN_TEXT: Mapping[str, Any] = {
    "key": OWN,
    "title": "{{ workspace.name }}",
    "message": "It works: notifications reach this device.",
    "transactional": True,  # she is at it and waits: quiet hours are no help
    "languages": {"de": {"message": "Es geht: Benachrichtigungen kommen auf diesem Gerät an."}},
}

MOST = 3  # own tests of a person within PAUSE
PAUSE = 300  # seconds

LASTS = 10 * clock.MINUTE
"""A test that did not get through by then is over."""


@dataclass(frozen=True, slots=True)
class NotSent:
    """There is no such device, nobody has it, it cannot be sent to, or it was too often."""

    reason: Literal["absent", "not_subscribed", "too_often"]


class Trial(Struct, frozen=True, omit_defaults=True):
    """What a test says otherwise than what is saved: as it is written now, in this language."""

    document: dict[str, Any] | None = None
    language: str | None = None
    event: dict[str, Any] | None = None
    """The event at hand, where its name and properties are tried; kept as other messages' are."""


NOTHING_ELSE = Trial()


def read(kept: str | None) -> Trial:
    """What a message keeps of it."""
    return NOTHING_ELSE if kept is None else msgspec.json.decode(kept, type=Trial)


def resource(kept: str | None, saved: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """What a message says: what is saved, or the draft of which a test was made."""
    draft = read(kept).document
    return saved if draft is None else draft


def language(kept: str | None, own: str | None) -> str | None:
    """The person's own, unless a test shows another."""
    return read(kept).language or own


def _kept(says: Trial) -> str | None:
    kept = structs.replace(says, event=None)
    return None if kept == NOTHING_ELSE else msgspec.json.encode(kept).decode()


def request(
    tx: Tx,
    workspace_id: str,
    device_id: str,
    push: str,
    *,
    says: Trial = NOTHING_ELSE,
    owner: int | None = None,
) -> str | NotSent:
    """Put a push resource into the outbox for this device; the id of its message.

    `says` is what is otherwise than what is saved; its document the caller has checked.
    `owner` is who asks, where it is a person for herself: the device must be hers, she may ask so
    often only, and her test leaves the cap to what others have to say.

    Toggles, mutes, caps and quiet hours hold for it as for any other. Raises Retry when the owner
    was merged, or the device changed, meanwhile. The caller holds no lock yet.
    """
    row = device_rows.by_id(tx, workspace_id, device_id)
    if row is None or row.owner is None or owner not in (None, row.owner):
        return NotSent("absent")
    if not row.subscribed:
        return NotSent("not_subscribed")
    route = _settled_route(tx, row.owner)
    reach.lock(tx, [row.owner])
    if device_rows.by_id(tx, workspace_id, device_id) != row:
        raise Retry("device")
    now = tx.now()
    if owner is not None and _asked(tx, owner, now) >= MOST:
        return NotSent("too_often")
    id_ = f"t{secrets.token_hex(15)}"
    common = {"shard": route.shard, "workspace_id": workspace_id, "due_at": now, "state": "pending"}
    tx.execute(
        message.insert(),
        {
            **common,
            "id": id_,
            "person_id": row.owner,
            "push": push,
            "trial": _kept(says),
            "event": None if says.event is None else json.dumps(says.event),
            "target": "all",
            "mode": "collapse",
            "decided": owner is not None,
            "created_at": now,
            "expires_at": now + LASTS,
        },
    )
    sent = {"message_id": id_, "device_id": row.id, "owner": row.owner, "epoch": row.epoch}
    tx.execute(send.insert(), {**common, **sent})
    return id_


def _settled_route(tx: Tx, owner: int) -> Route:
    """Where the owner's messages are, under the lock of that shard's position: until the commit.

    A merge and an erasure take the position before they look for messages (locking.md rules 12 and
    13). Under `reach` alone they could overlook this one, and then wait for a claim that holds it.
    """
    route = log.routes(tx, [owner]).of[owner]
    tx.execute(
        sa.select(shard_pos.c.shard)
        .where(shard_pos.c.shard == route.shard)
        .with_for_update(key_share=True)
    ).all()
    if route.canonical_id != owner or log.routes(tx, [owner]).of[owner] != route:
        raise Retry("merged")
    return route


def _asked(tx: Tx, owner: int, now: int) -> int:
    """How many tests she asked for lately; counted under her `reach`."""
    query = sa.select(sa.func.count()).where(
        message.c.person_id == owner,
        message.c.created_at > now - PAUSE * clock.SECOND,
        message.c.push == OWN,
    )
    return int(tx.execute(query).scalar_one())
