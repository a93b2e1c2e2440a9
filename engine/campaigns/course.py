"""A campaign begins when its time has come, and ends when nothing of it is left to do."""

from __future__ import annotations

import sqlalchemy as sa
import structlog

from engine import audit, workspaces
from engine.campaigns import audience, plan, rows
from engine.store import outbox
from engine.store.db import Tx
from engine.store.tables import ACTIVE, campaign, campaign_progress, message, send
from journeys.rules import RuleInvalid

logger = structlog.get_logger("engine.campaigns")

MANAGERS = -1  # in place of a shard: the staff, who get it whatever the audience (C3)


def begin(tx: Tx) -> bool:
    """Let one campaign whose time has come begin; whether there was one."""
    now = tx.now()
    due = ACTIVE, campaign.c.state == "scheduled", campaign.c.start_at <= now
    row = tx.execute(
        sa.select(campaign.c.id, campaign.c.workspace_id, campaign.c.document)
        .where(*due)
        .order_by(campaign.c.id)
        .limit(1)
        .with_for_update(key_share=True, skip_locked=True)
    ).one_or_none()
    if row is None:
        return False
    document = rows.document(row.document)
    ours = campaign.update().where(campaign.c.id == row.id)
    try:
        frozen = audience.freeze(tx, row.workspace_id, document, now)
    except RuleInvalid:
        logger.warning("campaign.segment_missing", campaign=row.id)
        over = {"state": "cancelled", "reason": "segment_missing", "active": False}
        tx.execute(
            ours.values(**over, ended_at=now, updated_at=now, version=campaign.c.version + 1)
        )
        audit.record(
            tx, row.workspace_id, "engine", "campaign.cancelled", row.id, reason="segment_missing"
        )
        return True
    zone = workspaces.settings(tx, row.workspace_id)["timezone"]
    first = plan.following(plan.passes(document, now, zone), -1, now)
    tx.execute(
        ours.values(
            state="sending", audience=frozen, updated_at=now, version=campaign.c.version + 1
        )
    )
    at = now if first is None else first.at
    tx.execute(
        campaign_progress.insert(),
        {
            "campaign_id": row.id, "pass_at": at, "shard": MANAGERS, "after": -1, "next_at": at,
            "paced_at": now, "people": 0, "devices": 0,
        },
    )  # fmt: skip
    return True


def finish(tx: Tx) -> bool:
    """End one campaign of which nothing is left to do; whether there was one."""
    over = _over()
    found = tx.execute(
        sa.select(campaign.c.id)
        .where(over)
        .order_by(campaign.c.id)
        .limit(1)
        .with_for_update(key_share=True, skip_locked=True)
    ).scalar()
    if found is None:
        return False
    now = tx.now()
    tx.execute(
        campaign.update()
        .where(campaign.c.id == found, over)
        .values(
            state=sa.case((campaign.c.state == "sending", "done"), else_=campaign.c.state),
            active=False, ended_at=sa.func.coalesce(campaign.c.ended_at, now), updated_at=now,
            version=campaign.c.version + 1,
        )
    )  # fmt: skip
    return True


def _over() -> sa.ColumnElement[bool]:
    """Its audience was taken, or it was cancelled, and none of its messages is on its way."""
    taken = sa.exists().where(
        campaign_progress.c.campaign_id == campaign.c.id, campaign_progress.c.next_at.is_(None)
    )
    # Written so that only the indexes of what waits and of what is claimed can serve: SQLite would
    # rather look through all that the campaign ever was.
    waits = sa.exists().where(
        outbox.PENDING, message.c.campaign_id == campaign.c.id, message.c.due_at >= 0
    )
    under_way = sa.exists().where(
        send.c.state == sa.literal_column("'claimed'"),
        send.c.claimed_at >= 0,
        send.c.campaign_id.concat("") == campaign.c.id,
    )
    sent = sa.and_(campaign.c.state == "sending", taken)
    ended = sa.or_(sent, campaign.c.state == "cancelled")
    return sa.and_(ACTIVE, ended, ~waits, ~under_way)


def due(tx: Tx) -> bool:
    """Whether `advance` would do something."""
    now, own = tx.now(), campaign_progress.c
    begins = sa.and_(ACTIVE, campaign.c.state == "scheduled", campaign.c.start_at <= now)
    goes_on = sa.and_(own.next_at <= now, own.campaign_id.in_(sending()))
    return any(
        tx.execute(sa.select(sa.exists().where(each))).scalar()
        for each in (begins, goes_on, _over())
    )


def sending() -> sa.Select[str]:
    """Those whose audience may be taken."""
    return sa.select(campaign.c.id).where(ACTIVE, campaign.c.state == "sending")
