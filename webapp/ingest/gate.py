"""The JSON gate: a body becomes events that every database and every reader takes alike, or faults.

Refused are malformed UTF-8 and JSON, NaN and infinities, integers of 2^53 and more, NUL, lone
surrogates, repeated keys, more than 10 levels or 500 keys. A batch is read event by event: a bad
one is its own fault, only a body that is no JSON at all fails as a whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import msgspec

from webapp.ingest import strict
from webapp.ingest.fault import Fault
from webapp.ingest.wire import KEYS, Envelope, Event

T = TypeVar("T")

EVENTS = 2_500  # in one batch
SIZE = 32 * 1024  # bytes of one event, written without white space
SHORT = 5 * KEYS  # bytes that cannot hold more keys: the shortest member is `"":0,`
# A colon or NUL that is written as an escape.
_ESCAPES = (b"\\u003", b"\\u0000")

_EVENT = msgspec.json.Decoder(Event)
_ENVELOPE = msgspec.json.Decoder(Envelope)
_write = msgspec.json.Encoder().encode
_write_lines = msgspec.json.Encoder().encode_lines


@dataclass(frozen=True, slots=True)
class Parsed:
    """A body read: its events or their faults in order, and what it says about all of them."""

    events: list[Event | Fault]
    around: Envelope


def parse(body: bytes, *, batch: bool) -> Parsed | Fault:
    """Read the body of a batch or of a single call."""
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return Fault("invalid_json", "the body is not UTF-8")
    return _quickly(body, batch=batch) or _carefully(text, batch=batch)


def decode(body: bytes, *, batch: bool) -> Envelope | None:
    """A body in UTF-8 by its types; None where they do not fit. NUL and repeated keys get through.

    Bytes are read as they lie there, text would be encoded once more.
    """
    try:
        return _ENVELOPE.decode(body) if batch else Envelope([_EVENT.decode(body)])
    except (msgspec.MsgspecError, RecursionError):
        return None


def _quickly(body: bytes, *, batch: bool) -> Parsed | Fault | None:
    """The body by its types; None where that leaves a doubt."""
    read = decode(body, batch=batch)
    if read is None:
        return None
    lines = _write_lines(read.batch)
    if not is_unambiguous(body, lines, _write(_around(read)) if batch else b""):
        return None
    if are_short(lines):
        return _limited(Parsed([*read.batch], read))
    written = lines.split(b"\n")
    if any(line.count(b":") > KEYS for line in written):
        return None
    # Behind the last line's end stands an empty one.
    return _limited(Parsed([*map(_sized, read.batch, map(len, written))], read))


def is_unambiguous(body: bytes, events: bytes, around: bytes) -> bool:
    """Whether reading this body surely met no repeated key and no NUL.

    The events and what stands around them are the reading, written again: a repeated key is lost in
    it, and with it a colon at least. Every other colon shows in both, but for one that the body
    writes as an escape: then there is doubt. (One sign is counted twice as fast as two.)
    """
    if b"\\" in body and any(sign in body for sign in _ESCAPES):
        return False
    return body.count(b":") == events.count(b":") + around.count(b":")


def are_short(lines: bytes) -> bool:
    """Whether none of these lines is longer than SHORT: then none can break a limit of an event.

    Many lines are passed with each step, where parting them would copy them all.
    """
    at = 0
    while len(lines) - at > SHORT:
        at = lines.rfind(b"\n", at, at + SHORT + 1) + 1
        if at == 0:
            return False
    return True


def _around(read: Envelope) -> Envelope:
    return Envelope(
        [], read.write_key, read.sent_at, read.context, read.timestamp, read.integrations
    )


def _sized(event: Event, size: int) -> Event | Fault:
    if size > SIZE:
        return Fault("event_too_large", f"an event is at most {SIZE} bytes")
    return event


def _carefully(text: str, *, batch: bool) -> Parsed | Fault:
    """The body by the strict reading, which names the fault."""
    root = strict.read(text)
    if isinstance(root, Fault):
        return root
    if not batch:
        return Parsed([_event(root)], Envelope([]))
    items = root.pop("batch", None)
    if not isinstance(items, list):
        return Fault("invalid_batch", "batch must be an array")
    around = _converted(root | {"batch": []}, Envelope)
    if isinstance(around, Fault):
        return around
    return _limited(Parsed([_event(item) for item in items], around))


def _event(item: object) -> Event | Fault:
    event = _converted(item, Event)
    return event if isinstance(event, Fault) else _sized(event, len(_write(event)))


def _converted(value: object, shape: type[T]) -> T | Fault:
    """A value read strictly, in its shape, or what is wrong inside it."""
    fault = strict.fault_in(value)
    if fault is not None:
        return fault
    try:
        return msgspec.convert(value, shape)
    except msgspec.ValidationError as error:
        return Fault("invalid_field", str(error))


def _limited(parsed: Parsed) -> Parsed | Fault:
    if len(parsed.events) > EVENTS:
        return Fault("too_many_events", f"more than {EVENTS} events in one batch")
    return parsed
