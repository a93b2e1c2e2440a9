"""The shapes that visitors send, read strictly: what the types do not allow never comes further."""

from __future__ import annotations

import re
from typing import Annotated, Literal, TypeVar

import msgspec
from flask import Request
from msgspec import Meta, Struct

from engine.audience.content import NAME
from engine.audience.device_put import Facts, Subscription
from engine.audience.names import NOBODY
from engine.audience.push_status import text_fact
from engine.delivery.providers.encryption import Invalid, check_keys
from engine.guard import NotAllowed, Origins, push_endpoint
from journeys import zones
from webapp.ingest import payload, strict
from webapp.ingest.fault import Fault

T = TypeVar("T")

LONGEST_BODY = 64 * 1024
LONGEST_NATIVE_TOKEN = 4096
Id = Annotated[str, Meta(min_length=1, max_length=512)]
Key = Annotated[str, Meta(min_length=1, max_length=100)]
# As push resources say whom they are from (engine/delivery/compose.py: at most 200 characters).
Source = Annotated[str, Meta(pattern=r"^(person|group|conversation):[^\s\x00-\x20]{1,180}\Z")]
Name = Annotated[str, Meta(max_length=NAME)]
TimeOfDay = Annotated[str, Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]\Z")]
# Its length is not to be relied upon (Apple, "Registering your app with APNs").
_APPLE = re.compile(r"(?:[0-9A-Fa-f]{2}){32,200}", re.ASCII)
_BASE64URL = str.maketrans("+/", "-_")


class Keys(Struct):
    """The subscription's secrets (Push API, `PushSubscription.toJSON`)."""

    p256dh: str
    auth: str


class WebSubscription(Struct):
    """What `PushSubscription.toJSON` gives; its other members are not needed."""

    endpoint: str
    keys: Keys


class DeviceFacts(Struct, rename="camel"):
    """What the browser, or the app, tells of itself; anything that is no text is left out."""

    platform: object = None
    browser: object = None
    model: object = None
    app_version: object = None
    language: object = None
    timezone: object = None
    standalone: object = None


class DeviceBody(Struct, rename="camel"):
    """`PUT /v1/devices`. `previous_auth` is the old `auth` of an endpoint with new keys;
    `application_server_key` the VAPID key for which the browser subscribed (Push API)."""

    anonymous_id: Id
    kind: Literal["web", "fcm", "apns"]
    status: Literal["ask", "allowed", "blocked", "unsupported"]
    cause: Literal["sync", "prompt", "enable"] = "sync"
    user_id: Id | int | None = None
    identity_token: str | None = None
    subscription: WebSubscription | str | None = None
    device: DeviceFacts | None = None
    write_key: str | None = None
    previous_auth: str | None = None
    application_server_key: str | None = None


class ByUser(Struct, rename="camel"):
    """`DELETE /v1/devices/{id}` by its user, where there is no visitor token."""

    write_key: str | None = None
    identity_token: str | None = None


class AnswerBody(Struct):
    """`POST /v1/me/popups/{offer}/answer`; `token` came with the offer."""

    token: str
    answer: Literal["subscribe", "later", "dismissed"]
    categories: Annotated[list[Key], Meta(max_length=100)] = []


class ShownBody(Struct):
    """`POST /v1/me/popups/{offer}/shown`."""

    token: str


class MutedBody(Struct, forbid_unknown_fields=True):
    """A source and until when it is muted, null ends it; its name is shown beside the mute, and
    without one it keeps the name that it had."""

    source: Source
    until: str | None
    name: Name | None = None


class OpeningBody(Struct, forbid_unknown_fields=True, rename={"from_": "from"}):
    """Open on a day of the week, from one time of day to another."""

    day: Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
    from_: TimeOfDay
    to: Annotated[str, Meta(pattern=r"^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)\Z")]


