"""Message encryption for web push (RFC 8291) in the aes128gcm coding (RFC 8188): one record."""

import base64
import binascii
import os
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDH,
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

LARGEST = 3993  # bytes of plain text: 4,096 less header (86), padding delimiter (1), tag (16)
RECORD_SIZE = 4096  # what every push service takes (RFC 8030 §7.2)
_CURVE = SECP256R1()
_BASE64URL = bytes.maketrans(b"-_", b"+/")


@dataclass(frozen=True, slots=True)
class Invalid:
    """Keys of a subscription that no message could be encrypted for."""

    field: str
    reason: str


@dataclass(frozen=True, slots=True)
class TooLarge:
    """The plain text is longer than `LARGEST` bytes."""

    size: int


def check_keys(p256dh: str, auth: str) -> Invalid | None:
    """What is wrong with the keys of an arriving subscription; None when they are good.

    `p256dh` is 65 bytes, an uncompressed point on P-256, and `auth` 16 bytes, both as base64url
    with or without padding (RFC 8291 §2.1, §3.2).
    """
    point, secret = _decoded(p256dh, 65), _decoded(auth, 16)
    if point is None or point[0] != 4 or _point(point) is None:
        return Invalid("p256dh", "must be 65 bytes, an uncompressed point on P-256")
    if secret is None:
        return Invalid("auth", "must be 16 bytes")
    return None


def encrypt(
    plaintext: bytes,
    p256dh: str,
    auth: str,
    *,
    ephemeral: EllipticCurvePrivateKey | None = None,
    salt: bytes | None = None,
) -> bytes | TooLarge | Invalid:
    """The body of a push request, header included.

    Each message has a new ephemeral key and a new salt (RFC 8291 §3.1); naming them is for the
    published vectors alone, since a repeated pair gives the content away.
    """
    if len(plaintext) > LARGEST:
        return TooLarge(len(plaintext))
    theirs_raw, secret = _decoded(p256dh, 65), _decoded(auth, 16)
    theirs = None if theirs_raw is None else _point(theirs_raw)
    if theirs is None or theirs_raw is None or secret is None:
        return check_keys(p256dh, auth) or Invalid("p256dh", "not a point")
    ours = ephemeral or generate_private_key(_CURVE)
    salt = salt or os.urandom(16)
    ours_raw = ours.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    # RFC 8291 §3.4: the shared secret, mixed with the authentication secret and both public keys.
    info = b"WebPush: info\x00" + theirs_raw + ours_raw
    keying = HKDF(SHA256(), 32, secret, info).derive(ours.exchange(ECDH(), theirs))
    # RFC 8188 §2.2 and §2.3: the content key and the nonce of record 0.
    key = HKDF(SHA256(), 16, salt, b"Content-Encoding: aes128gcm\x00").derive(keying)
    nonce = HKDF(SHA256(), 12, salt, b"Content-Encoding: nonce\x00").derive(keying)
    # RFC 8188 §2: the last record's delimiter is 2, and no padding follows it.
    record = AESGCM(key).encrypt(nonce, plaintext + b"\x02", None)
    return b"".join((salt, RECORD_SIZE.to_bytes(4, "big"), b"\x41", ours_raw, record))


def _decoded(text: str, size: int) -> bytes | None:
    """`size` bytes from base64url (or base64), padded or not; None for anything else."""
    try:
        raw = text.rstrip("=").encode("ascii").translate(_BASE64URL)
        decoded = base64.b64decode(raw + b"=" * (-len(raw) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None
    return decoded if len(decoded) == size else None


def _point(raw: bytes) -> EllipticCurvePublicKey | None:
    try:
        return EllipticCurvePublicKey.from_encoded_point(_CURVE, raw)
    except ValueError:
        return None
