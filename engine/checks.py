"""The doctor's checks: each is a query for rows that must not be, with what holds otherwise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from engine import clock
from engine.store import outbox
from engine.store.tables import (
    campaign_progress,
    device,
    event,
    message,
    person,
    person_device,
    profile,
    reach,
    run,
    send,
    shard_head,
    shard_pos,
    webhook_call,
)

STUCK = 15 * clock.MINUTE  # a transient state older than this is a fault (promise R8)

MESSAGE_STATES = ("pending", "open", "done", "suppressed")
SEND_STATES = (
    "pending",
    "claimed",
    "accepted",
    "gone",
    "rejected",
    "expired",
    "unknown",
    "suppressed",
    "dead",
)
NEEDS_REASON = ("gone", "rejected", "expired", "unknown", "suppressed", "dead")


Query = Callable[[int], sa.Select[Any]]


@dataclass(frozen=True, slots=True)
class Check:
    name: str
    says: str
    query: Query


def _run_states(_now: int) -> sa.Select[Any]:
    active = sa.and_(run.c.state == "active", run.c.ended_at.is_(None))
    ended = sa.and_(run.c.state == "ended", run.c.ended_at.is_not(None), run.c.reason.is_not(None))
    aside = sa.and_(run.c.state == "quarantined", run.c.reason.is_not(None))
    over = sa.and_(sa.or_(ended, aside), sa.not_(run.c.held))
    return sa.select(run.c.shard, run.c.id, run.c.state, run.c.reason).where(
        sa.not_(sa.or_(active, over))
    )


def _late_timers(now: int) -> sa.Select[Any]:
    return sa.select(run.c.shard, run.c.id, run.c.journey_id, run.c.wake_at).where(
        run.c.state == "active", run.c.wake_at < now - STUCK
    )


def _wrong_shard(_now: int) -> sa.Select[Any]:
    return (
        sa.select(run.c.shard, run.c.id, person.c.shard.label("person_shard"))
        .join(person, person.c.id == run.c.person_id)
        .where(
            sa.or_(run.c.shard != person.c.shard, person.c.canonical_id != person.c.id),
            run.c.state == "active",
        )
    )


def _positions(_now: int) -> sa.Select[Any]:
    return (
        sa.select(shard_pos.c.shard, shard_pos.c.pos, shard_head.c.next)
        .join(shard_head, shard_head.c.shard == shard_pos.c.shard)
        .where(shard_pos.c.pos > shard_head.c.next)
    )


def _gaps(_now: int) -> sa.Select[Any]:
    """Numbers begin at 1 and have no holes: so many rows as the head says."""
    counts = (
        sa.select(
            event.c.shard,
            sa.func.count().label("stored"),
            sa.func.min(event.c.seq).label("first"),
            sa.func.max(event.c.seq).label("last"),
        )
        .group_by(event.c.shard)
        .subquery()
    )
    return (
        sa.select(counts, shard_head.c.next)
        .join(shard_head, shard_head.c.shard == counts.c.shard)
        .where(
            sa.or_(
                counts.c.last != shard_head.c.next,
                counts.c.stored != counts.c.last - counts.c.first + 1,
            )
        )
    )


def _message_states(_now: int) -> sa.Select[Any]:
    """The reason stands at the message, or at those of its sends that were held back."""
    unexplained = sa.and_(message.c.state == "suppressed", message.c.reason.is_(None))
    explained = (
        sa.select(send.c.message_id)
        .where(
            send.c.shard == message.c.shard,
            send.c.message_id == message.c.id,
            send.c.state == "suppressed",
            send.c.reason.is_not(None),
        )
        .exists()
    )
    return sa.select(message.c.shard, message.c.id, message.c.state).where(
        sa.or_(
            message.c.state.not_in(MESSAGE_STATES),
            sa.and_(unexplained, sa.not_(explained)),
        )
    )


def _send_states(_now: int) -> sa.Select[Any]:
    return sa.select(send.c.shard, send.c.message_id, send.c.device_id, send.c.state).where(
        sa.or_(
            send.c.state.not_in(SEND_STATES),
            sa.and_(send.c.state.in_(NEEDS_REASON), send.c.reason.is_(None)),
        )
    )


def _stuck_sends(now: int) -> sa.Select[Any]:
    claimed = sa.and_(send.c.state == "claimed", send.c.claimed_at < now - STUCK)
    return sa.select(send.c.shard, send.c.message_id, send.c.device_id, send.c.state).where(claimed)


def _stuck_messages(now: int) -> sa.Select[Any]:
    return sa.select(message.c.shard, message.c.id, message.c.due_at).where(
        outbox.WAITING,
        message.c.due_at < now - STUCK,  # a campaign may take longer
    )


def _disagreeing(_now: int) -> sa.Select[Any]:
    """A finished message with an unfinished send, or the other way round."""
    open_send = (
        sa.select(send.c.message_id)
        .where(
            send.c.shard == message.c.shard,
            send.c.message_id == message.c.id,
            send.c.state.in_(("pending", "claimed")),
        )
        .exists()
    )
    unfinished = message.c.state.in_(("pending", "open"))
    return sa.select(message.c.shard, message.c.id, message.c.state).where(unfinished != open_send)


def _orphan_sends(_now: int) -> sa.Select[Any]:
    there = (
        sa.select(message.c.id)
        .where(message.c.shard == send.c.shard, message.c.id == send.c.message_id)
        .exists()
    )
    return sa.select(send.c.shard, send.c.message_id, send.c.device_id).where(sa.not_(there))


def _orphan_devices(_now: int) -> sa.Select[Any]:
    return (
        sa.select(device.c.id, device.c.owner, device.c.epoch)
        .join(reach, reach.c.person_id == device.c.owner)
        .where(sa.or_(reach.c.merged_into.is_not(None), reach.c.erased))
    )


def _erased_leftovers(_now: int) -> sa.Select[Any]:
    return (
        sa.select(profile.c.shard, profile.c.person_id)
        .join(person, person.c.id == profile.c.person_id)
        .where(person.c.erased)
    )


def _unnamed_projection(_now: int) -> sa.Select[Any]:
    """Somebody is thought reachable on a device that is another's, with nothing left to apply."""
    return (
        sa.select(person_device.c.person_id, person_device.c.device_id, device.c.owner)
        .join(device, device.c.id == person_device.c.device_id)
        .join(shard_pos, shard_pos.c.shard == person_device.c.shard)
        .join(shard_head, shard_head.c.shard == person_device.c.shard)
        .where(
            person_device.c.subscribed,
            sa.or_(device.c.owner != person_device.c.person_id, device.c.owner.is_(None)),
            shard_head.c.next == shard_pos.c.pos,
        )
    )


