"""The calls to customers' servers and what was answered: the latest of a workspace."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from engine.store.db import Tx
from engine.store.tables import webhook_call

Place = tuple[int, str]


@dataclass(frozen=True, slots=True)
class CallRow:
    """A call, without its body, which is the person's; times in µs.

    `state` is pending | claimed | done | failed; `due_at` is when it is tried next, while it waits.
    """

    id: str
    url: str
    state: str
    reason: str | None
    attempts: int
    created_at: int
    due_at: int
    person_id: int
    journey_id: str
    node: str


def listed(tx: Tx, workspace_id: str, *, after: Place | None, limit: int) -> list[CallRow]:
    """The calls made before (created_at, id) `after`, the newest first."""
    columns = [webhook_call.c[name] for name in CallRow.__dataclass_fields__]
    order = (webhook_call.c.created_at, webhook_call.c.id)
    page = sa.select(*columns).where(webhook_call.c.workspace_id == workspace_id)
    if after is not None:
        page = page.where(sa.tuple_(*order) < sa.tuple_(*map(sa.literal, after)))
    page = page.order_by(*(column.desc() for column in order)).limit(limit)
    return [CallRow(*row) for row in tx.execute(page)]
