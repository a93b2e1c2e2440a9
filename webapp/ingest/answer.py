"""What a client is told: exactly 200 when anything was accepted, else a code and a message."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import Response, json

from engine.audience.incoming import Accepted, Conflict, Duplicate, Outcome, Refused
from webapp import refusals
from webapp.ingest.fault import Fault

_CONFLICT = Fault("message_id_conflict", "this messageId was used for another content")
_UNVERIFIED = Fault("identity_unverified", "the event stays on the anonymous person")


@dataclass(frozen=True, slots=True)
class Note:
    """Something to say about one item of a request."""

    index: int
    message_id: str | None
    fault: Fault

    def shown(self) -> dict[str, object]:
        """As `rejected` and `warnings` list it."""
        return {
            "index": self.index,
            "messageId": self.message_id,
            "code": self.fault.code,
            "message": self.fault.message,
        }


def warning(index: int, message_id: str | None) -> Note:
    """The item counts, but not for the userId that it names."""
    return Note(index, message_id, _UNVERIFIED)


def fault_of(outcome: Outcome) -> Fault | None:
    """Why the engine did not take an item; None: it did, now or before."""
    match outcome:
        case Accepted() | Duplicate():
            return None
        case Conflict():
            return _CONFLICT
        case Refused(code, message):
            return Fault(code, message)


def success(rejected: list[Note], warnings: Iterable[Note]) -> Response:
    """200: what was not rejected is durable."""
    _count(rejected)
    out = {note.index for note in rejected}
    lists = {
        "rejected": [note.shown() for note in rejected],
        "warnings": [note.shown() for note in warnings if note.index not in out],
    }
    return _json(200, {"success": True} | {name: notes for name, notes in lists.items() if notes})


def failure(fault: Fault, rejected: Iterable[Note] = ()) -> Response:
    """An error: `{"code", "message"}`, and the items where there are any to name."""
    refusals.count(fault.code)
    notes = [note.shown() for note in rejected]
    body = {"code": fault.code, "message": fault.message}
    response = _json(fault.status, body | ({"rejected": notes} if notes else {}))
    if fault.status == 401:
        response.headers["WWW-Authenticate"] = 'Basic realm="Waymark"'
    if fault.status in (429, 503):
        response.headers["Retry-After"] = str(fault.retry_after or 1)
    return response


def all_rejected(rejected: list[Note], *, single: bool) -> Response:
    """The error of a request of which nothing was accepted."""
    first = rejected[0].fault
    if single:
        return failure(first)
    if len(rejected) > 1:
        _count(rejected)
    codes = {note.fault.code for note in rejected}
    code = first.code if len(codes) == 1 else "all_rejected"
    return failure(Fault(code, "no event was accepted") if len(rejected) > 1 else first, rejected)


def _count(rejected: Iterable[Note]) -> None:
    for note in rejected:
        refusals.count(note.fault.code)


def _json(status: int, body: object) -> Response:
    return Response(json.dumps(body), status, mimetype="application/json")
