"""The JSON gate: a body becomes events that every database and every reader takes alike, or faults.

Refused are malformed UTF-8 and JSON, NaN and infinities, integers of 2^53 and more, NUL, lone
surrogates, repeated keys, more than 10 levels or 500 keys. A batch is read event by event: a bad
one is its own fault, only a body that is no JSON at all fails as a whole. What an event carries is
read later, under the same rules (`contents`).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import msgspec
from msgspec import UNSET, Raw

from webapp.ingest import contents, strict
from webapp.ingest.fault import Fault
from webapp.ingest.wire import KEYS, Around, Envelope, Event, Object, Whole

EVENTS = 2_500  # in one batch
SIZE = 32 * 1024  # bytes of one event, written without white space
SHORT = 5 * KEYS  # bytes that cannot hold more keys: the shortest member is `"":0,`

# A colon or NUL that is written as an escape: such a body is read strictly, and contents anew.
_ESCAPES = (b"\\u003", b"\\u0000")

_EVENT = msgspec.json.Decoder(Event)
_ENVELOPE = msgspec.json.Decoder(Envelope)
_WHOLE = msgspec.json.Decoder(Whole)
_CONTENTS = ("properties", "traits", "context", "integrations", "metadata")
_TOO_LARGE = Fault("event_too_large", f"an event is at most {SIZE} bytes")
_write = msgspec.json.Encoder().encode
_write_lines = msgspec.json.Encoder().encode_lines


@dataclass(frozen=True, slots=True)
class Parsed:
    """A body read: its events or their faults in order, and what it says about all of them."""

    events: list[Event | Fault]
    around: Around = field(default_factory=Around)

    @property
    def context(self) -> Object:
        """The context that all events share."""
        return self.around.context if isinstance(self.around.context, dict) else {}


def parse(body: bytes, *, batch: bool) -> Parsed | Fault:
    """Read the body of a batch or of a single call."""
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return Fault("invalid_json", "the body is not UTF-8")
    return _quickly(body, batch=batch) or _carefully(text, batch=batch)


def _decoded(body: bytes, *, batch: bool) -> Envelope | None:
    """A body in UTF-8 by its types; None where they do not fit. NUL and repeated keys get through.

    Bytes are read as they lie there, text would be encoded once more.
    """
    try:
        return _ENVELOPE.decode(body) if batch else Envelope([_EVENT.decode(body)])
    except (msgspec.MsgspecError, RecursionError):
        return None


def _quickly(body: bytes, *, batch: bool) -> Parsed | Fault | None:
    """The body by its types; None where that leaves a doubt."""
    read = _decoded(body, batch=batch)
    if read is None or (b"\\" in body and any(sign in body for sign in _ESCAPES)):
        return None
    lines = _write_lines(read.batch)
    beside = _write(_beside(read)) if batch else b""
    if not is_as_written(body, lines, beside) and not has_all_colons(body, lines, beside):
        return None
    around = _around(read)
    if around is None:
        return None
    if are_short(lines):
        return _limited(Parsed([*read.batch], around))
    # Behind the last line's end stands an empty one.
    return _limited(Parsed([*map(_measured, read.batch, lines.split(b"\n"))], around))


def is_as_written(body: bytes, events: bytes, beside: bytes) -> bool:
    """Whether the reading, written again, is as long as the body: then it has lost nothing.

    Contents are written as they came, and no text, integer or name becomes longer by it; a repeated
    key is lost, and the length with it. (A double may be written longer: the types let in none.)
    """
    return len(body) == len(beside) + max(0, len(events) - 1)  # commas were where line ends are


def has_all_colons(body: bytes, events: bytes, beside: bytes) -> bool:
    """Whether the reading has as many colons: what was lost besides is white space.

    A repeated key would be lost with its colon; none is written as an escape.
    """
    return body.count(b":") == events.count(b":") + beside.count(b":")


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


def _beside(read: Envelope) -> Envelope:
    return Envelope(
        [], read.write_key, read.sent_at, read.context, read.timestamp, read.integrations
    )


def _around(read: Envelope) -> Around | None:
    """What stands around the events, its contents read as well; None in doubt."""
    context = contents.opened(read.context)
    if context is None or not contents.is_clean(read.integrations):
        return None
    return Around(read.write_key, read.sent_at, context.value or UNSET, read.timestamp)


def _measured(event: Event, line: bytes) -> Event | Fault:
    """An event whose line may be too long, or have too many keys."""
    if len(line) <= SHORT:
        return event
    try:
        if line.count(b":") <= KEYS:
            return event if len(_write(_WHOLE.decode(line))) <= SIZE else _TOO_LARGE
    except (msgspec.MsgspecError, RecursionError):
        pass
    return _event(strict.read(line.decode()))


def _carefully(text: str, *, batch: bool) -> Parsed | Fault:
    """The body by the strict reading, which names the fault."""
    root = strict.read(text)
    if isinstance(root, Fault):
        return root
    if not batch:
        return Parsed([_event(root)])
    items = root.pop("batch", None)
    if not isinstance(items, list):
        return Fault("invalid_batch", "batch must be an array")
    around = strict.convert(root, Around)
    if isinstance(around, Fault):
        return around
    return _limited(Parsed([_event(item) for item in items], around))


def _event(item: object) -> Event | Fault:
    """A value read strictly, as an event; its contents are written again, to be read later."""
    whole = strict.convert(item, Whole)
    if isinstance(whole, Fault):
        return whole
    if len(_write(whole)) > SIZE:
        return _TOO_LARGE
    fields = msgspec.structs.asdict(whole)
    sent = {name: fields[name] for name in _CONTENTS if fields[name] is not UNSET}
    return Event(**fields | {name: Raw(_write(value)) for name, value in sent.items()})


def _limited(parsed: Parsed) -> Parsed | Fault:
    if len(parsed.events) > EVENTS:
        return Fault("too_many_events", f"more than {EVENTS} events in one batch")
    return parsed
