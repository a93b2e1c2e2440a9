"""One page of a campaign's audience as rows of the outbox and of bells: sets, made by the database.

First the sends, by the rule; then a message for whoever has one; then the items of the bell. Words
that are the same for everybody are composed once, others for each.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa
import structlog
from sqlalchemy.dialects import postgresql, sqlite

from engine import workspaces
from engine.audience import inbox
from engine.audience.content import Content, Recipient, Site, compose
from engine.audience.segment_sql import selection
from engine.campaigns import audience, plan
from engine.campaigns.plan import Document, Pass
from engine.store import bulk
from engine.store.bulk.among import among
from engine.store.db import Tx
from engine.store.tables import device, inbox_item, message, profile, send

logger = structlog.get_logger("engine.campaigns")
Condition = sa.ColumnElement[bool]

_SEND = (
    "shard", "message_id", "device_id", "workspace_id", "owner", "epoch", "state", "due_at",
    "campaign_id",
)  # fmt: skip
_MESSAGE = (
    "shard", "id", "workspace_id", "person_id", "push", "campaign_id", "target", "mode", "state",
    "created_at", "due_at", "expires_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Campaign:
    """What a page needs of its campaign and of its workspace."""

    id: str
    workspace_id: str
    document: Document
    audience: str
    settings: Mapping[str, Any]
    site: Site

    @classmethod
    def of(cls, tx: Tx, row: sa.Row[*tuple[Any, ...]], base_url: str) -> Campaign:
        """From its row, once it has begun."""
        settings = workspaces.settings(tx, row.workspace_id)
        asked = row.audience or ""
        site = Site.of(settings, workspaces.documents(tx, row.workspace_id), base_url)
        return cls(row.id, row.workspace_id, document(row.document), asked, settings, site)


class Span(NamedTuple):
    """Which people a page looks at: of a shard those behind `after`, up to and with `upto` (None:
    to its end); or these alone, with the shard of each, whether the rule holds for them or not."""

    shard: int
    after: int
    upto: int | None
    people: Mapping[int, int] | None = None


class Moment(NamedTuple):
    """When a page is written, and for how many there are messages by then."""

    now: int
    people: int


class Written(NamedTuple):
    people: int
    devices: int


def document(text: str) -> dict[str, Any]:
    """A campaign's document as it is kept."""
    found: dict[str, Any] = msgspec.json.decode(text)
    return found


def write(tx: Tx, one: Campaign, span: Span, turn: Pass | None, moment: Moment) -> Written:
    """Write what the page comes to; a person who has a message of it already gets no other."""
    devices = tx.execute(_new(tx, send, _SEND, _sends(tx, one, span, turn, moment.now))).rowcount
    if not devices:
        return Written(0, 0)
    chosen = _messages(tx, one, span, moment)
    people = tx.execute(_new(tx, message, _MESSAGE, chosen)).rowcount
    if one.document.get("inbox", True):
        _items(tx, one, span, moment.now)
    return Written(people, devices)


def _new(
    tx: Tx, table: sa.Table, columns: tuple[str, ...], chosen: sa.Select[*tuple[Any, ...]]
) -> sa.Insert:
    """Insert what is chosen, but what stands already."""
    made = postgresql.insert(table) if tx.postgres else sqlite.insert(table)
    # Without it psycopg's count of the rows is not kept.
    counted = made.execution_options(preserve_rowcount=True)
    return counted.from_select(columns, chosen).on_conflict_do_nothing()


def _id(one: Campaign, person: sa.ColumnElement[int]) -> sa.ColumnElement[str]:
    """A message's id: the same person's is the same for ever."""
    return sa.literal(f"{one.id}-") + sa.cast(person, sa.Text)


def _within(tx: Tx, span: Span, row: sa.FromClause) -> list[Condition]:
    """Whether a row with a shard and a person lies in the span."""
    person = row.c.person_id
    if span.people is not None:
        return [row.c.shard.in_(sorted(set(span.people.values()))), among(tx, person, span.people)]
    ends = [] if span.upto is None else [person <= span.upto]
    return [row.c.shard == span.shard, person > span.after, *ends]


