"""`/stats`: the workspace in figures."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from engine.reports import figures
from engine.reports.figures import Figures
from webapp.api.room import Room, database, workspace
from webapp.api.schemas import Counts

room = Room("workspace", "The workspace in figures")


class StatsQuery(Schema):
    days = fields.Integer(load_default=7, validate=validate.Range(1, 90))


class WorkspaceStats(Schema):
    """People by push status, journeys by status, sends of the last days, what is late."""

    people = Counts()
    journeys = Counts()
    days = fields.Integer(required=True)
    sends = Counts()
    displayed = fields.Integer(required=True)
    clicked = fields.Integer(required=True)
    suppressed = Counts(metadata={"description": "messages without a send, by reason"})
    oldest_due_timer = fields.Float(
        required=True, allow_none=True, metadata={"description": "its age in seconds"}
    )
    oldest_pending_send = fields.Float(
        required=True, allow_none=True, metadata={"description": "its age in seconds"}
    )


@room.route("GET", "/stats", "read", query=StatsQuery, answers=WorkspaceStats)
def get_stats(query: dict[str, Any]) -> Figures:
    """How things stand."""
    with database().read() as tx:
        return figures.figures(tx, workspace(), query["days"])
