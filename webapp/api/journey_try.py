"""`/journeys/{id}/try`: the draft played on one person, without sending anything."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, get_args

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from engine import clock
from engine.audience import names
from engine.reports import people
from engine.reports.people import Who
from engine.runtime import trying
from engine.runtime.trying import Trial, Tried
from engine.store.db import Tx
from journeys import reading
from journeys.entry import Reason
from journeys.opening import STATUSES
from journeys.rehearsal import FARTHEST, Act, Answers, Happens, Move, Push, Step, Until
from journeys.run import Ended, Run
from webapp.api.journeys import named, refuse, room
from webapp.api.problem import absent
from webapp.api.room import database, ports, workspace
from webapp.api.schemas import Instant, shown

MOST_MOVES = 100
_ANSWERS = ("subscribe", "later", "dismissed")
_VERBS = ("event", "answers", "push", "until", "next_timer")
_EARLIEST, _LATEST = clock.DAY * 10_957, clock.DAY * 47_482  # the years 2000 to 2099


class Object(fields.Dict):
    """A JSON object of up to 100 keys and 32 KB."""

    def _deserialize(self, value: Any, *_: object, **__: object) -> dict[str, Any]:
        try:
            return reading.mapping(value)
        except ValueError as error:
            raise ValidationError(str(error)) from None


def _name() -> Any:
    return fields.String(load_default=None, allow_none=True, validate=validate.Length(1, 200))


class InventedBody(Schema):
    """A person who does not exist."""

    push = fields.String(load_default="ask", validate=validate.OneOf(STATUSES))
    user_id = _name()
    language = _name()
    timezone = _name()
    platform = _name()
    browser = _name()
    traits = Object(load_default=dict)
    markers = Object(load_default=dict)
    categories = fields.Dict(
        keys=fields.String(validate=validate.Length(1, 64)),
        values=fields.Boolean(truthy={True}, falsy={False}),
        load_default=dict,
        validate=validate.Length(max=100),
    )
    groups = fields.List(
        fields.String(validate=validate.Length(1, 200)),
        load_default=list,
        validate=validate.Length(max=100),
    )


class MoveBody(Schema):
    """One of: an event happens, the open popup is answered, the push status changes, time passes.

    With `at`, time passes until then before it.
    """

    event = fields.String(validate=validate.Length(1, 200))
    properties = Object(load_default=dict)
    answers = fields.String(validate=validate.OneOf(_ANSWERS))
    categories = fields.List(
        fields.String(validate=validate.Length(1, 64)),
        load_default=list,
        validate=validate.Length(max=20),
    )
    push = fields.String(validate=validate.OneOf(STATUSES))
    until = Instant()
    next_timer = fields.Boolean(truthy={True}, falsy=set(), validate=validate.Equal(True))
    at = Instant()

    @validates_schema
    def _one(self, data: Mapping[str, Any], **_: object) -> None:
        if sum(verb in data for verb in _VERBS) != 1:
            raise ValidationError(f"is exactly one of {', '.join(_VERBS)}")


class TryBody(Schema):
    """Who, from when, and what happens; without a person an invented one with nothing known."""

    person_id = fields.String(load_default=None, allow_none=True, validate=validate.Length(1, 64))
    person = fields.Nested(InventedBody, load_default=None, allow_none=True)
    start = Instant(load_default=None, allow_none=True)
    moves = fields.List(
        fields.Nested(MoveBody), required=True, validate=validate.Length(1, MOST_MOVES)
    )

    @validates_schema
    def _fits(self, data: Mapping[str, Any], **_: object) -> None:
        if data["person_id"] is not None and data["person"] is not None:
            raise ValidationError("is there as well as person_id: it is one of them", "person")
        start = data["start"]
        if start is not None and not _EARLIEST <= start <= _LATEST:
            raise ValidationError("is not in this century", "start")


class ReadItem(Schema):
    """A value that a decision looked at; of several (devices) all of them."""

    field = fields.String(required=True)
    label = fields.String(required=True)
    values = fields.List(fields.Raw(allow_none=True), required=True)


class StepItem(Schema):
    """An event that was heard (`node` null), or a visit of a node.

    `port` is the one it was left by, null while she stands there, "" at an end. `outcome` says of
    an event whether she entered or why not, of a visit why it went so; `refused` why an event did
    not let her in, or that nothing listened to it, and `starts` the nodes that it could have
    started. `effects` say what would have been done: `kind` is push, inbox, popup, webhook,
    traits or start, `shown` what she would have seen.
    """

    move = fields.Integer(required=True)
    at = fields.String(required=True)
    event = fields.String(required=True, allow_none=True)
    node = fields.String(required=True, allow_none=True)
    port = fields.String(required=True, allow_none=True)
    outcome = fields.String(required=True, allow_none=True)
    refused = fields.String(
        required=True, allow_none=True, metadata={"enum": [*get_args(Reason), None]}
    )
    starts = fields.List(fields.String(), required=True)
    reads = fields.List(fields.Nested(ReadItem), required=True)
    effects = fields.List(fields.Dict(), required=True)
    until = fields.String(required=True, allow_none=True)
    awaits = fields.List(fields.String(), required=True)


class StandingItem(Schema):
    """Where a run stands, or how it ended."""

    entry_key = fields.String(required=True)
    entered_at = fields.String(required=True)
    node = fields.String(required=True, allow_none=True)
    ended = fields.String(required=True, allow_none=True)
    until = fields.String(required=True, allow_none=True)
    awaits = fields.List(fields.String(), required=True)


class TriedItem(Schema):
    """What came of it. `cut`: it went on for more than 1,000 steps, and the rest was not played.

    `faults` are moves that could not be done, by their number.
    """

    steps = fields.List(fields.Nested(StepItem), required=True)
    runs = fields.List(fields.Nested(StandingItem), required=True)
    now = fields.String(required=True)
    next_timer = fields.String(required=True, allow_none=True)
    cut = fields.Boolean(required=True)
    faults = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    traits = fields.Dict(required=True)
    markers = fields.Dict(required=True)
    push_status = fields.String(required=True)


class BeginningItem(Schema):
    """An event that starts the journey, and somebody who may come in by it; both are made up."""

    event = fields.String(required=True, allow_none=True)
    properties = fields.Dict(required=True)
    person = fields.Nested(InventedBody, required=True)


@room.route("GET", "/journeys/<journey_id>/try", "test", answers=BeginningItem)
def how_to_try_journey(journey_id: str) -> object:
    """What to begin with: made from what the draft's start asks for, as far as it says."""
    with database().read() as tx:
        begun = trying.how_to_begin(tx, named(tx, journey_id))
    person = {**InventedBody().load({}), **begun.person}
    return {"event": begun.event, "properties": begun.properties, "person": person}


