"""VAPID (RFC 8292): the keys that say who sends, and the header signed once per key and origin."""

import base64
import re
import threading
from dataclasses import dataclass, field

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_der_private_key,
    load_pem_private_key,
)
from py_vapid import Vapid02
from py_vapid.jwt import sign

from engine.clock import SECOND, Clock

LIFETIME = 12 * 3600  # RFC 8292 §2 allows at most 24 h, and Apple refuses more
KEPT = 10_000  # signed headers remembered; beyond that the memory starts anew


_NAME = r"(?:[A-Za-z0-9-]+\.)+[A-Za-z][A-Za-z0-9-]+"
_SUBJECT = re.compile(
    rf"mailto:[^@\s<>]+@(?P<mail>{_NAME})|https://(?P<site>{_NAME})(?:[/?][!-~]*)?"
)
_BASE64URL = bytes.maketrans(b"+/", b"-_")
_PRIVATE = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)
_NOWHERE = (".local", ".localhost", ".invalid", ".test", ".internal")


@dataclass(frozen=True, slots=True)
class VapidKey:
    """One workspace's signing key. `public` is what browsers take as applicationServerKey.

    `subject` is a mailto: or https: address of the operator (Apple wants a real one). The private
    half is never in repr, and leaves only through `private_text`, to be sealed.
    """

    id: str
    public: str
    subject: str
    private: EllipticCurvePrivateKey = field(repr=False, compare=False, hash=False)


def new_key(key_id: str, subject: str) -> VapidKey:
    """A fresh P-256 key pair; ValueError when `subject` is no contact (`subject_problem`)."""
    vapid = Vapid02()
    vapid.generate_keys()
    return _key(key_id, subject, vapid)


def load_key(key_id: str, subject: str, private_text: str) -> VapidKey:
    """The key whose private half was written by `private_text`.

    Raises ValueError when it is no key or `subject` is no contact.
    """
    if not _PRIVATE.fullmatch(private_text):
        raise ValueError("not a VAPID private key")
    try:
        vapid = Vapid02.from_raw(private_text.encode("ascii"))
    except ValueError:
        # Without "from": the cause may carry the text that was meant to be a key.
        raise ValueError("not a VAPID private key") from None
    return _key(key_id, subject, vapid)


def foreign_key(key_id: str, subject: str, written: bytes) -> VapidKey:
    """A key made elsewhere: base64url of its 32 bytes, PEM or DER (SEC 1, PKCS #8).

    Raises ValueError when it is no private key on P-256 (RFC 8292 §3), or is locked by a password.
    """
    text = written.strip().rstrip(b"=").translate(_BASE64URL).decode("latin-1")
    if _PRIVATE.fullmatch(text):
        return load_key(key_id, subject, text)
    load = load_pem_private_key if b"-----BEGIN" in written else load_der_private_key
    try:
        private = load(written, None)
    except TypeError:
        raise ValueError("the key is locked by a password: unlock it first") from None
    except (ValueError, UnsupportedAlgorithm):
        raise ValueError("not a private key: base64url of 32 bytes, PEM or DER") from None
    match private:
        case EllipticCurvePrivateKey(curve=SECP256R1()):
            return _key(key_id, subject, Vapid02(private))
        case _:
            raise ValueError("not a key on the curve P-256, as VAPID needs it")


def subject_problem(subject: str) -> str | None:
    """Why push services would refuse this `sub` claim; None when it is good.

    RFC 8292 §2.1 asks for a mailto: or https: address; Apple refuses those that lead nowhere.
    """
    match = _SUBJECT.fullmatch(subject)
    if match is None:
        return "the contact is a mailto: or https: address"
    host = (match["mail"] or match["site"]).lower()
    if host.endswith(_NOWHERE):
        return "the contact's domain must be one of the public internet"
    return None


def private_text(key: VapidKey) -> str:
    """The private half as base64url of 32 bytes: for sealing, never for an answer or a log."""
    number = key.private.private_numbers().private_value
    return _base64url(number.to_bytes(32, "big"))


class Signer:
    """Authorization headers, remembered per key, origin and subject until half their life is over.

    `now` is read at each call, so that a header is renewed on time; any thread may ask.
    """

    def __init__(self, now: Clock) -> None:
        self._now = now
        self._signed: dict[tuple[str, str, str, str], tuple[float, str]] = {}
        self._lock = threading.Lock()

    def authorization(self, key: VapidKey, origin: str) -> str:
        """The value of the Authorization header for this origin (`scheme://host[:port]`)."""
        now = self._now() / SECOND
        place = (key.id, key.public, origin, key.subject)
        known = self._signed.get(place)
        if known is not None and abs(now - known[0]) < LIFETIME / 2:
            return known[1]
        header = _sign(key, origin, now)
        with self._lock:
            if len(self._signed) >= KEPT:
                self._signed.clear()
            self._signed[place] = (now, header)
        return header


def _sign(key: VapidKey, origin: str, now: float) -> str:
    # The claims are made anew for each signature: a dict shared between two services would carry
    # the first one's audience to the second.
    claims = {"aud": origin, "exp": int(now + LIFETIME), "sub": key.subject}
    return f"vapid t={sign(claims, key.private)}, k={key.public}"


def _key(key_id: str, subject: str, vapid: Vapid02) -> VapidKey:
    problem = subject_problem(subject)
    if problem is not None:
        raise ValueError(problem)
    public = vapid.public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return VapidKey(key_id, _base64url(public), subject, vapid.private_key)


def _base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode("ascii").rstrip("=")
