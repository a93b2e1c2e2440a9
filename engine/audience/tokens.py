"""Tokens that say who somebody is: identity tokens of customers, and those that we sign ourselves.

An identity token is a JWT (RFC 7519) made by the customer's server. Ours are opaque: a visitor
token names a device and its epoch, a send token one send, an offer token one popup's offer, a page
token a person whose preferences may be changed until a time. A mark is no token: it opens nothing.
"""

from __future__ import annotations

import base64
import binascii
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeGuard, TypeVar

import jwt
import msgspec
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from engine import clock
from engine.secrets import derive

T = TypeVar("T")

IDENTITY_SECRET = ""
"""The name of the key of a token without `kid`."""

LONGEST_LIFE = clock.DAY
LEEWAY = clock.MINUTE  # two machines' clocks differ
LONGEST_TOKEN = 8192
MARKS = 8
"""So often a browser may change hands before it is told the next marks."""

_MARK = 8  # bytes: compared with a handful of others, by who could only fool himself
_MAC = 16  # bytes of HMAC-SHA256 that are kept (RFC 2104 §5: at least half)


@dataclass(frozen=True, slots=True)
class Verified:
    """The token proves this user."""

    user_id: str


@dataclass(frozen=True, slots=True)
class Invalid:
    """The token proves nothing; the reason is for logs and developers."""

    reason: str


def verify_identity(
    keys: Mapping[str, str], workspace_id: str, token: str, now: int
) -> Verified | Invalid:
    """Whose identity token this is, at `now` (µs).

    `keys` holds the workspace's identity secret under "" and its registered ES256 public keys (PEM)
    under their `kid`. The key names the one algorithm; the token's `alg`, `jku`, `jwk`, `x5u` and
    `iss` decide nothing (RFC 8725 §3.1, §3.10).
    """
    if len(token) > LONGEST_TOKEN:
        return Invalid("too long")
    try:
        kid = jwt.get_unverified_header(token).get("kid")
        key = _key(keys, kid)
        if isinstance(key, Invalid):
            return key
        claims = jwt.decode(
            token,
            key,
            algorithms=["HS256" if kid is None else "ES256"],
            audience=workspace_id,
            # The time is checked below, by the time that we are told.
            options={
                "require": ["exp", "sub", "aud"],
                "verify_exp": False,
                "verify_nbf": False,
                "verify_iat": False,
            },
        )
    except (jwt.PyJWTError, ValueError, TypeError, RecursionError) as error:
        return Invalid(type(error).__name__)
    wrong = _wrong_time(claims, now)
    if wrong:
        return Invalid(wrong)
    return Verified(claims["sub"]) if claims["sub"] else Invalid("empty sub")


