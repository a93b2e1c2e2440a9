"""What came of a campaign: counts by state, and every device that it was made for (C12 to C15)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from engine.store.db import Tx
from engine.store.tables import device, message, person, send

LOOKED_AT = 5_000
"""Sends that one page looks at, at most, where the list is narrowed."""

Place = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many sends are in a state, for a reason."""

    state: str
    reason: str | None
    count: int


@dataclass(frozen=True, slots=True)
class Stats:
    """Of sends: one for each device."""

    outcomes: Sequence[Outcome]
    displayed: int
    clicked: int
    dismissed: int


@dataclass(frozen=True, slots=True)
class RecipientRow:
    """A device that a campaign was made for; whose it is, and what came of it. Times in µs."""

    message_id: str
    device_id: str
    person_id: int
    user_id: str | None
    platform: str | None
    browser: str | None
    model: str | None
    state: str
    reason: str | None
    settled_at: int | None
    displayed_at: int | None
    clicked_at: int | None

    @property
    def place(self) -> Place:
        return self.message_id, self.device_id


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list of recipients is narrowed to; each where it is said."""

    state: str | None = None
    reason: str | None = None
    platform: str | None = None

    @property
    def everything(self) -> bool:
        return self == Wanted()


@dataclass(frozen=True, slots=True)
class Found:
    """A page, and the place behind which there may be more; None at the end."""

    rows: Sequence[RecipientRow]
    next: Place | None


def stats(tx: Tx, campaign_id: str) -> Stats:
    """Counted as they stand now, along the index of the campaign's sends."""
    seen = (send.c.displayed_at, send.c.clicked_at, send.c.dismissed_at)
    rows = tx.execute(
        sa.select(send.c.state, send.c.reason, sa.func.count(), *map(sa.func.count, seen))
        .where(*_of(campaign_id))
        .group_by(send.c.state, send.c.reason)
        .order_by(send.c.state, send.c.reason)
    ).all()
    totals = [sum(row[place] for row in rows) for place in (3, 4, 5)]
    return Stats([Outcome(*row[:3]) for row in rows], *totals)


def recipients(
    tx: Tx, campaign_id: str, wanted: Wanted, *, after: Place | None, limit: int
) -> Found:
    """The next recipients that are wanted, in the order of their messages' ids.

    A narrowed page looks at so many only: it may hold fewer than were asked for, and go on.
    """
    keys = (send.c.shard, send.c.message_id, send.c.device_id)
    looked = sa.select(*keys).where(*_of(campaign_id)).order_by(send.c.message_id, send.c.device_id)
    if after is not None:
        place = sa.tuple_(send.c.message_id, send.c.device_id)
        looked = looked.where(place > sa.tuple_(*map(sa.literal, after)))
    most = limit + 1 if wanted.everything else LOOKED_AT
    part = looked.limit(most).subquery("part")
    page = (
        sa.select(*_ROW)
        .select_from(part)
        .join(send, sa.and_(*(send.c[each.name] == part.c[each.name] for each in keys)))
        .join(message, sa.and_(message.c.shard == send.c.shard, message.c.id == send.c.message_id))
        .join(device, device.c.id == send.c.device_id, isouter=True)
        .join(person, person.c.id == message.c.person_id, isouter=True)
        .where(*_fits(wanted))
        .order_by(part.c.message_id, part.c.device_id)
        .limit(limit + 1)
    )
    rows = [RecipientRow(*row) for row in tx.execute(page)]
    if len(rows) > limit:
        return Found(rows[:limit], rows[limit - 1].place)
    if wanted.everything:
        return Found(rows, None)
    last = tx.execute(looked.offset(LOOKED_AT - 1).limit(1)).one_or_none()
    return Found(rows, None if last is None else (last.message_id, last.device_id))


def _of(campaign_id: str) -> tuple[sa.ColumnElement[bool], ...]:
    # Said for the partial index: of a value alone PostgreSQL does not see that it is not null.
    return send.c.campaign_id.is_not(None), send.c.campaign_id == campaign_id


def _fits(wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    asked = (
        (send.c.state, wanted.state),
        (send.c.reason, wanted.reason),
        (device.c.platform, wanted.platform),
    )
    return [column == value for column, value in asked if value is not None]


_USER = sa.case((person.c.kind == "user", person.c.external_id), else_=None)
_ROW = (
    send.c.message_id, send.c.device_id, message.c.person_id, _USER, device.c.platform,
    device.c.browser, device.c.model, send.c.state, send.c.reason, send.c.settled_at,
    send.c.displayed_at, send.c.clicked_at,
)  # fmt: skip
