"""One event of a client becomes one value for the engine, by the contract's rules for its key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from typing import TypeGuard, get_args

from msgspec import UNSET, Struct, structs

from engine.audience.incoming import Incoming, KeyClass, Kind
from engine.audience.names import NOBODY
from engine.audience.tokens import Invalid, Verified
from journeys.visit import ADDRESSED, CARRY_RUN, MADE_BY_ENGINE
from webapp.ingest import contents, moments
from webapp.ingest.contents import Contents, Read
from webapp.ingest.fault import Fault
from webapp.ingest.wire import Event, Name, Object

MESSAGE_ID = 128  # characters
LONGEST = 512  # characters of an id or an event's name
KINDS: frozenset[str] = frozenset(get_args(Kind))
FROM_OUTSIDE = frozenset({"session_started", "markers_set"})
RESERVED = CARRY_RUN | MADE_BY_ENGINE | ADDRESSED | FROM_OUTSIDE | {"push_status_changed"}
"""What journeys believe, and what tells of a push: made by Waymark alone, or by its snippet."""

_OURS = RESERVED - FROM_OUTSIDE
_UNVERIFIED = Fault("identity_unverified", "userId counts only with a valid identityToken")


@dataclass(frozen=True, slots=True)
class Batch:
    """What holds for every event of a request."""

    key_class: KeyClass
    verification: bool  # whether the write key's userIds need an identity token
    verify: Callable[[str], Verified | Invalid]
    context: Object
    sent_at: int | None  # µs by the client's clock; an event's own sentAt goes before it
    received: int  # µs
    imported: bool = False
    single: Kind | None = None  # the kind that the path names; None: a batch, each names its own


class Ids(Struct, frozen=True, gc=False):
    """Who an event is about, cleaned; `unverified` says that its userId was taken away."""

    user: str | None
    anonymous: str | None
    previous: str | None
    group: str | None
    unverified: bool = False


class Checked(Struct, frozen=True, gc=False):
    """What the engine takes, and whether the answer warns `identity_unverified`."""

    incoming: Incoming
    unverified: bool


def check(index: int, event: Event, batch: Batch) -> Checked | Fault:
    """The value for the engine, or why this event is refused."""
    kind = batch.single or event.type
    if not is_kind(kind):
        return Fault("unknown_type", "type must be one of " + ", ".join(sorted(KINDS)))
    name = event.event if kind == "track" else kind
    fault = _name_fault(name) or _message_id_fault(event.message_id)
    if fault is not None:
        return fault
    carried = contents.read(event)
    if isinstance(carried, Fault):
        return carried
    context, token = _context(carried, batch)
    sent = _sent_ids(event, kind)
    if isinstance(sent, Fault):
        return sent
    ids = _believed(sent, kind, token, batch)
    if isinstance(ids, Fault):
        return ids
    properties = _properties(event, kind, carried.properties)
    traits = _traits(kind, carried)
    original = _original(event)
    incoming = Incoming(
        index=index,
        kind=kind,
        name=str(name),
        message_id=event.message_id or None,
        user_id=ids.user,
        anonymous_id=ids.anonymous,
        previous_id=ids.previous,
        previous_is_anonymous=batch.key_class == "write",
        group_id=ids.group,
        at=_at(event, original, batch),
        body=_body(properties, traits, context, _shown(original)),
        digest=_digest(kind, str(name), sent, properties, traits),
        key_class=batch.key_class,
        imported=batch.imported,
    )
    return Checked(incoming, ids.unverified)


def is_kind(text: object) -> TypeGuard[Kind]:
    """Whether this names one of the six calls."""
    return text in KINDS


def _name_fault(name: object) -> Fault | None:
    if not isinstance(name, str) or not name:
        return Fault("no_event", "a track call needs the event's name")
    if len(name) > LONGEST:
        return Fault("name_too_long", f"an event's name is at most {LONGEST} characters")
    if name in _OURS:
        return Fault("reserved_event", f"{name} is made by Waymark alone")
    return None


def _message_id_fault(message_id: object) -> Fault | None:
    if isinstance(message_id, str) and not 1 <= len(message_id) <= MESSAGE_ID:
        return Fault("invalid_message_id", f"messageId has 1 to {MESSAGE_ID} characters")
    return None


def _sent_ids(event: Event, kind: Kind) -> Ids | Fault:
    user, anonymous = known_id(event.user_id), known_id(event.anonymous_id)
    previous, group = known_id(event.previous_id), known_id(event.group_id)
    for text in (user, anonymous, previous, group):
        if text is not None and len(text) > LONGEST:
            return Fault("id_too_long", f"an id is at most {LONGEST} characters")
    if not user and not anonymous:
        return Fault("no_user_anon_id", "userId or anonymousId is needed")
    if kind == "group" and not group:
        return Fault("no_group_id", "a group call needs groupId")
    if kind != "alias":
        return Ids(user, anonymous, None, group if kind == "group" else None)
    previous = previous or anonymous  # as in the browser (Segment's specification)
    if not user or not previous:
        return Fault("no_previous_id", "an alias call needs userId and previousId")
    # A user is already himself: some libraries send this after identify.
    return Ids(user, anonymous, None if previous == user else previous, None)


def known_id(sent: Name) -> str | None:
    """An id as text; null, "", missing and the names for nobody are alike."""
    if sent is UNSET or sent is None or sent == "":
        return None
    text = sent if isinstance(sent, str) else str(sent)
    # Most ids begin otherwise, and need no closer look.
    return None if text[0] in "0-na" and NOBODY.fullmatch(text) else text


def _believed(sent: Ids, kind: Kind, token: object, batch: Batch) -> Ids | Fault:
    """The ids that this key may speak for."""
    if batch.key_class == "secret":
        return sent
    if kind == "group":
        return Fault("secret_key_required", "group calls need the secret key")
    if sent.user is None or not batch.verification:
        return sent
    if token and _proves(token, sent.user, batch):
        return sent
    if token and batch.single:
        return Fault("identity_invalid", "the identityToken does not prove this userId")
    if sent.anonymous is None or sent.previous is not None:
        return _UNVERIFIED
    return structs.replace(sent, user=None, unverified=True)


def _proves(token: object, user: str, batch: Batch) -> bool:
    if not isinstance(token, str):
        return False
    match batch.verify(token):
        case Verified(user_id):
            return user_id == user
        case Invalid():
            return False


def _context(carried: Contents, batch: Batch) -> tuple[bytes, object]:
    """What is kept of the event's context over its batch's, and the token, which is not."""
    context, text = carried.context.value, carried.context.text
    if not batch.context and "identityToken" not in context:
        return text, None
    context = {**batch.context, **context}
    token = context.pop("identityToken", None)
    return _shown(context), token


def _properties(event: Event, kind: Kind, sent: Read) -> bytes:
    """A page's and a screen's name and category stand among its properties, as clients do it."""
    if kind not in ("page", "screen"):
        return sent.text
    named = (("name", event.name), ("category", event.category))
    beside = {key: text for key, text in named if isinstance(text, str)}
    return _shown({**beside, **sent.value}) if beside else sent.text


def _traits(kind: Kind, carried: Contents) -> bytes:
    """RudderStack's libraries write an identify's traits into the context."""
    beside = carried.context.value.get("traits")
    if kind == "identify" and isinstance(beside, dict):
        return _shown({**beside, **carried.traits.value})
    return carried.traits.text


def _original(event: Event) -> str | int | float | None:
    """When it happened, as the client wrote it."""
    for written in (event.timestamp, event.original_timestamp):
        if written is not None and written is not UNSET:
            return written
    return None


def _at(event: Event, original: str | float | None, batch: Batch) -> int:
    sent = moments.read(event.sent_at)
    return moments.own_time(
        moments.read(original),
        batch.sent_at if sent is None else sent,
        batch.received,
        trusted=batch.key_class == "secret",
    )


def _shown(content: Object | str | float | None) -> bytes:
    return contents.canonical(content) if content is not None and content != {} else b""


def _digest(kind: str, name: str, sent: Ids, properties: bytes, traits: bytes) -> bytes:
    # NUL parts them: the gate lets it into no text.
    who = f"{sent.user or ''}\0{sent.anonymous or ''}\0{sent.previous or ''}\0{sent.group or ''}"
    words = f"{kind}\0{name}\0{who}\0".encode()
    return blake2b(b"%b%b\0%b" % (words, properties, traits), digest_size=16).digest()


def _body(properties: bytes, traits: bytes, context: bytes, timestamp: bytes) -> str:
    members = []
    if properties:
        members.append(b'"properties":' + properties)
    if traits:
        members.append(b'"traits":' + traits)
    if context:
        members.append(b'"context":' + context)
    if timestamp:
        members.append(b'"timestamp":' + timestamp)
    return (b"{" + b",".join(members) + b"}").decode()
