"""Settle: what a receipt makes of a claimed send, by its mode; and the reaper of lost claims.

The token is the fence: only the claimer that still holds it settles, and whoever comes late
changes nothing (reliability.md, decision 4). Locks: messages, then the devices that are gone, then
the heads with the events that tell (locking.md rule 11).
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import assert_never

import msgspec
import structlog

from engine import clock
from engine.audience import device_ends
from engine.audience.device_ends import Sent
from engine.delivery.pace import origin_of
from engine.delivery.providers.provider import (
    Accepted,
    Gone,
    Later,
    NotSent,
    Receipt,
    Rejected,
    Unclear,
)
from engine.delivery.providers.receipts import CREDENTIALS
from engine.store import log, outbox, outbox_rows, tally
from engine.store.db import Tx
from engine.store.log import Entry
from engine.store.outbox_rows import Key, Message, Place, Settled, Standing, State

logger = structlog.get_logger("engine.delivery")

BACK_OFF = (2, 10, 30, 120, 600, 1_800, 3_600)  # seconds until the next try
FORGOTTEN = 75 * clock.SECOND  # five times the wall-clock limit of a request
REAPED = 200
ALARMING = 0.05  # of a host's answers that refuse our signature (attack A42)
OURS = frozenset({"vapid_refused", CREDENTIALS, "sender_id_mismatch"})
"""Refusals that are about us: what is wrong holds for every device."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The receipt of one claimed send, and what the push service said, as text.

    `endpoint` is where the request went: a Gone retires the device only while it is still there;
    `place` is whose pace it went by (`pace.place_of`).
    """

    key: Key
    device_id: str
    receipt: Receipt
    answer: str | None = None
    endpoint: str | None = field(default=None, repr=False)
    place: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Next:
    """What becomes of a send: final, or pending again at `due_at`."""

    state: str
    reason: str | None = None
    due_at: int | None = None
    requested: bool = True  # whether the attempt counts: a request may have been made


def settle(tx: Tx, token: str, outcomes: Sequence[Outcome]) -> set[int]:
    """Write the receipts of sends that are still ours; answer the shards that have results."""
    keys = {outcome.key for outcome in outcomes}
    messages = outbox.lock(tx, keys)
    sends = outbox.standing(tx, keys)
    held = {(one.key, one.device_id): one for one in sends if one.held(token)}
    now = tx.now()
    settled, gone, entries = [], [], []
    for outcome in outcomes:
        row = held.get((outcome.key, outcome.device_id))
        message = messages.get(outcome.key)
        if row is None or message is None:
            logger.warning("send.settled_late", message=outcome.key[1])
            continue
        after = following(outcome.receipt, message, row, now)
        settled.append(
            _settled(row, after, outcome.answer, unclear=isinstance(outcome.receipt, Unclear))
        )
        if after.state == "gone":
            since = outcome.receipt.since if isinstance(outcome.receipt, Gone) else None
            gone.append(Sent(row.device_id, row.epoch, outcome.endpoint, since))
        entries += _told(message, row.device_id, after, token, now)
        _log_unclear(outcome.receipt, message, after)
    outbox.settle(tx, settled, now)
    entries = [*device_ends.retire_gone(tx, gone, now), *entries]
    _close(tx, messages, sends, settled)
    tally.add(tx, tally.RECEIPT, Counter(outcome.receipt.kind for outcome in outcomes))
    _count_refusals(tx, outcomes)
    return log.append(tx, entries, now)


def _count_refusals(tx: Tx, outcomes: Sequence[Outcome]) -> None:
    """A push service that refuses our credentials refuses all we send: somebody must look."""
    asked = Counter(origin_of(outcome.place) for outcome in outcomes if outcome.place)
    refused = Counter(
        origin_of(outcome.place)
        for outcome in outcomes
        if outcome.place and isinstance(outcome.receipt, Rejected) and outcome.receipt.code in OURS
    )
    tally.add(tx, tally.REFUSED, refused)
    for host, count in refused.items():
        if count > ALARMING * asked[host]:
            logger.error("send.signature_refused", host=host, refused=count, of=asked[host])


def following(receipt: Receipt, message: Message, row: Standing, now: int) -> Next:
    """The outcome table of reliability.md §B, one line a receipt."""
    match receipt:
        case Accepted():
            return Next("accepted")
        case Gone(reason):
            return Next("gone", reason)
        case Rejected(code, _reason):
            return Next("rejected", code)
        case Unclear(reason, after):
            if message.mode == "never_twice":
                return Next("unknown", reason)
            return _again(message, row, now, after, reason)
        case Later(after, reason):
            return _again(message, row, now, after, reason)
        case NotSent(reason):
            after = 0 if reason == "late" else None
            return _again(message, row, now, after, reason, requested=False)
        case _:
            assert_never(receipt)


def reap(tx: Tx) -> int:
    """Free what was claimed by a process that died: nobody knows whether the request went out.

    `never_twice` ends as unknown, `collapse` waits again; each is logged as unclear.
    """
    now = tx.now()
    before = now - FORGOTTEN
    found = outbox.forgotten(tx, before, REAPED)
    if not found:
        return 0
    messages = outbox.lock(tx, found, skip_locked=True)
    settled, entries = [], []
    sends = outbox.standing(tx, messages)
    for row in sends:
        if row.state != "claimed" or row.claimed_at is None or row.claimed_at >= before:
            continue
        message = messages[row.key]
        receipt = Unclear("claimer lost")
        after = following(receipt, message, row, now)
        settled.append(_settled(row, after, None, unclear=True))
        entries += _told(message, row.device_id, after, row.token or "", now)
        _log_unclear(receipt, message, after)
    outbox.settle(tx, settled, now)
    _close(tx, messages, sends, settled)
    log.append(tx, entries, now)
    return len(settled)


def _close(
    tx: Tx, messages: Mapping[Key, Message], sends: Iterable[Standing], settled: Iterable[Settled]
) -> None:
    """Let the messages follow their sends."""
    changed: dict[Place, State] = {one[:3]: (one.state, one.due_at) for one in settled}
    touched = {place[:2] for place in changed}
    held = [one for key, one in messages.items() if key in touched]
    outbox.save(tx, held, outbox_rows.following(held, sends, changed))


def _again(
    message: Message,
    row: Standing,
    now: int,
    after: float | None,
    reason: str,
    *,
    requested: bool = True,
) -> Next:
    """Wait and try again, unless the run-time is over by then."""
    tries = min(row.attempts, len(BACK_OFF)) - 1
    pause = BACK_OFF[max(0, tries)] if after is None else after
    jitter = random.uniform(1.0, 1.2)  # noqa: S311  spreads retries, no secret
    due_at = now + int(pause * jitter * clock.SECOND)
    if due_at < message.expires_at:
        return Next("pending", reason, due_at, requested)
    attempted = row.attempts - (0 if requested else 1)
    return Next("dead" if attempted else "expired", reason, None, requested)


def _settled(row: Standing, after: Next, answer: str | None, *, unclear: bool) -> Settled:
    return Settled(
        shard=row.shard,
        message_id=row.message_id,
        device_id=row.device_id,
        state=after.state,
        reason=after.reason,
        answer=answer,
        due_at=row.due_at if after.due_at is None else after.due_at,
        attempts=row.attempts - (0 if after.requested else 1),
        unclear=row.unclear + int(unclear),
    )


def _told(message: Message, device_id: str, after: Next, token: str, now: int) -> list[Entry]:
    """A final state as an event: `push_accepted`, or `push_failed` with its reason."""
    if after.state == "pending":
        return []
    name = "push_accepted" if after.state == "accepted" else "push_failed"
    about = {
        "message": message.id,
        "run": message.run_id,
        "node": message.node,
        "journey": message.journey_id,
        "device": device_id,
        **message.campaign,
    }
    if name == "push_failed":
        about |= {"reason": after.state, "detail": after.reason}
    body = msgspec.json.encode({"properties": about}).decode()
    id_ = f"{name}:{message.id}:{device_id}:{token}"
    entry = Entry(
        message.workspace_id,
        message.person_id,
        "engine",
        name,
        id_,
        now,
        body,
        message.depth + 1,
    )
    return [entry]


def _log_unclear(receipt: Receipt, message: Message, after: Next) -> None:
    """A duplicate is possible only after one of these lines (promise R7b)."""
    if isinstance(receipt, Unclear):
        logger.warning(
            "send.unclear", message=message.id, mode=message.mode, then=after.state,
            reason=receipt.reason,
        )  # fmt: skip
