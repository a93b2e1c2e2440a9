"""One-time links: an invitation to a workspace, or a new password. Only their SHA-256 is kept."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

import sqlalchemy as sa

from engine import clock
from engine.store.db import Tx
from engine.store.tables import member_link

Purpose = Literal["invitation", "reset"]
LASTS: Mapping[Purpose, int] = {"invitation": 7 * clock.DAY, "reset": clock.HOUR}


@dataclass(frozen=True, slots=True)
class Link:
    """What a token is good for; without a workspace it is the operator's."""

    member_id: str
    workspace_id: str | None
    purpose: Purpose


@dataclass(frozen=True, slots=True)
class Made:
    """A link's token, told this once, and when it ends (µs)."""

    token: str
    expires_at: int

    def url(self, base_url: str) -> str:
        """The token stands behind the #: no server, proxy or log on the way sees it."""
        return f"{base_url}/console/welcome#{self.token}"


def make(tx: Tx, purpose: Purpose, member_id: str, workspace_id: str | None) -> Made:
    """A new link; the one made for the same before is nothing any more."""
    at, token = tx.now(), secrets.token_urlsafe(32)
    tx.execute(member_link.delete().where(member_link.c.expires_at <= at))
    same = member_link.c.workspace_id == workspace_id
    tx.execute(
        member_link.delete().where(
            member_link.c.member_id == member_id,
            member_link.c.purpose == purpose,
            same if workspace_id else member_link.c.workspace_id.is_(None),
        )
    )
    expires = at + LASTS[purpose]
    tx.execute(
        member_link.insert(),
        {
            "digest": _digest(token),
            "member_id": member_id,
            "workspace_id": workspace_id,
            "purpose": purpose,
            "created_at": at,
            "expires_at": expires,
        },
    )
    return Made(token, expires)


def find(tx: Tx, token: str) -> Link | None:
    """What this token is good for, while it lasts."""
    row = tx.execute(
        sa.select(member_link.c.member_id, member_link.c.workspace_id, member_link.c.purpose).where(
            member_link.c.digest == _digest(token), member_link.c.expires_at > tx.now()
        )
    ).one_or_none()
    return None if row is None else Link(*row)


def use(tx: Tx, token: str) -> bool:
    """Take the link: True for the first who does, and only for her."""
    row = member_link.delete().where(
        member_link.c.digest == _digest(token), member_link.c.expires_at > tx.now()
    )
    return tx.execute(row).rowcount == 1


def forget_resets(tx: Tx, member_id: str) -> None:
    """No reset made before changes this member's password any more."""
    tx.execute(
        member_link.delete().where(
            member_link.c.member_id == member_id, member_link.c.purpose == "reset"
        )
    )


def _digest(token: str) -> bytes:
    return sha256(token.encode()).digest()
