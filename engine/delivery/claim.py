"""Claim: which waiting messages go now, decided and marked in one transaction.

Locks: messages (skipping what others hold) ─► `reach` of their people, ascending ─► a new statement
for sends and devices ─► the decision ─► suppression events, appended last (locking.md rule 10).
After an opt-out was answered no send is claimed: both take the `reach` row.
"""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import msgspec
from msgspec import Struct

from engine import clock
from engine.audience import reach
from engine.audience.reach import KINDS, Reach
from engine.campaigns.lane import Taken, of_journeys
from engine.delivery import policy, saying
from engine.delivery.policy import Drop, Go, Hold, Question, Verdict
from engine.delivery.senders import Sender, Senders
from engine.store import log, outbox, strays
from engine.store.db import Tx
from engine.store.log import Entry
from engine.store.outbox_rows import Key, Message, Place, Profile, Sending, State, following

AT_ONCE = 100  # messages: an opt-out waits for one claim at the most


class Claimed(Struct, frozen=True):
    """A send that this process now has to make, and settle with `token`."""

    message: Message
    sending: Sending
    token: str
    sender: Sender
    context: Mapping[str, object]
    language: str | None
    resource: Mapping[str, Any]
    ttl: int  # seconds that are left of the run-time


@dataclass(slots=True)
class Decided:
    """What a claim found out, before it is written."""

    now: int
    taken: Taken
    go: list[tuple[Message, list[Sending]]] = field(default_factory=list)
    holds: list[tuple[Key, int, str]] = field(default_factory=list)
    ends: dict[tuple[str, str], list[Sending]] = field(default_factory=lambda: defaultdict(list))
    reasons: dict[Key, str] = field(default_factory=dict)
    counted: dict[int, Reach] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)

    def cancelled(self, message: Message, sender: Sender) -> bool:
        """An admin has reset the messages since it was made, or its campaign was cancelled."""
        said = self.taken.said.get(message.campaign_id or "")
        return message.created_at <= sender.messages_reset_at or bool(said and said.cancelled)


class Looked(NamedTuple):
    """What a claim came by. `moved` is False when all it did was to hold messages once more."""

    full: bool
    moved: bool


HOST = "host"  # the reason of messages that wait for their host

Gate = Callable[[Sending], int | None]
"""When a send's host takes no more now: the time (µs) to ask again; None lets it pass."""
Take = Callable[[Tx, int], Taken]
"""Locks so many messages of a lane at the most, whose time has come."""


def claim(
    tx: Tx, known: Senders, gate: Gate, take: Take = of_journeys, limit: int = AT_ONCE
) -> tuple[list[Claimed], Looked]:
    """Claim what may go; answer it with whether there may be more.

    Raises Retry when a person was merged away meanwhile; the next try finds who she is now.
    """
    taken = take(tx, limit)
    messages = strays.follow_merges(tx, taken.messages)
    if not messages:
        return [], Looked(full=False, moved=False)
    rows = reach.lock(tx, {one.person_id for one in messages})
    senders = known.of(tx, {one.workspace_id for one in messages})
    now = tx.now()  # after the locks: the transaction's start may lie in an earlier window
    sends = outbox.sendings(tx, [one.key for one in messages])
    waiting = _by_message(one for one in sends if one.state == "pending")
    profiles = outbox.profiles(tx, {one.person_id for one in messages})
    decided = Decided(now, taken, counted=dict(rows))
    for message in messages:
        sender = senders[message.workspace_id]
        profile = profiles.get(message.person_id)
        _decide(decided, message, waiting[message.key], sender, profile, gate)
    token = secrets.token_urlsafe(12)
    _write(tx, decided, rows, token)
    outbox.save(tx, messages, _after(decided, messages, sends))
    log.append(tx, decided.entries, now)
    return [
        _claimed(decided, message, one, token, senders[message.workspace_id], profiles)
        for message, going in decided.go
        for one in going
    ], Looked(len(messages) == limit or taken.more, _moved(decided, messages))


def _moved(decided: Decided, messages: Sequence[Message]) -> bool:
    """Whether a message went out, ended, or was held back for a reason it was not held for before.

    Otherwise going on at once would only rewrite the same messages again and again.
    """
    reasons = {one.key: one.reason for one in messages}
    held = any(reasons[key] != reason for key, _until, reason in decided.holds)
    return held or bool(decided.go or any(decided.ends.values()) or decided.entries)


def _decide(
    decided: Decided,
    message: Message,
    sends: list[Sending],
    sender: Sender,
    profile: Profile | None,
    gate: Gate,
) -> None:
    if message.expires_at <= decided.now:
        _expire(decided, message, sends)
        return
    kinds = KINDS[decided.counted[message.person_id].target or "all"]
    live = [one for one in sends if one.current and one.able and one.kind in kinds]
    for one in sends:
        if one not in live:
            decided.ends["suppressed", _lost(one)].append(one)
    person = decided.counted[message.person_id]
    resource = saying.resource(message, sender, decided.taken)
    verdict = policy.decide(
        Question(
            now=decided.now,
            push_enabled=sender.push_enabled,
            reach=person,
            cap=sender.cap,
            quiet_hours=sender.quiet_hours,
            zone=profile.timezone if profile else None,
            workspace_zone=sender.timezone,
            resource=resource,
            category_default=_wanted(resource, "category", sender.categories),
            event_default=_wanted(resource, "event_type", sender.event_types),
            decided=message.decided,
            live=len(live),
            lost=_lost(sends[0]) if sends else "no_device",
            source=saying.source(message, resource, sender, profile) if person.sources else None,
            default_timetable=sender.timetable,
            cancelled=decided.cancelled(message, sender),
        )
    )
    _take(decided, message, live, verdict, gate)


