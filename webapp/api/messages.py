"""`/messages`: what was to go out, and what came of it on each device."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

from marshmallow import Schema, fields, validate

from engine.audience import names
from engine.checks import SEND_STATES
from engine.reports import message_list, messages, people
from engine.reports.message_list import Wanted
from engine.reports.messages import MessageRow
from engine.store.db import Tx
from webapp.api.journeys import named
from webapp.api.paging import Page, PageQuery, decode, encode, page, page_of
from webapp.api.problem import absent
from webapp.api.room import Room, database, workspace
from webapp.api.schemas import Instant, Moment, PersonId

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
    """A message with its sends, and whom it is for."""

    id = fields.String(required=True)
    person = PersonId(required=True, attribute="person_id")
    user_id = fields.String(required=True, allow_none=True)
    run = fields.String(required=True, allow_none=True, attribute="run_id")
    journey = fields.String(required=True, allow_none=True, attribute="journey_id")
    node = fields.String(required=True, allow_none=True)
    campaign = fields.String(required=True, allow_none=True, attribute="campaign_id")
    push = fields.String(
        required=True, metadata={"description": "a push resource's key; of a campaign its id"}
    )
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


class MessageButton(Schema):
    action = fields.String(required=True)
    title = fields.String(required=True)
    url = fields.String(required=True, allow_none=True)


class MessageContent(Schema):
    """A message in the words that its person got."""

    title = fields.String(required=True)
    message = fields.String(required=True, attribute="body")
    url = fields.String(required=True, allow_none=True)
    icon = fields.String(required=True, allow_none=True)
    image = fields.String(required=True, allow_none=True)
    actions = fields.List(fields.Nested(MessageButton), required=True)
    language = fields.String(required=True)


class MessageWhole(MessageItem):
    """A message with its words."""

    content = fields.Nested(
        MessageContent,
        required=True,
        allow_none=True,
        metadata={"description": "while it stands in the person's bell; else null"},
    )


class Narrowed(Schema):
    """What a list of messages is narrowed to; state, reason and platform are those of one send."""

    user_id = fields.String(load_default=None, validate=validate.Length(1, 200))
    journey = fields.String(load_default=None, validate=validate.Length(max=100))
    push = fields.String(load_default=None, validate=validate.Length(max=100))
    state = fields.String(load_default=None, validate=validate.OneOf(SEND_STATES))
    reason = fields.String(load_default=None, validate=validate.Length(1, 200))
    platform = fields.String(load_default=None, validate=validate.Length(1, 100))
    since = Instant(load_default=None, data_key="from")
    until = Instant(load_default=None, data_key="to")
    sort = fields.String(
        load_default="newest",
        validate=validate.OneOf(["newest", "oldest"]),
        metadata={"description": "which come first"},
    )


class MessagesQuery(Narrowed, PageQuery):
    """A page may be short and not the last."""


@room.route("GET", "/messages", "read", query=MessagesQuery, answers=page_of(MessageItem))
def list_messages(query: dict[str, Any]) -> Page:
    """The workspace's messages, the newest first or the oldest.

    A page looks at the next few thousand only: it may hold fewer than were asked for, or none, and
    name a `next` where further ones are looked at.
    """
    after, limit = decode(query.pop("after"), int, str), query.pop("limit")
    user_id, oldest = query.pop("user_id"), query.pop("sort") == "oldest"
    with database().read() as tx:
        person = None if user_id is None else _someone(tx, user_id)
        wanted = Wanted(**query, person=person, oldest=oldest)
        if wanted.journey is not None:
            named(tx, wanted.journey)
        found = message_list.listed(tx, workspace(), wanted, after=after, limit=limit)
        show = _shower(tx, found.rows)
    following = None if found.next is None else encode(found.next)
    return Page([show(each) for each in found.rows], following)


@room.route("GET", "/messages/<message_id>", "read", answers=MessageWhole)
def get_message(message_id: str) -> object:
    """A message, its words, and what came of it."""
    with database().read() as tx:
        found = messages.get(tx, workspace(), message_id) or absent("message")
        shown = _shower(tx, [found])(found)
        return {**shown, "content": messages.content(tx, found)}


def _someone(tx: Tx, user_id: str) -> int:
    """The person with this user id; where there is none an id that no message has."""
    id_ = names.person_id(workspace(), "user", user_id)
    who = people.find(tx, workspace(), id_)
    return id_ if who is None else who.id


def message_page(tx: Tx, found: list[MessageRow], limit: int) -> Page:
    """A page of messages with their sends."""
    return page(found, limit, lambda each: each.place, _shower(tx, found[:limit]))


def _shower(tx: Tx, of: Sequence[MessageRow]) -> Callable[[MessageRow], dict[str, object]]:
    """Shows each of these with its sends and its person's user id."""
    sends, users = messages.sends(tx, of), messages.user_ids(tx, of)
    return lambda row: {
        **asdict(row),
        "sends": sends[row.id],
        "user_id": users.get(row.person_id),
    }
