"""`/events`: what arrives now, and what was refused: for who builds against the ingestion API."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from engine.audience import names, refusals
from engine.reports import live, people
from engine.reports.live import Arrival, Look, Wanted
from engine.store.db import Tx
from engine.store.tables import SHARDS
from webapp.api.paging import decode, encode
from webapp.api.room import Room, database, workspace
from webapp.api.schemas import Moment, PersonId

room = Room("events", "What arrives, and what was refused")

KINDS = (
    "track", "identify", "page", "screen", "group", "alias", "visitor", "device", "preferences",
    "engine", "start",
)  # fmt: skip


class EventsQuery(Schema):
    """What to look for; `after` is `next` of the look before."""

    kind = fields.String(load_default=None, validate=validate.OneOf(KINDS))
    name = fields.String(load_default=None, validate=validate.Length(1, 200))
    user_id = fields.String(load_default=None, validate=validate.Length(1, 200))
    after = fields.String(load_default=None, validate=validate.Length(max=4_000))


class ArrivalItem(Schema):
    """An event as it was accepted, without its context."""

    id = fields.String(required=True)
    kind = fields.String(required=True)
    name = fields.String(required=True)
    person = PersonId(required=True, attribute="person_id")
    message_id = fields.String(required=True)
    at = Moment(required=True)
    received_at = Moment(required=True)
    told = fields.Dict(required=True, metadata={"description": "properties, traits and the like"})


class Arrivals(Schema):
    """One look."""

    items = fields.List(fields.Nested(ArrivalItem), required=True)
    next = fields.String(required=True)
    skipped = fields.Boolean(
        required=True, metadata={"description": "there was more than one look holds"}
    )


class RefusalItem(Schema):
    """Something that was not taken, and why; never what it held."""

    id = fields.String(required=True)
    at = Moment(required=True)
    code = fields.String(required=True)
    message = fields.String(required=True)
    kind = fields.String(required=True, allow_none=True)
    name = fields.String(required=True, allow_none=True)
    source = fields.String(required=True, metadata={"enum": ["write", "secret"]})


class RefusalList(Schema):
    items = fields.List(fields.Nested(RefusalItem), required=True)


@room.route("GET", "/events", "read", query=EventsQuery, answers=Arrivals)
def list_events(query: dict[str, Any]) -> object:
    """The latest events of the workspace, or what came since a look before."""
    place = decode(query["after"], *[int] * SHARDS)
    with database().read() as tx:
        wanted = Wanted(query["kind"], query["name"], _people(tx, query["user_id"]))
        seen = None if place is None else dict(enumerate(place))
        return _shown(live.look(tx, workspace(), wanted, seen))


@room.route("GET", "/events/refused", "read", answers=RefusalList)
def list_refused() -> object:
    """What was refused lately, the latest first; of very many at once only some are kept."""
    with database().read() as tx:
        return {"items": refusals.listed(tx, workspace())}


def _people(tx: Tx, user_id: str | None) -> list[int] | None:
    """Every id of the person who has this user id; nobody's where there is none."""
    if user_id is None:
        return None
    who = people.find(tx, workspace(), names.person_id(workspace(), "user", user_id))
    return [] if who is None else people.aliases(tx, who)[0]


def _shown(found: Look) -> dict[str, object]:
    place = tuple(found.seen.get(shard, 0) for shard in range(SHARDS))
    items = [_item(each) for each in found.events]
    return {"items": items, "next": encode(place), "skipped": found.skipped}


def _item(each: Arrival) -> dict[str, object]:
    names_ = ("kind", "name", "person_id", "message_id", "at", "received_at", "told")
    return {"id": f"{each.shard}-{each.seq}", **{name: getattr(each, name) for name in names_}}
