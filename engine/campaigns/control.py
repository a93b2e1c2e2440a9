"""A campaign is sent, paused, resumed, cancelled: each holds with its commit, whoever works on it.

Only the campaign's own row is locked here. Whoever takes its audience or claims its messages holds
that row too, shared: after a pause was answered no further one is claimed.
"""

from __future__ import annotations

from dataclasses import replace

import sqlalchemy as sa

from engine import audit, workspaces
from engine.campaigns import plan
from engine.campaigns.drafts import Campaign, State, Wrong, get
from engine.store import outbox
from engine.store.db import Database, Tx
from engine.store.tables import ACTIVE, campaign, message

FROM: dict[str, tuple[State, ...]] = {
    "send": ("draft",),
    "pause": ("sending",),
    "resume": ("paused",),
    "cancel": ("scheduled", "sending", "paused"),
}
"""In which states each may be done."""
DONE: dict[str, tuple[State, ...]] = {
    "send": ("scheduled", "sending", "paused", "done"),
    "pause": ("paused",),
    "resume": ("sending",),
    "cancel": ("cancelled",),
}
"""In which states it was done before: a second click changes nothing and is told so."""
NOTED = {"send": "sent", "pause": "paused", "resume": "resumed", "cancel": "cancelled"}


def act(tx: Tx, workspace_id: str, who: str, id_: str, what: str) -> Campaign | Wrong | None:
    """Do what FROM names; None where there is no such campaign."""
    found = get(tx, workspace_id, id_, lock=True)
    if found is None or found.state in DONE[what]:
        return found
    if found.state not in FROM[what]:
        return Wrong(found.state)
    now = tx.now()
    match what:
        case "send":
            made = _sent(tx, workspace_id, found, now)
        case "cancel":
            made = replace(found, state="cancelled", ended_at=now)
        case _:
            made = replace(found, state="paused" if what == "pause" else "sending")
    made = replace(made, version=found.version + 1, updated_at=now)
    tx.execute(
        campaign.update()
        .where(campaign.c.id == id_)
        .values(
            state=made.state, version=made.version, updated_at=now, start_at=made.start_at,
            sent_at=made.sent_at, ended_at=made.ended_at,
            **({"active": True, "sent_by": who} if what == "send" else {}),
        )
    )  # fmt: skip
    audit.record(tx, workspace_id, who, f"campaign.{NOTED[what]}", id_)
    return made


def _sent(tx: Tx, workspace_id: str, found: Campaign, now: int) -> Campaign:
    zone = workspaces.settings(tx, workspace_id)["timezone"]
    first = plan.passes(found.document, now, zone)[0]
    return replace(found, state="scheduled", start_at=max(first.at, now), sent_at=now)


def cancel_all(tx: Tx, workspace_id: str) -> int:
    """Cancel what is being sent, or is paused on its way, for a reset of the messages (C18)."""
    under_way = (
        campaign.c.workspace_id == workspace_id,
        ACTIVE,
        campaign.c.state.in_(("sending", "paused")),
    )
    held = sa.select(campaign.c.id).where(*under_way).order_by(campaign.c.id)
    ids = list(tx.execute(held.with_for_update(key_share=True)).scalars())
    now = tx.now()
    tx.execute(
        campaign.update()
        .where(campaign.c.id.in_(ids), *under_way)
        .values(
            state="cancelled", reason="reset", ended_at=now, updated_at=now,
            version=campaign.c.version + 1,
        )
    )  # fmt: skip
    return len(ids)


def hurry(database: Database, workspace_id: str, campaign_id: str) -> None:
    """Let what of a cancelled one was held back come before the claim, which ends it.

    Harmless to repeat, and to leave half-done: it would end when its time comes.
    """
    where = outbox.waiting_of(campaign_id), message.c.workspace_id == workspace_id
    place: outbox.Held | None = outbox.FIRST
    while place is not None:
        place = database.run(outbox.hurry, where, place)
