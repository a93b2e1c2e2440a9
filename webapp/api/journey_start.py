"""`/journeys/{id}/start`: a server of the customer's lets people into a journey."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import request
from marshmallow import Schema, ValidationError, fields, validate

from engine.audience.commit import Committer, Overloaded
from engine.audience.incoming import Conflict, Duplicate, Outcome, Refused
from engine.runtime import calling
from engine.runtime.calling import Call, NotCallable
from engine.runtime.drafts import WrongStatus
from engine.runtime.published import Published
from engine.store.db import Tx
from journeys.visit import Start
from webapp.api.journey_try import Object
from webapp.api.journeys import named, refuse, room
from webapp.api.problem import Problem, invalid, paths
from webapp.api.room import database, ports, workspace
from webapp.ingest.buckets import Buckets, Rate
from webapp.ingest.items import known_id

MOST_PEOPLE = 1_000
LONGEST_ID = 512
LONGEST_KEY = 128
_RATE = Rate(per_second=200, burst=10_000)
_people = Buckets(_RATE)
"""Of each workspace, in this process: people for whom journeys are started."""
_published = Published()
"""Versions as they were compiled: a version is immutable."""


class CalledBody(Schema):
    """One person: by her user id, or by the id of a browser; what the call tells of her."""

    user_id = fields.String(allow_none=True, validate=validate.Length(1, LONGEST_ID))
    anonymous_id = fields.String(allow_none=True, validate=validate.Length(1, LONGEST_ID))
    properties = Object(load_default=dict)


class StartBody(Schema):
    """Whom to let in. `start` is the name of the start that is meant, where there are several.

    Each of `people` is {user_id or anonymous_id, properties}. With the header `Idempotency-Key` a
    repeated call lets nobody in twice.
    """

    start = fields.String(load_default=None, allow_none=True, validate=validate.Length(1, 60))
    people = fields.List(
        fields.Raw(metadata={"type": "object"}),
        required=True,
        validate=validate.Length(1, MOST_PEOPLE),
    )


class RowItem(Schema):
    """What became of one of them, by its place. `code`, `message` and `path` say what is wrong."""

    index = fields.Integer(required=True)
    status = fields.String(required=True, metadata={"enum": ["accepted", "duplicate", "refused"]})
    code = fields.String(required=True, allow_none=True)
    message = fields.String(required=True, allow_none=True)
    path = fields.String(required=True, allow_none=True)


class StartedItem(Schema):
    """Who is accepted is let in as soon as her events before it are worked on, by the journey's
    own rules of re-entry."""

    accepted = fields.Integer(required=True)
    duplicate = fields.Integer(required=True)
    refused = fields.Integer(required=True)
    people = fields.List(fields.Nested(RowItem), required=True)


@dataclass(slots=True)
class _Rows:
    """The rows of a request: which are calls, and what became of each."""

    calls: dict[int, Call] = field(default_factory=dict)
    said: dict[int, dict[str, Any]] = field(default_factory=dict)

    def refuse(self, index: int, code: str, message: str, path: str | None = None) -> None:
        self.calls.pop(index, None)
        told = {"status": "refused", "code": code, "message": message, "path": path}
        self.said.setdefault(index, {"index": index, **told})

    def settle(self, indexes: Sequence[int], outcomes: Sequence[Outcome]) -> None:
        for index, outcome in zip(indexes, outcomes, strict=True):
            match outcome:
                case Refused(code, message):
                    self.refuse(index, code, message)
                case Conflict():
                    told = "this key was used for her with other properties"
                    self.refuse(index, "idempotency_conflict", told)
                case _:
                    status = "duplicate" if isinstance(outcome, Duplicate) else "accepted"
                    told_ = {"code": None, "message": None, "path": None}
                    self.said[index] = {"index": index, "status": status, **told_}


@room.route(
    "POST", "/journeys/<journey_id>/start", "people", body=StartBody, answers=StartedItem,
    problems=(409, 429, 503),
)  # fmt: skip
def start_journey(body: dict[str, Any], journey_id: str) -> object:
    """Let people in by the start “When it is called”: answered after the durable commit."""
    key = _key()
    rows = _read(body["people"])
    with database().read() as tx:
        now, start = tx.now(), _start(tx, journey_id, body["start"])
        gone = calling.erased(tx, workspace(), rows.calls.values())
    for index, call in list(rows.calls.items()):
        if call.user_id in gone:
            rows.refuse(index, "erased", "this person was erased", f"people/{index}/user_id")
    _nobody(rows)
    _slow_down(len(rows.calls), now)
    indexes = list(rows.calls)
    items = calling.incoming(list(rows.calls.values()), start, key, now)
    try:
        rows.settle(indexes, Committer(database(), _ring).submit(workspace(), items))
    except Overloaded as error:
        wait = error.retry_after
        raise Problem(503, "overloaded", "Nothing was stored; try again.", wait=wait) from None
    return _told(rows)


def _key() -> str | None:
    """The caller's own key of this request."""
    key = request.headers.get("Idempotency-Key")
    if key is not None and not (1 <= len(key) <= LONGEST_KEY and key.isprintable()):
        text = f"has 1 to {LONGEST_KEY} characters that can be seen"
        invalid([("Idempotency-Key", text)])
    return key


def _read(people: Sequence[object]) -> _Rows:
    rows, schema = _Rows(), CalledBody()
    for index, each in enumerate(people):
        at = f"people/{index}"
        try:
            read: Mapping[str, Any] = schema.load(each)  # type: ignore[arg-type]  # it refuses
        except ValidationError as error:
            path, message = next(iter(paths(error.messages, at)))
            rows.refuse(index, "invalid", message, path)
            continue
        ids = known_id(read.get("user_id")), known_id(read.get("anonymous_id"))
        if ids == (None, None):
            rows.refuse(index, "no_id", "a user_id or anonymous_id of somebody is needed", at)
        else:
            rows.calls[index] = Call(*ids, read["properties"])
    return rows


def _nobody(rows: _Rows) -> None:
    """Where no row is left, the request as a whole is refused. Raises Problem."""
    if not rows.calls:
        invalid((each["path"] or "people", each["message"]) for each in rows.said.values())


def _start(tx: Tx, journey_id: str, by: str | None) -> Start:
    """Raises Problem."""
    start = calling.start_of(tx, named(tx, journey_id), by, _published)
    match start:
        case WrongStatus():
            refuse(start)
        case NotCallable(()):
            text = "Its live version has no start “When it is called”."
            raise Problem(409, "not_callable", text)
        case NotCallable(starts):
            invalid([("start", f"must be one of {', '.join(starts)}")])
    return start


def _slow_down(people: int, now: int) -> None:
    wait = _people.take(workspace(), people, now)
    if wait is not None:
        raise Problem(429, "too_many", "Too many people were let in lately; wait.", wait=wait)


def _ring(shards: set[int]) -> None:
    for shard in shards:
        ports().bell.ring(shard)


def _told(rows: _Rows) -> dict[str, object]:
    people = [rows.said[index] for index in sorted(rows.said)]
    counts = {
        status: sum(each["status"] == status for each in people)
        for status in ("accepted", "duplicate", "refused")
    }
    return {**counts, "people": people}
