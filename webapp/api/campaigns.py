"""`/campaigns`: one-off pushes as they are written.

`campaign_control` sends them, `campaign_reports` tells what came of them.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC
from typing import Any, NoReturn

from flask import Response
from marshmallow import Schema, fields, validate

from engine import clock, resources
from engine.audience.reach import KINDS
from engine.campaigns import audience, drafts, plan
from engine.campaigns.drafts import Campaign, Wrong
from engine.store.db import Tx
from journeys.rules import RuleInvalid
from webapp.api.documents import KEY, LANGUAGE, Flag, Words, lasting
from webapp.api.paging import Page, PageQuery, decode, page, page_of
from webapp.api.problem import Problem, absent, invalid
from webapp.api.room import Room, caller, check_tag, database, ports, tagged, workspace
from webapp.api.schemas import Moment

room = Room("campaigns", "One-off pushes to many people")
Answer = tuple[dict[str, Any], dict[str, str]]
Faults = list[tuple[str, str]]
MOST_A_MINUTE = 1_000_000


class When(fields.AwareDateTime):
    """A time: RFC 3339 outside, the same in UTC in the document."""

    def _deserialize(self, *args: Any, **options: Any) -> Any:
        found = super()._deserialize(*args, **options)
        return clock.moment(clock.micros(found)).isoformat()

    def _serialize(self, value: Any, *_: object, **__: object) -> Any:
        return value


class Chosen(Schema):
    """Whom it is for, and on which of their devices."""

    group = fields.String(allow_none=True, validate=validate.Length(1, 200))
    segment = fields.String(allow_none=True, validate=validate.Length(1, 100))
    language = fields.String(
        allow_none=True, validate=LANGUAGE, metadata={"description": "of the text"}
    )
    only_language = Flag(metadata={"description": "only to people who read that language"})
    target = fields.String(validate=validate.OneOf(list(KINDS)))


class CampaignBody(Chosen):
    """A campaign; without a group and a segment it is for everybody who can be reached.

    `send_at` null is at once. With `at_local_time` it is what a clock in the workspace's zone shows
    then: each person gets it when hers shows the same. What is not said is as it was, or usual.
    """

    title = Words(1000)
    message = Words(4000)
    url = Words(2048, allow_none=True)
    image = Words(2048, allow_none=True)
    category = fields.String(allow_none=True, validate=KEY)
    inbox = Flag(metadata={"description": "an item in the bell too"})
    run_time = fields.String(
        validate=lasting,
        metadata={"description": "how long its delivery is attempted; then it is discarded"},
    )
    outside_hours = fields.String(validate=validate.OneOf(["hold", "drop"]))
    send_at = When(format="iso", default_timezone=UTC, allow_none=True)
    at_local_time = Flag()
    per_minute = fields.Integer(
        strict=True,
        allow_none=True,
        validate=validate.Range(1, MOST_A_MINUTE),
        metadata={"description": "messages claimed a minute, at the most"},
    )


class CampaignItem(CampaignBody):
    """A campaign as it stands; `people` and `devices` are those it was made for so far, all of
    them once it is `taken`."""

    id = fields.String(required=True)
    state = fields.String(required=True, metadata={"enum": list(drafts.STATES)})
    reason = fields.String(required=True, allow_none=True)
    version = fields.Integer(required=True)
    created_at = Moment(required=True)
    updated_at = Moment(required=True)
    start_at = Moment(required=True, allow_none=True)
    sent_at = Moment(required=True, allow_none=True)
    ended_at = Moment(required=True, allow_none=True)
    people = fields.Integer(required=True)
    devices = fields.Integer(required=True)
    taken = fields.Boolean(required=True)
    share = fields.Integer(
        required=True,
        allow_none=True,
        metadata={"description": "percent of the audience gone through; null: zone by zone"},
    )


class CampaignsQuery(PageQuery):
    state = fields.String(load_default=None, validate=validate.OneOf(list(drafts.STATES)))


class SizeItem(Schema):
    """How many would be made now; staff who receive all are not counted."""

    people = fields.Integer(required=True)
    devices = fields.Integer(required=True)


@room.route("GET", "/campaigns", "read", query=CampaignsQuery, answers=page_of(CampaignItem))
def list_campaigns(query: dict[str, Any]) -> Page:
    """All campaigns, the newest first."""
    after, limit = decode(query["after"], int, str), query["limit"]
    with database().read() as tx:
        found = drafts.listed(tx, workspace(), state=query["state"], after=after, limit=limit + 1)
    return page(found, limit, lambda each: each.place, shown)


@room.route("POST", "/campaigns", "edit", body=CampaignBody, answers=CampaignItem, status=201)
def create_campaign(body: dict[str, Any]) -> Answer:
    """A new draft; nothing is sent."""
    document = {**plan.DEFAULTS, **body}

    def create(tx: Tx) -> Campaign:
        check(tx, document)
        return drafts.create(tx, workspace(), caller().who, document)

    return answer(database().run(create))


@room.route("POST", "/campaigns/preview", "read", body=Chosen, answers=SizeItem)
def preview_campaign(body: dict[str, Any]) -> object:
    """How many people and devices a campaign like this would go to now."""
    document = {**plan.DEFAULTS, **body}
    with database().read() as tx:
        faults = _choice_faults(tx, document)
        if faults:
            invalid(faults)
        return audience.size(tx, workspace(), document)


@room.route("GET", "/campaigns/<campaign_id>", "read", answers=CampaignItem)
def get_campaign(campaign_id: str) -> Answer:
    """A campaign, and how far it is."""
    with database().read() as tx:
        return answer(named(tx, campaign_id))


@room.route(
    "PATCH", "/campaigns/<campaign_id>", "edit", body=CampaignBody, answers=CampaignItem,
    problems=(409, 412),
)  # fmt: skip
def change_campaign(body: dict[str, Any], campaign_id: str) -> Answer:
    """Change a draft; what was sent can only be read."""

    def change(tx: Tx) -> Campaign | Wrong:
        found = named(tx, campaign_id, lock=True)
        check_tag(found.version)
        document = {**plan.DEFAULTS, **found.document, **body}
        if found.state == "draft":
            check(tx, document)
        return drafts.change(tx, workspace(), caller().who, found, document)

    return answer(database().run(change))


@room.route("DELETE", "/campaigns/<campaign_id>", "edit", status=204, problems=(409, 412))
def remove_campaign(campaign_id: str) -> Response:
    """Take a draft away; what was sent stays."""

    def remove(tx: Tx) -> Wrong | None:
        found = named(tx, campaign_id, lock=True)
        check_tag(found.version)
        return drafts.remove(tx, workspace(), caller().who, found)

    wrong = database().run(remove)
    if wrong is not None:
        refuse(wrong)
    return Response(status=204)


@room.route("GET", "/campaigns/<campaign_id>/preview", "read", answers=SizeItem)
def preview_of_campaign(campaign_id: str) -> object:
    """How many people and devices it would go to now: to be confirmed before it is sent."""
    with database().read() as tx:
        document = named(tx, campaign_id).document
        faults = _choice_faults(tx, document)
        if faults:
            invalid(faults)
        return audience.size(tx, workspace(), document)


def named(tx: Tx, campaign_id: str, *, lock: bool = False) -> Campaign:
    """The workspace's campaign of this id. Raises Problem 404."""
    return drafts.get(tx, workspace(), campaign_id, lock=lock) or absent("campaign")


