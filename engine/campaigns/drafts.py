"""Campaigns as people write them, until they are sent; what was sent can only be read (C11)."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import sqlalchemy as sa

from engine import audit
from engine.store.db import Tx
from engine.store.tables import SHARDS, campaign, campaign_progress

State = Literal["draft", "scheduled", "sending", "paused", "done", "cancelled"]
STATES: tuple[State, ...] = ("draft", "scheduled", "sending", "paused", "done", "cancelled")
Place = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Campaign:
    """A campaign as it stands; times in µs. `people` and `devices` are those taken so far, all of
    them once `taken`; `share` is how much of the audience was gone through, in percent: None where
    it is gone through once for each time zone."""

    id: str
    document: dict[str, Any]
    state: State
    reason: str | None
    version: int
    created_at: int
    updated_at: int
    start_at: int | None
    sent_at: int | None
    ended_at: int | None
    people: int = 0
    devices: int = 0
    taken: bool = False
    share: int | None = 0

    @property
    def place(self) -> Place:
        return self.created_at, self.id


@dataclass(frozen=True, slots=True)
class Wrong:
    """It is in a state in which this cannot be done."""

    state: State


def create(tx: Tx, workspace_id: str, who: str, document: dict[str, Any]) -> Campaign:
    """A new draft."""
    now, id_ = tx.now(), f"camp_{secrets.token_hex(8)}"
    made = Campaign(id_, document, "draft", None, 1, now, now, None, None, None)
    tx.execute(
        campaign.insert(),
        {
            "id": id_, "workspace_id": workspace_id, "document": json.dumps(document),
            "state": "draft", "created_at": now, "updated_at": now,
        },
    )  # fmt: skip
    audit.record(tx, workspace_id, who, "campaign.created", id_)
    return made


def change(
    tx: Tx, workspace_id: str, who: str, found: Campaign, document: dict[str, Any]
) -> Campaign | Wrong:
    """Put another document in the place of that of `found`, which is locked; of a draft alone."""
    if found.state != "draft":
        return Wrong(found.state)
    made = replace(found, document=document, version=found.version + 1, updated_at=tx.now())
    tx.execute(
        campaign.update()
        .where(campaign.c.id == found.id)
        .values(document=json.dumps(document), version=made.version, updated_at=made.updated_at)
    )
    audit.record(tx, workspace_id, who, "campaign.changed", found.id)
    return made


def remove(tx: Tx, workspace_id: str, who: str, found: Campaign) -> Wrong | None:
    """Take away a draft, which is locked; what was sent stays to be looked at."""
    if found.state != "draft":
        return Wrong(found.state)
    tx.execute(campaign.delete().where(campaign.c.id == found.id))
    audit.record(tx, workspace_id, who, "campaign.removed", found.id)
    return None


def get(tx: Tx, workspace_id: str, id_: str, *, lock: bool = False) -> Campaign | None:
    """The workspace's campaign of this id."""
    if lock:
        # By itself: what is joined would be as it was before the wait (locking.md rule 3).
        held = sa.select(campaign.c.id).where(campaign.c.id == id_)
        tx.execute(held.with_for_update(key_share=True)).all()
    row = tx.execute(
        _SELECT.where(campaign.c.workspace_id == workspace_id, campaign.c.id == id_)
    ).one_or_none()
    return None if row is None else _campaign(row)


def listed(
    tx: Tx, workspace_id: str, *, state: str | None = None, after: Place | None, limit: int
) -> list[Campaign]:
    """The workspace's campaigns, the newest first, from behind a place."""
    page = _SELECT.where(campaign.c.workspace_id == workspace_id)
    if state is not None:
        page = page.where(campaign.c.state == state)
    if after is not None:
        place = sa.tuple_(campaign.c.created_at, campaign.c.id)
        page = page.where(place < sa.tuple_(*map(sa.literal, after)))
    page = page.order_by(campaign.c.created_at.desc(), campaign.c.id.desc()).limit(limit)
    return [_campaign(row) for row in tx.execute(page)]


_OWN = (
    "id", "document", "state", "reason", "version", "created_at", "updated_at", "start_at",
    "sent_at", "ended_at",
)  # fmt: skip
_SELECT = sa.select(
    *(campaign.c[name] for name in _OWN),
    sa.func.coalesce(campaign_progress.c.people, 0),
    sa.func.coalesce(campaign_progress.c.devices, 0),
    sa.and_(campaign_progress.c.campaign_id.is_not(None), campaign_progress.c.next_at.is_(None)),
    sa.func.coalesce(campaign_progress.c.shard, 0),
).join(campaign_progress, campaign_progress.c.campaign_id == campaign.c.id, isouter=True)


def _campaign(row: Sequence[Any]) -> Campaign:
    id_, document, *rest = row
    found = Campaign(id_, json.loads(document), *rest[:-2])
    taken, shard = bool(rest[-2]), int(rest[-1])
    return replace(found, taken=taken, share=_share(found, taken, shard))


def _share(found: Campaign, taken: bool, shard: int) -> int | None:
    if taken:
        return 100
    return None if found.document.get("at_local_time") else max(shard, 0) * 100 // SHARDS
