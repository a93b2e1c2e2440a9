"""Who may start a journey: the trigger, the re-entry rule, and the run that begins."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Literal

from journeys.keys import key_of
from journeys.plan import Plan
from journeys.run import DEPTH, At, Run
from journeys.settings import Reentry
from journeys.visit import Event, Moment, Start

Reason = Literal[
    "no_trigger", "too_deep", "where", "too_old", "no_key", "active", "once", "cooldown"
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class History:
    """The person's earlier runs of this journey, in any version, by entry key.

    `ended_at` says when the last run with a key ended. Keys that cannot matter may be left out:
    only `entry_key(plan, event)` is looked up.
    """

    active_keys: frozenset[str] = frozenset()
    ended_at: Mapping[str, datetime] = field(default_factory=dict)


NEVER_ENTERED = History()


@dataclass(frozen=True, slots=True)
class Entered:
    """A new run, which `advance(plan, run, None, moment)` now moves."""

    run: Run


@dataclass(frozen=True, slots=True)
class Refused:
    reason: Reason


def enter(
    plan: Plan, event: Event, moment: Moment, history: History, start: Start | None = None
) -> Entered | Refused:
    """The run that this event starts for the person, or why it starts none.

    `start` says by which start an event comes that is meant for this journey alone.

    The event's own time may be `max_age` old. `moment.person` is as she is after the event. What
    follows from more than ten journeys starts a last run, to be quarantined, and then none.
    """
    node = _trigger(plan, event, moment, start)
    if isinstance(node, Refused):
        return node
    key = entry_key(plan, event)
    if key is None:
        return Refused("no_key")
    refused = _reentry(plan.settings.reentry, key, history, moment.now)
    if refused is not None:
        return refused
    return Entered(
        Run(
            id=run_id(plan.journey, moment.person.id, key, event.id),
            journey=plan.journey,
            version=plan.version,
            person=moment.person.id,
            state=At(node),
            entered_at=moment.now,
            entry_key=key,
            since=moment.position,
            visit_since=moment.position,
            used=(event.id,),
            event=event,
            depth=event.depth,
        )
    )


def entry_key(plan: Plan, event: Event) -> str | None:
    """The key of the run this event would start: empty, `reentry.key`'s value or the event's id.

    None if the journey is keyed and the event has no text, number or boolean there.
    """
    reentry = plan.settings.reentry
    if reentry.key is not None:
        return key_of(reentry.key, event)
    return event.id if reentry.mode == "always" else ""


def run_id(journey: str, person: str, key: str, event: str) -> str:
    """The same for the same beginning, so that a replayed batch makes no second run."""
    text = "".join(f"{len(name)}:{name}" for name in (journey, person, key, event))
    digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=15).digest()
    return urlsafe_b64encode(digest).decode()


def _trigger(plan: Plan, event: Event, moment: Moment, start: Start | None) -> str | Refused:
    """The first trigger node that takes the event, in the document's order."""
    if event.depth > DEPTH + 1:
        # One run too deep is quarantined, where it can be seen; what that leads to goes no further.
        return Refused("too_deep")
    refused = Refused("no_trigger")
    for node, trigger in plan.triggers.get(event.name, ()):
        if not trigger.takes(node, start):
            continue
        if trigger.where is not None and not trigger.where(moment.person, event, moment.now):
            refused = Refused("where")
        elif moment.now - event.at > trigger.max_age:
            refused = Refused("too_old")
        else:
            return node
    return refused


def _reentry(reentry: Reentry, key: str, history: History, now: datetime) -> Refused | None:
    if key in history.active_keys:
        return Refused("active")
    ended_at = history.ended_at.get(key)
    if ended_at is None or reentry.mode == "always":
        return None
    if reentry.mode == "once":
        return Refused("once")
    return Refused("cooldown") if now - ended_at < (reentry.cooldown or timedelta()) else None
