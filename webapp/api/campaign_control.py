"""`/campaigns/{id}/send …`: it is confirmed, paused, resumed, cancelled."""

from __future__ import annotations

from engine import clock
from engine.campaigns import control
from engine.campaigns.drafts import Campaign, Wrong
from engine.delivery import lanes
from engine.store.db import Tx
from webapp.api.campaigns import Answer, CampaignItem, answer, check, named, room
from webapp.api.problem import invalid
from webapp.api.room import caller, check_tag, database, ports, workspace


@room.route(
    "POST", "/campaigns/<campaign_id>/send", "publish", answers=CampaignItem, problems=(409, 412)
)
def send_campaign(campaign_id: str) -> Answer:
    """Send it, at once or at its time. Asked again it changes nothing: it is sent once."""
    return _act(campaign_id, "send")


@room.route(
    "POST", "/campaigns/<campaign_id>/pause", "publish", answers=CampaignItem, problems=(409,)
)
def pause_campaign(campaign_id: str) -> Answer:
    """Claim nothing more of it; what is on the wire arrives. Its run-time goes on."""
    return _act(campaign_id, "pause")


@room.route(
    "POST", "/campaigns/<campaign_id>/resume", "publish", answers=CampaignItem, problems=(409,)
)
def resume_campaign(campaign_id: str) -> Answer:
    """Go on where it was paused."""
    return _act(campaign_id, "resume")


@room.route(
    "POST", "/campaigns/<campaign_id>/cancel", "publish", answers=CampaignItem, problems=(409,)
)
def cancel_campaign(campaign_id: str) -> Answer:
    """Send it to nobody else; what waits ends as suppressed, `cancelled`."""
    made = _act(campaign_id, "cancel")
    control.hurry(database(), workspace(), campaign_id)
    ports().bell.ring_sends(lanes.CAMPAIGN)
    return made


def _act(campaign_id: str, what: str) -> Answer:
    def act(tx: Tx) -> Campaign | Wrong | None:
        found = named(tx, campaign_id, lock=True)
        if what == "send" and found.state == "draft":
            check_tag(found.version)
            check(tx, found.document)
            at = found.document["send_at"]
            if at is not None and at <= clock.moment(tx.now()).isoformat():
                invalid([("send_at", "has passed")])
        return control.act(tx, workspace(), caller().who, found.id, what)

    made = database().run(act)
    ports().bell.ring_sends(lanes.CAMPAIGN)
    return answer(made or Wrong("draft"))
