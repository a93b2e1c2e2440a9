"""What an event carries, read when it is taken: its properties, its traits, its context.

A request that is refused as a whole, for its key or its rate, is spared this half of the reading.
"""

from __future__ import annotations

import msgspec
from msgspec import UNSET

from webapp.ingest import strict
from webapp.ingest.fault import Fault
from webapp.ingest.wire import Content, Event, Object, Unread, Value, Whole

_VALUE = msgspec.json.Decoder(Value)
_OBJECT = msgspec.json.Decoder(Object | None)
_write = msgspec.json.Encoder().encode
canonical = msgspec.json.Encoder(order="sorted").encode
"""The same content gives the same text, in whatever order a client writes its keys."""


class Read(msgspec.Struct, frozen=True, gc=False):
    """A content, and the same as canonical text; both are empty where nothing was sent."""

    value: Object
    text: bytes


class Contents(msgspec.Struct, frozen=True, gc=False):
    """All that one event carries."""

    properties: Read
    traits: Read
    context: Read


_NOTHING = Read({}, b"")


def read(event: Event) -> Contents | Fault:
    """What this event of the gate carries, or why it is refused: the gate's rules hold here too."""
    properties, traits = opened(event.properties), opened(event.traits)
    context = opened(event.context)
    if properties is None or traits is None or context is None or not _are_clean(event):
        return _carefully(event)
    return Contents(properties, traits, context)


def opened(raw: Unread) -> Read | None:
    """A content by its types; None where that leaves a doubt.

    The canonical text is the reading, written again: a repeated key is lost in it, and with it a
    colon at least. Every other colon shows in both: a body with one that is written as an escape
    has been read strictly, and written anew.
    """
    if raw is UNSET:
        return _NOTHING
    try:
        value = _OBJECT.decode(raw)
    except (msgspec.MsgspecError, RecursionError):
        return None
    if not value:
        return _NOTHING
    text = canonical(value)
    return Read(value, text) if bytes(raw).count(b":") == text.count(b":") else None


def _are_clean(event: Event) -> bool:
    """Whether what nobody will read is as good as if it were read; False in doubt."""
    if event.integrations is UNSET and event.metadata is UNSET:
        return True
    return is_clean(event.integrations) and is_clean(event.metadata)


def is_clean(dropped: Unread) -> bool:
    """Whether this could be read; False in doubt."""
    if dropped is UNSET or (sent := bytes(dropped)) == b"{}":
        return True
    try:
        return sent.count(b":") == _write(_VALUE.decode(sent)).count(b":")
    except (msgspec.MsgspecError, RecursionError):
        return False


def _carefully(event: Event) -> Contents | Fault:
    """By the strict reading, which names the fault."""
    whole = strict.convert(strict.read(_write(event).decode()), Whole)
    if isinstance(whole, Fault):
        return whole
    return Contents(*map(_content, (whole.properties, whole.traits, whole.context)))


def _content(value: Content) -> Read:
    return Read(value, canonical(value)) if isinstance(value, dict) and value else _NOTHING
