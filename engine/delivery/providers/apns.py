"""Apple Push Notification service: HTTP/2, signed by a token of ours, each reason understood.

Requests and reasons: Apple's "Sending notification requests to APNs" and "Handling notification
responses from APNs"; tokens: "Establishing a token-based connection to APNs".
"""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping
from typing import Any, ClassVar

import jwt
import msgspec

from engine import clock
from engine.clock import MINUTE, SECOND, Clock
from engine.delivery.providers.provider import (
    Answer,
    ApnsPush,
    Gone,
    Later,
    Push,
    Receipt,
    Rejected,
)
from engine.delivery.providers.receipts import CREDENTIALS, Outcome, answer_of, read_reply, said
from engine.delivery.providers.webpush import BEGIN_WITHIN
from engine.delivery.providers.wire import Answered, Refused, Reply, Request
from engine.guard import NotAllowed, Origins, target
from engine.native_keys import ApnsKey

LARGEST = 4096  # bytes of payload
COLLAPSE_ID = 64  # bytes
RENEW = 40 * MINUTE  # Apple refuses tokens older than an hour
SOONEST = 20 * MINUTE  # and whoever renews them more often than this
KEPT = 1_000
APNS: Mapping[str, str] = {
    "production": "https://api.push.apple.com",
    "sandbox": "https://api.sandbox.push.apple.com",
}
_TOKEN = re.compile(r"[0-9a-f]{1,400}", re.ASCII)
_ALWAYS = ("Content-Type: application/json", "Accept:", "Expect:", "apns-push-type: alert")


class ProviderTokens:
    """JSON Web Tokens of ES256 (RFC 7519), one for each key, renewed after 40 minutes."""

    def __init__(self, now: Clock) -> None:
        self._now = now
        self._signed: dict[str, tuple[int, str]] = {}
        self._lock = threading.Lock()

    def of(self, key: ApnsKey) -> str:
        """The token to send with now."""
        now = self._now()
        with self._lock:
            known = self._signed.get(key.id)
            if known is not None and 0 <= now - known[0] < RENEW:
                return known[1]
            claims = {"iss": key.team_id, "iat": now // SECOND}
            token = jwt.encode(claims, key.private_key, "ES256", headers={"kid": key.key_id})
            if len(self._signed) >= KEPT:
                self._signed.clear()
            self._signed[key.id] = (now, token)
            return token

    def expired(self, key: ApnsKey) -> None:
        """Apple finds it too old: the next one is new, but never sooner than Apple bears."""
        with self._lock:
            known = self._signed.get(key.id)
            if known is not None and self._now() - known[0] >= SOONEST:
                del self._signed[key.id]


class Apns:
    """`Service[ApnsPush]`; `origin` replaces Apple's two, `origins` says where it may be."""

    carries: ClassVar[type[Push]] = ApnsPush

    def __init__(
        self, tokens: ProviderTokens, origins: Origins, now: Clock, origin: str | None = None
    ) -> None:
        self._tokens = tokens
        self._origins = origins
        self._now = now
        self._origin = origin

    def request(self, push: ApnsPush) -> Request | Reply:
        """`POST /3/device/…`."""
        begin_by = clock.monotonic() + BEGIN_WITHIN
        if not _TOKEN.fullmatch(push.token):
            return Refused("bad_device_token", "a token is hex")
        if len(push.payload) > LARGEST:
            return Refused("too_large", f"{len(push.payload)} bytes, more than {LARGEST}")
        place = self._origin or APNS[push.key.environment]
        found = target(f"{place}/3/device/{push.token}", self._origins)
        if isinstance(found, NotAllowed):
            return Refused(found.code, found.reason)
        origin, url = found
        listed = origin in self._origins.listed
        return Request(url, origin, listed, self._headers(push), push.payload, begin_by)

    def _headers(self, push: ApnsPush) -> list[str]:
        headers = [
            *_ALWAYS,
            f"authorization: bearer {self._tokens.of(push.key)}",
            f"apns-topic: {push.key.topic}",
            f"apns-priority: {push.priority}",
            f"apns-expiration: {push.expires_at}",
            f"apns-id: {push.apns_id}",
        ]
        if push.collapse_id is not None:
            headers.append(f"apns-collapse-id: {push.collapse_id}")
        return headers

    def receipt(self, push: ApnsPush, reply: Reply) -> tuple[Receipt, Answer]:
        """What became of it."""
        if not isinstance(reply, Answered) or reply.status < 400:
            return read_reply(reply, self._now(), {})
        answer = answer_of(reply.status, reply.body, reply.retry_after, self._now())
        told = _told(reply.body)
        reason = told.get("reason")
        if reason == "ExpiredProviderToken":
            self._tokens.expired(push.key)
        if reply.status == 410:
            return Gone(said(answer), _since(told)), answer
        outcome = BY_REASON.get(str(reason)) or BY_STATUS.get(reply.status)
        if outcome is None:
            return read_reply(reply, self._now(), {})
        return outcome(answer), answer


def _told(body: bytes) -> Mapping[str, Any]:
    try:
        return msgspec.json.decode(body, type=dict[str, object])
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return {}


def _since(told: Mapping[str, Any]) -> int | None:
    """When Apple last found the token dead, in µs; it says milliseconds."""
    at = told.get("timestamp")
    return at * 1000 if isinstance(at, int) and 0 < at < 10**14 else None


def _later(answer: Answer) -> Receipt:
    return Later(answer.retry_after, said(answer))


def _alone(answer: Answer) -> Receipt:
    return Later(answer.retry_after, said(answer), alone=True)


def _renewed_too_often(answer: Answer) -> Receipt:
    wait = SOONEST / SECOND if answer.retry_after is None else answer.retry_after
    return Later(wait, said(answer))


def _rejected(code: str) -> Outcome:
    return lambda answer: Rejected(code, said(answer))


BY_REASON: Mapping[str, Outcome] = {
    # It may be of the other environment: with the wrong one chosen that holds for every device.
    "BadDeviceToken": _rejected("bad_device_token"),
    "DeviceTokenNotForTopic": _rejected("wrong_topic"),
    "TopicDisallowed": _rejected("wrong_topic"),
    "ExpiredProviderToken": _later,
    "TooManyProviderTokenUpdates": _renewed_too_often,
    "TooManyRequests": _alone,  # for this device
    "IdleTimeout": _later,
}
BY_STATUS: Mapping[int, Outcome] = {
    400: _rejected("bad_request"),
    403: _rejected(CREDENTIALS),
    404: _rejected("not_found"),
    405: _rejected("bad_request"),
    413: _rejected("too_large"),
    429: _later,
}
