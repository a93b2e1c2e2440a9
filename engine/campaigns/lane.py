"""The lane of campaigns: what of them is claimed next, behind whatever journeys have to say.

One campaign at a time, in turn, under its row, shared: who pauses it waits for the claims under
way, and none follows. A throttled one spends its minute by message, whatever becomes of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import sqlalchemy as sa

from engine import clock
from engine.campaigns import plan, rows
from engine.store import outbox
from engine.store.db import Tx
from engine.store.outbox_rows import Message
from engine.store.tables import ACTIVE, campaign, campaign_progress, message

BURST = 5 * clock.SECOND
"""What a throttled campaign may make up for at once: as long as nobody may have looked at it."""


class Said(NamedTuple):
    """What a campaign says, and whether it is to be said no more."""

    document: Mapping[str, Any]
    cancelled: bool


class Taken(NamedTuple):
    """Messages that the caller holds now, and what those of campaigns say, by campaign."""

    messages: list[Message]
    said: Mapping[str, Said] = {}
    more: bool = False  # whether others wait that were not looked at


def of_journeys(tx: Tx, limit: int) -> Taken:
    """What waits in the lane of journeys."""
    return Taken(outbox.lock_waiting(tx, tx.now(), limit))


@dataclass(slots=True)
class Campaigns:
    """One for a process: it remembers whose turn it was."""

    _last: str = field(default="")

    def take(self, tx: Tx, limit: int) -> Taken:
        """Lock messages: those of journeys first, then of the campaign whose turn it is."""
        urgent = of_journeys(tx, limit)
        if urgent.messages:
            return urgent._replace(more=True)
        return self._of_campaigns(tx, limit)

    def _of_campaigns(self, tx: Tx, limit: int) -> Taken:
        ids = list(tx.execute(_waiting(tx.now()).order_by(campaign.c.id)).scalars())
        for id_ in [each for each in ids if each > self._last] + ids:
            found = _of_one(tx, id_, limit)
            if found.messages:
                self._last = id_
                return found._replace(more=len(ids) > 1)
        return Taken([])


def due(tx: Tx) -> bool:
    """Whether there is a message of a campaign that may go now."""
    return bool(tx.execute(sa.select(_waiting(tx.now()).exists())).scalar())


def _waiting(now: int) -> sa.Select[str]:
    """The campaigns that have such messages."""
    waits = sa.exists().where(
        outbox.PENDING, message.c.campaign_id == campaign.c.id, message.c.due_at <= now
    )
    may = sa.or_(campaign.c.state == "cancelled", campaign_progress.c.paced_at <= now)
    return (
        sa.select(campaign.c.id)
        .join(campaign_progress, campaign_progress.c.campaign_id == campaign.c.id)
        .where(ACTIVE, campaign.c.state.in_(("sending", "cancelled")), may, waits)
    )


def _of_one(tx: Tx, id_: str, limit: int) -> Taken:
    row = tx.execute(
        sa.select(campaign.c.state, campaign.c.document)
        .where(campaign.c.id == id_)
        .with_for_update(read=True, skip_locked=True)
    ).one_or_none()
    if row is None or row.state not in ("sending", "cancelled"):
        return Taken([])
    said = Said(rows.document(row.document), row.state == "cancelled")
    pause = 0 if said.cancelled else plan.interval(said.document)
    now = tx.now()
    if not pause:
        return Taken(outbox.lock_campaign(tx, id_, now, limit), {id_: said})
    return _paced(tx, id_, now, limit, pause)._replace(said={id_: said})


def _paced(tx: Tx, id_: str, now: int, limit: int, pause: int) -> Taken:
    """As many as the minute still allows: each moves `paced_at` on by the pause between two."""
    own = campaign_progress.c
    paced_at = tx.execute(
        sa.select(own.paced_at)
        .where(own.campaign_id == id_)
        .with_for_update(key_share=True, skip_locked=True)
    ).scalar()
    if paced_at is None:
        return Taken([])
    begins = max(paced_at, now - BURST)
    allowed = (now - begins) // pause + 1 if begins <= now else 0
    messages = outbox.lock_campaign(tx, id_, now, min(limit, allowed)) if allowed else []
    if messages:
        tx.execute(
            campaign_progress.update()
            .where(own.campaign_id == id_)
            .values(paced_at=begins + len(messages) * pause)
        )
    return Taken(messages)
