"""A person's push status as of any time (N2): the kept changes, read backwards."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from engine.store.db import Tx
from engine.store.tables import status_change

NEVER_ASKED = "ask"


@dataclass(frozen=True, slots=True)
class StatusAt:
    """`since` (µs), `cause` and `device` are of the change that led there, None where none did."""

    status: str
    since: int | None = None
    cause: str | None = None
    device: str | None = None


def status_at(tx: Tx, shard: int, person: int, at: int) -> StatusAt:
    """What `push.last_session_status` was at this time (µs), that moment's changes included."""
    rows = tx.execute(
        sa.select(status_change)
        .where(
            status_change.c.shard == shard,
            status_change.c.person_id == person,
            status_change.c.at <= at,
        )
        .order_by(status_change.c.at.desc())
    ).mappings()
    latest: list[sa.RowMapping] = []
    for row in rows:
        if latest and row["at"] != latest[0]["at"]:
            break
        latest.append(row)
    if not latest:
        return StatusAt(NEVER_ASKED)
    # Of several changes in one moment the last is the one from which no other went on.
    left = {row["from_status"] for row in latest}
    last = next((row for row in latest if row["to_status"] not in left), latest[0])
    return StatusAt(last["to_status"], last["at"], last["cause"], last["device_id"])
