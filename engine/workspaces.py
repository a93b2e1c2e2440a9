"""Workspaces: made with all they need to begin, their settings, their keys, what they get."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from engine import vapid
from engine.audience import keys
from engine.members import passwords, staff
from engine.secrets import open_sealed, seal
from engine.store.db import Tx
from engine.store.tables import device, resource, segment, vapid_key, workspace
from journeys import samples

CONTACT = "mailto:push@waymark.example"  # until the operator sets one: Apple wants a real address
MOST_VAPID_KEYS = 20  # each signs on for whoever subscribed with it
VAPID = "vapid:"  # the purpose under which a workspace's VAPID keys are sealed

DEFAULTS: dict[str, Any] = {
    "identity_verification": True,
    "timezone": "UTC",
    "default_language": "en",
    "icon": None,
    "color": "#2563eb",
    "fallback_message": "You have a new message.",
    "sound": {"sound": None, "silent": False, "vibrate": []},
    "domains": [],
    "allowed_origins": ["*"],
    "frequency_cap": {"per_day": 5, "per_5_minutes": 1},
    "quiet_hours": None,
    "default_timetable": None,
    "event_types": {},
    "popup_back_off_days": [3, 7, 30],
    "managers_receive_all": True,
    "contact": CONTACT,
}


@dataclass(frozen=True, slots=True)
class Created:
    """A new workspace; its secrets are told this once."""

    id: str
    name: str
    write_key: str
    secret_key: str = field(repr=False)
    identity_secret: str = field(repr=False)
    vapid_public_key: str = ""
    admin_email: str | None = None
    """In the form in which it is kept."""
    admin_password: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class VapidListed:
    """A VAPID key as it may be shown; times in µs, `retired_at` None for the one in use."""

    id: str
    public: str
    created_at: int
    retired_at: int | None
    devices: int


def create(
    tx: Tx, name: str, *, master_key: bytes, admin_email: str | None = None, now: int | None = None
) -> Created:
    """A workspace with keys, a VAPID key and, if an e-mail is given, its first admin.

    Who is a member already keeps her password: none is told then. Raises ValueError for no e-mail.
    """
    at = tx.now() if now is None else now
    id_ = f"ws_{secrets.token_hex(8)}"
    tx.execute(
        workspace.insert(),
        {"id": id_, "name": name, "settings": json.dumps(DEFAULTS), "created_at": at},
    )
    email = None if admin_email is None else staff.email_of(admin_email)
    if email is None and admin_email is not None:
        raise ValueError(f"{admin_email!r} is no e-mail address")
    password = None if email is None else _add_admin(tx, id_, email)
    return Created(
        id=id_,
        name=name,
        write_key=keys.make(tx, id_, "write", at),
        secret_key=keys.make(tx, id_, "secret", at),
        identity_secret=keys.make_identity_secret(tx, id_, master_key, at),
        vapid_public_key=add_vapid_key(tx, id_, master_key, at),
        admin_email=email,
        admin_password=password,
    )


def add_vapid_key(tx: Tx, workspace_id: str, master_key: bytes, now: int) -> str:
    """A new VAPID key pair, its private half sealed; answers the public one."""
    id_ = f"vapid_{secrets.token_hex(8)}"
    made = vapid.new_key(id_, CONTACT)
    tx.execute(
        vapid_key.insert(),
        {
            "id": id_,
            "workspace_id": workspace_id,
            "public": made.public,
            "sealed": seal(master_key, VAPID + workspace_id, vapid.private_text(made).encode()),
            "created_at": now,
        },
    )
    return made.public


def rotate_vapid_key(tx: Tx, workspace_id: str, master_key: bytes) -> str:
    """A new VAPID key pair for whoever subscribes from now on; answers its id.

    The older ones still sign for the devices that subscribed with them: a push service takes no
    other (RFC 8292 §4.2). A browser changes to the new one at its next visit.
    """
    lock(tx, workspace_id)
    at = tx.now()
    ours = vapid_key.c.workspace_id == workspace_id
    tx.execute(
        vapid_key.update().where(ours, vapid_key.c.retired_at.is_(None)).values(retired_at=at)
    )
    add_vapid_key(tx, workspace_id, master_key, at)
    return vapid_public_key(tx, workspace_id)[0]


def vapid_listed(tx: Tx, workspace_id: str) -> list[VapidListed]:
    """The public halves, the one in use and then the newest first, each with how many devices it
    still signs for."""
    devices = (
        sa.select(sa.func.count())
        .where(
            device.c.workspace_id == workspace_id,
            device.c.vapid_key_id == vapid_key.c.id,
            device.c.status == "allowed",
        )
        .scalar_subquery()
    )
    rows = tx.execute(
        sa.select(
            vapid_key.c.id, vapid_key.c.public, vapid_key.c.created_at, vapid_key.c.retired_at,
            devices,
        )
        .where(vapid_key.c.workspace_id == workspace_id)
        .order_by(
            vapid_key.c.retired_at.is_not(None), vapid_key.c.created_at.desc(),
            vapid_key.c.id.desc(),
        )
    )  # fmt: skip
    return [VapidListed(*row) for row in rows]


def vapid_keys(tx: Tx, workspace_id: str, master_key: bytes) -> dict[str, vapid.VapidKey]:
    """The workspace's VAPID keys by id, the one in use last."""
    subject = settings(tx, workspace_id)["contact"]
    rows = tx.execute(
        sa.select(vapid_key.c.id, vapid_key.c.sealed)
        .where(vapid_key.c.workspace_id == workspace_id)
        .order_by(vapid_key.c.retired_at.is_(None), vapid_key.c.created_at, vapid_key.c.id)
    )
    return {
        id_: vapid.load_key(
            id_, subject, open_sealed(master_key, VAPID + workspace_id, sealed).decode()
        )
        for id_, sealed in rows
    }


