"""`/people`: who somebody is and what is known of her; `DELETE` erases her."""

from __future__ import annotations

from typing import Any

from flask import Response
from marshmallow import Schema, fields, validate

from engine import audit, clock
from engine.audience import device_rows, names, preferences, push_history
from engine.audience.incoming import Refused
from engine.audience.push_history import StatusAt
from engine.audience.timetable import DAYS
from engine.audience.tokens import Signer
from engine.reports import people, people_search
from engine.reports.people import PersonRow, Who
from engine.runtime.erase import erase
from engine.store.db import Tx
from webapp.api.paging import Page, PageQuery, decode, page, page_of
from webapp.api.problem import absent, invalid
from webapp.api.room import Room, caller, database, ports, workspace
from webapp.api.schemas import Instant, Moment, PersonId

STATUSES = ("ask", "allowed", "blocked", "unsupported", "suspended")
LINK_LASTS = 30 * clock.DAY  # of one in a mail
room = Room("people", "Who was seen, what is known, what happened")


class PersonItem(Schema):
    """A person in a list."""

    id = PersonId(required=True)
    user_id = fields.String(required=True, allow_none=True)
    name = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "the trait `name`, else those of the first and the last name"},
    )
    email = fields.String(required=True, allow_none=True)
    language = fields.String(required=True, allow_none=True)
    timezone = fields.String(required=True, allow_none=True)
    created_at = Moment(required=True, allow_none=True)
    last_seen_at = Moment(required=True, allow_none=True)
    push_status = fields.String(required=True, attribute="last_session_status")


class OpeningItem(Schema):
    day = fields.String(required=True, metadata={"enum": list(DAYS)})
    from_ = fields.String(required=True, data_key="from", attribute="from")
    to = fields.String(required=True)


class WeekField(fields.List):  # type: ignore[type-arg]
    """A timetable; null is none of her own, an empty list no limit."""

    def _serialize(self, value: Any, *_: object, **__: object) -> list[Any] | None:
        return None if value is None else value.told() or []


class ReachItem(Schema):
    """Whether she may be reached: her own choices, and a marketer's (`target`)."""

    push_on = fields.Boolean(required=True)
    muted_until = Moment(required=True, allow_none=True)
    categories = fields.Dict(keys=fields.String(), values=fields.Boolean(), required=True)
    events = fields.Dict(keys=fields.String(), values=fields.Boolean(), required=True)
    muted_sources = fields.Dict(
        keys=fields.String(), values=Moment(), required=True, attribute="sources"
    )
    source_names = fields.Dict(
        keys=fields.String(), values=fields.String(), required=True, attribute="names"
    )
    timetable = WeekField(fields.Nested(OpeningItem), required=True, allow_none=True)
    back_off_until = Moment(required=True, allow_none=True)
    refusals = fields.Integer(required=True)
    target = fields.String(required=True, allow_none=True)


class PersonWhole(PersonItem):
    """A person with all that is known of her."""

    traits = fields.Dict(required=True)
    markers = fields.Dict(required=True)
    categories = fields.Dict(required=True)
    groups = fields.List(fields.String(), required=True)
    reach = fields.Nested(ReachItem, required=True, allow_none=True)


class DeviceItem(Schema):
    """A device; where it is reached is nobody's business."""

    id = fields.String(required=True)
    kind = fields.String(required=True)
    status = fields.String(required=True)
    subscribed = fields.Boolean(required=True)
    platform = fields.String(required=True, allow_none=True)
    browser = fields.String(required=True, allow_none=True)
    model = fields.String(required=True, allow_none=True)
    app_version = fields.String(
        required=True, allow_none=True, metadata={"description": "of a native app"}
    )
    language = fields.String(required=True, allow_none=True)
    timezone = fields.String(required=True, allow_none=True)
    standalone = fields.Boolean(required=True)
    created_at = Moment(required=True)
    updated_at = Moment(required=True)


class DeviceList(Schema):
    items = fields.List(fields.Nested(DeviceItem), required=True)
    next = fields.String(required=True, allow_none=True)


class StatusItem(Schema):
    """A push status, since when and why; the three are null where none was ever reported."""

    status = fields.String(required=True)
    since = Moment(required=True, allow_none=True)
    cause = fields.String(required=True, allow_none=True)
    device = fields.String(required=True, allow_none=True)


class PeopleQuery(PageQuery):
    user_id = fields.String(validate=validate.Length(1, 1000))
    q = fields.String(
        validate=validate.Length(1, 1000),
        metadata={
            "description": "a user id, an anonymous id or the id of a person, or how an e-mail or "
            "a name begins, whatever its case and accents; one page, beside `push_status` alone"
        },
    )
    sort = fields.String(
        validate=validate.OneOf(["seen"]),
        metadata={"description": "seen: whoever was seen last first; without it in no order"},
    )
    push_status = fields.String(
        validate=validate.OneOf(STATUSES), metadata={"description": "with `sort=seen` or `q`"}
    )


