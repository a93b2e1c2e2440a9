"""A test push to one exact device (G7, P10): an ordinary message, so that its send tells all."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Literal

from engine import clock
from engine.audience import device_rows
from engine.store import log
from engine.store.db import Retry, Tx
from engine.store.tables import message, send

LASTS = 10 * clock.MINUTE
"""A test that did not get through by then is over."""


@dataclass(frozen=True, slots=True)
class NotSent:
    """There is no such device, nobody has it, or it cannot be sent to."""

    reason: Literal["absent", "not_subscribed"]


def request(tx: Tx, workspace_id: str, device_id: str, push: str) -> str | NotSent:
    """Put a push resource into the outbox for this device; the id of its message.

    Toggles, mutes, caps and quiet hours hold for it as for any other. Raises Retry when the owner
    was merged meanwhile.
    """
    row = device_rows.by_id(tx, workspace_id, device_id)
    if row is None or row.owner is None:
        return NotSent("absent")
    if not row.subscribed:
        return NotSent("not_subscribed")
    route = log.routes(tx, [row.owner]).of[row.owner]
    if route.canonical_id != row.owner:
        raise Retry("merged")
    now = tx.now()
    id_ = f"t{secrets.token_hex(15)}"
    common = {"shard": route.shard, "workspace_id": workspace_id, "due_at": now, "state": "pending"}
    tx.execute(
        message.insert(),
        {
            **common,
            "id": id_,
            "person_id": row.owner,
            "push": push,
            "target": "all",
            "mode": "collapse",
            "created_at": now,
            "expires_at": now + LASTS,
        },
    )
    sent = {"message_id": id_, "device_id": row.id, "owner": row.owner, "epoch": row.epoch}
    tx.execute(send.insert(), {**common, **sent})
    return id_
