"""`/campaigns/{id}/stats …`: what came of a campaign, in all and for each device."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import Response
from marshmallow import Schema, fields, validate

from engine import audit
from engine.checks import SEND_STATES
from engine.reports import campaigns as reports
from engine.reports.campaigns import Wanted
from engine.store.db import Tx
from webapp.api.campaigns import CampaignItem, named, room, shown
from webapp.api.exported import ExportedBody
from webapp.api.paging import Page, PageQuery, decode, encode, page_of
from webapp.api.room import caller, database, workspace
from webapp.api.schemas import Counts, Moment, PersonId


class OutcomeItem(Schema):
    """How many sends ended so, or stand so now."""

    state = fields.String(required=True, metadata={"enum": list(SEND_STATES)})
    reason = fields.String(required=True, allow_none=True)
    count = fields.Integer(required=True)


class CampaignStats(Schema):
    """Counts of devices. Accepted by the push service is no proof of arrival."""

    campaign = fields.Nested(CampaignItem, required=True)
    states = Counts()
    outcomes = fields.List(fields.Nested(OutcomeItem), required=True)
    displayed = fields.Integer(required=True)
    clicked = fields.Integer(required=True)
    dismissed = fields.Integer(required=True)


class RecipientItem(Schema):
    """A device that it was made for; the model is known of phones and tablets only."""

    message = fields.String(required=True, attribute="message_id")
    device = fields.String(required=True, attribute="device_id")
    person = PersonId(required=True, attribute="person_id")
    user_id = fields.String(required=True, allow_none=True)
    platform = fields.String(required=True, allow_none=True)
    browser = fields.String(required=True, allow_none=True)
    model = fields.String(required=True, allow_none=True)
    state = fields.String(required=True)
    reason = fields.String(required=True, allow_none=True)
    settled_at = Moment(required=True, allow_none=True)
    displayed_at = Moment(required=True, allow_none=True)
    clicked_at = Moment(required=True, allow_none=True)


class NarrowedRecipients(Schema):
    state = fields.String(load_default=None, validate=validate.OneOf(SEND_STATES))
    reason = fields.String(load_default=None, validate=validate.Length(1, 200))
    platform = fields.String(load_default=None, validate=validate.Length(1, 100))


class RecipientsQuery(NarrowedRecipients, PageQuery):
    """A page may be short and not the last."""


class RecipientsExportedBody(NarrowedRecipients, ExportedBody):
    """What the list was narrowed to."""


@room.route("GET", "/campaigns/<campaign_id>/stats", "read", answers=CampaignStats)
def campaign_stats(campaign_id: str) -> object:
    """How it stands with its sends."""
    with database().read() as tx:
        found = named(tx, campaign_id)
        told = reports.stats(tx, found.id)
    states: dict[str, int] = {}
    for each in told.outcomes:
        states[each.state] = states.get(each.state, 0) + each.count
    return {**asdict(told), "campaign": shown(found), "states": states}


@room.route(
    "GET", "/campaigns/<campaign_id>/recipients", "read", query=RecipientsQuery,
    answers=page_of(RecipientItem),
)  # fmt: skip
def campaign_recipients(query: dict[str, Any], campaign_id: str) -> Page:
    """Every device that it was made for, with what came of it, in no order that means anything."""
    after, limit = decode(query.pop("after"), str, str), query.pop("limit")
    with database().read() as tx:
        found = reports.recipients(
            tx, named(tx, campaign_id).id, Wanted(**query), after=after, limit=limit
        )
    return Page(found.rows, None if found.next is None else encode(found.next))


@room.route(
    "POST", "/campaigns/<campaign_id>/exported", "read", body=RecipientsExportedBody, status=204
)
def campaign_exported(body: dict[str, Any], campaign_id: str) -> Response:
    """Note that a campaign's recipients were made a file of, and what they were narrowed to."""
    told = {name: value for name, value in body.items() if value is not None}

    def note(tx: Tx) -> None:
        found = named(tx, campaign_id)
        audit.record(tx, workspace(), caller().who, "campaign.exported", found.id, **told)

    database().run(note)
    return Response(status=204)
