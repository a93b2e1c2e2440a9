"""`/segments`: rules by name, counted and sampled before and after they are saved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from typing import Any, NoReturn, TypeVar

from flask import Response
from marshmallow import Schema, fields, validate

from engine import audit, uses, workspaces
from engine.audience import saved_segments, segments
from engine.audience.saved_segments import Absent, Conflict, Invalid, Saved, Segment
from engine.audience.segment_sql import Question
from engine.audience.segments import Member
from engine.reports import people
from engine.store.db import Tx
from journeys.rules import RuleInvalid, Scope, parse
from webapp.api.paging import Page, PageQuery, decode, page, page_of
from webapp.api.people import PersonItem
from webapp.api.previews import UseList
from webapp.api.problem import Problem, absent, invalid
from webapp.api.room import Room, caller, check_tag, database, tagged, workspace
from webapp.api.schemas import Moment

room = Room("segments", "Groups of people by a rule")
SAMPLE = 10
Outcome = TypeVar("Outcome", bound=Saved | Invalid | Conflict | Absent)
Answer = tuple[Segment, dict[str, str]]


class SegmentBody(Schema):
    """A segment; the rule has react-querybuilder's shape."""

    name = fields.String(required=True, validate=validate.Length(1, saved_segments.LONGEST_NAME))
    rule = fields.Dict(required=True)


class SegmentItem(SegmentBody):
    """A segment as saved."""

    id = fields.String(required=True)
    version = fields.Integer(required=True)
    created_at = Moment(required=True)
    updated_at = Moment(required=True)


class MembersQuery(PageQuery):
    sort = fields.String(
        validate=validate.OneOf(["seen"]),
        metadata={"description": "seen: whoever was seen last first; without it in no order"},
    )


class PreviewBody(Schema):
    rule = fields.Dict(required=True)


class Preview(Schema):
    """How many people a rule holds for, and some of them."""

    count = fields.Integer(required=True)
    sample = fields.List(fields.Nested(PersonItem), required=True)


@room.route("GET", "/segments", "read", query=PageQuery, answers=page_of(SegmentItem))
def list_segments(query: dict[str, Any]) -> Page:
    """All segments, by name."""
    after, limit = decode(query["after"], str), query["limit"]
    with database().read() as tx:
        found = saved_segments.listed(tx, workspace(), after=after and after[0], limit=limit + 1)
    return page(found, limit, lambda each: (each.name,), lambda each: each)


@room.route(
    "POST", "/segments", "edit", body=SegmentBody, answers=SegmentItem, status=201, problems=(409,)
)
def create_segment(body: dict[str, Any]) -> Answer:
    """A new segment."""

    def create(tx: Tx) -> Saved | Invalid | Conflict:
        outcome = saved_segments.create(tx, workspace(), body["name"], body["rule"])
        return _noted(tx, outcome, "created")

    return _answer(database().run(create))


@room.route("POST", "/segments/preview", "read", body=PreviewBody, answers=Preview)
def preview_segment(body: dict[str, Any]) -> object:
    """The size of a segment that is not saved, and a sample."""
    with database().read() as tx:
        asked = _question(tx, body["rule"])
        found = segments.sample(tx, asked, SAMPLE)
        show = _shower(tx, found)
        return {"count": segments.count(tx, asked), "sample": [show(each) for each in found]}


@room.route("GET", "/segments/<segment_id>", "read", answers=SegmentItem)
def get_segment(segment_id: str) -> Answer:
    """A segment."""
    with database().read() as tx:
        return _answer(Saved(named(tx, segment_id)))


@room.route(
    "PUT", "/segments/<segment_id>", "edit", body=SegmentBody, answers=SegmentItem,
    problems=(409, 412),
)  # fmt: skip
def replace_segment(body: dict[str, Any], segment_id: str) -> Answer:
    """Another name or rule; published versions of journeys keep the rule they have."""

    def change(tx: Tx) -> Saved | Invalid | Conflict | Absent:
        found = named(tx, segment_id)
        check_tag(found.version)
        outcome = saved_segments.update(tx, workspace(), replace(found, **body))
        return _noted(tx, outcome, "changed")

    return _answer(database().run(change))


