"""A person's own choices: the master toggle, mutes, a timetable, and what the workspace offers."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import msgspec
import sqlalchemy as sa

from engine.audience import reach
from engine.audience.incoming import Refused
from engine.audience.reach import Reach, Target
from engine.audience.timetable import Timetable
from engine.store import log
from engine.store.db import Tx
from engine.store.log import Entry
from engine.store.tables import resource
from engine.workspaces import settings

MOST_SOURCES = 200
"""Muted at a time by one person: they stand in her `reach` row, which every claim reads."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A category or an event type; `default` holds where a person made no choice."""

    key: str
    name: str
    default: bool = True
    languages: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wish:
    """A change of preferences: None, or a key left out, leaves things alone.

    `mute` and the values of `sources` are until when (µs), 0 for no mute; `names` has the names of
    sources, where they are known; a timetable without openings is no limit.
    """

    push_on: bool | None = None
    mute: int | None = None
    categories: Mapping[str, bool] = field(default_factory=dict)
    sources: Mapping[str, int] = field(default_factory=dict)
    events: Mapping[str, bool] = field(default_factory=dict)
    timetable: Timetable | None = None
    names: Mapping[str, str] = field(default_factory=dict)


def categories(tx: Tx, workspace_id: str) -> list[Choice]:
    """The workspace's categories, by key."""
    rows = tx.execute(
        sa.select(resource.c.key, resource.c.document)
        .where(resource.c.workspace_id == workspace_id, resource.c.kind == "category")
        .order_by(resource.c.key)
    )
    found = []
    for key, text in rows:
        document = msgspec.json.decode(text)
        default = document.get("default", True) is not False
        languages = document.get("languages") or {}
        found.append(Choice(key, str(document.get("name", key)), default, languages))
    return found


def event_types(tx: Tx, workspace_id: str) -> list[Choice]:
    """By key: those of the workspace's setting, and further ones that its push resources name."""
    documents = tx.execute(
        sa.select(resource.c.document).where(
            resource.c.workspace_id == workspace_id, resource.c.kind == "push"
        )
    ).scalars()
    named = {msgspec.json.decode(text).get("event_type") for text in documents}
    told = settings(tx, workspace_id)["event_types"]
    keys = sorted({*told, *(one for one in named if one)})
    return [_event_type(key, told.get(key) or {}) for key in keys]


def _event_type(key: str, told: Mapping[str, Any]) -> Choice:
    name = str(told.get("name") or _readable(key))
    return Choice(key, name, told.get("default", True) is not False, told.get("languages") or {})


def _readable(key: str) -> str:
    """ "new_message" as people read it, where nobody named it."""
    return " ".join(re.split(r"[._-]+", key)).strip().capitalize()


def change(tx: Tx, workspace_id: str, person: int, wish: Wish, now: int) -> set[int] | Refused:
    """Change and tell; once this is committed no send is claimed against it. The shards to wake.

    Refused as unknown_category, unknown_event_type, too_many_sources or erased. Raises Retry when
    the person was merged meanwhile.
    """
    unknown = _unknown(tx, workspace_id, wish)
    if unknown is not None:
        return unknown
    before = reach.lock(tx, [person])[person]
    if before.erased:
        return Refused("erased", "this person was erased")
    wished = {**before.sources, **wish.sources}
    sources = {source: until for source, until in wished.items() if until > now}
    names = {**before.names, **wish.names}
    after = replace(
        before,
        push_on=before.push_on if wish.push_on is None else wish.push_on,
        muted_until=before.muted_until if wish.mute is None else wish.mute or None,
        categories={**before.categories, **wish.categories},
        sources=sources,
        names={source: name for source, name in names.items() if source in sources},
        events={**before.events, **wish.events},
        timetable=before.timetable if wish.timetable is None else wish.timetable,
    )
    if len(after.sources) > MOST_SOURCES:
        return Refused("too_many_sources", f"at most {MOST_SOURCES} sources are muted at a time")
    reach.save(tx, after)
    return log.append(tx, [_told(after, wish, now)], now)


def _unknown(tx: Tx, workspace_id: str, wish: Wish) -> Refused | None:
    """Choices are made only of what is there: else a person's row could be filled with anything."""
    known = {one.key for one in categories(tx, workspace_id)} if wish.categories else set()
    for key in sorted(set(wish.categories) - known):
        return Refused("unknown_category", f"there is no category {key!r}")
    types = {one.key for one in event_types(tx, workspace_id)} if wish.events else set()
    for key in sorted(set(wish.events) - types):
        return Refused("unknown_event_type", f"there is no event type {key!r}")
    return None


def set_target(tx: Tx, person: int, target: Target | None) -> Reach | Refused:
    """A marketer's choice of the person's devices (S20); None takes it back."""
    before = reach.lock(tx, [person])[person]
    if before.erased:
        return Refused("erased", "this person was erased")
    after = replace(before, target=target)
    reach.save(tx, after)
    return after


def _told(after: Reach, wish: Wish, now: int) -> Entry:
    properties = {
        "push": after.push_on,
        "muted": after.muted(now),
        "categories": dict(wish.categories),
        "events": dict(wish.events),
    }
    return Entry(
        after.workspace_id,
        after.person_id,
        "preferences",
        "preferences_changed",
        f"preferences:{secrets.token_hex(12)}",
        now,
        msgspec.json.encode({"properties": properties}).decode(),
    )
