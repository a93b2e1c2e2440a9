"""A campaign's audience becomes messages and sends: page by page, each one short transaction.

A page moves the cursor and writes what it passes at once: a crash at any point loses and repeats
nothing. Locks: the cursor ─► the campaign, shared ─► the position of the shard that is looked at,
so that nobody in it is merged or erased meanwhile ─► new rows.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import sqlalchemy as sa
import structlog
from sqlalchemy.exc import DBAPIError

from engine import clock
from engine.audience import names
from engine.campaigns import plan, rows
from engine.campaigns.course import MANAGERS, begin, finish, sending
from engine.campaigns.plan import Pass
from engine.campaigns.rows import Span
from engine.store.bulk.among import among
from engine.store.db import Database, Tx, transient
from engine.store.tables import (
    SHARDS,
    campaign,
    campaign_progress,
    membership,
    person,
    profile,
    shard_pos,
)

logger = structlog.get_logger("engine.campaigns")

PAGES = {True: 1_000, False: 250}
"""People that a page looks at, by whether it is PostgreSQL: SQLite's one writer is soon free."""
AGAIN = clock.MINUTE  # until a page that failed is tried once more
AT_ONCE = 8  # pages of a turn: then what they wrote is sent
_MOST_MANAGERS = 1_000
_WHOLE = ("seqscan", "bitmapscan", "hashjoin", "mergejoin", "material")
"""PostgreSQL's ways to read a whole table for a few of its rows."""


class Cursor(NamedTuple):
    """How far a campaign's audience has been taken."""

    campaign_id: str
    pass_at: int
    shard: int
    after: int
    people: int


def advance(database: Database, base_url: str) -> bool:
    """Begin what is due, take pages of audiences, end what is over; True when there may be more.

    `base_url` is this installation's address, for links and icons.
    """
    while database.run(begin):
        pass
    for _ in range(AT_ONCE):
        if not database.run(page, base_url):
            while database.run(finish):
                pass
            return False
    return True


def page(tx: Tx, base_url: str) -> bool:
    """Take the next page of the audience that has waited longest; whether there was one."""
    now, own = tx.now(), campaign_progress.c
    cursor = tx.execute(
        sa.select(*(own[name] for name in Cursor._fields))
        .where(own.next_at <= now, own.campaign_id.in_(sending()))
        .order_by(own.next_at, own.campaign_id)
        .limit(1)
        .with_for_update(key_share=True, skip_locked=True)
    ).one_or_none()
    if cursor is None:
        return False
    held = tx.execute(
        sa.select(campaign).where(campaign.c.id == cursor.campaign_id).with_for_update(read=True)
    ).one()
    if held.state == "sending":
        _try(tx, Cursor(*cursor), now, partial(rows.Campaign.of, tx, held, base_url))
    return True


def _try(tx: Tx, cursor: Cursor, now: int, campaign_of: Callable[[], rows.Campaign]) -> None:
    """Take the page; one that fails stops its own campaign alone, for a while (promise R11)."""
    try:
        with tx.conn.begin_nested():
            _take(tx, campaign_of(), cursor, now)
    except Exception as error:
        if isinstance(error, DBAPIError) and transient(error):
            raise
        logger.exception("campaign.page_failed", campaign=cursor.campaign_id)
        tx.execute(
            campaign_progress.update()
            .where(campaign_progress.c.campaign_id == cursor.campaign_id)
            .values(next_at=now + AGAIN)
        )


def _take(tx: Tx, one: rows.Campaign, cursor: Cursor, now: int) -> None:
    """Write a page and move the cursor."""
    span: Span | None
    moved: dict[str, int | None]
    if cursor.shard == MANAGERS:
        span = _managers(tx, one)
        moved = {"shard": 0, "after": -1, "next_at": now}
    else:
        span = _next_span(tx, one.workspace_id, cursor)
        moved = _moved(one, span, cursor, now)
    written = rows.Written(0, 0)
    if span is not None:
        _hold(tx, span)
        _probe(tx)
        turn = None if span.people else plan.at(_passes(one, now), cursor.pass_at)
        written = rows.write(tx, one, span, turn, rows.Moment(now, cursor.people))
    own = campaign_progress.c
    tx.execute(
        campaign_progress.update()
        .where(own.campaign_id == one.id)
        .values(**moved, people=own.people + written.people, devices=own.devices + written.devices)
    )


