"""`/journeys/{id}/stats` and `…/runs`: what a journey has come to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from marshmallow import Schema, fields, validate

from engine import clock
from engine.reports import runs
from engine.reports.runs import Failure, RunRow, Span, Stats
from webapp.api.journeys import named, room
from webapp.api.paging import Page, PageQuery, decode, page, page_of
from webapp.api.room import database
from webapp.api.schemas import Counts, Moment, PersonId

STATES = ("active", "ended", "quarantined")


class FailureItem(Schema):
    """A step that failed and is tried again; after the fifth time the run is set aside."""

    error = fields.String(required=True)
    tries = fields.Integer(required=True)
    at = Moment(required=True)


class RunItem(Schema):
    """A run: one person in one version of a journey."""

    id = fields.String(required=True)
    person = PersonId(required=True, attribute="person_id")
    journey = fields.String(required=True, attribute="journey_id")
    version = fields.String(required=True, attribute="version_id")
    entry_key = fields.String(required=True)
    state = fields.String(required=True, metadata={"enum": list(STATES)})
    reason = fields.String(required=True, allow_none=True)
    node = fields.String(required=True, allow_none=True)
    wakes_at = Moment(required=True, allow_none=True, attribute="wake_at")
    entered_at = Moment(required=True)
    ended_at = Moment(required=True, allow_none=True)


class JourneyRunItem(RunItem):
    """A run with what last went wrong with it, if it is still tried again."""

    failure = fields.Nested(FailureItem, required=True, allow_none=True)


class StatsQuery(Schema):
    """`from` and `to` are days of UTC, `to` included."""

    version = fields.String(load_default=None)
    from_ = fields.Date(data_key="from", attribute="from_", load_default=None)
    to = fields.Date(load_default=None)


class JourneyStats(Schema):
    """entered = waiting + finished + quarantined, always; `left` counts by node and port.

    `left` and `began` are of the days asked for; all else is as it is now.
    """

    entered = fields.Integer(required=True)
    waiting = fields.Integer(required=True)
    finished = fields.Integer(required=True)
    quarantined = fields.Integer(required=True)
    at = Counts(metadata={"description": "who is at which node now"})
    reasons = Counts(metadata={"description": "why runs ended"})
    left = fields.Dict(keys=fields.String(), values=Counts(), required=True)
    began = fields.Integer(
        required=True, metadata={"description": "runs that began within the days asked for"}
    )


class RunsQuery(PageQuery):
    state = fields.String(validate=validate.OneOf(STATES))
    node = fields.String(validate=validate.Length(1, 64))


@room.route("GET", "/journeys/<journey_id>/stats", "read", query=StatsQuery, answers=JourneyStats)
def journey_stats(query: dict[str, Any], journey_id: str) -> Stats:
    """Counts per node and port, of all versions or of one, ever or within some days."""
    span = Span(_day(query["from_"]), _day(query["to"]))
    with database().read() as tx:
        return runs.stats(tx, named(tx, journey_id).id, query["version"], span)


@room.route(
    "GET", "/journeys/<journey_id>/runs", "read", query=RunsQuery, answers=page_of(JourneyRunItem)
)
def journey_runs(query: dict[str, Any], journey_id: str) -> Page:
    """Its runs, the last entered first."""
    after, limit = decode(query["after"], int, str), query["limit"]
    where = {name: text for name, text in query.items() if name in ("state", "node")}
    with database().read() as tx:
        found = runs.of_journey(tx, named(tx, journey_id).id, where, after=after, limit=limit + 1)
        failed = runs.failures(tx, found)
    return page(found, limit, lambda each: each.place, lambda each: _with(failed, each))


def run_page(found: list[RunRow], limit: int) -> Page:
    return page(found, limit, lambda each: each.place, lambda each: each)


def _with(failed: Mapping[str, Failure], row: RunRow) -> dict[str, object]:
    return {**asdict(row), "failure": failed.get(row.id)}


def _day(date: date | None) -> int | None:
    return None if date is None else (date - clock.EPOCH.date()).days
