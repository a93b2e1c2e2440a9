"""The keys of a workspace: who may write, who may do everything, whose identity tokens count."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

import sqlalchemy as sa

from engine.clock import MINUTE
from engine.secrets import open_sealed, seal
from engine.store.db import Tx
from engine.store.tables import api_key, identity_key

KeyKind = Literal["write", "secret"]
PREFIX: dict[KeyKind, str] = {"write": "wk_", "secret": "sk_"}
IDENTITY = "identity:"  # the purpose under which a workspace's identity secret is sealed


@dataclass(frozen=True, slots=True)
class Key:
    """A key that stands: whose it is and what it may do."""

    id: str
    workspace_id: str
    kind: KeyKind
    last_used_at: int | None = None  # µs, to the minute


def make(tx: Tx, workspace_id: str, kind: KeyKind, now: int) -> str:
    """A new key, answered this once: of a secret one only the digest is kept."""
    text = PREFIX[kind] + secrets.token_urlsafe(24)
    tx.execute(
        api_key.insert(),
        {
            "id": f"key_{secrets.token_hex(8)}",
            "workspace_id": workspace_id,
            "kind": kind,
            "digest": _digest(text),
            "shown": text if kind == "write" else f"{text[:7]}…",
            "created_at": now,
        },
    )
    return text


def find(tx: Tx, text: str) -> Key | None:
    """The key behind this text, unless there is none or it was revoked."""
    row = tx.execute(
        sa.select(
            api_key.c.id, api_key.c.workspace_id, api_key.c.kind, api_key.c.last_used_at
        ).where(api_key.c.digest == _digest(text), api_key.c.revoked_at.is_(None))
    ).one_or_none()
    return None if row is None else Key(*row)


def listed(tx: Tx, workspace_id: str) -> list[dict[str, object]]:
    """The workspace's keys as its people may see them."""
    columns = (
        api_key.c.id,
        api_key.c.kind,
        api_key.c.shown,
        api_key.c.created_at,
        api_key.c.revoked_at,
        api_key.c.last_used_at,
    )
    rows = tx.execute(
        sa.select(*columns)
        .where(api_key.c.workspace_id == workspace_id)
        .order_by(api_key.c.created_at, api_key.c.id)
    )
    return [dict(row) for row in rows.mappings()]


def touch(tx: Tx, key_id: str) -> None:
    """It was used just now; noted to the minute, whoever asks."""
    now = tx.now()
    before = sa.or_(api_key.c.last_used_at.is_(None), api_key.c.last_used_at <= now - MINUTE)
    tx.execute(api_key.update().where(api_key.c.id == key_id, before).values(last_used_at=now))


def newest_write_key(tx: Tx, workspace_id: str) -> str | None:
    """The write key for a page, which is public; None where all are revoked."""
    found: str | None = tx.execute(
        sa.select(api_key.c.shown)
        .where(
            api_key.c.workspace_id == workspace_id,
            api_key.c.kind == "write",
            api_key.c.revoked_at.is_(None),
        )
        .order_by(api_key.c.created_at.desc(), api_key.c.id.desc())
        .limit(1)
    ).scalar()
    return found


def revoke(tx: Tx, workspace_id: str, key_id: str, now: int) -> bool:
    """End a key; False when the workspace has no such key in use."""
    ended = tx.execute(
        api_key.update()
        .where(
            api_key.c.workspace_id == workspace_id,
            api_key.c.id == key_id,
            api_key.c.revoked_at.is_(None),
        )
        .values(revoked_at=now)
    )
    return ended.rowcount == 1


def make_identity_secret(tx: Tx, workspace_id: str, master_key: bytes, now: int) -> str:
    """The secret with which the customer's server signs identity tokens (HS256, no `kid`)."""
    text = secrets.token_urlsafe(32)
    tx.execute(
        identity_key.insert(),
        {
            "workspace_id": workspace_id,
            "kid": "",
            "algorithm": "HS256",
            "material": seal(master_key, IDENTITY + workspace_id, text.encode()),
            "created_at": now,
        },
    )
    return text


def renew_identity_secret(tx: Tx, workspace_id: str, master_key: bytes, now: int) -> str:
    """Another secret in the place of the one that stands; what it signed proves nothing more."""
    tx.execute(
        identity_key.delete().where(
            identity_key.c.workspace_id == workspace_id, identity_key.c.kid == ""
        )
    )
    return make_identity_secret(tx, workspace_id, master_key, now)


def register_public_key(tx: Tx, workspace_id: str, kid: str, pem: str, now: int) -> None:
    """An ES256 public key of the customer's, named by `kid`. The caller has parsed the PEM."""
    tx.execute(
        identity_key.insert(),
        {
            "workspace_id": workspace_id,
            "kid": kid,
            "algorithm": "ES256",
            "material": pem,
            "created_at": now,
        },
    )


def remove_public_key(tx: Tx, workspace_id: str, kid: str) -> bool:
    """Take a public key away; False when there is none of this name. The secret stays."""
    gone = tx.execute(
        identity_key.delete().where(
            identity_key.c.workspace_id == workspace_id,
            identity_key.c.kid == kid,
            identity_key.c.algorithm == "ES256",
        )
    )
    return gone.rowcount == 1


def public_keys(tx: Tx, workspace_id: str) -> list[tuple[str, str, int]]:
    """(kid, PEM, created at in µs) of the registered public keys."""
    rows = tx.execute(
        sa.select(identity_key.c.kid, identity_key.c.material, identity_key.c.created_at)
        .where(identity_key.c.workspace_id == workspace_id, identity_key.c.algorithm == "ES256")
        .order_by(identity_key.c.kid)
    )
    return [(kid, pem, at) for kid, pem, at in rows]


def identity_keys(tx: Tx, workspace_id: str, master_key: bytes) -> dict[str, str]:
    """What `tokens.verify_identity` takes: the secret under "", public keys under their `kid`."""
    rows = tx.execute(
        sa.select(identity_key.c.kid, identity_key.c.algorithm, identity_key.c.material).where(
            identity_key.c.workspace_id == workspace_id
        )
    )
    return {
        kid: open_sealed(master_key, IDENTITY + workspace_id, material).decode()
        if algorithm == "HS256"
        else material
        for kid, algorithm, material in rows
    }


def _digest(text: str) -> bytes:
    return sha256(text.encode()).digest()
