"""All that is kept of one person, as one JSON document: her right to a copy (A47, R14).

It is read page by page, each in a transaction of its own, so that neither a long history nor a
slow reader holds a connection or fills the memory. Secrets of devices are not hers to lose: where
a browser is reached, and with which keys, stays out.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Protocol

import sqlalchemy as sa

from engine.audience import device_rows, inbox
from engine.reports import messages, people, timeline, ways
from engine.reports.people import Who
from engine.store.db import Database, Tx
from engine.store.tables import offer, person, status_change, webhook_call

PAGE = 500

Shown = Mapping[str, Any]
Cursor = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A list of the document: `read` gives a page of its rows with the place where each stands."""

    name: str
    read: Callable[[Tx, Who, Any], Sequence[tuple[Cursor, object]]]


class Show(Protocol):
    """How the API shows a row of this part."""

    def __call__(self, part: str, row: object, /) -> object: ...


def document(database: Database, who: Who, show: Show) -> Iterator[str]:
    """The document in pieces; a list's pages are joined as they come."""
    with database.read() as tx:
        known = show("person", people.whole(tx, who))
    yield f'{{"person":{_text(known)}'
    for part in PARTS:
        yield f',"{part.name}":['
        yield from _list(database, who, part, show)
        yield "]"
    yield "}\n"


def _list(database: Database, who: Who, part: Part, show: Show) -> Iterator[str]:
    after: Cursor | None = None
    while True:
        with database.read() as tx:
            found = part.read(tx, who, after)
        if not found:
            return
        text = ",".join(_text(show(part.name, row)) for _, row in found)
        yield text if after is None else f",{text}"
        after = found[-1][0]


def _text(shown: object) -> str:
    return json.dumps(shown, ensure_ascii=False, separators=(",", ":"))


def _once(
    read: Callable[[Tx, Who], Sequence[object]],
) -> Callable[[Tx, Who, Any], Sequence[tuple[Cursor, object]]]:
    """A part that is short: its first page is all of it."""
    return lambda tx, who, after: [] if after else [((1,), row) for row in read(tx, who)]


def _identifiers(tx: Tx, who: Who) -> Sequence[Shown]:
    """Every id that stands for her; one that was made for a sign-out has none of its own."""
    rows = tx.execute(
        sa.select(person.c.id.label("person_id"), person.c.kind, person.c.external_id.label("id"))
        .where(person.c.canonical_id == who.id)
        .order_by(person.c.id)
    )
    return [dict(row) for row in rows.mappings()]


def _changes(tx: Tx, who: Who) -> Sequence[Shown]:
    columns = ("at", "from_status", "to_status", "cause", "device_id")
    rows = tx.execute(
        sa.select(*(status_change.c[name] for name in columns))
        .where(status_change.c.shard == who.shard, status_change.c.person_id == who.id)
        .order_by(status_change.c.at, status_change.c.id)
    )
    return [dict(row) for row in rows.mappings()]


def _offers(tx: Tx, who: Who) -> Sequence[Shown]:
    columns = ("popup", "state", "answer", "run_id", "journey_id", "created_at", "expires_at")
    rows = tx.execute(
        sa.select(*(offer.c[name] for name in columns))
        .where(offer.c.person_id == who.id)
        .order_by(offer.c.created_at, offer.c.id)
    )
    return [dict(row) for row in rows.mappings()]


def _calls(tx: Tx, who: Who) -> Sequence[Shown]:
    columns = ("url", "body", "state", "reason", "run_id", "journey_id", "created_at")
    rows = tx.execute(
        sa.select(*(webhook_call.c[name] for name in columns))
        .where(webhook_call.c.person_id == who.id)
        .order_by(webhook_call.c.created_at, webhook_call.c.id)
    )
    return [dict(row) for row in rows.mappings()]


def _events(tx: Tx, who: Who, after: Any) -> Sequence[tuple[Cursor, object]]:
    found = timeline.of(tx, who, after=after, limit=PAGE, whole=True)
    return [(row.place, row) for row in found]


def _runs(tx: Tx, who: Who, after: Any) -> Sequence[tuple[Cursor, object]]:
    found = ways.of_person(tx, who, after=after, limit=PAGE)
    more = [{"steps": each.steps, "untold": each.untold} for each in found]
    return [(way.run.place, asdict(way.run) | told) for way, told in zip(found, more, strict=True)]


def _messages(tx: Tx, who: Who, after: Any) -> Sequence[tuple[Cursor, object]]:
    found = messages.of_person(tx, who, after=after, limit=PAGE)
    sends, users = messages.sends(tx, found), messages.user_ids(tx, found)
    more = [{"sends": sends[row.id], "user_id": users.get(row.person_id)} for row in found]
    return [(row.place, {**asdict(row), **told}) for row, told in zip(found, more, strict=True)]


def _inbox(tx: Tx, who: Who, after: Any) -> Sequence[tuple[Cursor, object]]:
    return [(row.place, row) for row in inbox.page(tx, who.id, after=after, limit=PAGE)]


PARTS = (
    Part("identifiers", _once(_identifiers)),
    Part("devices", _once(lambda tx, who: device_rows.of_owner(tx, who.id))),
    Part("push_status", _once(_changes)),
    Part("timeline", _events),
    Part("runs", _runs),
    Part("messages", _messages),
    Part("inbox", _inbox),
    Part("popups", _once(_offers)),
    Part("webhooks", _once(_calls)),
)
