"""`/journeys/{id}/people/{person}/way`: the steps that somebody took, in their order."""

from __future__ import annotations

from marshmallow import Schema, fields

from engine.reports import ways
from engine.reports.ways import Way
from webapp.api.journey_reports import RunItem
from webapp.api.journeys import named, room
from webapp.api.people import someone
from webapp.api.room import database
from webapp.api.schemas import Moment


class GoneItem(Schema):
    """A step that was left; the next one began at that moment."""

    node = fields.String(required=True)
    port = fields.String(
        required=True, metadata={"description": "empty where the run ended with this step"}
    )
    at = Moment(required=True, metadata={"description": "when it was left"})


STEPS = fields.List(
    fields.Nested(GoneItem),
    required=True,
    metadata={"description": "in their order; where she stands now is not among them"},
)
UNTOLD = fields.Integer(
    required=True,
    allow_none=True,
    metadata={
        "description": "steps before these, which are not kept: of a run the last 200 are, and "
        "none from before steps were kept; null where the run cannot be read"
    },
)


class WayItem(Schema):
    """The last run of somebody in a journey with its steps; null if she has not been in it."""

    run = fields.Nested(RunItem, required=True, allow_none=True)
    steps = STEPS
    untold = UNTOLD


class RunWhole(RunItem):
    """A run with its steps."""

    steps = STEPS
    untold = UNTOLD


@room.route("GET", "/journeys/<journey_id>/people/<person_id>/way", "read", answers=WayItem)
def journey_way(journey_id: str, person_id: str) -> Way | dict[str, object]:
    """Which steps she took the last time, when, and by which ways."""
    with database().read() as tx:
        journey, who = named(tx, journey_id), someone(tx, person_id)
        return ways.last(tx, who, journey.id) or {"run": None, "steps": (), "untold": 0}
