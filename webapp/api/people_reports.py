"""`/people/{id}/timeline`, `…/runs`, `…/messages`: what happened to somebody."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from engine.reports import messages, runs, timeline
from webapp.api.journey_reports import RunItem, run_page
from webapp.api.messages import MessageItem, message_page
from webapp.api.paging import Page, PageQuery, decode, page, page_of
from webapp.api.people import room, someone
from webapp.api.room import database
from webapp.api.schemas import Moment


class HappeningItem(Schema):
    """An event of hers: made by a page, a server, a device, or by Waymark itself (`engine`)."""

    kind = fields.String(required=True)
    name = fields.String(required=True)
    at = Moment(required=True)
    received_at = Moment(required=True)
    told = fields.Dict(required=True, metadata={"description": "properties, traits and the like"})


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