def _sends(
    tx: Tx, one: Campaign, span: Span, turn: Pass | None, now: int
) -> sa.Select[*tuple[Any, ...]]:
    asked = audience.thaw(one.workspace_id, one.audience)
    if span.people is not None:
        asked = audience.everybody(asked)
    who = (
        selection(asked, profile.c.shard, profile.c.person_id)
        .where(*_within(tx, span, profile), *_whose_turn(turn))
        .subquery("who")
    )
    taken = sa.exists().where(
        message.c.campaign_id.is_not(None),
        message.c.campaign_id == one.id,
        message.c.person_id == who.c.person_id,
    )
    here = sa.literal(one.workspace_id)
    return (
        sa.select(
            who.c.shard, _id(one, who.c.person_id), device.c.id, here, who.c.person_id,
            device.c.epoch, sa.literal("pending"), sa.literal(now, sa.BigInteger),
            sa.literal(one.id),
        )
        .select_from(who)
        .join(
            device, audience.able(one.workspace_id, one.document["target"], who.c.person_id)
        )
        .where(~taken)
    )  # fmt: skip


def _whose_turn(turn: Pass | None) -> list[Condition]:
    """Those in whose zone the time has come."""
    if turn is None or turn.zones is None:
        return []
    zone = profile.c.timezone
    theirs = zone.in_(sorted(turn.zones))
    if not turn.unknown:
        return [theirs]
    return [sa.or_(theirs, zone.is_(None), zone.not_in(sorted(plan.known_zones())))]


def _messages(tx: Tx, one: Campaign, span: Span, moment: Moment) -> sa.Select[*tuple[Any, ...]]:
    """Of those who have sends; each further one may wait longer where the campaign is throttled."""
    id_ = _id(one, profile.c.person_id)
    sent = _hers(send.c.due_at, send, send.c.message_id, id_) == moment.now
    expires: sa.ColumnElement[int] = sa.literal(
        moment.now + plan.run_time(one.document), sa.BigInteger
    )
    pause = plan.interval(one.document)
    if pause:
        number = sa.func.row_number().over(order_by=profile.c.person_id) + moment.people
        expires = expires + number * sa.literal(pause, sa.BigInteger)
    now = sa.literal(moment.now, sa.BigInteger)
    texts = map(sa.literal, (one.id, one.id, one.document["target"], "collapse", "pending"))
    return sa.select(
        profile.c.shard, id_, profile.c.workspace_id, profile.c.person_id, *texts, now, now, expires
    ).where(profile.c.workspace_id == one.workspace_id, *_within(tx, span, profile), sent)


def _items(tx: Tx, one: Campaign, span: Span, now: int) -> None:
    """What is to be read in their bells (P1), in the words that their devices get too (P2)."""
    site = one.site
    id_ = _id(one, profile.c.person_id)
    keys = (profile.c.shard, id_, profile.c.workspace_id, profile.c.person_id)
    new = [
        profile.c.workspace_id == one.workspace_id,
        *_within(tx, span, profile),
        _hers(message.c.created_at, message, message.c.id, id_) == now,
    ]
    if not plan.templated(one.document):
        text = _kept(one, site, Recipient(None, {}))
        if text is not None:
            at = sa.literal(now, sa.BigInteger)
            chosen = sa.select(*keys, sa.literal(text), at).where(*new)
            tx.execute(_new(tx, inbox_item, inbox.COLUMNS, chosen))
        return
    columns = (profile.c.user_id, profile.c.language, profile.c.traits, profile.c.markers)
    found = tx.execute(sa.select(*keys, *columns).where(*new)).all()
    items = [(*row[:4], _kept(one, site, _recipient(row, site)), now) for row in found]
    bulk.insert_absent(
        tx, inbox_item, inbox.COLUMNS, sorted(item for item in items if item[4] is not None)
    )


def _hers(
    column: sa.ColumnElement[int],
    of: sa.Table,
    key: sa.ColumnElement[str],
    id_: sa.ColumnElement[str],
) -> sa.ColumnElement[int]:
    """A time of the row that a person's message has in this table, found by its key.

    As a value, which is looked up for each person: a join could begin at the other end, and read
    all that the campaign has there.
    """
    found = sa.select(column).where(of.c.shard == profile.c.shard, key == id_)
    return found.limit(1).correlate(profile).scalar_subquery()


def _recipient(row: sa.Row[*tuple[Any, ...]], site: Site) -> Recipient:
    """What templates see, as the claim shows it."""
    person = {
        "user_id": row.user_id,
        "language": row.language,
        "traits": json.loads(row.traits),
        "markers": json.loads(row.markers),
    }
    return Recipient(
        row.language, {"person": person, "event": {}, "workspace": {"name": site.name}}
    )


def _kept(one: Campaign, site: Site, recipient: Recipient) -> str | None:
    """The item's words; none where they cannot be composed: the delivery says why."""
    try:
        content = compose(one.document, site, recipient)
    except Exception:
        # One document that breaks what composes it must not stop the lane.
        logger.exception("inbox.compose_failed", campaign=one.id)
        return None
    return inbox.kept(content) if isinstance(content, Content) else None
