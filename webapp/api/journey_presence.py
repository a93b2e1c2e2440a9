"""`/journeys/{id}/presence`: who else has the journey open, and whether its draft has moved on."""

from __future__ import annotations

from flask import Response
from marshmallow import Schema, fields

from engine.members import presence
from engine.store.db import Tx
from webapp.api.journeys import named, room
from webapp.api.room import database, session, workspace
from webapp.api.schemas import Moment


class PresentItem(Schema):
    """A member who has it open."""

    member = fields.String(required=True, attribute="member_id")
    email = fields.String(required=True)
    role = fields.String(required=True, metadata={"enum": ["viewer", "marketer", "admin"]})
    seen_at = Moment(required=True)


class PresenceItem(Schema):
    """Who else is there, and the version of the draft as it is kept now."""

    others = fields.List(fields.Nested(PresentItem), required=True)
    draft_version = fields.Integer(required=True)


@room.route("POST", "/journeys/<journey_id>/presence", "own", answers=PresenceItem)
def be_present(journey_id: str) -> object:
    """Say that you have it open, every 15 seconds; 45 seconds after the last word you have gone."""
    me = session().member_id

    def note(tx: Tx) -> object:
        found = named(tx, journey_id)
        presence.note(tx, workspace(), found.id, me)
        others = presence.others(tx, workspace(), found.id, me)
        return {"others": others, "draft_version": found.draft_version}

    return database().run(note)


@room.route("DELETE", "/journeys/<journey_id>/presence", "own", status=204)
def leave(journey_id: str) -> Response:
    """Say that you have closed it."""
    me = session().member_id

    def note(tx: Tx) -> None:
        presence.left(tx, named(tx, journey_id).id, me)

    database().run(note)
    return Response(status=204)