def _passes(one: rows.Campaign, now: int) -> tuple[Pass, ...]:
    return plan.passes(one.document, now, one.settings["timezone"])


def _moved(
    one: rows.Campaign, span: Span | None, cursor: Cursor, now: int
) -> dict[str, int | None]:
    """Where to go on: behind the span, in the next shard, in the next pass, or nowhere."""
    if span is not None and span.upto is not None:
        return {"shard": span.shard, "after": span.upto, "next_at": now}
    if span is not None and span.shard + 1 < SHARDS:
        return {"shard": span.shard + 1, "after": -1, "next_at": now}
    following = plan.following(_passes(one, now), cursor.pass_at, now)
    if following is None or one.document.get("send_at") is None:
        return {"next_at": None}
    return {"pass_at": following.at, "shard": 0, "after": -1, "next_at": max(now, following.at)}


def _next_span(tx: Tx, workspace_id: str, cursor: Cursor) -> Span | None:
    """The people to look at next; None behind the last shard that has any."""
    here = profile.c.workspace_id == workspace_id
    behind = (profile.c.shard == cursor.shard, profile.c.person_id > cursor.after)
    keys = sa.select(profile.c.person_id).where(here, *behind).order_by(profile.c.person_id)
    shard, after = cursor.shard, cursor.after
    if tx.execute(keys.limit(1)).first() is None:
        later = sa.select(sa.func.min(profile.c.shard)).where(here, profile.c.shard > shard)
        found = tx.execute(later).scalar()
        if found is None:
            return None
        shard, after = found, -1
        keys = (
            sa.select(profile.c.person_id)
            .where(here, profile.c.shard == shard)
            .order_by(profile.c.person_id)
        )
    last = tx.execute(keys.offset(PAGES[tx.postgres] - 1).limit(1)).scalar()
    return Span(shard, after, last)


def _managers(tx: Tx, one: rows.Campaign) -> Span | None:
    """The members who carry a user id, where the workspace wants them to receive all."""
    workspace_id = one.workspace_id
    if not one.settings["managers_receive_all"]:
        return None
    users = tx.execute(
        sa.select(membership.c.user_id)
        .where(
            membership.c.workspace_id == workspace_id,
            membership.c.user_id.is_not(None),
            membership.c.joined_at.is_not(None),
        )
        .order_by(membership.c.member_id)
        .limit(_MOST_MANAGERS)
    ).scalars()
    ids = [names.person_id(workspace_id, "user", user) for user in users if user]
    found = tx.execute(
        sa.select(person.c.id, person.c.shard)
        .where(among(tx, person.c.id, ids), person.c.canonical_id == person.c.id)
        .order_by(person.c.id)
    ).all()
    if not found:
        return None
    return Span(MANAGERS, -1, None, {row.id: row.shard for row in found})


def _hold(tx: Tx, span: Span) -> None:
    """Nobody there is merged, erased or moved on until the commit (locking.md rules 12 and 13)."""
    shards = [span.shard] if span.people is None else sorted(set(span.people.values()))
    tx.execute(
        sa.select(shard_pos.c.shard)
        .where(shard_pos.c.shard.in_(shards))
        .order_by(shard_pos.c.shard)
        .with_for_update(key_share=True)
    ).all()


def _probe(tx: Tx) -> None:
    """Until the commit PostgreSQL looks each person up by indexes, whatever it believes.

    What it knows of the tables is older than the campaign: it takes them for nearly empty, and
    would read all that the campaign has written so far anew for each page.
    """
    if tx.postgres:
        tx.execute(sa.select(*(sa.func.set_config(f"enable_{way}", "off", True) for way in _WHOLE)))