def sign_identity(secret: str, workspace_id: str, user_id: str, expires_at: int) -> str:
    """An identity token as a customer's server makes it with its secret; the time in µs."""
    claims = {"sub": user_id, "aud": workspace_id, "exp": expires_at // clock.SECOND}
    return jwt.encode(claims, secret, algorithm="HS256")


def _key(keys: Mapping[str, str], kid: object) -> str | EllipticCurvePublicKey | Invalid:
    if kid is None:
        return keys.get(IDENTITY_SECRET) or Invalid("no identity secret")
    if not isinstance(kid, str) or kid == IDENTITY_SECRET or kid not in keys:
        return Invalid("unknown kid")
    return _public_key(keys[kid])


@lru_cache(maxsize=256)
def _public_key(pem: str) -> EllipticCurvePublicKey | Invalid:
    key = load_pem_public_key(pem.encode())
    if isinstance(key, EllipticCurvePublicKey) and isinstance(key.curve, SECP256R1):
        return key
    return Invalid("not an ES256 key")


def _wrong_time(claims: Mapping[str, object], now: int) -> str | None:
    """What is wrong with `exp` and `nbf` (seconds, RFC 7519 §4.1.4)."""
    exp, not_before = claims["exp"], claims.get("nbf", 0)
    if not _is_number(exp) or not _is_number(not_before):
        return "exp or nbf is no number"
    seconds = now / clock.SECOND
    # Asked this way round, NaN (which Python's json reads) is refused as well.
    if not exp > seconds:
        return "expired"
    if not exp <= seconds + (LONGEST_LIFE + LEEWAY) / clock.SECOND:
        return "exp is more than 24 h ahead"
    if not not_before <= seconds + LEEWAY / clock.SECOND:
        return "not yet valid"
    return None


def _is_number(value: object) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


@dataclass(frozen=True, slots=True)
class Visitor:
    """A device as its browser may speak for it; void once the device's epoch has moved on."""

    workspace_id: str
    device_id: str
    epoch: int


@dataclass(frozen=True, slots=True)
class SendRef:
    """One send; whoever holds its token received that push."""

    workspace_id: str
    send_id: str


@dataclass(frozen=True, slots=True)
class OfferRef:
    """One offer of a popup; whoever holds its token was shown it."""

    workspace_id: str
    offer_id: str


@dataclass(frozen=True, slots=True)
class PageRef:
    """Whoever holds its token may see and change this person's preferences until then (µs)."""

    workspace_id: str
    person_id: int
    expires_at: int


class Signer:
    """Signs and reads our own tokens, each kind with a key of its own."""

    def __init__(self, master_key: bytes) -> None:
        self._visitor = derive(master_key, "visitor-token")
        self._send = derive(master_key, "send-token")
        self._offer = derive(master_key, "offer-token")
        self._page = derive(master_key, "page-token")
        self._mark = derive(master_key, "owner-mark")

    def visitor(self, workspace_id: str, device_id: str, epoch: int) -> str:
        """The token that `PUT /v1/devices` answers: URL-safe text."""
        return _sign(self._visitor, (workspace_id, device_id, epoch))

    def read_visitor(self, token: str) -> Visitor | Invalid:
        """Whose token this is; the caller compares the epoch with the device's."""
        return _read(self._visitor, token, Visitor, tuple[str, str, int])

    def send(self, workspace_id: str, send_id: str) -> str:
        """The token inside a push, by which the browser reports what became of it."""
        return _sign(self._send, (workspace_id, send_id))

    def read_send(self, token: str) -> SendRef | Invalid:
        """Which send this reports on."""
        return _read(self._send, token, SendRef, tuple[str, str])

    def mark(self, device_id: str, epoch: int) -> str:
        """Whose a push is: of a device in one pair of hands, 11 characters that say nothing else.

        The browser shows a push in its own words only where its mark is the present one (G3).
        """
        raw = hmac.digest(self._mark, msgspec.msgpack.encode((device_id, epoch)), "sha256")
        return base64.urlsafe_b64encode(raw[:_MARK]).rstrip(b"=").decode("ascii")

    def marks(self, device_id: str, epoch: int) -> list[str]:
        """The mark of the present owner, and those of who comes next, one after the other: so a
        browser that has just changed hands knows whose pushes to wait for."""
        return [self.mark(device_id, epoch + later) for later in range(MARKS)]

    def offer(self, workspace_id: str, offer_id: str) -> str:
        """The token of a popup's offer, by which it is answered."""
        return _sign(self._offer, (workspace_id, offer_id))

    def read_offer(self, token: str) -> OfferRef | Invalid:
        """Which offer this answers."""
        return _read(self._offer, token, OfferRef, tuple[str, str])

    def page_link(self, base_url: str, workspace_id: str, person_id: int, expires_at: int) -> str:
        """The address of a person's preferences. What follows the # is sent to no server: it is
        in no log, and in no other site's Referer."""
        return f"{base_url}/p/#{_sign(self._page, (workspace_id, person_id, expires_at))}"

    def read_page(self, token: str, now: int) -> PageRef | Invalid:
        """Whose page this opens, at `now` (µs)."""
        found = _read(self._page, token, PageRef, tuple[str, int, int])
        if isinstance(found, PageRef) and found.expires_at <= now:
            return Invalid("expired")
        return found


def _sign(key: bytes, parts: tuple[str | int, ...]) -> str:
    payload = msgspec.msgpack.encode(parts)
    return base64.urlsafe_b64encode(_mac(key, payload) + payload).rstrip(b"=").decode("ascii")


def _read(key: bytes, token: str, made: Callable[..., T], shape: object) -> T | Invalid:
    if len(token) > LONGEST_TOKEN:
        return Invalid("too long")
    try:
        raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return Invalid("not base64url")
    # One token has one text: base64 would ignore bits of the last letter.
    if base64.urlsafe_b64encode(raw).rstrip(b"=") != token.encode():
        return Invalid("not base64url")
    if not hmac.compare_digest(raw[:_MAC], _mac(key, raw[_MAC:])):
        return Invalid("signature")
    return made(*msgspec.msgpack.decode(raw[_MAC:], type=shape))


def _mac(key: bytes, payload: bytes) -> bytes:
    return hmac.digest(key, payload, "sha256")[:_MAC]
