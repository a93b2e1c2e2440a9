"""The shapes that clients send, as types: msgspec refuses in C what the types do not allow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from msgspec import UNSET, Meta, Raw, Struct, UnsetType, field

KEYS = 500  # in one event
DEPTH = 10  # containers within one another, the event's own object counted
EXACT = 2**53  # beyond it JSON's readers disagree about an integer

if TYPE_CHECKING:
    Scalar = str | int | float | bool | None
    Value = object
else:
    Scalar = str | Annotated[int, Meta(gt=-EXACT, lt=EXACT)] | float | bool | None
    # A recursive type would not end; this one ends at the depth that is allowed, counted from an
    # event's own object, its content's object, and the values in it.
    Value = Scalar
    for _level in range(DEPTH - 2):
        Value = Scalar | list[Value] | dict[str, Value]
Object = dict[str, Value]

Text = str | None | UnsetType
Name = str | Annotated[int, Meta(gt=-EXACT, lt=EXACT)] | None | UnsetType
Moment = str | Annotated[int, Meta(gt=-EXACT, lt=EXACT)] | float | None | UnsetType
Content = Object | None | UnsetType
Ignored = Value | UnsetType
Plain = Scalar | UnsetType
"""Both are named so that they are checked like the rest; then they are dropped."""

Unread = Raw | UnsetType
"""As the client wrote it; its syntax is checked, and nothing else."""

if TYPE_CHECKING:
    _Moment = str | int | float | None | UnsetType
    _Plain = str | int | float | bool | None | UnsetType
else:
    # A double alone may be written longer than it was read: see `gate.is_as_written`.
    _Moment = Name
    _Plain = str | Annotated[int, Meta(gt=-EXACT, lt=EXACT)] | bool | None | UnsetType


class Names(Struct, rename="camel", gc=False):  # it refers to nothing that refers to it
    """What one call says outside of its contents and times, of all the clients together."""

    type: Text = UNSET
    event: Text = UNSET
    name: Text = UNSET
    category: Text = UNSET
    message_id: Text = UNSET
    user_id: Name = UNSET
    anonymous_id: Name = UNSET
    previous_id: Name = UNSET
    group_id: Name = UNSET
    write_key: Text = UNSET


class Event(Names):
    """One call, its contents not read yet: `contents.read` does."""

    timestamp: _Moment = UNSET
    original_timestamp: _Moment = UNSET
    sent_at: _Moment = UNSET
    properties: Unread = UNSET
    traits: Unread = UNSET
    context: Unread = UNSET
    integrations: Unread = UNSET
    channel: _Plain = UNSET
    version: _Plain = UNSET
    received_at: _Plain = UNSET
    metadata: Unread = field(default=UNSET, name="_metadata")


class Whole(Names):
    """One call, read to its end."""

    timestamp: Moment = UNSET
    original_timestamp: Moment = UNSET
    sent_at: Moment = UNSET
    properties: Content = UNSET
    traits: Content = UNSET
    context: Content = UNSET
    integrations: Ignored = UNSET
    channel: Plain = UNSET
    version: Plain = UNSET
    received_at: Plain = UNSET
    metadata: Ignored = field(default=UNSET, name="_metadata")


class Envelope(Struct, rename="camel", gc=False):
    """The body of a batch, its contents not read yet."""

    batch: list[Event]
    write_key: Text = UNSET
    sent_at: _Moment = UNSET
    context: Unread = UNSET
    timestamp: _Plain = UNSET
    integrations: Unread = UNSET


class Around(Struct, rename="camel", gc=False):
    """What stands around the events of a batch, read to its end."""

    write_key: Text = UNSET
    sent_at: Moment = UNSET
    context: Content = UNSET
    timestamp: Plain = UNSET
    integrations: Ignored = UNSET
