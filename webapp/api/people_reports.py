"""`/people/{id}/timeline`, `…/runs`, `…/messages`, `…/export`: what happened to somebody."""

from __future__ import annotations

from typing import Any

from flask import Response
from marshmallow import Schema, fields

from engine import audit
from engine.reports import export, messages, runs, timeline
from engine.reports.people import Who
from engine.store.db import Tx
from webapp.api.journey_reports import RunItem, run_page
from webapp.api.journey_ways import RunWhole
from webapp.api.messages import MessageItem, message_page
from webapp.api.paging import Page, PageQuery, decode, page, page_of
from webapp.api.people import DeviceItem, PersonWhole, room, someone
from webapp.api.room import caller, database, workspace
from webapp.api.schemas import Moment, PersonId


class HappeningItem(Schema):
    """An event of hers: made by a page, a server, a device, or by Waymark itself (`engine`)."""

    kind = fields.String(required=True)
    name = fields.String(required=True)
    at = Moment(required=True)
    received_at = Moment(required=True)
    told = fields.Dict(required=True, metadata={"description": "properties, traits and the like"})


class IdentifierItem(Schema):
    """An id that stands for her: `user`, `anonymous`, or `fresh`, which a sign-out began."""

    person = PersonId(required=True, attribute="person_id")
    kind = fields.String(required=True)
    id = fields.String(required=True, allow_none=True)


class StatusChangeItem(Schema):
    """How her push status changed, and why."""

    at = Moment(required=True)
    from_ = fields.String(required=True, data_key="from", attribute="from_status")
    to = fields.String(required=True, attribute="to_status")
    cause = fields.String(required=True)
    device = fields.String(required=True, allow_none=True, attribute="device_id")


class InboxItem(Schema):
    """A message as it stands in her bell, in its words."""

    id = fields.String(required=True)
    title = fields.String(required=True, attribute="content.title")
    message = fields.String(required=True, attribute="content.body")
    url = fields.String(required=True, allow_none=True, attribute="content.url")
    created_at = Moment(required=True)
    read_at = Moment(required=True, allow_none=True)


class OfferItem(Schema):
    """A popup that she was offered, and what she answered."""

    popup = fields.String(required=True)
    state = fields.String(required=True)
    answer = fields.String(required=True, allow_none=True)
    run = fields.String(required=True, attribute="run_id")
    journey = fields.String(required=True, attribute="journey_id")
    created_at = Moment(required=True)
    expires_at = Moment(required=True)


class CallItem(Schema):
    """What a journey told a server of the customer about her."""

    url = fields.String(required=True)
    body = fields.String(required=True)
    state = fields.String(required=True)
    reason = fields.String(required=True, allow_none=True)
    run = fields.String(required=True, attribute="run_id")
    journey = fields.String(required=True, attribute="journey_id")
    created_at = Moment(required=True)


class PersonExport(Schema):
    """All that is kept of a person."""

    person = fields.Nested(PersonWhole, required=True)
    identifiers = fields.List(fields.Nested(IdentifierItem), required=True)
    devices = fields.List(fields.Nested(DeviceItem), required=True)
    push_status = fields.List(fields.Nested(StatusChangeItem), required=True)
    timeline = fields.List(fields.Nested(HappeningItem), required=True)
    runs = fields.List(fields.Nested(RunWhole), required=True)
    messages = fields.List(fields.Nested(MessageItem), required=True)
    inbox = fields.List(fields.Nested(InboxItem), required=True)
    popups = fields.List(fields.Nested(OfferItem), required=True)
    webhooks = fields.List(fields.Nested(CallItem), required=True)


@room.route(
    "GET", "/people/<person_id>/timeline", "read", query=PageQuery,
    answers=page_of(HappeningItem),
)  # fmt: skip
def person_timeline(query: dict[str, Any], person_id: str) -> Page:
    """Her events, the last accepted first."""
    after, limit = decode(query["after"], int, int, int), query["limit"]
    with database().read() as tx:
        found = timeline.of(tx, someone(tx, person_id), after=after, limit=limit + 1)
    return page(found, limit, lambda each: each.place, lambda each: each)


@room.route("GET", "/people/<person_id>/runs", "read", query=PageQuery, answers=page_of(RunItem))
def person_runs(query: dict[str, Any], person_id: str) -> Page:
    """Her runs, the last entered first."""
    after, limit = decode(query["after"], int, str), query["limit"]
    with database().read() as tx:
        found = runs.of_person(tx, someone(tx, person_id), after=after, limit=limit + 1)
    return run_page(found, limit)


@room.route(
    "GET", "/people/<person_id>/messages", "read", query=PageQuery, answers=page_of(MessageItem)
)
def person_messages(query: dict[str, Any], person_id: str) -> Page:
    """Her messages, the newest first."""
    after, limit = decode(query["after"], int, str), query["limit"]
    with database().read() as tx:
        who = someone(tx, person_id)
        found = messages.of_person(tx, who, after=after, limit=limit + 1)
        return message_page(tx, found, limit)


@room.route("GET", "/people/<person_id>/export", "export", answers=PersonExport)
def export_person(person_id: str) -> Response:
    """All that is kept of her, as one document for herself; who asked for it is kept too."""

    def note(tx: Tx) -> Who:
        who = someone(tx, person_id)
        audit.record(tx, workspace(), caller().who, "person.exported", who.shown)
        return who

    kept = database()
    who = kept.run(note)
    response = Response(export.document(kept, who, _shown), mimetype="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="{who.shown}.json"'
    return response


def _schema(field: Any) -> Schema:
    """Of a nested field, or of the items of a list of such."""
    nested: Any = field.inner if isinstance(field, fields.List) else field
    schema: Schema = nested.schema
    return schema


_SHOWN = {name: _schema(each) for name, each in PersonExport().fields.items()}


def _shown(part: str, row: object) -> object:
    return _SHOWN[part].dump(row)
