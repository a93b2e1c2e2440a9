"""Who has a journey open in the console: told to whoever opens it too, and soon forgotten.

Nothing is decided by it: that nobody's draft is written over is `draft_version`'s matter.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from engine import clock
from engine.store import bulk
from engine.store.db import Tx
from engine.store.tables import member, membership, presence

STAYS = 45 * clock.SECOND
"""So long after her last word somebody counts as being there; consoles speak every 15 seconds."""


@dataclass(frozen=True, slots=True)
class Present:
    """A member at a journey; `seen_at` in µs."""

    member_id: str
    email: str
    role: str
    seen_at: int


def note(tx: Tx, workspace_id: str, journey_id: str, member_id: str) -> None:
    """She is there; whoever has gone from any journey of the workspace is forgotten."""
    at = tx.now()
    tx.execute(
        presence.delete().where(
            presence.c.workspace_id == workspace_id, presence.c.seen_at < at - STAYS
        )
    )
    key = ["journey_id", "member_id"]
    row = (journey_id, member_id, workspace_id, at)
    if not bulk.insert_new(tx, presence, [*key, "workspace_id", "seen_at"], [row], key):
        tx.execute(
            presence.update()
            .where(presence.c.journey_id == journey_id, presence.c.member_id == member_id)
            .values(seen_at=at)
        )


def left(tx: Tx, journey_id: str, member_id: str) -> None:
    """She has gone from this journey."""
    tx.execute(
        presence.delete().where(
            presence.c.journey_id == journey_id, presence.c.member_id == member_id
        )
    )


def others(tx: Tx, workspace_id: str, journey_id: str, member_id: str) -> list[Present]:
    """Who else is there and still belongs to the workspace, by address."""
    rows = tx.execute(
        sa.select(member.c.id, member.c.email, membership.c.role, presence.c.seen_at)
        .join(member, member.c.id == presence.c.member_id)
        .join(
            membership,
            sa.and_(
                membership.c.member_id == presence.c.member_id,
                membership.c.workspace_id == presence.c.workspace_id,
            ),
        )
        .where(
            presence.c.workspace_id == workspace_id,
            presence.c.journey_id == journey_id,
            presence.c.member_id != member_id,
            presence.c.seen_at >= tx.now() - STAYS,
        )
        .order_by(member.c.email)
    )
    return [Present(*row) for row in rows]
