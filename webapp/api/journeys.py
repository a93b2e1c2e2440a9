"""`/journeys`: drafts saved with their problems, published as immutable versions."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, NoReturn

from flask import Response
from marshmallow import Schema, fields

from engine.reports import runs
from engine.runtime import drafts, publish
from engine.runtime.drafts import Journey, NoDocument, WrongStatus
from engine.runtime.publish import NotPublishable, Published, Version
from engine.store.db import Tx
from journeys.draft import Problem as Found
from webapp.api.paging import Page, PageQuery, decode, page, page_of
from webapp.api.problem import Problem, absent
from webapp.api.room import Room, caller, check_tag, database, tagged, workspace
from webapp.api.schemas import Moment, ProblemItem

room = Room("journeys", "What people go through: drafts, versions, and what came of them")
DOCUMENT = "A journey document; it may be unfinished"


class JourneyItem(Schema):
    """A journey in a list."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    status = fields.String(
        required=True, metadata={"enum": ["draft", "live", "paused", "archived"]}
    )
    draft_version = fields.Integer(required=True)
    live_version = fields.String(required=True, allow_none=True)
    created_at = Moment(required=True)
    updated_at = Moment(required=True)


class JourneyRow(JourneyItem):
    """A journey in the list of all; `inside` counts the runs that are on their way."""

    inside = fields.Integer(required=True)


class VersionItem(Schema):
    """A published version."""

    id = fields.String(required=True)
    number = fields.Integer(required=True)
    published_at = Moment(required=True)
    published_by = fields.String(required=True)


class JourneyWhole(JourneyItem):
    """A journey with its draft. `changed` says whether the draft differs from the live version.

    `worst_day` is how many pushes one person may get of it in 24 hours at most, with every wait as
    short as it may be (51: more than 50; null: it has errors, or it cannot be said). Transactional
    pushes do not count.
    """

    draft = fields.Dict(required=True)
    problems = fields.List(fields.Nested(ProblemItem), required=True)
    worst_day = fields.Integer(required=True, allow_none=True)
    live = fields.Nested(VersionItem, required=True, allow_none=True)
    changed = fields.Boolean(required=True)


class PublishedItem(Schema):
    """What publishing came to: `fresh` is false where nothing had changed since `version`."""

    journey = fields.Nested(JourneyItem, required=True)
    version = fields.Nested(VersionItem, required=True)
    fresh = fields.Boolean(required=True)
    problems = fields.List(fields.Nested(ProblemItem), required=True)


@room.route("GET", "/journeys", "read", query=PageQuery, answers=page_of(JourneyRow))
def list_journeys(query: dict[str, Any]) -> Page:
    """All journeys, the newest first."""
    after, limit = decode(query["after"], int, str), query["limit"]
    with database().read() as tx:
        found = drafts.listed(tx, workspace(), after=after, limit=limit + 1)
        inside = runs.inside(tx, [each.id for each in found])
    return page(
        found,
        limit,
        lambda each: (each.created_at, each.id),
        lambda each: {**_attributes(each), "inside": inside.get(each.id, 0)},
    )


@room.route(
    "POST", "/journeys", "edit", document=DOCUMENT, answers=JourneyWhole, status=201,
    problems=(400, 413),
)  # fmt: skip
def create_journey(document: object) -> tuple[object, dict[str, str]]:
    """A new journey with this draft; importing is this too."""

    def create(tx: Tx) -> tuple[object, dict[str, str]]:
        made = drafts.create(tx, workspace(), document, caller().who)
        return whole(tx, made) if isinstance(made, Journey) else refuse(made)

    return database().run(create)


@room.route("GET", "/journeys/<journey_id>", "read", answers=JourneyWhole)
def get_journey(journey_id: str) -> tuple[object, dict[str, str]]:
    """A journey with its draft and what is wrong with that."""
    with database().read() as tx:
        return whole(tx, named(tx, journey_id))


