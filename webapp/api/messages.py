"""`/messages`: what was to go out, and what came of it on each device."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from marshmallow import Schema, fields

from engine.reports import messages
from engine.reports.messages import MessageRow, SendRow
from engine.store.db import Tx
from webapp.api.journeys import named
from webapp.api.paging import Page, PageQuery, decode, page, page_of
from webapp.api.problem import absent
from webapp.api.room import Room, database, workspace
from webapp.api.schemas import Moment, PersonId

room = Room("messages", "One content for one person, and its sends to her devices")


class SendItem(Schema):
    """A message to one device; `answer` is what the push service said."""

    device = fields.String(required=True, attribute="device_id")
    platform = fields.String(required=True, allow_none=True)
    browser = fields.String(required=True, allow_none=True)
    model = fields.String(required=True, allow_none=True)
    state = fields.String(required=True)
    reason = fields.String(required=True, allow_none=True)
    attempts = fields.Integer(required=True)
    unclear = fields.Integer(required=True)
    due_at = Moment(required=True)
    settled_at = Moment(required=True, allow_none=True)
    displayed_at = Moment(required=True, allow_none=True)
    clicked_at = Moment(required=True, allow_none=True)
    dismissed_at = Moment(required=True, allow_none=True)
    answer = fields.String(required=True, allow_none=True)


class MessageItem(Schema):
    """A message with its sends."""

    id = fields.String(required=True)
    person = PersonId(required=True, attribute="person_id")
    run = fields.String(required=True, allow_none=True, attribute="run_id")
    journey = fields.String(required=True, allow_none=True, attribute="journey_id")
    node = fields.String(required=True, allow_none=True)
    push = fields.String(required=True)
    target = fields.String(required=True)
    mode = fields.String(required=True)
    state = fields.String(
        required=True, metadata={"enum": ["pending", "open", "done", "suppressed"]}
    )
    reason = fields.String(required=True, allow_none=True)
    created_at = Moment(required=True)
    due_at = Moment(required=True)
    expires_at = Moment(required=True)
    sends = fields.List(fields.Nested(SendItem), required=True)


class MessagesQuery(PageQuery):
    journey = fields.String(required=True)


@room.route("GET", "/messages", "read", query=MessagesQuery, answers=page_of(MessageItem))
def list_messages(query: dict[str, Any]) -> Page:
    """The messages of a journey, the newest first."""
    after, limit = decode(query["after"], int, str), query["limit"]
    with database().read() as tx:
        journey = named(tx, query["journey"])
        found = messages.of_journey(tx, journey.id, after=after, limit=limit + 1)
        return message_page(tx, found, limit)


@room.route("GET", "/messages/<message_id>", "read", answers=MessageItem)
def get_message(message_id: str) -> object:
    """A message and what came of it."""
    with database().read() as tx:
        found = messages.get(tx, workspace(), message_id) or absent("message")
        return _whole(found, messages.sends(tx, [found])[found.id])


def message_page(tx: Tx, found: list[MessageRow], limit: int) -> Page:
    """A page of messages with their sends."""
    sends = messages.sends(tx, found[:limit])
    return page(found, limit, lambda each: each.place, lambda each: _whole(each, sends[each.id]))


def _whole(row: MessageRow, sends: list[SendRow]) -> dict[str, object]:
    return {**asdict(row), "sends": sends}
