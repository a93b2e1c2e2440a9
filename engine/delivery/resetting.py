"""An admin's resets: of everything that waits to be sent (C18), of every subscription (C19).

Both hold with the commit of their first transaction, which is all that a claim asks: it compares
a message's age, and a device's reset number, with the workspace's. What follows only brings the
reports in step, a batch at a time, and is harmless to repeat: who was stopped half-way resets
again. Nothing that was sent is taken back, and what is in people's bells stays there.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from engine import audit, workspaces
from engine.audience import device_ends
from engine.store.db import Database, Tx
from engine.store.tables import message, workspace

BATCH = 200
"""Messages in one transaction: claims skip what it holds; SQLite's writer is soon free again."""

Place = tuple[Any, ...]


def reset_messages(database: Database, workspace_id: str, by: str) -> int:
    """Send nothing of what waits now; how many messages that were. They end as `cancelled`."""
    waiting = database.run(_cancel, workspace_id, by)
    place: Place | None = (0, -1, "")
    while place is not None:
        place = database.run(_hurry, workspace_id, place)
    return waiting


def reset_subscribers(database: Database, workspace_id: str, by: str) -> int:
    """End every subscription; how many devices that were. Their people can be asked again."""
    ended = database.run(_unsubscribe, workspace_id, by)
    after: str | None = ""
    while after is not None:
        after = database.run(_tell, workspace_id, after)
    return ended


def _cancel(tx: Tx, workspace_id: str, by: str) -> int:
    workspaces.lock(tx, workspace_id)
    waiting = int(
        tx.execute(sa.select(sa.func.count()).where(*_waiting(workspace_id))).scalar_one()
    )
    tx.execute(
        workspace.update()
        .where(workspace.c.id == workspace_id)
        .values(messages_reset_at=tx.now(), version=workspace.c.version + 1)
    )
    audit.record(tx, workspace_id, by, "messages.reset", workspace_id, waiting=waiting)
    return waiting


def _hurry(tx: Tx, workspace_id: str, after: Place) -> Place | None:
    """Let the next of those that were held back come before the claim, which ends them.

    What somebody else holds is before it already. Answers where to go on, None at the end.
    """
    now = tx.now()
    order = (message.c.due_at, message.c.shard, message.c.id)
    found = tx.execute(
        sa.select(*order)
        .where(
            *_waiting(workspace_id),
            message.c.due_at > now,
            sa.tuple_(*order) > sa.tuple_(*map(sa.literal, after)),
        )
        .order_by(*order)
        .limit(BATCH)
        .with_for_update(key_share=True, skip_locked=True)
    ).all()
    keys = [(row.shard, row.id) for row in found]
    if keys:
        held = sa.tuple_(message.c.shard, message.c.id).in_(keys)
        tx.execute(message.update().where(held).values(due_at=now))
    return tuple(found[-1]) if len(found) == BATCH else None


def _waiting(workspace_id: str) -> tuple[sa.ColumnElement[bool], ...]:
    # Said in the text: a plan made for all states could not use the partial index.
    waits = message.c.state == sa.literal_column("'pending'")
    return waits, message.c.workspace_id == workspace_id


def _unsubscribe(tx: Tx, workspace_id: str, by: str) -> int:
    workspaces.lock(tx, workspace_id)
    ended = device_ends.subscribed(tx, workspace_id)
    device_ends.reset_subscribers(tx, workspace_id)
    audit.record(tx, workspace_id, by, "subscribers.reset", workspace_id, devices=ended)
    return ended


def _tell(tx: Tx, workspace_id: str, after: str) -> str | None:
    return device_ends.tell_reset(tx, workspace_id, after, tx.now())
