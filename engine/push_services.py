"""What each workspace sends to apps with: kept sealed, shown without its secret, opened to send."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa

from engine import native_keys, workspaces
from engine.native_keys import Credentials, FcmAccount, Kind
from engine.secrets import open_sealed, seal
from engine.store.db import Tx
from engine.store.tables import device, push_service

KINDS: tuple[Kind, ...] = ("fcm", "apns")


@dataclass(frozen=True, slots=True)
class Sealed:
    """Credentials as they are kept; another `id` with each change."""

    id: str
    kind: Kind
    workspace_id: str
    text: str = field(repr=False)

    def open(self, master_key: bytes) -> Credentials:
        """Raises WrongKey where another master key sealed them."""
        purpose = _purpose(self.kind, self.workspace_id)
        opened = open_sealed(master_key, purpose, self.text).decode()
        return native_keys.from_text(self.kind, self.id, opened)


@dataclass(frozen=True, slots=True)
class Listed:
    """A service as it may be shown: no secret is in `shown`; `devices` can be sent to by it."""

    kind: Kind
    shown: Mapping[str, str]
    created_at: int
    devices: int


def new_id() -> str:
    """For credentials that are about to be kept."""
    return f"ps_{secrets.token_hex(8)}"


def keep(
    tx: Tx, workspace_id: str, credentials: Credentials, *, master_key: bytes, now: int
) -> None:
    """Put these in the place of what there was; every claim from now on sends with them."""
    workspaces.lock(tx, workspace_id)
    kind: Kind = "fcm" if isinstance(credentials, FcmAccount) else "apns"
    purpose = _purpose(kind, workspace_id)
    _delete(tx, workspace_id, kind)
    tx.execute(
        push_service.insert(),
        {
            "workspace_id": workspace_id,
            "kind": kind,
            "id": credentials.id,
            "shown": json.dumps(credentials.shown),
            "sealed": seal(master_key, purpose, native_keys.to_text(credentials).encode()),
            "created_at": now,
        },
    )
    workspaces.touch(tx, workspace_id)


def remove(tx: Tx, workspace_id: str, kind: Kind) -> bool:
    """Send by this service no more; False where there was nothing to send with."""
    workspaces.lock(tx, workspace_id)
    found = _delete(tx, workspace_id, kind)
    if found:
        workspaces.touch(tx, workspace_id)
    return found


def listed(tx: Tx, workspace_id: str) -> dict[Kind, Listed]:
    """The services that are set, by kind."""
    rows = tx.execute(
        sa.select(push_service.c.kind, push_service.c.shown, push_service.c.created_at).where(
            push_service.c.workspace_id == workspace_id
        )
    )
    return {
        kind: Listed(kind, json.loads(shown), at, _devices(tx, workspace_id, kind))
        for kind, shown, at in rows
    }


def sealed(tx: Tx, workspace_id: str) -> dict[str, Sealed]:
    """All that it has, by kind, to be opened by whoever sends."""
    rows = tx.execute(
        sa.select(push_service.c.kind, push_service.c.id, push_service.c.sealed).where(
            push_service.c.workspace_id == workspace_id
        )
    )
    return {kind: Sealed(id_, kind, workspace_id, text) for kind, id_, text in rows}


def _purpose(kind: Kind, workspace_id: str) -> str:
    return f"push-service:{kind}:{workspace_id}"


def _delete(tx: Tx, workspace_id: str, kind: Kind) -> bool:
    ours = push_service.c.workspace_id == workspace_id
    return tx.execute(push_service.delete().where(ours, push_service.c.kind == kind)).rowcount > 0


def _devices(tx: Tx, workspace_id: str, kind: Kind) -> int:
    query = (
        sa.select(sa.func.count())
        .select_from(device)
        .where(
            device.c.workspace_id == workspace_id,
            device.c.kind == kind,
            device.c.status == "allowed",
        )
    )
    return int(tx.execute(query).scalar_one())
