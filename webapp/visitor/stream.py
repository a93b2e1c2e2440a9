"""`/v1/me/stream`: what is new for a person, as server-sent events (WHATWG HTML §9.2).

It is read by fetch, for its token stands in a header. A stream looks into the database from time to
time and holds no transaction in between; it does hold a thread, so there are few of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from flask import Request, Response, json
from sqlalchemy.exc import DBAPIError

from engine import clock
from engine.audience import inbox
from engine.audience.inbox import Item
from engine.audience.incoming import Refused
from engine.audience.tokens import Visitor
from engine.store.db import Tx
from webapp.ingest.fault import Fault
from webapp.visitor import door, popups
from webapp.visitor.devices import Answer
from webapp.visitor.door import Door, Speaker
from webapp.visitor.inbox import shown
from webapp.visitor.places import Place

WINDOW = 50  # items that are looked at
FULL = Fault("too_many_streams", "ask /v1/me/inbox and /v1/me/popups from time to time", 30)


@dataclass(frozen=True, slots=True)
class Seen:
    """What there is at one look."""

    owner: int = 0
    items: dict[str, Item] = field(default_factory=dict)
    unread: int = -1
    popup: dict[str, object] | None = None


@door.for_visitor
def opened(at: Door, request: Request, visitor: Visitor) -> Answer | Response:
    """`inbox`: `{"items", "read": [tag], "unread"}`, first what there is, then what is new;
    `popup`: `{"items": [offer]}`, as `/v1/me/popups` has it; `end`: the token does not hold any
    more. Without `end` it is to be opened again. 503 where there are too many: see `places`.
    """
    first = _look(at, visitor)
    if isinstance(first, Refused):
        return first
    place = at.streams.take(at.ingest.limits.whence(request), first.owner)
    if place is None:
        return FULL
    response = Response(_events(at, visitor, first, place), mimetype="text/event-stream")
    response.call_on_close(lambda: at.streams.leave(place))
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Accel-Buffering"] = "no"  # nginx would keep it until it is long enough
    return response


def _events(at: Door, visitor: Visitor, first: Seen, place: Place) -> Iterator[str]:
    until = clock.monotonic() + at.stream.life
    told, found, beat = Seen(), first, clock.monotonic()
    while True:
        news = _inbox_news(told, found) + _popup_news(told, found)
        if not news and clock.monotonic() - beat >= at.stream.beat:
            news = ":\n\n"  # a peer that has gone is noticed by writing to it
        if news:
            beat = clock.monotonic()
            yield news
        if clock.monotonic() >= until or at.leaving.wait(at.stream.pause) or place.lost.is_set():
            return
        try:
            looked = _look(at, visitor)
        except DBAPIError:
            return  # it is opened again, and says then what was missed
        if isinstance(looked, Refused):
            yield _event("end", {})
            return
        told, found = found, looked


def _look(at: Door, visitor: Visitor) -> Seen | Refused:
    def look(tx: Tx, one: Speaker) -> Seen:
        items = inbox.page(tx, one.owner, after=None, limit=WINDOW)
        unread = inbox.unread(tx, one.owner)
        known = {each.id: each for each in items}
        return Seen(one.owner, known, unread, popups.offered(tx, at, one))

    return door.read(at, door.spoken(visitor, look))


def _inbox_news(told: Seen, found: Seen) -> str:
    if (told.items, told.unread) == (found.items, found.unread):
        return ""
    new = [shown(each) for id_, each in found.items.items() if id_ not in told.items]
    read = [
        id_
        for id_, each in found.items.items()
        if each.read_at is not None and id_ in told.items and told.items[id_].read_at is None
    ]
    return _event("inbox", {"items": new, "read": read, "unread": found.unread})


def _popup_news(told: Seen, found: Seen) -> str:
    if (told.popup or {}).get("id") == (found.popup or {}).get("id"):
        return ""
    return _event("popup", {"items": [] if found.popup is None else [found.popup]})


def _event(name: str, data: dict[str, object]) -> str:
    return f"event: {name}\ndata: {json.dumps(data)}\n\n"
