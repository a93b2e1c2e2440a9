"""What the composition root hands to the visitor endpoints, and the ways in that they share."""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Concatenate, ParamSpec, TypeVar

from flask import Request, g

from engine.audience import devices
from engine.audience.device_rows import Row
from engine.audience.incoming import Refused
from engine.audience.keys import Key
from engine.audience.tokens import Invalid, Signer, Verified, Visitor
from engine.guard import Origins
from engine.store.db import Database, Tx
from webapp.ingest import cors
from webapp.ingest.door import IngestDoor
from webapp.ingest.fault import Fault
from webapp.ingest.reception import key_beside
from webapp.visitor.places import Places

T = TypeVar("T")
Named = ParamSpec("Named")

LONGEST_KEY = 200  # characters


@dataclass(frozen=True, slots=True)
class Stream:
    """Seconds: how often a stream looks, says that it is there, and how long it lasts.

    It ends soon, so that its place goes round and no stopping server waits long for it. Who goes on
    to the next page leaves a place behind until a beat finds nobody there.
    """

    pause: float = 0.5
    beat: float = 2.0
    life: float = 25.0


@dataclass(frozen=True, slots=True)
class Door:
    """The ways out of the visitor endpoints; `ring` wakes shards after a commit.

    `ingest` finds keys and settings and verifies identity tokens; `origins` are the push services.
    """

    ingest: IngestDoor
    database: Database
    signer: Signer
    origins: Origins
    ring: Callable[[Iterable[int]], None]
    waits: threading.BoundedSemaphore  # so many calls may wait for a popup at once
    streams: Places  # so many streams may be open at once
    ring_sends: Callable[[str], None]
    work: Callable[[int], None]  # try this shard's step in this process, now
    leaving: threading.Event  # set when the process ends: streams end then
    wait: float = 1.0  # seconds that a popup is waited for
    pause: float = 0.05
    stream: Stream = field(default_factory=Stream)


@dataclass(frozen=True, slots=True)
class Speaker:
    """The device whose browser calls; `row` is as of this transaction."""

    row: Row
    owner: int


def bearer(request: Request) -> str | None:
    """The token in `Authorization: Bearer` (RFC 6750 §2.1); never one in a URL."""
    given = request.authorization
    return given.token if given is not None and given.type == "bearer" else None


def visitor_of(door: Door, request: Request) -> Visitor | Fault:
    """Whom the visitor token names; whether it still holds is asked in the transaction."""
    token = bearer(request)
    if not token:
        return Fault("visitor_token_missing", "Authorization: Bearer VISITOR_TOKEN is needed")
    read = door.signer.read_visitor(token)
    if isinstance(read, Invalid):
        return Fault("visitor_token_invalid", "this is no visitor token")
    return _welcome(door, request, read.workspace_id) or read


def speaker(tx: Tx, visitor: Visitor) -> Speaker | Refused:
    """The device as it is now, if the token has not ended."""
    row = devices.speaker(tx, visitor)
    if row is None or row.owner is None:
        return devices.ENDED
    return Speaker(row, row.owner)


def for_visitor(
    view: Callable[Concatenate[Door, Request, Visitor, Named], T],
) -> Callable[Concatenate[Door, Request, Named], T | Fault]:
    """The view, called with whom the visitor token names; else the fault of the token."""

    @functools.wraps(view)
    def act(door: Door, request: Request, /, *args: Named.args, **named: Named.kwargs) -> T | Fault:
        visitor = visitor_of(door, request)
        if isinstance(visitor, Fault):
            return visitor
        return view(door, request, visitor, *args, **named)

    return act


def spoken(visitor: Visitor, act: Callable[[Tx, Speaker], T]) -> Callable[[Tx], T | Refused]:
    """The transaction of who speaks, as long as the token has not ended."""

    def within(tx: Tx) -> T | Refused:
        one = speaker(tx, visitor)
        return one if isinstance(one, Refused) else act(tx, one)

    return within


def key_of(door: Door, request: Request, in_body: str | None) -> Key | Fault:
    """The workspace's key: HTTP Basic, the query, or the body."""
    text = key_beside(request) or in_body
    key = door.ingest.find_key(text) if text and len(text) <= LONGEST_KEY else None
    if key is None:
        return Fault("unknown_key", "no workspace has this key")
    limited = None
    if key.kind == "write":
        limited = door.ingest.limits.key(key.id, 1, door.ingest.clock())
    return _welcome(door, request, key.workspace_id) or limited or key


def too_often(door: Door, request: Request) -> Fault | None:
    """Whether this address has come too often; as in ingestion, the secret key is not slowed."""
    text = key_beside(request)
    key = door.ingest.find_key(text) if text and len(text) <= LONGEST_KEY else None
    if key is not None and key.kind == "secret":
        return None
    return door.ingest.limits.address(request, door.ingest.clock())


def user_of(door: Door, key: Key, user_id: str | None, token: str | None) -> str | Fault | None:
    """The userId as far as it is believed: None is nobody, a wrong token is a fault."""
    if user_id is None:
        return None
    settings = door.ingest.settings_of(key.workspace_id)
    if key.kind == "secret" or not settings.identity_verification:
        return user_id
    if token is None:
        return None
    proved = door.ingest.verify_identity(key.workspace_id, token, door.ingest.clock())
    if isinstance(proved, Verified) and proved.user_id == user_id:
        return user_id
    return Fault("identity_invalid", "the identityToken does not prove this userId")


def read(door: Door, act: Callable[[Tx], T]) -> T:
    with door.database.read() as tx:
        return act(tx)


def _welcome(door: Door, request: Request, workspace_id: str) -> Fault | None:
    """Which pages may read the answer, and whether this one may ask at all."""
    origins = door.ingest.settings_of(workspace_id).allowed_origins
    g.allowed_origins = origins
    if cors.allows(origins, request.headers.get("Origin")):
        return None
    return Fault("origin_not_allowed", "this origin is not on the workspace's list")