class PreferencesBody(Struct, rename="camel"):
    """`PUT /v1/me/preferences`: what is left out stays as it is, in its lists and objects too; but
    a timetable is replaced as a whole."""

    push: bool | None = None
    muted_until: str | msgspec.UnsetType | None = msgspec.UNSET
    categories: Annotated[dict[Key, bool], Meta(max_length=100)] = {}
    muted: Annotated[list[MutedBody], Meta(max_length=200)] = []
    events: Annotated[dict[Key, bool], Meta(max_length=100)] = {}
    timetable: list[OpeningBody] | msgspec.UnsetType | None = msgspec.UNSET


class ReadBody(Struct):
    """`POST /v1/me/inbox/read`: these items, or all."""

    ids: Annotated[list[Id], Meta(max_length=200)] = []
    all: bool = False


class ReportBody(Struct):
    """`POST /v1/reports`; `at` is ISO 8601, by the browser's clock."""

    token: str
    type: Literal["displayed", "clicked", "dismissed", "action", "reply"]
    action: Annotated[str, Meta(min_length=1, max_length=100)] | None = None
    text: Annotated[str, Meta(max_length=2000)] | None = None
    at: str | None = None


def read(request: Request, shape: type[T]) -> T | Fault:
    """The body of a request in its shape, whatever its content type; an empty one is `{}`."""
    raw = payload.read(request)
    if isinstance(raw, Fault):
        return raw
    if len(raw) > LONGEST_BODY:
        return Fault("too_large", f"a body is at most {LONGEST_BODY} bytes here")
    try:
        root = strict.read(raw.decode() or "{}")
    except UnicodeDecodeError:
        return Fault("invalid_json", "the body is not UTF-8")
    return strict.convert(root, shape)


def stands_for_nobody(anonymous_id: str) -> bool:
    return NOBODY.fullmatch(anonymous_id) is not None


def subscription_of(body: DeviceBody, origins: Origins) -> Subscription | Fault | None:
    """The subscription as it may be stored: its endpoint rebuilt by the guard (A1-A5, A11)."""
    match body.subscription:
        case None:
            return None
        case WebSubscription() as given if body.kind == "web":
            return _web(given, body.application_server_key, origins)
        case str() as token if body.kind != "web":
            return _native(body.kind, token)
        case _:
            return Fault("invalid_field", "kind web takes an object with keys, fcm and apns text")


def facts_of(given: DeviceFacts | None) -> Facts:
    """Facts short enough to keep; a time zone only if there is one of that name."""
    given = given or DeviceFacts()
    zone = text_fact(given.timezone)
    return Facts(
        platform=text_fact(given.platform),
        browser=text_fact(given.browser),
        model=text_fact(given.model),
        app_version=text_fact(given.app_version),
        language=text_fact(given.language),
        timezone=zones.normalise(zone) if zone else None,
        standalone=given.standalone is True,
    )


def _web(given: WebSubscription, vapid: str | None, origins: Origins) -> Subscription | Fault:
    endpoint = push_endpoint(given.endpoint, origins)
    if isinstance(endpoint, NotAllowed):
        return Fault(endpoint.code, endpoint.reason)
    wrong = check_keys(given.keys.p256dh, given.keys.auth)
    if isinstance(wrong, Invalid):
        return Fault("invalid_keys", f"{wrong.field} {wrong.reason}")
    keys = (given.keys.p256dh, given.keys.auth, vapid or "")
    return Subscription(endpoint, *map(base64url, keys))


def _native(kind: str, token: str) -> Subscription | Fault:
    """One spelling for one token, so that it has one owner: Apple's is hex of either case."""
    if kind == "apns":
        if not _APPLE.fullmatch(token):
            return Fault("invalid_token", "Apple's token is 32 to 200 bytes, as hex")
        return Subscription(token.lower())
    if not 0 < len(token) <= LONGEST_NATIVE_TOKEN or not re.fullmatch(r"[!-~]+", token):
        return Fault("invalid_token", f"a token is 1 to {LONGEST_NATIVE_TOKEN} plain characters")
    return Subscription(token)


def base64url(text: str) -> str:
    """One spelling for one key: base64url without padding."""
    return text.translate(_BASE64URL).rstrip("=")
