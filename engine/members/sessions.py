"""Sessions of members: a random token in a cookie, its SHA-256 here; ended here at any time."""

from __future__ import annotations

import base64
import hmac
import secrets
from dataclasses import dataclass
from hashlib import sha256

import sqlalchemy as sa

from engine import clock
from engine.secrets import derive
from engine.store.db import Tx
from engine.store.tables import member_session, membership

IDLE = 12 * clock.HOUR  # ASVS 5.0, 7.3.1
LIFE = 30 * clock.DAY  # 7.3.2
LOOK = clock.MINUTE  # that she was seen is noted so often


@dataclass(frozen=True, slots=True)
class Client:
    """From where somebody comes: an address, and a browser in a few words."""

    address: str
    browser: str


@dataclass(frozen=True, slots=True)
class Session:
    """Who is logged in, and the workspace that is on her screen; times in µs."""

    id: str
    member_id: str
    workspace_id: str
    role: str
    created_at: int
    seen_at: int

    @property
    def expires_at(self) -> int:
        """When it ends if she does nothing more."""
        return min(self.seen_at + IDLE, self.created_at + LIFE)


@dataclass(frozen=True, slots=True)
class Shown:
    """A session as its member may see it."""

    id: str
    created_at: int
    seen_at: int
    address: str
    browser: str


def start(tx: Tx, member_id: str, workspace_id: str, client: Client) -> str:
    """A new session; answers the token for the cookie. What is over is forgotten meanwhile."""
    at, token = tx.now(), _token()
    over = sa.or_(member_session.c.seen_at <= at - IDLE, member_session.c.created_at <= at - LIFE)
    tx.execute(member_session.delete().where(over))
    tx.execute(
        member_session.insert(),
        {
            "id": f"session_{secrets.token_hex(8)}",
            "digest": _digest(token),
            "member_id": member_id,
            "workspace_id": workspace_id,
            "created_at": at,
            "seen_at": at,
            "address": client.address,
            "browser": client.browser,
        },
    )
    return token


def find(tx: Tx, token: str) -> Session | None:
    """The session of this token, while it lasts and its member belongs to the workspace."""
    return _one(tx, member_session.c.digest == _digest(token))


def at(tx: Tx, session_id: str) -> Session | None:
    """The session of this id, as `find`."""
    return _one(tx, member_session.c.id == session_id)


def touch(tx: Tx, session_id: str) -> None:
    """She was seen just now."""
    _change(tx, session_id, seen_at=tx.now())


def renew(tx: Tx, session_id: str) -> str:
    """A new token for the session, the old one is nothing any more."""
    token = _token()
    _change(tx, session_id, digest=_digest(token))
    return token


def switch(tx: Tx, session_id: str, workspace_id: str) -> None:
    """Another of her workspaces on the screen; the caller has seen that it is one."""
    _change(tx, session_id, workspace_id=workspace_id)


def listed(tx: Tx, member_id: str) -> list[Shown]:
    """Her sessions that last, the one seen last first."""
    at = tx.now()
    columns = (member_session.c[name] for name in Shown.__dataclass_fields__)
    rows = tx.execute(
        sa.select(*columns)
        .where(
            member_session.c.member_id == member_id,
            member_session.c.seen_at > at - IDLE,
            member_session.c.created_at > at - LIFE,
        )
        .order_by(member_session.c.seen_at.desc(), member_session.c.id)
    )
    return [Shown(*row) for row in rows]


def end(tx: Tx, member_id: str, session_id: str) -> bool:
    """End one of her sessions; False where she has no such."""
    own = (member_session.c.member_id == member_id, member_session.c.id == session_id)
    return tx.execute(member_session.delete().where(*own)).rowcount == 1


def end_token(tx: Tx, token: str) -> None:
    """End the session of this token, if there is one."""
    tx.execute(member_session.delete().where(member_session.c.digest == _digest(token)))


def end_all(
    tx: Tx, member_id: str, *, but: str | None = None, workspace: str | None = None
) -> None:
    """End her sessions: all, all but one, or those with this workspace on the screen."""
    where = [member_session.c.member_id == member_id]
    if but is not None:
        where.append(member_session.c.id != but)
    if workspace is not None:
        where.append(member_session.c.workspace_id == workspace)
    tx.execute(member_session.delete().where(*where))


def csrf(master_key: bytes, session: Session) -> str:
    """What a page of ours sends with each change: another for each session and workspace.

    A tab that still shows the workspace from before a switch so changes nothing in the new one.
    """
    text = f"{session.id}:{session.workspace_id}".encode()
    made = hmac.digest(derive(master_key, "csrf"), text, "sha256")
    return base64.urlsafe_b64encode(made).rstrip(b"=").decode()


def _one(tx: Tx, where: sa.ColumnElement[bool]) -> Session | None:
    now = tx.now()
    row = tx.execute(
        _SESSIONS.where(
            where,
            member_session.c.seen_at > now - IDLE,
            member_session.c.created_at > now - LIFE,
            membership.c.joined_at.is_not(None),
        )
    ).one_or_none()
    return None if row is None else Session(*row)


def _change(tx: Tx, session_id: str, **values: object) -> None:
    tx.execute(member_session.update().where(member_session.c.id == session_id).values(**values))


def _token() -> str:
    return secrets.token_urlsafe(32)


def _digest(token: str) -> bytes:
    return sha256(token.encode()).digest()


_SESSIONS = sa.select(
    member_session.c.id,
    member_session.c.member_id,
    member_session.c.workspace_id,
    membership.c.role,
    member_session.c.created_at,
    member_session.c.seen_at,
).join(
    membership,
    sa.and_(
        membership.c.workspace_id == member_session.c.workspace_id,
        membership.c.member_id == member_session.c.member_id,
    ),
)
