"""The calls to customers' servers and what was answered: the latest of a workspace.

Only the workspace, the endpoint and the time stand in an index: a state is asked of LOOKED_AT calls
in the list's order, and a page that found less says where the next one goes on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from engine.store.db import Tx
from engine.store.tables import webhook_call

LOOKED_AT = 5_000
"""Calls that one page looks at, at most."""

Place = tuple[int, str]


@dataclass(frozen=True, slots=True)
class CallRow:
    """A call, without its body, which is the person's; times in µs.

    `state` is pending | claimed | done | failed; `due_at` is when it is tried next, while it waits.
    `endpoint_id` and `kind` are null where a journey calls, `journey_id` and `node` blank where no
    journey is meant, `person_id` 0 where nobody is.
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
    endpoint_id: str | None
    kind: str | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list is narrowed to; each where it is said."""

    endpoint: str | None = None
    state: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A page, and the place behind which there may be more; None at the end."""

    rows: Sequence[CallRow]
    next: Place | None


def listed(tx: Tx, workspace_id: str, wanted: Wanted, *, after: Place | None, limit: int) -> Found:
    """The wanted calls made before (created_at, id) `after`, the newest first."""
    order = (webhook_call.c.created_at, webhook_call.c.id)
    newest = [column.desc() for column in order]
    where = [webhook_call.c.workspace_id == workspace_id]
    if wanted.endpoint is not None:
        where.append(webhook_call.c.endpoint_id == wanted.endpoint)
    if after is not None:
        where.append(sa.tuple_(*order) < sa.tuple_(*map(sa.literal, after)))
    looked = sa.select(*_COLUMNS).where(*where).order_by(*newest)
    part = looked.limit(limit + 1 if wanted.state is None else LOOKED_AT).subquery()
    page = sa.select(part).order_by(part.c.created_at.desc(), part.c.id.desc()).limit(limit + 1)
    if wanted.state is not None:
        page = page.where(part.c.state == wanted.state)
    rows = [CallRow(*row) for row in tx.execute(page)]
    if len(rows) > limit:
        return Found(rows[:limit], (rows[limit - 1].created_at, rows[limit - 1].id))
    if wanted.state is None:
        return Found(rows, None)
    keys = sa.select(*order).where(*where).order_by(*newest).offset(LOOKED_AT - 1).limit(1)
    last = tx.execute(keys).one_or_none()
    return Found(rows, None if last is None else (last.created_at, last.id))


_COLUMNS = [webhook_call.c[name] for name in CallRow.__dataclass_fields__]
