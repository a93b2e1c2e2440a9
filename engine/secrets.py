"""Secrets at rest: sealed with AES-256-GCM under a key derived from the master key per purpose."""

import base64
import binascii
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_FORM = "s1."  # the form of sealed text; another cipher would be another word
_NONCE = 12


class WrongKey(Exception):
    """What was sealed cannot be opened: another master key, another purpose, or altered."""


def derive(master_key: bytes, purpose: str) -> bytes:
    """32 bytes for one purpose ("session", "visitor-token"), by HKDF-SHA256 (RFC 5869).

    Raises ValueError when the master key is shorter than 32 bytes or the purpose is empty.
    """
    if len(master_key) < 32 or not purpose:
        raise ValueError("a master key of at least 32 bytes and a purpose are needed")
    return HKDF(SHA256(), 32, salt=None, info=b"waymark:" + purpose.encode()).derive(master_key)


def seal(master_key: bytes, purpose: str, plaintext: bytes) -> str:
    """ASCII text that only `open_sealed` with the same key and purpose turns back.

    Name the owner in the purpose ("vapid:WORKSPACE"): sealed text moved to another row then does
    not open. Raises ValueError as `derive` does.
    """
    nonce = os.urandom(_NONCE)
    sealed = AESGCM(derive(master_key, purpose)).encrypt(nonce, plaintext, _FORM.encode())
    return _text(nonce + sealed)


def open_sealed(master_key: bytes, purpose: str, sealed: str) -> bytes:
    """What was sealed. Raises WrongKey when it cannot be opened, ValueError as `derive` does."""
    key = derive(master_key, purpose)
    try:
        raw = base64.b64decode(sealed.removeprefix(_FORM), altchars=b"-_", validate=True)
        if len(raw) < _NONCE or _text(raw) != sealed:  # one spelling only
            raise WrongKey(f"not sealed text ({purpose})")
        return AESGCM(key).decrypt(raw[:_NONCE], raw[_NONCE:], _FORM.encode())
    except (InvalidTag, binascii.Error, ValueError):
        raise WrongKey(f"cannot be opened with this master key ({purpose})") from None


def _text(raw: bytes) -> str:
    return _FORM + base64.urlsafe_b64encode(raw).decode("ascii")
