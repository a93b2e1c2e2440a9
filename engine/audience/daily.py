"""What a workspace comes to from day to day: a few named counters, added up by the shard step.

They are written in the transaction that applies the events, under the shard's position, and hold
nobody's data. What Home shows is read from them: it costs days times names, however many people,
events and sends there are. The day is that of the event, in UTC; a person is counted on the day
on which she was moved.

    session, askable        sessions began; those after which the person could be asked
    asked, yes, later       popups shown that ask for push, and their answers
    granted, refused        the browser's answer to its own question
    blocked, turned_off     pushes blocked in the browser; devices that a person withdrew
    accepted, failed, suppressed, displayed, clicked, dismissed
                            what became of pushes: of sends, and of messages without one
    key_refused             sends that failed for want of a key that the push service takes
    people.STATUS           people with this push status: more, or (below nought) fewer
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from engine import clock
from engine.audience.living import Json, Living
from engine.audience.popup_content import GUIDE
from engine.store import bulk
from engine.store.db import Tx
from engine.store.log import Logged
from engine.store.tables import daily_count

Counts = Counter[tuple[str, int, str]]
"""How many, by (workspace, day since 1970-01-01, name)."""

Resources = Mapping[tuple[str, str], Mapping[str, Any]]

PUSHES = {
    "push_accepted": "accepted",
    "push_failed": "failed",
    "push_suppressed": "suppressed",
    "push_displayed": "displayed",
    "push_clicked": "clicked",
    "push_dismissed": "dismissed",
}
ANSWERS = {"subscribe": "yes", "later": "later", "dismissed": "later"}
PROMPTED = {"allowed": "granted", "blocked": "refused"}
KEY_TROUBLE = frozenset({"vapid_refused", "no_vapid_key", "credentials_refused", "no_credentials"})
WITHDRAWN = frozenset({"disable", "removed"})
COLUMNS = ("shard", "workspace_id", "day", "name", "count")


def happened(
    event: Logged, told: Json, living: Living, before: int, resources: Resources
) -> Iterator[str]:
    """What is counted of an event that was just applied; `before` are the changes of her push
    status that stood in this batch already."""
    count = BY_KIND.get(event.kind)
    if count is not None:
        yield from count(event.name, told, living, resources)
    for change in living.changes[before:]:
        if change.now == "blocked":
            yield "blocked"
        if change.cause == "prompt" and change.now in PROMPTED:
            yield PROMPTED[change.now]


def _push(name: str, told: Json, _living: Living, _resources: Resources) -> Iterator[str]:
    counted = PUSHES.get(name)
    if counted is not None:
        yield counted
    if counted == "failed" and _properties(told).get("detail") in KEY_TROUBLE:
        yield "key_refused"


def _visit(name: str, told: Json, _living: Living, resources: Resources) -> Iterator[str]:
    """Reports of pushes, and what became of a popup that asks for push."""
    if name in PUSHES:
        yield PUSHES[name]
        return
    popup = resources.get(("popup", str(_properties(told).get("popup"))), {})
    if popup.get("template") == GUIDE:
        return
    if name == "popup_shown":
        yield "asked"
    elif name == "popup_answered" and _properties(told).get("answer") in ANSWERS:
        yield ANSWERS[_properties(told)["answer"]]


def _session(name: str, _told: Json, living: Living, _resources: Resources) -> Iterator[str]:
    if name == "session_started":
        yield "session"
        if living.push.last_session_status == "ask":
            yield "askable"


def _device(_name: str, told: Json, _living: Living, _resources: Resources) -> Iterator[str]:
    if told.get("change") == "withdrawn" and told.get("cause") in WITHDRAWN:
        yield "turned_off"


def _properties(told: Json) -> Json:
    found = told.get("properties")
    return found if isinstance(found, dict) else {}


BY_KIND: Mapping[str, Callable[[str, Json, Living, Resources], Iterator[str]]] = {
    "engine": _push,
    "visitor": _visit,
    "track": _session,
    "device": _device,
}


def moved(people: Iterable[Living], now: int) -> Counts:
    """How many people there are more, or fewer, in each push status."""
    today, counts = clock.day(now), Counts()
    for one in people:
        status = one.push.last_session_status
        if not one.touched or one.known_status == status:
            continue
        counts[one.workspace_id, today, f"people.{status}"] += 1
        if one.known_status is not None:
            counts[one.workspace_id, today, f"people.{one.known_status}"] -= 1
    return counts


def gone(workspace_id: str, status: str, now: int) -> Counts:
    """Somebody is no more: merged into another, or erased."""
    return Counts({(workspace_id, clock.day(now), f"people.{status}"): -1})


def save(tx: Tx, shard: int, counts: Counts) -> None:
    """Add them up. The caller holds the shard's position: nobody else writes its counters."""
    rows = sorted((shard, *key, count) for key, count in counts.items() if count)
    bulk.add(tx, daily_count, COLUMNS, rows, counter="count")
