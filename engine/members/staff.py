"""Members and the workspaces they belong to: invited, joined, changed, gone."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from typing import Literal

import sqlalchemy as sa

from engine.members import sessions
from engine.store.db import Retry, Tx
from engine.store.tables import (
    member,
    member_link,
    membership,
    recovery_code,
    workspace,
)

ROLES = ("viewer", "marketer", "admin")
LONGEST_EMAIL = 254  # RFC 5321 §4.5.3.1.3, without its brackets
Unchanged = Literal["unknown", "last_admin"]


@dataclass(frozen=True, slots=True)
class Account:
    """A member as log-ins need her; `password` and `totp` as they are kept."""

    id: str
    email: str
    password: str | None
    totp: str | None
    totp_offered: str | None
    totp_step: int | None


@dataclass(frozen=True, slots=True)
class Colleague:
    """A member of one workspace; `joined_at` is None while she is only invited."""

    id: str
    email: str
    role: str
    user_id: str | None
    created_at: int
    joined_at: int | None


@dataclass(frozen=True, slots=True)
class Home:
    """A workspace that a member has joined."""

    id: str
    name: str
    role: str
    user_id: str | None


def email_of(text: str) -> str | None:
    """The one spelling of an e-mail, or None: lower case, one @, nothing unseen."""
    email = text.strip().lower()
    if len(email) > LONGEST_EMAIL or not email.isprintable():
        return None
    return email if re.fullmatch(r"[^\s@]+@[^\s@]+", email) else None


def by_email(tx: Tx, email: str) -> Account | None:
    return _account(tx, member.c.email == email)


def account(tx: Tx, member_id: str) -> Account | None:
    return _account(tx, member.c.id == member_id)


def locked(tx: Tx, member_id: str) -> Account | None:
    """The account as it is now; nobody else changes it until the commit."""
    own = sa.select(member.c.id).where(member.c.id == member_id)
    tx.execute(own.with_for_update(key_share=True))
    return account(tx, member_id)


def keep(tx: Tx, member_id: str, /, **values: object) -> None:
    """Change an account's columns."""
    tx.execute(member.update().where(member.c.id == member_id).values(**values))


def enrol(tx: Tx, email: str) -> str:
    """The id of the member with this e-mail, who is made if need be; without a password yet."""
    made = {"id": f"member_{secrets.token_hex(8)}", "email": email, "created_at": tx.now()}
    tx.execute(_ENROL, made)
    found: str = tx.execute(sa.select(member.c.id).where(member.c.email == email)).scalar_one()
    return found


def invite(tx: Tx, workspace_id: str, email: str, role: str) -> Colleague | None:
    """Somebody who may come to belong here; None where she does already, or is invited."""
    id_, at = enrol(tx, email), tx.now()
    if locked(tx, id_) is None:
        raise Retry  # another workspace let her go meanwhile
    if colleague(tx, workspace_id, id_) is not None:
        return None
    tx.execute(membership.insert(), _row(workspace_id, id_, role, at))
    return Colleague(id_, email, role, None, at, None)


def belong(tx: Tx, workspace_id: str, member_id: str, role: str) -> None:
    """She has joined a workspace that she did not belong to, without an invitation."""
    at = tx.now()
    tx.execute(membership.insert(), {**_row(workspace_id, member_id, role, at), "joined_at": at})


def join(tx: Tx, workspace_id: str, member_id: str) -> bool:
    """She accepts; False where she is not invited any more."""
    invited = (membership.c.workspace_id == workspace_id, membership.c.member_id == member_id)
    first = sa.func.coalesce(membership.c.joined_at, tx.now())
    return tx.execute(membership.update().where(*invited).values(joined_at=first)).rowcount == 1


def colleagues(tx: Tx, workspace_id: str) -> list[Colleague]:
    """Everybody who belongs to a workspace or is invited, in the order of their e-mails."""
    rows = tx.execute(_COLLEAGUES.where(membership.c.workspace_id == workspace_id))
    return [Colleague(*row) for row in rows]


def colleague(tx: Tx, workspace_id: str, member_id: str) -> Colleague | None:
    one = (membership.c.workspace_id == workspace_id, membership.c.member_id == member_id)
    row = tx.execute(_COLLEAGUES.where(*one)).one_or_none()
    return None if row is None else Colleague(*row)


