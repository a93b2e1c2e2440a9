"""`/v1/me/preferences`: the master toggle, a mute, and a yes or no for each category."""

from __future__ import annotations

from flask import Request
from msgspec import UNSET, UnsetType

from engine import clock
from engine.audience import preferences, reach
from engine.audience.incoming import Refused
from engine.audience.preferences import Wish
from engine.audience.reach import FOREVER
from engine.store.db import Tx
from webapp.ingest import moments
from webapp.ingest.fault import Fault
from webapp.visitor import body, door
from webapp.visitor.body import PreferencesBody
from webapp.visitor.devices import Answer
from webapp.visitor.door import Door

ALWAYS = "always"


def read(at: Door, request: Request) -> Answer:
    """`{"push", "mutedUntil": null | "always" | date-time, "categories": [{"key", "name", "on"}]}`

    `on` is her choice, or the category's default where she made none.
    """
    visitor = door.visitor_of(at, request)
    if isinstance(visitor, Fault):
        return visitor

    def act(tx: Tx) -> Answer:
        one = door.speaker(tx, visitor)
        return one if isinstance(one, Refused) else _shown(tx, visitor.workspace_id, one.owner)

    return door.read(at, act)


def change(at: Door, request: Request) -> Answer:
    """`PUT`: any of the same members, `categories` as `{"news": true}`; answers as GET does."""
    visitor = door.visitor_of(at, request)
    if isinstance(visitor, Fault):
        return visitor
    sent = body.read(request, PreferencesBody)
    if isinstance(sent, Fault):
        return sent
    mute = _mute(sent.muted_until)
    if isinstance(mute, Fault):
        return mute
    wish = Wish(sent.push, mute, sent.categories)

    def act(tx: Tx) -> tuple[Answer, set[int]]:
        one = door.speaker(tx, visitor)
        if isinstance(one, Refused):
            return one, set()
        shards = preferences.change(tx, visitor.workspace_id, one.owner, wish, tx.now())
        if isinstance(shards, Refused):
            return shards, set()
        return _shown(tx, visitor.workspace_id, one.owner), shards

    answer, shards = at.database.run(act)
    at.ring(shards)
    return answer


def _mute(until: str | UnsetType | None) -> int | Fault | None:
    """Until when (µs): 0 ends a mute, None leaves it as it is."""
    if until is UNSET:
        return None
    if until is None:
        return 0
    if until == ALWAYS:
        return FOREVER
    at = moments.read(until) if isinstance(until, str) else None
    if at is None or at <= 0:
        return Fault("invalid_field", 'mutedUntil is null, "always" or an ISO 8601 date-time')
    return min(at, FOREVER)


def _shown(tx: Tx, workspace_id: str, person: int) -> dict[str, object]:
    one = reach.read(tx, person)
    if one is None:
        raise LookupError(f"no reach of {person}")
    return {
        "push": one.push_on,
        "mutedUntil": _until(one, tx.now()),
        "categories": [
            {"key": each.key, "name": each.name, "on": one.categories.get(each.key, each.default)}
            for each in preferences.categories(tx, workspace_id)
        ],
    }


def _until(one: reach.Reach, now: int) -> str | None:
    if one.muted_until is None or not one.muted(now):
        return None
    if one.muted_until >= FOREVER:
        return ALWAYS
    return clock.moment(one.muted_until).isoformat().replace("+00:00", "Z")
