"""What ingestion hands to the engine, one checked call per value, and what the engine answers."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Kind = Literal["track", "identify", "page", "screen", "group", "alias"]
KeyClass = Literal["write", "secret"]
"""By which key of the ingestion API something comes."""


class Incoming(Struct, frozen=True, gc=False):
    """One call of a client after every check that needs no database.

    `user_id` stands only where it is believed: the secret key, a verified identity token, or a
    workspace that has turned verification off. At least one of `user_id` and `anonymous_id` is set.
    """

    index: int  # place in the request's batch, for the answer
    kind: Kind | Literal["start"]  # the latter is meant for one journey: engine.runtime.calling
    name: str  # the event's name; for every kind but track, the kind itself
    message_id: str | None  # None: the client sent none, so the item is never a duplicate
    user_id: str | None
    anonymous_id: str | None
    previous_id: str | None  # alias only; None there means "nothing to merge" (a self-alias)
    previous_is_anonymous: bool  # the alias may take an anonymousId linked to no user, nothing else
    group_id: str | None  # group only
    at: int  # the event's own time, µs since the epoch, corrected by sentAt and clamped
    body: str  # JSON object with properties, traits and context, as far as they were sent
    digest: bytes  # blake2b-128 over type, event, ids, properties and traits
    key_class: KeyClass | Literal["call"]  # idempotency is per key class
    imported: bool  # history: it never triggers a journey


class Accepted(Struct, frozen=True, gc=False):
    """Durable with the commit."""


class Duplicate(Struct, frozen=True, gc=False):
    """The same message id and digest were accepted before; the client is told success."""


class Conflict(Struct, frozen=True, gc=False):
    """The message id was used for another content; the first one stays."""


class Refused(Struct, frozen=True, gc=False):
    """A rule that needs the database says no, e.g. an alias of an id that belongs to a user."""

    code: str
    message: str


Outcome = Accepted | Duplicate | Conflict | Refused
