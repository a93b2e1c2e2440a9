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
# A colon or NUL that is written as an escape.
_ESCAPES = ("\\u003", "\\u0000")

_EVENT = msgspec.json.Decoder(Event)
_ENVELOPE = msgspec.json.Decoder(Envelope)
_write = msgspec.json.Encoder().encode


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
    quick = decode(text, batch=batch)
    if quick is not None:
        written = [_write(event) for event in quick.batch]
        if is_unambiguous(text, written, _write(_around(quick)) if batch else b""):
            sized = map(_sized, quick.batch, map(len, written))
            return _limited(Parsed(list(sized), quick))
    return _carefully(text, batch=batch)


def decode(text: str, *, batch: bool) -> Envelope | None:
    """The body by its types; None where they do not fit. NUL and repeated keys get through."""
    try:
        return _ENVELOPE.decode(text) if batch else Envelope([_EVENT.decode(text)])
    except (msgspec.MsgspecError, RecursionError):
        return None


def is_unambiguous(text: str, events: list[bytes], around: bytes) -> bool:
    """Whether reading this text surely met no repeated key, no NUL, and few enough keys.

    The events and what stands around them are the reading, written again: a repeated key is lost in
    it, and with it a colon at least. Every other colon shows in both, but for one that the text
    writes as an escape: then there is doubt. (One sign is counted twice as fast as two.)
    """
    if "\\" in text and any(sign in text for sign in _ESCAPES):
        return False
    colons = [event.count(b":") for event in events]
    if max(colons, default=0) > KEYS:
        return False
    return text.count(":") == sum(colons) + around.count(b":")


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