def _stuck_calls(now: int) -> sa.Select[Any]:
    return sa.select(webhook_call.c.shard, webhook_call.c.id, webhook_call.c.state).where(
        webhook_call.c.state == "pending", webhook_call.c.due_at < now - STUCK
    )


def _campaigns(_now: int) -> sa.Select[Any]:
    """What a campaign says of itself was counted in the transactions that wrote its sends."""
    made = (
        sa.select(send.c.campaign_id, sa.func.count().label("sends"))
        .where(send.c.campaign_id.is_not(None))
        .group_by(send.c.campaign_id)
        .subquery()
    )
    own, sends = campaign_progress.c, sa.func.coalesce(made.c.sends, 0)
    return (
        sa.select(own.campaign_id, own.devices, sends.label("sends"))
        .join(made, made.c.campaign_id == own.campaign_id, isouter=True)
        .where(own.devices != sends)
    )


CHECKS = (
    Check("runs", "each run is waiting, finished or in quarantine, with its reason", _run_states),
    Check("timers", "no wait is over for more than 15 minutes", _late_timers),
    Check("shards", "each active run is in its person's shard", _wrong_shard),
    Check("positions", "no position is beyond its log", _positions),
    Check("log", "the numbers of each shard's log have no holes", _gaps),
    Check("messages", "each message is in a known state, with its reason", _message_states),
    Check("sends", "each send is in a known state, with its reason", _send_states),
    Check("claims", "no send is claimed for more than 15 minutes", _stuck_sends),
    Check("waiting", "no message that may go has waited for more than 15 minutes", _stuck_messages),
    Check("message and sends", "a message is finished when all its sends are", _disagreeing),
    Check("orphan sends", "each send has its message", _orphan_sends),
    Check("campaigns", "a campaign has as many sends as it counted devices", _campaigns),
    Check("owners", "no device belongs to a merged or erased person", _orphan_devices),
    Check("erased", "nothing is left of erased people", _erased_leftovers),
    Check("devices", "nobody is thought reachable on another's device", _unnamed_projection),
    Check("webhooks", "no call that may go has waited for more than 15 minutes", _stuck_calls),
)
