"""The rows of calls that wait: found by their index, locked, marked as claimed."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from engine import clock
from engine.store.db import Tx
from engine.store.tables import webhook_call

AT_ONCE = 50
EACH_AT_ONCE = 10  # calls of one workspace, or to one endpoint, in a claim
FORGOTTEN = 50 * clock.SECOND  # twice as long as a call may wait and then last

# In the words of the partial indexes: a plan with values in their place could not use them.
OF_JOURNEYS = sa.text(
    "webhook_call.state IN ('pending', 'claimed') AND webhook_call.endpoint_id IS NULL"
)
OF_ENDPOINTS = sa.text(
    "webhook_call.state IN ('pending', 'claimed') AND webhook_call.endpoint_id IS NOT NULL"
)


def unheld(now: int) -> sa.ColumnElement[bool]:
    """Due, and nobody works on it: it waits, or its claimer died. A claim leaves `due_at` alone."""
    lost = sa.and_(webhook_call.c.state == "claimed", webhook_call.c.claimed_at < now - FORGOTTEN)
    waits = webhook_call.c.state == "pending"
    return sa.and_(webhook_call.c.due_at <= now, sa.or_(waits, lost))


def waiting(
    tx: Tx,
    now: int,
    whose: sa.TextClause,
    *more: sa.ColumnElement[bool],
    limit: int = AT_ONCE,
) -> list[sa.RowMapping]:
    """Lock calls that nobody works on, the longest due first; skip those that others hold."""
    rows = tx.execute(
        sa.select(webhook_call)
        .where(whose, unheld(now), *more)
        .order_by(webhook_call.c.due_at, webhook_call.c.id)
        .limit(limit)
        .with_for_update(key_share=True, skip_locked=True)
    )
    return list(rows.mappings())


def mark_claimed(
    tx: Tx, rows: Sequence[sa.RowMapping], token: str, now: int, **more: object
) -> None:
    """These locked calls are made now by whoever holds `token`."""
    if not rows:
        return
    keys = sa.tuple_(webhook_call.c.shard, webhook_call.c.id)
    tx.execute(
        webhook_call.update()
        .where(keys.in_([(row["shard"], row["id"]) for row in rows]))
        .values(
            state="claimed",
            token=token,
            claimed_at=now,
            attempts=webhook_call.c.attempts + 1,
            **more,
        )
    )


def mark_failed(tx: Tx, row: sa.RowMapping, reason: str) -> None:
    """This locked call is not made any more."""
    tx.execute(
        webhook_call.update()
        .where(webhook_call.c.shard == row["shard"], webhook_call.c.id == row["id"])
        .values(state="failed", reason=reason, token=None)
    )
