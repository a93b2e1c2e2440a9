"""A push service's check of the sender's VAPID signature (RFC 8292)."""

import base64
import json
import time
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils

DAY = 86_400


class Refused(Exception):
    """A push is not taken: the status to answer, why, and further headers of the answer."""

    def __init__(self, status: int, why: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(why)
        self.status = status
        self.headers = headers or {}


def unb64(text: str) -> bytes:
    """Bytes of base64url with or without padding."""
    text = text.rstrip("=")
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def b64(data: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def check(authorization: str, key: bytes | None, audiences: tuple[str, ...]) -> dict[str, Any]:
    """The claims of a valid header; `key` is the subscription's applicationServerKey.

    Raises Refused(401) for what RFC 8292 §2 and §3 forbid, Refused(403) for another key (§4.2).
    """
    if not authorization:
        if key is None:
            return {}
        raise Refused(401, "missing VAPID")
    claims, used = _verified(authorization)
    now = time.time()
    if not now <= claims.get("exp", 0) <= now + DAY + 60:
        raise Refused(401, "exp is past or more than 24 h ahead")
    if claims.get("aud") not in audiences:
        raise Refused(401, f"aud {claims.get('aud')!r} is not one of {audiences}")
    if key is not None and used != key:
        raise Refused(403, "another key than the subscription's")
    return claims


def _verified(authorization: str) -> tuple[dict[str, Any], bytes]:
    """The claims and the key of `vapid t=…, k=…`, its signature verified."""
    try:
        scheme, _, rest = authorization.partition(" ")
        parts = dict(part.strip().split("=", 1) for part in rest.split(","))
        key = unb64(parts["k"])
        head, body, signature = parts["t"].split(".")
        raw = unb64(signature)
        der = utils.encode_dss_signature(
            int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big")
        )
        public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), key)
        public.verify(der, f"{head}.{body}".encode(), ec.ECDSA(hashes.SHA256()))
        claims: dict[str, Any] = json.loads(unb64(body))
    except (InvalidSignature, KeyError, ValueError) as bad:
        raise Refused(401, f"bad VAPID: {bad!r}") from bad
    if scheme.lower() != "vapid":
        raise Refused(401, f"scheme {scheme!r}")
    return claims, key
