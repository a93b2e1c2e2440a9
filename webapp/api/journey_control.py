"""`/journeys/{id}/pause …`: what happens to a published journey, and to the people inside."""

from __future__ import annotations

from typing import Any

from flask import Response
from marshmallow import Schema, fields, validate

from engine.runtime import control, emptying, publish, waking
from engine.runtime.control import Controlled, Outcome
from engine.runtime.drafts import Absent, Journey
from webapp.api.journeys import JourneyItem, VersionItem, canonical, named, refuse, room
from webapp.api.paging import Page, PageQuery, decode, page, page_of
from webapp.api.problem import absent
from webapp.api.room import caller, database, ports, workspace


class ArchiveBody(Schema):
    """What happens to the people inside."""

    inside = fields.String(
        load_default="exit",
        validate=validate.OneOf(["exit", "finish"]),
        metadata={"description": "exit: they leave at once; finish: they go on to its end"},
    )


@room.route("POST", "/journeys/<journey_id>/pause", "publish", answers=JourneyItem, problems=(409,))
def pause_journey(journey_id: str) -> Journey:
    """Let nobody in and hold those inside where they are."""
    return _rung(database().run(control.pause, workspace(), journey_id, caller().who))


@room.route(
    "POST", "/journeys/<journey_id>/resume", "publish", answers=JourneyItem, problems=(409,)
)
def resume_journey(journey_id: str) -> Journey:
    """Go on: those inside get what they missed, in its order."""
    return _rung(waking.resume(database(), workspace(), journey_id, caller().who))


@room.route(
    "POST", "/journeys/<journey_id>/archive", "publish", body=ArchiveBody, answers=JourneyItem
)
def archive_journey(body: dict[str, Any], journey_id: str) -> Journey:
    """Let nobody in."""
    return _rung(
        emptying.archive(database(), workspace(), journey_id, caller().who, body["inside"])
    )


@room.route("POST", "/journeys/<journey_id>/unarchive", "publish", answers=JourneyItem)
def unarchive_journey(journey_id: str) -> Journey:
    """Bring it back: paused until it is resumed, or as a draft if it was never published."""
    return _rung(database().run(control.unarchive, workspace(), journey_id, caller().who))


@room.route(
    "GET", "/journeys/<journey_id>/versions", "read", query=PageQuery,
    answers=page_of(VersionItem),
)  # fmt: skip
def list_versions(query: dict[str, Any], journey_id: str) -> Page:
    """The published versions, the newest first."""
    after, limit = decode(query["after"], int), query["limit"]
    with database().read() as tx:
        found = publish.versions(
            tx, named(tx, journey_id), after=after and after[0], limit=limit + 1
        )
    return page(found, limit, lambda each: (each.number,), lambda each: each)


@room.route("GET", "/journeys/<journey_id>/versions/<version_id>/export", "read")
def export_version(journey_id: str, version_id: str) -> Response:
    """A version's definition as canonical JSON."""
    with database().read() as tx:
        version = publish.get(tx, named(tx, journey_id), version_id)
    if version is None:
        absent("version")
    return canonical(version.definition, f"{journey_id}-{version.number}")


def _rung(outcome: Outcome) -> Journey:
    """The journey afterwards; its shards are rung for."""
    if not isinstance(outcome, Controlled):
        return absent("journey") if isinstance(outcome, Absent) else refuse(outcome)
    for shard in outcome.shards:
        ports().bell.ring(shard)
    return outcome.journey
