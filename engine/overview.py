"""What is going on, in a few cheap numbers: for health, metrics and the front page."""

from dataclasses import dataclass

import sqlalchemy as sa

from engine.store import outbox, tally
from engine.store.db import Tx
from engine.store.tables import (
    api_key,
    journey,
    message,
    person,
    shard_head,
    shard_pos,
    workspace,
)

RECEIPTS = ("accepted", "gone", "later", "rejected", "unclear", "not_sent")

COUNTED = 10_000
"""People are counted up to here: the front page must not cost a full count."""


@dataclass(frozen=True, slots=True)
class Lag:
    """Ages in seconds; None where nothing is due. Healthy is less than a few poll intervals."""

    oldest_due_timer: float | None
    oldest_pending_send: float | None


@dataclass(frozen=True, slots=True)
class Counts:
    """`people` goes no further than COUNTED + 1."""

    workspaces: int
    people: int
    live_journeys: int


def lag(tx: Tx) -> Lag:
    """How long the oldest wait that is over, and the oldest send that may go, have been waiting."""
    now = tx.now()
    timer = tx.execute(sa.select(sa.func.min(shard_pos.c.due_at))).scalar()
    due = outbox.WAITING, message.c.due_at <= now  # a campaign takes its time
    send = tx.execute(sa.select(sa.func.min(message.c.due_at)).where(*due)).scalar()
    return Lag(_age(now, timer), _age(now, send))


def shard_lag(tx: Tx) -> dict[int, int]:
    """Events accepted and not applied yet, by shard."""
    rows = tx.execute(
        sa.select(shard_pos.c.shard, shard_head.c.next - shard_pos.c.pos).join(
            shard_head, shard_head.c.shard == shard_pos.c.shard
        )
    )
    return {row[0]: int(row[1]) for row in rows}


def receipts(tx: Tx) -> dict[str, int]:
    """What push services have answered so far, by kind."""
    return tally.read(tx, tally.RECEIPT, RECEIPTS)


def refusals(tx: Tx) -> dict[str, int]:
    """How often push services have refused our VAPID signature, by their host."""
    return tally.read(tx, tally.REFUSED)


def counts(tx: Tx) -> Counts:
    """How many workspaces, people (up to COUNTED + 1) and live journeys there are."""
    some = sa.select(person.c.id).where(~person.c.erased).limit(COUNTED + 1).subquery()
    live = sa.select(journey.c.id).where(journey.c.status == "live").subquery()
    return Counts(*(_count(tx, rows) for rows in (workspace, some, live)))


def only_workspace(tx: Tx) -> str | None:
    """The id of the workspace where there is exactly one."""
    found = list(tx.execute(sa.select(workspace.c.id).limit(2)).scalars())
    return found[0] if len(found) == 1 else None


def demo_write_key(tx: Tx, demo: str | None) -> str | None:
    """The write key (a public one) for the demo page: of this workspace, else of the oldest."""
    newest = (
        sa.select(api_key.c.shown)
        .join(workspace, workspace.c.id == api_key.c.workspace_id)
        .where(api_key.c.kind == "write", api_key.c.revoked_at.is_(None))
        .where(workspace.c.id == demo if demo is not None else sa.true())
        .order_by(workspace.c.created_at, api_key.c.created_at.desc())
        .limit(1)
    )
    return tx.execute(newest).scalar()


def _count(tx: Tx, rows: sa.FromClause) -> int:
    return int(tx.execute(sa.select(sa.func.count()).select_from(rows)).scalar_one())


def _age(now: int, at: int | None) -> float | None:
    return None if at is None or at > now else (now - at) / 1_000_000