def answer(found: Campaign | Wrong) -> Answer:
    """A campaign with its version. Raises Problem 409 where it is in the wrong state."""
    if isinstance(found, Wrong):
        refuse(found)
    return shown(found), tagged(found.version)


def shown(found: Campaign) -> dict[str, Any]:
    """With what its document says."""
    told = asdict(found)
    return {**plan.DEFAULTS, **told.pop("document"), **told}


def refuse(wrong: Wrong) -> NoReturn:
    """409: it is in a state in which this cannot be done."""
    raise Problem(409, "wrong_state", f"This campaign is {wrong.state}: that cannot be done now.")


def check(tx: Tx, document: dict[str, Any]) -> None:
    """Raises Problem 422 with all that is wrong with a document of the right shape."""
    place = resources.Place(workspace(), ports().settings.base_url, caller().who)
    faults: Faults = [
        (each.path, each.message) for each in resources.lint(tx, place, "push", document)
    ]
    if not document["title"].strip():
        faults.append(("title", "must not be empty"))
    if document["at_local_time"] and document["send_at"] is None:
        faults.append(("at_local_time", "needs a time to send it at"))
    faults += _choice_faults(tx, document)
    if faults:
        invalid(faults)


def _choice_faults(tx: Tx, document: dict[str, Any]) -> Faults:
    """What hinders the audience from being asked for."""
    faults: Faults = []
    if document["group"] and document["segment"]:
        faults.append(("segment", "choose a group or a segment, not both"))
    if document["only_language"] and not document["language"]:
        faults.append(("only_language", "needs a language"))
    try:
        audience.freeze(tx, workspace(), document, 0)
    except RuleInvalid:
        chosen = "segment" if document["segment"] else "group"
        faults.append((chosen, f"there is no such {chosen}, or it is too large to be asked for"))
    return faults
