"""`/webhooks/calls`: what was called of the customer's servers, and what they answered."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import Response
from marshmallow import Schema, fields, validate

from engine import audit
from engine.delivery import lanes, resending
from engine.reports import webhook_calls
from engine.reports.webhook_calls import CallRow, Wanted
from engine.store.db import Tx
from webapp.api.paging import Page, PageQuery, decode, encode, page_of
from webapp.api.problem import Problem, absent
from webapp.api.room import Room, caller, database, ports, workspace
from webapp.api.schemas import Moment, PersonId

room = Room("webhooks", "Calls to your servers, and who is told what happens")

STATES = ("pending", "claimed", "done", "failed")
REFUSALS = {
    "not_ended": "It waits to be called, or is being called.",
    "body_gone": "The person whom it was about was erased: there is nothing left to send.",
    "webhook_off": "Its endpoint is off, or was removed.",
}


class CallsQuery(PageQuery):
    webhook = fields.String(
        load_default=None,
        validate=validate.Length(1, 200),
        metadata={"description": "an endpoint's id: the calls to it alone"},
    )
    state = fields.String(load_default=None, validate=validate.OneOf(STATES))


class WebhookCallItem(Schema):
    """A call; `reason` is what went wrong the last time, null where nothing did.

    A journey's own call bears `journey` and `node`, one to an endpoint `webhook` (its id) and
    `kind`. Of an endpoint's URL only admins see more than its origin.
    """

    id = fields.String(required=True)
    url = fields.String(required=True)
    state = fields.String(required=True, metadata={"enum": list(STATES)})
    reason = fields.String(required=True, allow_none=True)
    attempts = fields.Integer(required=True)
    created_at = Moment(required=True)
    due_at = Moment(
        required=True, metadata={"description": "while it waits: when it is tried next"}
    )
    person = PersonId(required=True, allow_none=True)
    journey = fields.String(required=True, allow_none=True)
    node = fields.String(required=True, allow_none=True)
    webhook = fields.String(required=True, allow_none=True)
    kind = fields.String(required=True, allow_none=True)


@room.route("GET", "/webhooks/calls", "read", query=CallsQuery, answers=page_of(WebhookCallItem))
def list_calls(query: dict[str, Any]) -> Page:
    """The calls to your servers, the newest first; kept for 30 days after their end.

    Where a state is asked for, a page may hold less than there is: go on while `next` is there.
    """
    after, limit = decode(query["after"], int, str), query["limit"]
    wanted = Wanted(query["webhook"], query["state"])
    with database().read() as tx:
        found = webhook_calls.listed(tx, workspace(), wanted, after=after, limit=limit)
    following = None if found.next is None else encode(found.next)
    return Page([_shown(each) for each in found.rows], following)


@room.route("POST", "/webhooks/calls/<call_id>/resend", "webhooks", status=204, problems=(409,))
def resend_call(call_id: str) -> Response:
    """Make a call once more that has ended, under the `webhook-id` that it had."""

    def resend(tx: Tx) -> None:
        refused = resending.resend(tx, workspace(), call_id)
        if refused == "not_found":
            absent("call")
        if refused is not None:
            raise Problem(409, refused, REFUSALS[refused])
        audit.record(tx, workspace(), caller().who, "webhook.resent", call_id)

    database().run(resend)
    ports().bell.ring_sends(lanes.WEBHOOK)
    return Response(status=204)


def _shown(row: CallRow) -> dict[str, object]:
    hidden = row.endpoint_id is not None and not caller().may("webhooks")
    return {
        **asdict(row),
        "url": "/".join(row.url.split("/", 3)[:3]) if hidden else row.url,
        "person": row.person_id or None,
        "journey": row.journey_id or None,
        "node": row.node or None,
        "webhook": row.endpoint_id,
    }