def homes(tx: Tx, member_id: str) -> list[Home]:
    """The workspaces that she has joined, the first one first."""
    rows = tx.execute(
        sa.select(workspace.c.id, workspace.c.name, membership.c.role, membership.c.user_id)
        .join(membership, membership.c.workspace_id == workspace.c.id)
        .where(membership.c.member_id == member_id, membership.c.joined_at.is_not(None))
        .order_by(membership.c.joined_at, workspace.c.id)
    )
    return [Home(*row) for row in rows]


def invitations(tx: Tx, member_id: str) -> list[str]:
    """The workspaces that she is invited to and has not joined, the first one first."""
    waiting = (membership.c.member_id == member_id, membership.c.joined_at.is_(None))
    rows = sa.select(membership.c.workspace_id).where(*waiting)
    return list(tx.execute(rows.order_by(membership.c.created_at)).scalars())


def change(
    tx: Tx, workspace_id: str, member_id: str, *, role: str, user_id: str | None
) -> Colleague | Unchanged:
    """Another role or userId. The caller holds the workspace's lock: an admin is always left."""
    found = colleague(tx, workspace_id, member_id)
    if found is None:
        return "unknown"
    if role != "admin" and _is_last_admin(tx, workspace_id, found):
        return "last_admin"
    tx.execute(
        membership.update()
        .where(membership.c.workspace_id == workspace_id, membership.c.member_id == member_id)
        .values(role=role, user_id=user_id)
    )
    return colleague(tx, workspace_id, member_id) or "unknown"


def remove(tx: Tx, workspace_id: str, member_id: str) -> Colleague | Unchanged:
    """She belongs here no more, at once; who belongs nowhere is forgotten. Lock as for `change`."""
    locked(tx, member_id)
    found = colleague(tx, workspace_id, member_id)
    if found is None:
        return "unknown"
    if _is_last_admin(tx, workspace_id, found):
        return "last_admin"
    sessions.end_all(tx, member_id, workspace=workspace_id)
    for table in (member_link, membership):
        tx.execute(
            table.delete().where(
                table.c.workspace_id == workspace_id, table.c.member_id == member_id
            )
        )
    _forget_if_nowhere(tx, member_id)
    return found


def _forget_if_nowhere(tx: Tx, member_id: str) -> None:
    left = sa.select(membership.c.member_id).where(membership.c.member_id == member_id)
    if tx.execute(left.limit(1)).first() is not None:
        return
    sessions.end_all(tx, member_id)
    for table in (member_link, recovery_code):
        tx.execute(table.delete().where(table.c.member_id == member_id))
    tx.execute(member.delete().where(member.c.id == member_id))


def _is_last_admin(tx: Tx, workspace_id: str, one: Colleague) -> bool:
    if one.role != "admin" or one.joined_at is None:
        return False
    others = sa.select(membership.c.member_id).where(
        membership.c.workspace_id == workspace_id,
        membership.c.member_id != one.id,
        membership.c.role == "admin",
        membership.c.joined_at.is_not(None),
    )
    return tx.execute(others.limit(1)).first() is None


def _row(workspace_id: str, member_id: str, role: str, at: int) -> dict[str, object]:
    return {
        "workspace_id": workspace_id, "member_id": member_id, "role": role, "created_at": at,
    }  # fmt: skip


def _account(tx: Tx, where: sa.ColumnElement[bool]) -> Account | None:
    columns = (member.c[name] for name in Account.__dataclass_fields__)
    row = tx.execute(sa.select(*columns).where(where)).one_or_none()
    return None if row is None else Account(*row)


_COLLEAGUES = (
    sa.select(
        member.c.id,
        member.c.email,
        membership.c.role,
        membership.c.user_id,
        membership.c.created_at,
        membership.c.joined_at,
    )
    .join(membership, membership.c.member_id == member.c.id)
    .order_by(member.c.email)
)
_ENROL = sa.text(
    "INSERT INTO member (id, email, created_at) VALUES (:id, :email, :created_at)"
    " ON CONFLICT (email) DO NOTHING"
)
