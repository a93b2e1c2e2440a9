"""Another vendor's VAPID key: it signs on for the devices that come with it, and for no others."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

import sqlalchemy as sa

from engine import audit, vapid
from engine.secrets import seal
from engine.store.db import Tx
from engine.store.tables import vapid_key
from engine.workspaces import CONTACT, MOST_VAPID_KEYS, VAPID, lock, vapid_listed


@dataclass(frozen=True, slots=True)
class Signing:
    """The key of a file's subscriptions; `made` says that the workspace did not have it."""

    id: str
    public: str
    made: bool


def keep(tx: Tx, workspace_id: str, master_key: bytes, written: bytes, who: str) -> Signing:
    """Keep the private key that a file holds, sealed like our own, as one that is retired: browsers
    never subscribe with it, and a push service takes no other (RFC 8292 §4.2).

    Raises ValueError when it is no VAPID key, or the workspace has too many.
    """
    lock(tx, workspace_id)
    id_ = f"vapid_{secrets.token_hex(8)}"
    given = vapid.foreign_key(id_, CONTACT, written)
    ours = vapid_key.c.workspace_id == workspace_id
    stands = tx.execute(
        sa.select(vapid_key.c.id).where(ours, vapid_key.c.public == given.public)
    ).scalar()
    if stands is not None:
        return Signing(stands, given.public, made=False)
    if len(vapid_listed(tx, workspace_id)) >= MOST_VAPID_KEYS:
        raise ValueError(f"there are {MOST_VAPID_KEYS} VAPID keys already")
    at = tx.now()
    tx.execute(
        vapid_key.insert(),
        {
            "id": id_,
            "workspace_id": workspace_id,
            "public": given.public,
            "sealed": seal(master_key, VAPID + workspace_id, vapid.private_text(given).encode()),
            "created_at": at,
            "retired_at": at,
        },
    )
    audit.record(tx, workspace_id, who, "vapid_key.imported", id_)
    return Signing(id_, given.public, made=True)
