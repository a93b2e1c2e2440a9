"""An admin's resets: of everything that waits to be sent (C18), of every subscription (C19).

Both hold with the commit of their first transaction, which is all that a claim asks: it compares
a message's age, and a device's reset number, with the workspace's. What follows only brings the
reports in step, a batch at a time, and is harmless to repeat: who was stopped half-way resets
again. A campaign on its way is cancelled too; one that is only planned is not. Nothing that was
sent is taken back, and what is in people's bells stays there.
"""

from __future__ import annotations

import sqlalchemy as sa

from engine import audit, workspaces
from engine.audience import device_ends
from engine.campaigns import control
from engine.store import outbox
from engine.store.db import Database, Tx
from engine.store.outbox import Held
from engine.store.tables import ACTIVE, campaign, message, workspace


def reset_messages(database: Database, workspace_id: str, by: str) -> int:
    """Send nothing of what waits now; how many messages that were. They end as `cancelled`."""
    waiting, where = database.run(_cancel, workspace_id, by)
    for condition in where:
        place: Held | None = outbox.FIRST
        while place is not None:
            place = database.run(outbox.hurry, [condition], place)
    return waiting


def reset_subscribers(database: Database, workspace_id: str, by: str) -> int:
    """End every subscription; how many devices that were. Their people can be asked again."""
    ended = database.run(_unsubscribe, workspace_id, by)
    after: str | None = ""
    while after is not None:
        after = database.run(_tell, workspace_id, after)
    return ended


def _cancel(tx: Tx, workspace_id: str, by: str) -> tuple[int, list[sa.ColumnElement[bool]]]:
    """How many wait, and how they are found. No campaign goes on to write further ones."""
    workspaces.lock(tx, workspace_id)
    control.cancel_all(tx, workspace_id)
    where = [_of_journeys(workspace_id), *_of_campaigns(tx, workspace_id)]
    counts = (sa.select(sa.func.count()).where(condition) for condition in where)
    waiting = sum(int(tx.execute(count).scalar_one()) for count in counts)
    tx.execute(
        workspace.update()
        .where(workspace.c.id == workspace_id)
        .values(messages_reset_at=tx.now(), version=workspace.c.version + 1)
    )
    audit.record(tx, workspace_id, by, "messages.reset", workspace_id, waiting=waiting)
    return waiting, where


def _of_journeys(workspace_id: str) -> sa.ColumnElement[bool]:
    return sa.and_(outbox.WAITING, message.c.workspace_id == workspace_id)


def _of_campaigns(tx: Tx, workspace_id: str) -> list[sa.ColumnElement[bool]]:
    """One condition for each campaign of which something may wait: so its index serves it."""
    active = sa.select(campaign.c.id).where(campaign.c.workspace_id == workspace_id, ACTIVE)
    return [outbox.waiting_of(id_) for id_ in tx.execute(active.order_by(campaign.c.id)).scalars()]


def _unsubscribe(tx: Tx, workspace_id: str, by: str) -> int:
    workspaces.lock(tx, workspace_id)
    ended = device_ends.subscribed(tx, workspace_id)
    device_ends.reset_subscribers(tx, workspace_id)
    audit.record(tx, workspace_id, by, "subscribers.reset", workspace_id, devices=ended)
    return ended


def _tell(tx: Tx, workspace_id: str, after: str) -> str | None:
    return device_ends.tell_reset(tx, workspace_id, after, tx.now())
