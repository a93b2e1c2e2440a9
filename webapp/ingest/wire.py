"""The shapes that clients send, as types: msgspec refuses in C what the types do not allow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from msgspec import UNSET, Meta, Struct, UnsetType, field

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
Moment = str | int | float | None | UnsetType
Content = Object | None | UnsetType
Ignored = Value | UnsetType
Plain = Scalar | UnsetType
"""Both are named so that they are checked like the rest; then they are dropped."""


class Event(Struct, rename="camel", gc=False):  # it refers to nothing that refers to it
    """One call as any of the clients writes it (the fields of all of them together)."""

    type: Text = UNSET
    event: Text = UNSET
    name: Text = UNSET
    category: Text = UNSET
    message_id: Text = UNSET
    user_id: Name = UNSET
    anonymous_id: Name = UNSET
    previous_id: Name = UNSET
    group_id: Name = UNSET
    timestamp: Moment = UNSET
    original_timestamp: Moment = UNSET
    sent_at: Moment = UNSET
    write_key: Text = UNSET
    properties: Content = UNSET
    traits: Content = UNSET
    context: Content = UNSET
    integrations: Ignored = UNSET
    channel: Plain = UNSET
    version: Plain = UNSET
    received_at: Plain = UNSET
    metadata: Ignored = field(default=UNSET, name="_metadata")


class Envelope(Struct, rename="camel", gc=False):
    """The body of a batch."""

    batch: list[Event]
    write_key: Text = UNSET
    sent_at: Moment = UNSET
    context: Content = UNSET
    timestamp: Plain = UNSET
    integrations: Ignored = UNSET