@room.route("DELETE", "/segments/<segment_id>", "edit", status=204, problems=(409, 412))
def remove_segment(segment_id: str) -> Response:
    """Take a segment away; not while another names it."""

    def remove(tx: Tx) -> list[str] | Absent:
        check_tag(named(tx, segment_id).version)
        outcome = saved_segments.remove(tx, workspace(), segment_id)
        if outcome == []:
            workspaces.touch(tx, workspace())
            audit.record(tx, workspace(), caller().who, "segment.removed", segment_id)
        return outcome

    users = database().run(remove)
    if users:
        raise Problem(409, "in_use", "Another segment names it.")
    return Response(status=204)


@room.route(
    "GET", "/segments/<segment_id>/people", "read", query=MembersQuery, answers=page_of(PersonItem)
)
def segment_people(query: dict[str, Any], segment_id: str) -> Page:
    """Who is in it now, in no order that means anything or by `sort`."""
    seen, limit = query.get("sort") == "seen", query["limit"]
    after = decode(query["after"], int, int) if seen else decode(query["after"], int)
    with database().read() as tx:
        asked = _question(tx, named(tx, segment_id).rule)
        if seen:
            found = segments.lately(tx, asked, after=after, limit=limit + 1)
        else:
            found = segments.people(tx, asked, after=after and after[0], limit=limit + 1)
        show = _shower(tx, found)
    return page(found, limit, _seen_place if seen else _place, show)


@room.route("GET", "/segments/<segment_id>/uses", "read", answers=UseList)
def list_segment_uses(segment_id: str) -> object:
    """What names it, before it is changed or taken away."""
    with database().read() as tx:
        found = named(tx, segment_id)
        return {"items": uses.uses_of_segment(tx, workspace(), found.id)}


def named(tx: Tx, segment_id: str) -> Segment:
    """The workspace's segment of this id. Raises Problem 404."""
    return saved_segments.get(tx, workspace(), segment_id) or absent("segment")


def _question(tx: Tx, rule: object) -> Question:
    try:
        parsed = parse(rule, scope=Scope.SEGMENT)
        return segments.question(tx, workspace(), parsed, tx.now())
    except RuleInvalid as wrong:
        invalid((f"rule/{each.path}".rstrip("/"), each.message) for each in wrong.problems)


def _noted(tx: Tx, outcome: Outcome, what: str) -> Outcome:
    """The outcome, with an entry in the audit log where it is a success."""
    if isinstance(outcome, Saved):
        workspaces.touch(tx, workspace())
        audit.record(tx, workspace(), caller().who, f"segment.{what}", outcome.segment.id)
    return outcome


def _answer(outcome: Saved | Invalid | Conflict | Absent) -> Answer:
    if not isinstance(outcome, Saved):
        _refuse(outcome)
    return outcome.segment, tagged(outcome.segment.version)


def _refuse(outcome: Invalid | Conflict | Absent) -> NoReturn:
    match outcome:
        case Invalid(problems):
            invalid((each.path, each.message) for each in problems)
        case Conflict("name"):
            raise Problem(409, "name_taken", "There is a segment of this name already.")
        case Conflict():
            raise Problem(412, "changed_meanwhile", "Somebody else has changed this.")
        case Absent():
            absent("segment")


def _place(member: Member) -> tuple[int]:
    return (member.person_id,)


def _seen_place(member: Member) -> tuple[int, int]:
    return (member.last_seen_at, member.person_id)


def _shower(tx: Tx, found: Sequence[Member]) -> Callable[[Member], dict[str, object]]:
    """Shows each of these with her name and her e-mail."""
    called = people.named(tx, [each.person_id for each in found])
    return lambda each: {
        **asdict(each),
        **called[each.person_id]._asdict(),
        "id": each.person_id,
        "timezone": None,
    }
