"""What nobody asks for any more: closed offers, ended calls, a bell's old items, lost devices."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from engine import clock
from engine.settings import INBOX_DAYS
from engine.store.db import Tx
from engine.store.tables import (
    daily_count,
    device,
    inbox_item,
    message,
    offer,
    refusal,
    scheduled,
    send,
    webhook_call,
    webhook_endpoint,
)

KEPT = 30 * clock.DAY  # after it ended
COUNTED_DAYS = 400
REFUSED_DAYS = 7
SCHEDULED_DAYS = 3  # a local time comes to everybody within two
AT_ONCE = 1_000  # rows of a table in one transaction
PAUSE = clock.HOUR  # nothing of this is urgent, and finding it reads whole tables

_open_send = sa.exists().where(
    send.c.device_id == device.c.id, send.c.state.in_(("pending", "claimed"))
)
# While it waits to be sent, its words stand in the bell.
_open_message = sa.exists().where(
    message.c.shard == inbox_item.c.shard,
    message.c.id == inbox_item.c.id,
    message.c.state.in_(("pending", "open")),
)
# Its URL stands in the log of its calls.
_call_to_it = sa.exists().where(webhook_call.c.endpoint_id == webhook_endpoint.c.id)


def prune(tx: Tx, inbox_days: int = INBOX_DAYS) -> bool:
    """Delete up to 1,000 rows of each; True when there may be more."""
    now = tx.now()
    before, oldest = now - KEPT, now - inbox_days * clock.DAY
    ended: tuple[tuple[sa.Table, sa.ColumnElement[bool]], ...] = (
        (offer, sa.and_(offer.c.state != "open", offer.c.expires_at < before)),
        (
            webhook_call,
            sa.and_(
                webhook_call.c.state.in_(("done", "failed")), webhook_call.c.expires_at < before
            ),
        ),
        (
            webhook_endpoint,
            sa.and_(
                webhook_endpoint.c.state == "removed",
                webhook_endpoint.c.updated_at < before,
                ~_call_to_it,
            ),
        ),
        (refusal, refusal.c.at < now - REFUSED_DAYS * clock.DAY),
        (scheduled, scheduled.c.at < now - SCHEDULED_DAYS * clock.DAY),
        (daily_count, daily_count.c.day < clock.day(now) - COUNTED_DAYS),
        (inbox_item, sa.and_(inbox_item.c.created_at < oldest, ~_open_message)),
        (
            device,
            sa.and_(
                device.c.owner.is_(None),
                device.c.address.is_(None),
                device.c.updated_at < before,
                ~_open_send,
            ),
        ),
    )
    return max([_delete(tx, table, condition) for table, condition in ended]) == AT_ONCE


def _delete(tx: Tx, table: sa.Table, condition: sa.ColumnElement[bool]) -> int:
    """Lock, ascending, what nobody else holds, and delete it; how many rows."""
    keys: list[sa.ColumnElement[Any]] = list(table.primary_key.columns)
    found = tx.execute(
        sa.select(*keys)
        .where(condition)
        .order_by(*keys)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True, of=table)
    ).all()
    if found:
        tx.execute(table.delete().where(sa.tuple_(*keys).in_([tuple(row) for row in found])))
    return len(found)