def vapid_public_key(tx: Tx, workspace_id: str) -> tuple[str, str]:
    """(id, public half) of the key with which browsers are to subscribe now."""
    row = tx.execute(
        sa.select(vapid_key.c.id, vapid_key.c.public)
        .where(vapid_key.c.workspace_id == workspace_id, vapid_key.c.retired_at.is_(None))
        .order_by(vapid_key.c.created_at.desc(), vapid_key.c.id.desc())
        .limit(1)
    ).one()
    return row[0], row[1]


def settings(tx: Tx, workspace_id: str) -> dict[str, Any]:
    """All settings, the defaults filled in. Raises LookupError for an unknown workspace."""
    row = tx.execute(
        sa.select(workspace.c.name, workspace.c.settings, workspace.c.push_enabled).where(
            workspace.c.id == workspace_id
        )
    ).one_or_none()
    if row is None:
        raise LookupError(f"no workspace {workspace_id}")
    return {**DEFAULTS, **json.loads(row[1]), "name": row[0], "push_enabled": bool(row[2])}


def lock(tx: Tx, workspace_id: str) -> None:
    """Nobody else changes the workspace until the commit."""
    row = sa.select(workspace.c.id).where(workspace.c.id == workspace_id)
    tx.execute(row.with_for_update(key_share=True))


def change_settings(tx: Tx, workspace_id: str, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Merge checked changes in; everybody who caches the workspace sees a new version."""
    now = {**settings(tx, workspace_id), **changes}
    kept = {name: now[name] for name in DEFAULTS}
    tx.execute(
        workspace.update()
        .where(workspace.c.id == workspace_id)
        .values(
            name=now["name"],
            push_enabled=now["push_enabled"],
            settings=json.dumps(kept),
            version=workspace.c.version + 1,
        )
    )
    return now


def documents(tx: Tx, workspace_id: str) -> dict[tuple[str, str], dict[str, Any]]:
    """Push resources, popups and categories by (kind, key)."""
    rows = tx.execute(
        sa.select(resource.c.kind, resource.c.key, resource.c.document).where(
            resource.c.workspace_id == workspace_id
        )
    )
    return {(row[0], row[1]): json.loads(row[2]) for row in rows}


def touch(tx: Tx, workspace_id: str) -> None:
    """Something published changed: caches are to look again."""
    tx.execute(
        workspace.update()
        .where(workspace.c.id == workspace_id)
        .values(version=workspace.c.version + 1)
    )


def furnish(
    tx: Tx, workspace_id: str, now: int, ready: Mapping[str, list[dict[str, Any]]] | None = None
) -> None:
    """Give a workspace the ready-made pushes, popups, categories and segments (S21), or these."""
    ready = samples.resources() if ready is None else ready
    kinds = {"push": "push_resources", "popup": "popups", "category": "categories"}
    rows = [
        {
            "id": f"{kind}_{secrets.token_hex(8)}",
            "workspace_id": workspace_id,
            "kind": kind,
            "key": document["key"],
            "document": json.dumps(document),
            "created_at": now,
            "updated_at": now,
        }
        for kind, name in kinds.items()
        for document in ready.get(name, [])
    ]
    tx.execute(resource.insert(), rows)
    for each in ready.get("segments", []):
        tx.execute(
            segment.insert(),
            {
                "id": f"seg_{secrets.token_hex(8)}",
                "workspace_id": workspace_id,
                "name": each["name"],
                "rule": json.dumps(each["rule"]),
                "created_at": now,
                "updated_at": now,
            },
        )
    touch(tx, workspace_id)


def _add_admin(tx: Tx, workspace_id: str, email: str) -> str | None:
    """Somebody who may do everything; her password, unless she has one already."""
    member_id = staff.enrol(tx, email)
    staff.belong(tx, workspace_id, member_id, "admin")
    account = staff.locked(tx, member_id)
    if account is None or account.password is not None:
        return None
    password = secrets.token_urlsafe(12)
    staff.keep(tx, member_id, password=passwords.hashed(password))
    return password
