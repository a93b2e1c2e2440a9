"""Every message of a workspace, narrowed down; what a page may cost is bounded.

Only the workspace, the person or the journey, and the time stand in an index: one on states would
be written anew with each step of each send. What else a list is narrowed to is therefore asked of
LOOKED_AT messages in the list's order; a page that found less says where the next one goes on.
"""

from __future__ import annotations

import operator
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from engine.reports.messages import MESSAGE, MessageRow, Place
from engine.store.db import Tx
from engine.store.tables import device, message, send

LOOKED_AT = 5_000
"""Messages that one page looks at, at most: some 20 ms on either database."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a list is narrowed to; each where it is said. `until` is not within, times in µs.
    Of `oldest` the oldest come first, else the newest.

    `state` is one of a send; a message without any is itself suppressed. State, reason and
    platform are asked of one and the same send.
    """

    person: int | None = None
    journey: str | None = None
    push: str | None = None
    state: str | None = None
    reason: str | None = None
    platform: str | None = None
    since: int | None = None
    until: int | None = None
    oldest: bool = False

    @property
    def of_a_send(self) -> bool:
        return any(each is not None for each in (self.state, self.reason, self.platform))

    @property
    def indexed(self) -> bool:
        """Whether an index says it all: no message is looked at in vain."""
        return self.push is None and not self.of_a_send


@dataclass(frozen=True, slots=True)
class Found:
    """A page, and the place behind which there may be more; None at the end."""

    rows: Sequence[MessageRow]
    next: Place | None


def listed(tx: Tx, workspace_id: str, wanted: Wanted, *, after: Place | None, limit: int) -> Found:
    """The workspace's messages that are wanted, in their order."""
    looked = _keys(workspace_id, wanted, after)
    part = looked.limit(limit + 1 if wanted.indexed else LOOKED_AT).subquery()
    same = sa.and_(part.c.shard == message.c.shard, part.c.id == message.c.id)
    page = sa.select(*MESSAGE).select_from(part).join(message, same)
    if wanted.push is not None:
        page = page.where(message.c.push == wanted.push)
    if wanted.of_a_send:
        page = page.where(_fits(wanted))
    page = page.order_by(*_order(wanted, part)).limit(limit + 1)
    rows = [MessageRow(**row) for row in tx.execute(page).mappings()]
    if len(rows) > limit:
        return Found(rows[:limit], rows[limit - 1].place)
    if wanted.indexed:
        return Found(rows, None)
    last = tx.execute(looked.offset(LOOKED_AT - 1).limit(1)).one_or_none()
    return Found(rows, None if last is None else (last.created_at, last.id))


def _keys(workspace_id: str, wanted: Wanted, after: Place | None) -> sa.Select[int, str, int]:
    """The messages that an index finds by itself; it is read from either end."""
    where = [message.c.workspace_id == workspace_id]
    if wanted.person is not None:
        where.append(message.c.person_id == wanted.person)
    if wanted.journey is not None:
        where.append(message.c.journey_id == wanted.journey)
    if wanted.since is not None:
        where.append(message.c.created_at >= wanted.since)
    if wanted.until is not None:
        where.append(message.c.created_at < wanted.until)
    if after is not None:
        place, last = sa.tuple_(message.c.created_at, message.c.id), map(sa.literal, after)
        follows = operator.gt if wanted.oldest else operator.lt
        where.append(follows(place, sa.tuple_(*last)))
    keys = sa.select(message.c.shard, message.c.id, message.c.created_at).where(*where)
    return keys.order_by(*_order(wanted, message))


def _order(wanted: Wanted, of: sa.FromClause) -> list[sa.ColumnElement[Any]]:
    columns = of.c.created_at, of.c.id
    return list(columns) if wanted.oldest else [column.desc() for column in columns]


def _fits(wanted: Wanted) -> sa.ColumnElement[bool]:
    """A send of it is so; or it has none, and is so itself."""
    hers = [send.c.shard == message.c.shard, send.c.message_id == message.c.id]
    asked = list(hers)
    if wanted.state is not None:
        asked.append(send.c.state == wanted.state)
    if wanted.reason is not None:
        asked.append(send.c.reason == wanted.reason)
    if wanted.platform is not None:
        there = sa.and_(device.c.id == send.c.device_id, device.c.platform == wanted.platform)
        asked.append(sa.exists().where(there))
    a_send = sa.exists().where(*asked)
    if wanted.platform is not None or wanted.state not in (None, "suppressed"):
        return a_send
    itself = [message.c.state == "suppressed", ~sa.exists().where(*hers)]
    if wanted.reason is not None:
        itself.append(message.c.reason == wanted.reason)
    return sa.or_(a_send, sa.and_(*itself))