@room.route(
    "PUT", "/journeys/<journey_id>/draft", "edit", document=DOCUMENT, answers=JourneyWhole,
    problems=(400, 409, 412, 413),
)  # fmt: skip
def save_draft(document: object, journey_id: str) -> tuple[object, dict[str, str]]:
    """Save the draft, unfinished or not; `If-Match` takes the ETag of the version you edited."""

    def save(tx: Tx) -> tuple[object, dict[str, str]]:
        found = named(tx, journey_id, lock=True)
        check_tag(found.draft_version)
        saved = drafts.save_draft(tx, found, document, caller().who)
        return whole(tx, saved) if isinstance(saved, Journey) else refuse(saved)

    return database().run(save)


@room.route(
    "POST", "/journeys/<journey_id>/publish", "publish", answers=PublishedItem,
    problems=(409, 412),
)  # fmt: skip
def publish_journey(journey_id: str) -> tuple[object, dict[str, str]]:
    """Make the draft live; people inside finish the version they entered.

    With `If-Match` exactly the draft you have seen. A paused journey stays paused.
    """

    def go_live(tx: Tx) -> Published | NotPublishable | WrongStatus:
        found = named(tx, journey_id, lock=True)
        check_tag(found.draft_version)
        return publish.publish(tx, found, caller().who)

    outcome = database().run(go_live)
    if not isinstance(outcome, Published):
        refuse(outcome)
    shown = {**_attributes(outcome), "problems": [asdict(each) for each in outcome.problems]}
    return shown, tagged(outcome.journey.draft_version)


@room.route("POST", "/journeys/<journey_id>/duplicate", "edit", answers=JourneyWhole, status=201)
def duplicate_journey(journey_id: str) -> tuple[object, dict[str, str]]:
    """A new journey with a copy of the draft."""

    def copy(tx: Tx) -> tuple[object, dict[str, str]]:
        found = named(tx, journey_id)
        document = {**found.document, "name": f"{found.name[:190]} (copy)"}
        made = drafts.create(tx, workspace(), document, caller().who)
        return whole(tx, made) if isinstance(made, Journey) else refuse(made)

    return database().run(copy)


@room.route("GET", "/journeys/<journey_id>/export", "read")
def export_journey(journey_id: str) -> Response:
    """The draft as canonical JSON, the same text for the same journey: made to be kept in git."""
    with database().read() as tx:
        return canonical(named(tx, journey_id).draft, journey_id)


def canonical(text: str, name: str) -> Response:
    """Canonical JSON as a file."""
    response = Response(text, mimetype="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.json"'
    return response


def named(tx: Tx, journey_id: str, *, lock: bool = False) -> Journey:
    """The caller's journey of this id. Raises Problem 404."""
    return drafts.get(tx, workspace(), journey_id, lock=lock) or absent("journey")


def whole(tx: Tx, found: Journey) -> tuple[dict[str, object], dict[str, str]]:
    """A journey as JourneyWhole dumps it, with its ETag."""
    live = None if found.live_version is None else publish.get(tx, found, found.live_version)
    review = drafts.reviewed(tx, found)
    shown = {
        **_attributes(found),
        "draft": found.document,
        "problems": [asdict(each) for each in review.problems],
        "worst_day": review.worst_day,
        "live": live,
        "changed": live is None or live.definition != found.draft,
    }
    return shown, tagged(found.draft_version)


def refuse(outcome: NoDocument | NotPublishable | WrongStatus) -> NoReturn:
    """The problem that says so."""
    match outcome:
        case NoDocument(reason, too_large):
            status = 413 if too_large else 400
            raise Problem(status, "no_document", f"This cannot be saved: {reason}.")
        case NotPublishable(problems):
            raise Problem(422, "not_publishable", _count(problems), _by_path(problems))
        case WrongStatus(status):
            raise Problem(409, f"journey_{status}", f"The journey is {status}.")


def _count(problems: tuple[Found, ...]) -> str:
    errors = sum(each.severity == "error" for each in problems)
    return f"The draft has {errors} error{'s' if errors != 1 else ''}."


def _by_path(problems: tuple[Found, ...]) -> dict[str, list[str]]:
    errors: dict[str, list[str]] = {}
    for each in problems:
        if each.severity == "error":
            errors.setdefault(each.path, []).append(each.message)
    return errors


def _attributes(value: Journey | Published | Version) -> dict[str, object]:
    return {name: getattr(value, name) for name in type(value).__dataclass_fields__}