class StatusQuery(Schema):
    at = Instant(load_default=None)


class LinkItem(Schema):
    """Whoever has the link may see and change her preferences until then."""

    url = fields.String(required=True)
    expires_at = Moment(required=True)


class PersonChange(Schema):
    target = fields.String(
        required=True, allow_none=True, validate=validate.OneOf(["all", "web", "native"])
    )


@room.route("GET", "/people", "read", query=PeopleQuery, answers=page_of(PersonItem))
def list_people(query: dict[str, Any]) -> Page:
    """The one with this `user_id`, those found by `q`, or all: in no order that means anything or
    by `sort`."""
    if "q" in query:
        return _found(query)
    if query.get("sort") == "seen" and "user_id" not in query:
        return _lately(query)
    if "push_status" in query:
        invalid([("push_status", "goes with sort=seen or q")])
    after, limit = decode(query["after"], int), query["limit"]
    with database().read() as tx:
        if "user_id" in query:
            return Page(people.by_user_id(tx, workspace(), query["user_id"]))
        found = people.listed(tx, workspace(), after=after and after[0], limit=limit + 1)
    return page(found, limit, lambda each: (each.id,), lambda each: each)


def _found(query: dict[str, Any]) -> Page:
    beside = [name for name in ("user_id", "sort", "after") if query.get(name) is not None]
    if beside:
        invalid((name, "does not go with q") for name in beside)
    status, limit = query.get("push_status"), query["limit"]
    with database().read() as tx:
        return Page(people_search.search(tx, workspace(), query["q"], limit=limit, status=status))


def _lately(query: dict[str, Any]) -> Page:
    after, limit = decode(query["after"], int, int), query["limit"]
    status = query.get("push_status")
    with database().read() as tx:
        found = people.lately(tx, workspace(), after=after, limit=limit + 1, status=status)
    return page(found, limit, lambda each: (each.last_seen_at, each.id), lambda each: each)


@room.route("GET", "/people/<person_id>", "read", answers=PersonWhole)
def get_person(person_id: str) -> PersonRow:
    """All that is known of a person; an id that was merged answers for whom it stands now."""
    with database().read() as tx:
        return people.whole(tx, someone(tx, person_id))


@room.route("PATCH", "/people/<person_id>", "people", body=PersonChange, answers=PersonWhole)
def change_person(body: dict[str, Any], person_id: str) -> PersonRow:
    """Send her only to browsers or native apps, whatever a journey says; null takes it back."""

    def change(tx: Tx) -> PersonRow:
        who = someone(tx, person_id)
        outcome = preferences.set_target(tx, who.id, body["target"])
        if isinstance(outcome, Refused):
            absent("person")
        audit.record(tx, workspace(), caller().who, "person.targeted", who.shown, **body)
        return people.whole(tx, who)

    return database().run(change)


@room.route("POST", "/people/<person_id>/preferences-link", "people", answers=LinkItem, status=201)
def link_preferences(person_id: str) -> dict[str, object]:
    """A link for her to her preferences, good for 30 days: send it to her and to nobody else."""

    def make(tx: Tx) -> dict[str, object]:
        who = someone(tx, person_id)
        until = tx.now() + LINK_LASTS
        keys = ports().settings
        url = Signer(keys.key).page_link(keys.base_url, workspace(), who.id, until)
        audit.record(tx, workspace(), caller().who, "person.linked", who.shown)
        return {"url": url, "expires_at": until}

    return database().run(make)


@room.route("DELETE", "/people/<person_id>", "erase", status=204)
def erase_person(person_id: str) -> Response:
    """Erase her for good, with everything that holds her; late events of hers store nothing."""

    def forget(tx: Tx) -> None:
        who = someone(tx, person_id)
        if erase(tx, who.id):
            audit.record(tx, workspace(), caller().who, "person.erased", who.shown)

    database().run(forget)
    return Response(status=204)


@room.route("GET", "/people/<person_id>/devices", "read", answers=DeviceList)
def list_devices(person_id: str) -> Page:
    """Her devices, the first registered first."""
    with database().read() as tx:
        return Page(device_rows.of_owner(tx, someone(tx, person_id).id))


@room.route("GET", "/people/<person_id>/push-status", "read", query=StatusQuery, answers=StatusItem)
def push_status(query: dict[str, Any], person_id: str) -> StatusAt:
    """Her push status now, or as it was `at` a time."""
    with database().read() as tx:
        who = someone(tx, person_id)
        at = tx.now() if query["at"] is None else query["at"]
        return push_history.status_at(tx, who.shard, who.id, at)


def someone(tx: Tx, person_id: str) -> Who:
    """The caller's person of this id. Raises Problem 404."""
    id_ = names.parsed(person_id)
    if id_ is None:
        absent("person")
    return people.find(tx, workspace(), id_) or absent("person")
