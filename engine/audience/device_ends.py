"""How devices end without their person: the push service says gone, an admin resets subscribers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import sqlalchemy as sa

from engine.audience import device_rows
from engine.store import log
from engine.store.db import Tx
from engine.store.log import Entry
from engine.store.tables import device, workspace

RESET_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Sent:
    """To which subscription a request went: the endpoint as it was then, not as it is now.

    `since` (µs), where the service tells when it ended: whoever was heard of later lives.
    """

    device_id: str
    epoch: int
    endpoint: str | None = field(repr=False)
    since: int | None = None


def retire_gone(tx: Tx, gone: Iterable[Sent], now: int) -> list[Entry]:
    """Retire devices whose subscription is dead; the events that tell so, to be appended.

    No `reach` is needed (locking.md rule 11): epoch and endpoint tell whether the row is still the
    one that was sent to. A device that was subscribed anew or changed hands meanwhile is left
    alone; its owner and epoch stay, and its browser's next report revives it.
    """
    sent = {(one.device_id, one.epoch, one.endpoint): one.since for one in gone}
    told = []
    for _, row in sorted(device_rows.lock(tx, {one[0] for one in sent}).items()):
        place = (row.id, row.epoch, row.endpoint)
        if place not in sent or row.endpoint is None:
            continue
        since = sent[place]
        if since is not None and row.updated_at > since:
            continue
        if row.status != "allowed" or row.owner is None:
            continue
        after = replace(row.unsubscribed("retired"), updated_at=now)
        device_rows.update(tx, after)
        told.append(device_rows.entry(after, row.owner, "retired", "gone", now))
    return told


def subscribed(tx: Tx, workspace_id: str) -> int:
    """How many devices of the workspace can be sent to."""
    query = (
        sa.select(sa.func.count())
        .select_from(device)
        .join(workspace, workspace.c.id == device.c.workspace_id)
        .where(
            device.c.workspace_id == workspace_id,
            device.c.status == "allowed",
            device.c.address.is_not(None),
            device.c.reset_epoch == workspace.c.reset_epoch,
        )
    )
    return int(tx.execute(query).scalar_one())


def reset_subscribers(tx: Tx, workspace_id: str) -> int:
    """Remove all subscriptions of a workspace (C19); the reset's number.

    It holds with this commit, since a claim compares the device's reset number with the
    workspace's. The people are told by `tell_reset`, called until it answers None.
    """
    tx.execute(
        workspace.update()
        .where(workspace.c.id == workspace_id)
        .values(reset_epoch=workspace.c.reset_epoch + 1)
    )
    query = sa.select(workspace.c.reset_epoch).where(workspace.c.id == workspace_id)
    return int(tx.execute(query).scalar_one())


def tell_reset(tx: Tx, workspace_id: str, after: str, now: int) -> str | None:
    """Mark the next devices behind the id `after` ("" at first) as reset and tell their people.

    Answers the id to go on from, None at the end. Doing it again is harmless.
    """
    number = sa.select(workspace.c.reset_epoch).where(workspace.c.id == workspace_id)
    epoch = int(tx.execute(number).scalar_one())
    ids = list(
        tx.execute(
            sa.select(device.c.id)
            .where(
                device.c.workspace_id == workspace_id,
                device.c.id > after,
                device.c.status == "allowed",
                device.c.reset_epoch != epoch,
            )
            .order_by(device.c.id)
            .limit(RESET_AT_ONCE)
        ).scalars()
    )
    told = []
    for _, row in sorted(device_rows.lock(tx, ids).items()):
        if row.status != "reset" or row.reset_epoch == epoch:
            continue
        marked = replace(row, reset_epoch=epoch, updated_at=now)
        device_rows.update(tx, marked)
        if row.owner is not None:
            told.append(device_rows.entry(marked, row.owner, "reset", "reset", now))
    log.append(tx, told, now)
    return ids[-1] if len(ids) == RESET_AT_ONCE else None
