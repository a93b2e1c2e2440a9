"""The workspace in figures: who can be reached now, what became of the last days' sends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from engine import clock, overview
from engine.store.db import Tx
from engine.store.tables import journey, message, profile, send


@dataclass(frozen=True, slots=True)
class Figures:
    """`people` by push status of the last session; `sends` by state and `suppressed` messages by
    reason, of the last `days`; the ages of what is late, in seconds."""

    people: Mapping[str, int]
    journeys: Mapping[str, int]
    days: int
    sends: Mapping[str, int]
    displayed: int
    clicked: int
    suppressed: Mapping[str, int]
    oldest_due_timer: float | None
    oldest_pending_send: float | None


def figures(tx: Tx, workspace_id: str, days: int) -> Figures:
    """As of now."""
    since = tx.now() - days * clock.DAY
    sent = _sends(tx, workspace_id, since)
    late = overview.lag(tx)
    return Figures(
        people=_counts(tx, profile.c.last_session_status, profile.c.workspace_id == workspace_id),
        journeys=_counts(tx, journey.c.status, journey.c.workspace_id == workspace_id),
        days=days,
        sends={state: row[0] for state, row in sent.items()},
        displayed=sum(row[1] for row in sent.values()),
        clicked=sum(row[2] for row in sent.values()),
        suppressed=_counts(
            tx,
            message.c.reason,
            *_recent(workspace_id, since),
            message.c.state == "suppressed",
            message.c.reason.is_not(None),
        ),
        oldest_due_timer=late.oldest_due_timer,
        oldest_pending_send=late.oldest_pending_send,
    )


def _counts(
    tx: Tx, column: sa.ColumnElement[str], *where: sa.ColumnElement[bool]
) -> dict[str, int]:
    rows = tx.execute(sa.select(column, sa.func.count()).where(*where).group_by(column))
    return {row[0]: row[1] for row in rows}


def _recent(workspace_id: str, since: int) -> tuple[sa.ColumnElement[bool], ...]:
    """The last messages, by the index of journey and time."""
    journeys = sa.select(journey.c.id).where(journey.c.workspace_id == workspace_id)
    return message.c.journey_id.in_(journeys), message.c.created_at >= since


def _sends(tx: Tx, workspace_id: str, since: int) -> dict[str, tuple[int, int, int]]:
    """By state: how many, how many of them displayed, how many clicked."""
    rows = tx.execute(
        sa.select(
            send.c.state,
            sa.func.count(),
            sa.func.count(send.c.displayed_at),
            sa.func.count(send.c.clicked_at),
        )
        .join(message, sa.and_(message.c.shard == send.c.shard, message.c.id == send.c.message_id))
        .where(*_recent(workspace_id, since))
        .group_by(send.c.state)
    )
    return {state: (number, displayed, clicked) for state, number, displayed, clicked in rows}
