"""`/v1/me/inbox`: a person's bell, and what of it she has read."""

from __future__ import annotations

import re

from flask import Request

from engine import clock
from engine.audience import inbox, reach
from engine.audience.inbox import Item, Place
from engine.audience.incoming import Refused
from engine.audience.tokens import Visitor
from engine.store.db import Retry, Tx
from webapp.ingest.fault import Fault
from webapp.visitor import body, door
from webapp.visitor.body import ReadBody
from webapp.visitor.devices import Answer
from webapp.visitor.door import Door, Speaker

USUAL, MOST = 20, 100
_CURSOR = re.compile(r"([0-9]{1,18})-([0-9a-z]{1,64})", re.ASCII)


@door.for_visitor
def listed(at: Door, request: Request, visitor: Visitor) -> Answer:
    """`GET ?limit=&after=`: `{"items": [item], "unread": n, "next": cursor | null}`."""
    limit, after = _limit(request.args.get("limit")), _after(request.args.get("after"))
    if isinstance(limit, Fault):
        return limit
    if isinstance(after, Fault):
        return after

    def act(tx: Tx, one: Speaker) -> Answer:
        found = inbox.page(tx, one.owner, after=after, limit=limit + 1)
        items = found[:limit]
        following = "{}-{}".format(*items[-1].place) if len(found) > limit else None
        unread = inbox.unread(tx, one.owner)
        return {"items": [shown(each) for each in items], "unread": unread, "next": following}

    return door.read(at, door.spoken(visitor, act))


@door.for_visitor
def read(at: Door, request: Request, visitor: Visitor) -> Answer:
    """`POST {"ids": [...]}` or `{"all": true}` (204); what is not hers is passed over (A28)."""
    sent = body.read(request, ReadBody)
    if isinstance(sent, Fault):
        return sent

    def act(tx: Tx, one: Speaker) -> Refused | None:
        reach.lock(tx, [one.owner])
        if door.speaker(tx, visitor) != one:  # signed out, or erased, while we waited
            raise Retry("device")
        inbox.read(tx, one.owner, None if sent.all else sent.ids, tx.now())
        return None

    return at.database.run(door.spoken(visitor, act))


def shown(item: Item) -> dict[str, object]:
    """As a page draws it; `tag` is that of its notification, which can be closed by it; `source`
    is what a mute of its sender names, `sourceName` how it is read, or null."""
    return {
        "id": item.id,
        "title": item.content.title,
        "message": item.content.body,
        "url": item.content.url,
        "icon": item.content.icon,
        "at": clock.moment(item.created_at).isoformat().replace("+00:00", "Z"),
        "read": item.read_at is not None,
        "tag": item.id,
        "source": item.content.source,
        "sourceName": item.content.source_name,
    }


def _limit(text: str | None) -> int | Fault:
    if text is None:
        return USUAL
    if re.fullmatch(r"[0-9]{1,3}", text, re.ASCII) and 1 <= int(text) <= MOST:
        return int(text)
    return Fault("invalid_field", f"limit is a number from 1 to {MOST}")


def _after(text: str | None) -> Place | Fault | None:
    if text is None:
        return None
    read_ = _CURSOR.fullmatch(text)
    if read_ is None:
        return Fault("invalid_field", "after is no cursor of this list")
    return int(read_[1]), read_[2]
