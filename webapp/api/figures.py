"""`/stats` and `/audit`: the workspace in figures, and who changed what."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from engine import audit
from engine.reports import figures
from engine.reports.figures import Figures
from webapp.api.paging import Page, PageQuery, decode, page, page_of
from webapp.api.room import Room, database, workspace
from webapp.api.schemas import Counts, Moment

room = Room("workspace", "The workspace in figures, and who changed what")


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


class AuditItem(Schema):
    """One change."""

    id = fields.String(required=True)
    at = Moment(required=True)
    who = fields.String(required=True)
    what = fields.String(required=True)
    target = fields.String(required=True)
    detail = fields.Dict(required=True)


@room.route("GET", "/stats", "read", query=StatsQuery, answers=WorkspaceStats)
def get_stats(query: dict[str, Any]) -> Figures:
    """How things stand."""
    with database().read() as tx:
        return figures.figures(tx, workspace(), query["days"])


@room.route("GET", "/audit", "audit", query=PageQuery, answers=page_of(AuditItem))
def list_audit(query: dict[str, Any]) -> Page:
    """Every change, the last first."""
    after, limit = decode(query["after"], int, str), query["limit"]
    with database().read() as tx:
        found = audit.listed(tx, workspace(), after=after, limit=limit + 1)
    return page(found, limit, lambda each: (each.at, each.id), lambda each: each)