def _take(
    decided: Decided, message: Message, live: list[Sending], verdict: Verdict, gate: Gate
) -> None:
    match verdict:
        case Drop(reason):
            decided.ends["suppressed", reason] += live
            decided.reasons[message.key] = reason
            decided.entries.append(_told(message, "push_suppressed", reason, decided.now))
        case Hold(until, reason):
            decided.holds.append((message.key, min(until, message.expires_at), reason))
        case Go():
            ready = [one for one in live if one.due_at <= decided.now]
            asked = {one.device_id: gate(one) for one in ready}
            shut = {id_: until for id_, until in asked.items() if until is not None}
            if shut:
                again = min(min(shut.values()), message.expires_at)
                decided.holds.append((message.key, again, HOST))
            going = [one for one in ready if one.device_id not in shut]
            if going and not message.decided:
                person = decided.counted[message.person_id]
                decided.counted[message.person_id] = person.counted(decided.now)
            if going:
                decided.go.append((message, going))


def _expire(decided: Decided, message: Message, sends: list[Sending]) -> None:
    """The run-time is over: `expired` where no request was made, `dead` after at least one."""
    for one in sends:
        decided.ends["dead" if one.attempts else "expired", "run_time"].append(one)
    decided.entries.append(_told(message, "push_failed", "expired", decided.now))


def _write(tx: Tx, decided: Decided, rows: Mapping[int, Reach], token: str) -> None:
    now = decided.now
    for (state, reason), sends in decided.ends.items():
        outbox.end_waiting(tx, sends, state, reason, now)
    outbox.mark_claimed(tx, [one for _, sends in decided.go for one in sends], token, now)
    counted = sorted(decided.counted.items())
    reach.save_recent(tx, [person for id_, person in counted if person != rows[id_]])


def _after(
    decided: Decided, messages: Sequence[Message], sends: Iterable[Sending]
) -> list[Message]:
    """The messages as they are when what was decided is written."""
    changed: dict[Place, State] = {
        one[:3]: ("claimed", one.due_at) for _, going in decided.go for one in going
    }
    for (state, _reason), ended in decided.ends.items():
        changed |= {one[:3]: (state, one.due_at) for one in ended}
    going = {message.key for message, _ in decided.go}
    holds = {key: (until, reason) for key, until, reason in decided.holds}
    return [
        _noted(one, one.key in going, decided.reasons.get(one.key), holds.get(one.key))
        for one in following(messages, sends, changed)
    ]


def _noted(one: Message, going: bool, dropped: str | None, held: tuple[int, str] | None) -> Message:
    """With what was decided of it: that its cap is counted, why it ends, for what it waits."""
    if going:
        one = one._replace(decided=True, reason=None)
    if dropped is not None:
        one = one._replace(reason=dropped)
    if held is not None:
        one = one._replace(due_at=held[0], reason=held[1])
    return one


def _claimed(
    decided: Decided,
    message: Message,
    sending: Sending,
    token: str,
    sender: Sender,
    profiles: Mapping[int, Profile],
) -> Claimed:
    row = profiles.get(message.person_id)
    ttl = max(0, (message.expires_at - decided.now) // clock.SECOND)
    context, language = saying.context(message, sender, row), saying.language(message, row)
    resource = (
        saying.resource(message, sender, decided.taken) or {}
    )  # without one it was not claimed
    return Claimed(message, sending, token, sender, context, language, resource, ttl)


def _told(message: Message, name: str, reason: str, now: int) -> Entry:
    """What journeys hear of it; nothing else is known of a message without a request."""
    about = {
        "message": message.id,
        "run": message.run_id,
        "node": message.node,
        "journey": message.journey_id,
        "reason": reason,
        **message.campaign,
    }
    body = msgspec.json.encode({"properties": about}).decode()
    id_ = f"{name}:{message.id}"
    depth = message.depth + 1
    return Entry(message.workspace_id, message.person_id, "engine", name, id_, now, body, depth)


def _lost(one: Sending) -> policy.Reason:
    """Why this device cannot be sent to: it is somebody else's now, or nobody can."""
    return "no_device" if one.current else "moved"


def _wanted(resource: Mapping[str, Any] | None, name: str, defaults: Mapping[str, bool]) -> bool:
    """The workspace's default for its category, or for its event type."""
    key = (resource or {}).get(name)
    return defaults.get(key, True) if isinstance(key, str) else True


def _by_message(sends: Iterable[Sending]) -> dict[Key, list[Sending]]:
    found: dict[Key, list[Sending]] = defaultdict(list)
    for one in sends:
        found[one.key].append(one)
    return found
