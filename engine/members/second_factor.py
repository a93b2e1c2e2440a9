"""The second factor: codes by time (RFC 6238: SHA-1, six digits, 30 s) and codes for its loss."""

from __future__ import annotations

import base64
import hmac
import re
import secrets
from hashlib import sha256

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from engine import clock
from engine.secrets import open_sealed, seal

STEP = 30  # seconds
LEEWAY = 1  # a step more or less: clocks of phones differ, and people type slowly
RECOVERY_CODES = 10
ISSUER = "Waymark"
_PURPOSE = "totp:"


def new_secret(master_key: bytes, member_id: str) -> str:
    """A new secret, sealed."""
    return seal(master_key, _PURPOSE + member_id, secrets.token_bytes(20))


def shown(master_key: bytes, member_id: str, sealed: str, email: str) -> tuple[str, str]:
    """(secret in base32, otpauth URI) as authenticators take them."""
    secret = open_sealed(master_key, _PURPOSE + member_id, sealed)
    uri = _totp(secret).get_provisioning_uri(email, ISSUER)
    return base64.b32encode(secret).decode(), uri


def step_of(
    master_key: bytes, member_id: str, sealed: str, code: str, *, now: int, last: int | None
) -> int | None:
    """The step whose code this is, if it is later than the `last` one used; None for no such."""
    digits = re.sub(r"[ -]", "", code)
    if not re.fullmatch(r"[0-9]{6}", digits):
        return None
    made = _totp(open_sealed(master_key, _PURPOSE + member_id, sealed))
    this = now // (STEP * clock.SECOND)
    right = [
        step
        for step in range(this - LEEWAY, this + LEEWAY + 1)
        if hmac.compare_digest(made.generate(step * STEP), digits.encode())
    ]
    fresh = [step for step in right if last is None or step > last]
    return fresh[0] if fresh else None


def recovery_codes() -> list[str]:
    """New codes of 120 bits each, in groups of four letters and digits."""
    made = (base64.b32encode(secrets.token_bytes(15)).decode() for _ in range(RECOVERY_CODES))
    return ["-".join(re.findall("....", text.lower())) for text in made]


def recovery_digest(code: str) -> bytes:
    """What is kept of a recovery code: of 112 bits or more a plain hash may be (ASVS, 6.5.2)."""
    return sha256(re.sub(r"[^a-z0-9]", "", code.lower()).encode()).digest()


def _totp(secret: bytes) -> TOTP:
    return TOTP(secret, 6, SHA1(), STEP)  # noqa: S303  # what authenticators speak; HMAC-SHA-1 holds
