"""`/stats`: the workspace in figures."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from marshmallow import Schema, fields, validate

from engine import clock
from engine.reports import days, figures, stuck
from engine.reports.days import Days
from engine.reports.figures import Figures
from webapp.api.room import Room, database, workspace
from webapp.api.schemas import Counts, Moment, PersonId

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


class DaysQuery(Schema):
    days = fields.Integer(load_default=30, validate=validate.Range(1, 90))


class Rows(fields.Dict):
    """A figure for each day, by name."""

    def __init__(self, **options: Any) -> None:
        figures = fields.List(fields.Integer())
        super().__init__(keys=fields.String(), values=figures, required=True, **options)


class Day(fields.Date):
    """A day: since 1970-01-01 in the engine, a date outside."""

    def _serialize(self, value: Any, *_: object, **__: object) -> str | None:
        return None if value is None else clock.date_of(value).isoformat()


class WorkspaceDays(Schema):
    """The last days, in UTC, the last one today; a figure for each in every row."""

    days = fields.List(Day(), required=True)
    since = Day(
        required=True,
        allow_none=True,
        metadata={"description": "the first day that was counted at all"},
    )
    counts = Rows(metadata={"description": "what happened; rows without anything are left out"})
    people = Rows(metadata={"description": "by push status, at the end of each day"})


class LateRunItem(Schema):
    """A wait that should be over."""

    age = fields.Float(required=True, metadata={"description": "in seconds"})
    run = fields.String(required=True)
    journey = fields.String(required=True)
    node = fields.String(required=True, allow_none=True)
    person = PersonId(required=True)


class LateMessageItem(Schema):
    """A message that should have gone."""

    age = fields.Float(required=True, metadata={"description": "in seconds"})
    message = fields.String(required=True)


class SetAsideItem(Schema):
    """What is in quarantine, and the journeys that most of it is in."""

    count = fields.Integer(required=True)
    journeys = Counts()
    last_error = fields.String(required=True, allow_none=True)


class FailingHostItem(Schema):
    """A push service that does not answer as it should; all workspaces share them."""

    origin = fields.String(required=True)
    failures = fields.Integer(required=True)
    closed_until = Moment(required=True, allow_none=True)
    slow_until = Moment(required=True, allow_none=True)


class StuckItem(Schema):
    """What does not move."""

    timer = fields.Nested(LateRunItem, required=True, allow_none=True)
    message = fields.Nested(LateMessageItem, required=True, allow_none=True)
    quarantine = fields.Nested(SetAsideItem, required=True)
    hosts = fields.List(fields.Nested(FailingHostItem), required=True)
    key_refused = fields.Integer(
        required=True, metadata={"description": "sends of the last 7 days that failed by the key"}
    )
    webhooks_off = fields.Integer(
        required=True,
        metadata={
            "description": "endpoints that were turned off because calls did not get through"
        },
    )


@room.route("GET", "/stats", "read", query=StatsQuery, answers=WorkspaceStats)
def get_stats(query: dict[str, Any]) -> Figures:
    """How things stand."""
    with database().read() as tx:
        return figures.figures(tx, workspace(), query["days"])


@room.route("GET", "/stats/days", "read", query=DaysQuery, answers=WorkspaceDays)
def get_days(query: dict[str, Any]) -> Days:
    """What happened from day to day, and how many people could be reached."""
    with database().read() as tx:
        return days.by_day(tx, workspace(), query["days"])


@room.route("GET", "/stats/stuck", "read", answers=StuckItem)
def get_stuck() -> object:
    """What does not move, and where it can be seen."""
    with database().read() as tx:
        found = stuck.stuck(tx, workspace())
    aside = {**asdict(found.quarantine), "journeys": dict(found.quarantine.journeys)}
    return {**asdict(found), "quarantine": aside}
