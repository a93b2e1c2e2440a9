"""A call that has ended is made once more, because somebody asks for it."""

from __future__ import annotations

from typing import Literal

import sqlalchemy as sa

from engine import clock, webhook_endpoints
from engine.store.db import Tx
from engine.store.tables import SHARDS, webhook_call

Refusal = Literal["not_found", "not_ended", "body_gone", "webhook_off"]
LASTS = clock.DAY


def resend(tx: Tx, workspace_id: str, call_id: str) -> Refusal | None:
    """Let a call wait again, for a day, under the webhook-id that it had; or say why not.

    A journey's run is not told of it again. What was erased has no body any more.
    """
    row = tx.execute(
        sa.select(webhook_call)
        # Said beside the id, the shards let it be searched by its key.
        .where(webhook_call.c.shard.in_(range(SHARDS)), webhook_call.c.id == call_id)
        .where(webhook_call.c.workspace_id == workspace_id)
        .with_for_update(key_share=True)
    ).mappings().one_or_none()  # fmt: skip
    if row is None:
        return "not_found"
    if row["state"] not in ("done", "failed"):
        return "not_ended"
    if not row["body"]:
        return "body_gone"
    if row["endpoint_id"] is not None:
        endpoint = webhook_endpoints.get(tx, workspace_id, row["endpoint_id"])
        if endpoint is None or endpoint.state != "on":
            return "webhook_off"
    now = tx.now()
    again = {"state": "pending", "reason": None, "attempts": 0, "resent": True}
    tx.execute(
        webhook_call.update()
        .where(webhook_call.c.shard == row["shard"], webhook_call.c.id == call_id)
        .values(**again, due_at=now, expires_at=now + LASTS)
    )
    return None
