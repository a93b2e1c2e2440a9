"""A popup offered to a person: which one she is shown now, and what she answered."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Any, Literal

import msgspec
import sqlalchemy as sa

from engine.audience import back_off, reach
from engine.audience.incoming import Refused
from engine.store import bulk, log
from engine.store.db import Tx
from engine.store.log import Entry
from engine.store.tables import offer, person, resource, seen_message, shard_head, shard_pos
from engine.store.tables import reach as reach_table

Answer = Literal["subscribe", "later", "dismissed"]

LOOKED_AT = 20
"""Open offers of one person among which the one to show is looked for."""
CLOSED = Refused("offer_closed", "the offer was answered or has expired")
UNKNOWN = Refused("not_found", "there is no such offer")


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """An offer; times in µs. `content` is the popup as its resource says it."""

    shard: int
    id: str
    workspace_id: str
    person_id: int
    run_id: str
    journey_id: str
    node: str
    popup: str
    state: str  # open | answered | expired | withdrawn
    answer: str | None
    priority: int
    created_at: int
    expires_at: int
    content: Mapping[str, Any]

    @property
    def name(self) -> str:
        """The offer's id outside: a merge may change its person, never where it stands."""
        return f"{self.shard}-{self.id}"

    def open(self, now: int) -> bool:
        return self.state == "open" and self.expires_at > now


@dataclass(frozen=True, slots=True)
class Mark:
    """How far the log of a person's shard reached: offers that it leads to are there behind it."""

    shard: int
    seq: int


def current(
    tx: Tx, person_id: int, now: int, fits: Callable[[Mapping[str, Any]], bool]
) -> Offer | None:
    """The one offer she is shown: the highest priority first, then the oldest.

    `fits` says of a popup whether this browser has a use for it; what waits for her other device is
    in nobody's way. None while she backs off (N8): what she said to one journey holds for the
    offers of all.
    """
    until = reach_table.c.back_off_until
    query = (
        _query()
        .join(reach_table, reach_table.c.person_id == offer.c.person_id)
        .where(
            sa.or_(until.is_(None), until <= now),
            offer.c.person_id == person_id,
            offer.c.state == "open",
            offer.c.expires_at > now,
            resource.c.document.is_not(None),
        )
        .order_by(offer.c.priority.desc(), offer.c.created_at, offer.c.id)
        .limit(LOOKED_AT)
    )
    found = map(_offer, tx.execute(query).mappings())
    return next((each for each in found if fits(each.content)), None)


def mark(tx: Tx, person_id: int) -> Mark:
    """The last event accepted in her shard so far."""
    row = tx.execute(
        sa.select(shard_head.c.shard, shard_head.c.next)
        .join(person, person.c.shard == shard_head.c.shard)
        .where(person.c.id == person_id)
    ).one()
    return Mark(row.shard, row.next)


def behind(tx: Tx, mark: Mark) -> int:
    """How many events up to the mark the shard step has not worked on yet."""
    query = sa.select(shard_pos.c.pos).where(shard_pos.c.shard == mark.shard)
    return max(0, mark.seq - int(tx.execute(query).scalar_one()))


def answer(
    tx: Tx, found: Offer, given: Answer, categories: Sequence[str], now: int
) -> set[int] | Refused:
    """Take her answer, once; the shards to wake. The same answer again is fine and does nothing.

    "later" and "dismissed" begin a back-off (N8); "subscribe" keeps her choice of categories.
    Raises Retry when she was merged into somebody meanwhile.
    """
    one = reach.lock(tx, [found.person_id])[found.person_id]
    if one.erased:
        return UNKNOWN
    now_open = tx.execute(
        offer.update()
        .where(
            offer.c.shard == found.shard,
            offer.c.id == found.id,
            offer.c.state == "open",
            offer.c.expires_at > now,
        )
        .values(state="answered", answer=given)
    )
    if now_open.rowcount == 0:
        return set() if (found.state, found.answer) == ("answered", given) else CLOSED
    offered = [key for key in found.content.get("categories") or () if isinstance(key, str)]
    chosen = [key for key in offered if key in categories] if given == "subscribe" else []
    if given == "subscribe":
        choices = {key: key in chosen for key in offered}
        one = replace(one, categories={**one.categories, **choices})
    if given != "subscribe":
        one = one.refused(now, back_off.pauses(tx, found.workspace_id))
    reach.save(tx, one)
    declined = [key for key in offered if key not in chosen] if given == "subscribe" else []
    properties = {"answer": given, "categories": chosen, "declined": declined}
    return log.append(tx, [_told(found, "popup_answered", properties, now)], now)


def shown(tx: Tx, found: Offer, now: int) -> set[int] | Refused:
    """The popup is on her screen: told once for each offer. The shards to wake."""
    if not found.open(now):
        return CLOSED
    key = blake2b(f"shown:{found.id}".encode(), digest_size=16).digest()
    columns = ("workspace_id", "key_class", "message", "digest", "at")
    first = bulk.insert_new(
        tx, seen_message, columns, [(found.workspace_id, "offer", key, b"", now)], ["message"]
    )
    told = [_told(found, "popup_shown", {}, now)] if first else []
    return log.append(tx, told, now)


def by_name(tx: Tx, workspace_id: str, name: str, person_id: int) -> Offer | None:
    """An offer to this person, in whatever state."""
    shard, _, id_ = name.partition("-")
    if not shard.isdecimal() or len(shard) > 4:
        return None
    query = _query().where(
        offer.c.shard == int(shard),
        offer.c.id == id_,
        offer.c.person_id == person_id,
        offer.c.workspace_id == workspace_id,
    )
    row = tx.execute(query).mappings().first()
    return None if row is None else _offer(row)


def _query() -> sa.Select[Any]:
    popup = sa.and_(
        resource.c.workspace_id == offer.c.workspace_id,
        resource.c.kind == "popup",
        resource.c.key == offer.c.popup,
    )
    return sa.select(offer, resource.c.document).outerjoin(resource, popup)


def _offer(row: sa.RowMapping) -> Offer:
    values = dict(row)
    document = values.pop("document")
    return Offer(**values, content={} if document is None else msgspec.json.decode(document))


def _told(found: Offer, name: str, properties: Mapping[str, object], now: int) -> Entry:
    body = {
        "properties": {
            "popup": found.popup,
            **properties,
            "message": found.id,
            "run": found.run_id,
            "node": found.node,
            "journey": found.journey_id,
        }
    }
    return Entry(
        found.workspace_id,
        found.person_id,
        "visitor",
        name,
        f"{name}:{secrets.token_hex(12)}",
        now,
        msgspec.json.encode(body).decode(),
    )
