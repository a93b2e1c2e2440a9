"""What a workspace sends to apps with: a Firebase service account, a signing key of Apple's."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

Kind = Literal["fcm", "apns"]
Environment = Literal["production", "sandbox"]

LONGEST = 10_000  # characters of a service account or a key; both are below 4,000
_PROJECT = re.compile(r"[a-z0-9](?:[a-z0-9.:-]{0,98}[a-z0-9])?", re.ASCII)
_EMAIL = re.compile(r"[A-Za-z0-9._+-]{1,128}@[A-Za-z0-9.-]{1,128}", re.ASCII)
_TEN = re.compile(r"[A-Z0-9]{10}", re.ASCII)
_TOPIC = re.compile(r"[A-Za-z0-9-]{1,100}(?:\.[A-Za-z0-9-]{1,100}){1,20}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Wrong:
    """What cannot be used: the field, and why."""

    field: str
    reason: str


@dataclass(frozen=True, slots=True)
class FcmAccount:
    """A service account of one Firebase project; `private_key` is PEM."""

    id: str
    project_id: str
    client_email: str
    private_key: str = field(repr=False)

    @property
    def shown(self) -> dict[str, str]:
        """What of it may be shown."""
        return {"project_id": self.project_id, "client_email": self.client_email}


@dataclass(frozen=True, slots=True)
class ApnsKey:
    """A token signing key (.p8) of one team at Apple, for the app whose bundle id is `topic`."""

    id: str
    key_id: str
    team_id: str
    topic: str
    environment: Environment
    private_key: str = field(repr=False)

    @property
    def shown(self) -> dict[str, str]:
        """What of it may be shown."""
        return {
            "key_id": self.key_id,
            "team_id": self.team_id,
            "topic": self.topic,
            "environment": self.environment,
        }


Credentials = FcmAccount | ApnsKey


def fcm_account(id_: str, text: str) -> FcmAccount | Wrong:
    """The service account in the JSON file that the Firebase console gives out.

    Its `token_uri` is not read: where to sign in is the operator's to say, no admin's.
    """
    found = _object(text)
    if found is None or found.get("type") != "service_account":
        return Wrong("service_account", "is not the JSON file of a service account")
    if found.get("universe_domain", "googleapis.com") != "googleapis.com":
        return Wrong("service_account", "is of another universe than googleapis.com")
    project, email, key = (
        _text(found.get(name)) for name in ("project_id", "client_email", "private_key")
    )
    if not _PROJECT.fullmatch(project):
        return Wrong("service_account", "has no proper project_id")
    if not _EMAIL.fullmatch(email):
        return Wrong("service_account", "has no proper client_email")
    private = _private(key)
    if not isinstance(private, RSAPrivateKey) or private.key_size < 2048:
        return Wrong("service_account", "has no private_key of RSA with at least 2,048 bits")
    return FcmAccount(id_, project, email, key)


def apns_key(id_: str, given: Mapping[str, str]) -> ApnsKey | Wrong:
    """A key by `key` (PEM, the .p8 file), `key_id`, `team_id`, `topic` and `environment`."""
    for name in ("key_id", "team_id"):
        if not _TEN.fullmatch(given[name]):
            return Wrong(name, "is 10 characters of A-Z and 0-9")
    if not _TOPIC.fullmatch(given["topic"]):
        return Wrong("topic", "is the app's bundle id, as com.example.shop")
    environment: Environment = "sandbox" if given["environment"] == "sandbox" else "production"
    private = _private(given["key"])
    if not isinstance(private, EllipticCurvePrivateKey) or private.curve.name != SECP256R1.name:
        return Wrong("key", "is no private key on P-256 in PEM, as Apple's .p8 files are")
    return ApnsKey(
        id_, given["key_id"], given["team_id"], given["topic"], environment, given["key"]
    )


def to_text(credentials: Credentials) -> str:
    """All of it as JSON: to be sealed, never for an answer or a log."""
    return json.dumps({**credentials.shown, "private_key": credentials.private_key})


def from_text(kind: Kind, id_: str, text: str) -> Credentials:
    """What `to_text` wrote; it was checked when it came."""
    kept = json.loads(text)
    return FcmAccount(id_, **kept) if kind == "fcm" else ApnsKey(id_, **kept)


def _object(text: str) -> dict[str, Any] | None:
    try:
        found = json.loads(text) if len(text) <= LONGEST else None
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _private(pem: str) -> object:
    """The key in a PEM text; None when there is none that needs no password."""
    try:
        return load_pem_private_key(pem.encode("ascii"), None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return None
