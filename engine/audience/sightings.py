"""From which sites a workspace's events arrive, and when last: an installation seen to work.

An origin is what a browser says of its page (RFC 6454), and anybody can say anything with the write
key: it is told to people, and nothing is decided by it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import sqlalchemy as sa

from engine.store import bulk
from engine.store.db import Tx
from engine.store.tables import sighting

MOST = 20
"""So many of a workspace are kept, the latest: a stranger cannot fill the table."""
SERVERS = ""
"""In place of an origin: the customer's servers, by a secret key."""

_ORIGIN = re.compile(r"https?://[A-Za-z0-9.\[\]:-]{1,190}")


@dataclass(frozen=True, slots=True)
class Sighting:
    """`origin` is None for servers; times in µs."""

    origin: str | None
    first_at: int
    last_at: int


def fits(origin: str) -> bool:
    """Whether it is worth keeping: an origin as browsers write it, or `SERVERS`."""
    return origin == SERVERS or _ORIGIN.fullmatch(origin) is not None


def note(tx: Tx, workspace_id: str, origin: str) -> None:
    """An event came from there just now; of too many origins the longest unheard is forgotten."""
    at = tx.now()
    names = ["workspace_id", "origin", "first_at", "last_at"]
    here = sighting.c.workspace_id == workspace_id
    if not bulk.insert_new(
        tx, sighting, names, [(workspace_id, origin, at, at)], ["workspace_id", "origin"]
    ):
        tx.execute(sighting.update().where(here, sighting.c.origin == origin).values(last_at=at))
        return
    latest = sa.select(sighting.c.origin).where(here)
    latest = latest.order_by(sighting.c.last_at.desc(), sighting.c.origin).limit(MOST)
    tx.execute(sighting.delete().where(here, sighting.c.origin.not_in(latest)))


def listed(tx: Tx, workspace_id: str) -> list[Sighting]:
    """The latest first."""
    rows = tx.execute(
        sa.select(sighting.c.origin, sighting.c.first_at, sighting.c.last_at)
        .where(sighting.c.workspace_id == workspace_id)
        .order_by(sighting.c.last_at.desc(), sighting.c.origin)
    )
    return [Sighting(origin or None, first, last) for origin, first, last in rows]
