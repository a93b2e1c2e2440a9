"""Who is calling the management API, and what each role may do there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from flask import Request

from engine.audience import keys
from webapp.ports import Ports

Role = Literal["viewer", "marketer", "admin"]
Action = Literal[
    "read", "edit", "publish", "test", "people", "export", "erase", "audit", "settings", "keys"
]

MAY: Mapping[Role, frozenset[Action]] = {
    "viewer": frozenset({"read"}),
    "marketer": frozenset({"read", "edit", "publish", "test", "people"}),
    "admin": frozenset(
        {
            "read",
            "edit",
            "publish",
            "test",
            "people",
            "export",
            "erase",
            "audit",
            "settings",
            "keys",
        }
    ),
}
"""`read` sees everything but keys and the audit log, `edit` writes drafts and resources, `publish`
makes them live, `people` changes a person, `test` sends her a push, `export` gives out all that is
kept of her."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody who proved to belong to a workspace; `who` is what the audit log calls him."""

    workspace_id: str
    role: Role
    who: str
    key_id: str | None = None

    def may(self, action: Action) -> bool:
        return action in MAY[self.role]


@dataclass(frozen=True, slots=True)
class Stranger:
    """Nobody whom we know: 401, or with a key that is not for this 403."""

    status: Literal[401, 403]
    reason: str


_NO_KEY = Stranger(401, "Send a secret key: Authorization: Bearer sk_…")
_UNKNOWN = Stranger(401, "This key is not known, or it was revoked.")
_WRITE_KEY = Stranger(403, "A write key only adds events; this needs a secret key.")


def caller(ports: Ports, request: Request) -> Caller | Stranger:
    """Whoever is behind a request: the bearer of a secret key is an admin of its workspace."""
    scheme, _, text = request.headers.get("Authorization", "").partition(" ")
    text = text.strip()
    if scheme.lower() != "bearer" or not text:
        return _NO_KEY
    with ports.database.read() as tx:
        key = keys.find(tx, text)
    if key is None:
        return _UNKNOWN
    if key.kind != "secret":
        return _WRITE_KEY
    return Caller(key.workspace_id, "admin", f"key:{key.id}", key.id)
