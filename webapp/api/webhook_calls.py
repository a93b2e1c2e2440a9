"""`/webhooks/calls`: what was called of the customer's servers, and what they answered."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from engine.reports import webhook_calls
from webapp.api.paging import Page, PageQuery, decode, page, page_of
from webapp.api.room import Room, database, workspace
from webapp.api.schemas import Moment, PersonId

room = Room("webhooks", "Calls to your servers")


class WebhookCallItem(Schema):
    """A call; `reason` is what went wrong the last time, null where nothing did."""

    id = fields.String(required=True)
    url = fields.String(required=True)
    state = fields.String(
        required=True, metadata={"enum": ["pending", "claimed", "done", "failed"]}
    )
    reason = fields.String(required=True, allow_none=True)
    attempts = fields.Integer(required=True)
    created_at = Moment(required=True)
    due_at = Moment(
        required=True, metadata={"description": "while it waits: when it is tried next"}
    )
    person = PersonId(required=True, attribute="person_id")
    journey = fields.String(required=True, attribute="journey_id")
    node = fields.String(required=True)


@room.route("GET", "/webhooks/calls", "read", query=PageQuery, answers=page_of(WebhookCallItem))
def list_calls(query: dict[str, Any]) -> Page:
    """The calls of journeys to your servers, the newest first; kept for 30 days after their end."""
    after, limit = decode(query["after"], int, str), query["limit"]
    with database().read() as tx:
        found = webhook_calls.listed(tx, workspace(), after=after, limit=limit + 1)
    return page(found, limit, lambda each: (each.created_at, each.id), lambda each: each)