@room.route("POST", "/journeys/<journey_id>/try", "test", body=TryBody, answers=TriedItem)
def try_journey(body: dict[str, Any], journey_id: str) -> object:
    """Play the draft on one person, chosen or invented; nothing is sent, nothing is kept."""
    with database().read() as tx:
        found = named(tx, journey_id)
        who = _who(tx, body)
        start = tx.now() if body["start"] is None else body["start"]
        moves = [_move(each, start) for each in body["moves"]]
        try:
            trial = Trial(who, moves, start, ports().settings.base_url)
            tried = trying.try_draft(tx, found, trial)
        except LookupError:
            absent("person")
    return _shown(tried) if isinstance(tried, Tried) else refuse(tried)


def _who(tx: Tx, body: Mapping[str, Any]) -> Who | Mapping[str, Any]:
    if body["person_id"] is None:
        invented: Mapping[str, Any] = body["person"] or InventedBody().load({})
        return invented
    id_ = names.parsed(body["person_id"])
    return (None if id_ is None else people.find(tx, workspace(), id_)) or absent("person")


def _move(body: Mapping[str, Any], start: int) -> Move:
    at = body.get("at")
    return Move(_act(body, start), None if at is None else _within(at, start))


def _act(body: Mapping[str, Any], start: int) -> Act:
    if "event" in body:
        return Happens(body["event"], body["properties"])
    if "answers" in body:
        return Answers(body["answers"], tuple(body["categories"]))
    if "push" in body:
        return Push(body["push"])
    return Until(_within(body["until"], start) if "until" in body else None)


def _within(at: int, start: int) -> Any:
    """A time that can be gone to: not before the start, not beyond where it ends anyway."""
    return clock.moment(max(start, min(at, start + clock.span(FARTHEST))))


def _shown(tried: Tried) -> dict[str, object]:
    told = tried.told
    steps = zip(told.steps, tried.previews, strict=True)
    return {
        "steps": [_step(step, previews) for step, previews in steps],
        "runs": [_standing(run) for run in told.runs],
        "now": _time(told.now),
        "next_timer": _time(told.next_timer),
        "cut": told.cut,
        "faults": {str(number): fault for number, fault in told.faults.items()},
        "traits": told.person.traits,
        "markers": told.person.markers,
        "push_status": told.person.last_session_status,
    }


def _step(step: Step, previews: tuple[dict[str, Any], ...]) -> dict[str, object]:
    reads = [
        {"field": read.field, "label": read.label, "values": [*map(_value, read.values)]}
        for read in step.reads
    ]
    return {
        "move": step.move,
        "at": _time(step.at),
        "event": None if step.event is None else step.event.name,
        "node": step.node,
        "port": step.port,
        "outcome": step.outcome,
        "refused": step.refused,
        "starts": step.starts,
        "reads": reads,
        "effects": previews,
        "until": _time(step.until),
        "awaits": step.awaits,
    }


def _standing(run: Run) -> dict[str, object]:
    return {
        "entry_key": run.entry_key,
        "entered_at": _time(run.entered_at),
        "node": run.node,
        "ended": run.state.reason if isinstance(run.state, Ended) else None,
        "until": _time(run.until),
        "awaits": run.awaits,
    }


def _time(at: datetime | None) -> str | None:
    return None if at is None else shown(clock.micros(at))


def _value(value: object) -> object:
    """A value as JSON; an array or object is only said to be one."""
    if isinstance(value, datetime):
        return _time(value)
    return value if value is None or isinstance(value, str | float | bool) else "…"
