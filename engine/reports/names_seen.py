"""The names that came in lately: what a builder of rules can be offered while he types.

Nothing is searched through: the end of the log, some of the people and the bounded list of event
names are looked at, so that a look costs the same however large the workspace is. A name that is
not found there is still a name: it can be typed.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

from engine.audience.values import flatten
from engine.reports import live
from engine.reports.live import Arrival, Wanted
from engine.store.db import Tx
from engine.store.tables import event_name, profile
from journeys.visit import CARRY_RUN, MADE_BY_ENGINE

PEOPLE = 200
"""People that are looked at; their ids are hashes, so that these are no special ones."""
MOST = 200
"""Names of one kind in an answer."""
MOST_VALUES = 10
LONGEST = 100
SHARED = 2
"""A value is offered once so many people have it: an address that is one person's never is."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Names by kind, the most used first; `values` are texts that several people share, by field:
    `trait.plan`, `properties.size`, `event.name`."""

    event: Sequence[str]
    trait: Sequence[str]
    marker: Sequence[str]
    group: Sequence[str]
    properties: Sequence[str]
    values: Mapping[str, Sequence[str]]


@dataclass(slots=True)
class _Tally:
    """How often each field was met, and who has which text in it."""

    fields: Counter[str] = field(default_factory=Counter)
    holders: dict[str, dict[str, set[int]]] = field(default_factory=dict)

    def add(self, person_id: int, told: Mapping[str, object], prefix: str) -> None:
        for name, typed in _typed(told, prefix):
            self.fields[name] += 1
            if typed is not None and len(typed) <= LONGEST:
                self.holders.setdefault(name, {}).setdefault(typed, set()).add(person_id)

    def names(self, prefix: str) -> list[str]:
        found = {name: n for name, n in self.fields.items() if name.startswith(f"{prefix}.")}
        return [name.removeprefix(f"{prefix}.") for name in _most(found, MOST)]

    def values(self) -> dict[str, Sequence[str]]:
        shared = {
            name: {text: len(who) for text, who in texts.items() if len(who) >= SHARED}
            for name, texts in self.holders.items()
        }
        return {name: _most(texts, MOST_VALUES) for name, texts in shared.items() if texts}


def seen(tx: Tx, workspace_id: str) -> Seen:
    """What a workspace's senders call things."""
    tracked = live.look(tx, workspace_id, Wanted(kind="track"), None).events
    identified = live.look(tx, workspace_id, Wanted(kind="identify"), None).events
    tally = _Tally()
    _people(tx, workspace_id, tally)
    for each in identified:
        tally.add(each.person_id, _part(each, "traits"), "trait")
    for each in tracked:
        tally.add(each.person_id, _part(each, "properties"), "properties")
    events = _events(tx, workspace_id, tracked)
    kinds = {kind: tally.names(kind) for kind in ("trait", "marker", "group", "properties")}
    return Seen(event=events, **kinds, values={**tally.values(), "event.name": events})


def _events(tx: Tx, workspace_id: str, tracked: Sequence[Arrival]) -> list[str]:
    """Those of the last events, then others that were ever sent, then the engine's own."""
    used = _most(Counter(each.name for each in tracked), MOST)
    ever = tx.execute(
        sa.select(event_name.c.name)
        .where(event_name.c.workspace_id == workspace_id)
        .order_by(event_name.c.name)
        .limit(MOST)
    ).scalars()
    sent = list(dict.fromkeys([*used, *ever]))[:MOST]
    return list(dict.fromkeys([*sent, *OURS]))


def _people(tx: Tx, workspace_id: str, tally: _Tally) -> None:
    some = (
        sa.select(profile.c.person_id, profile.c.traits, profile.c.markers, profile.c.groups)
        .where(profile.c.workspace_id == workspace_id)
        .order_by(profile.c.person_id)
        .limit(PEOPLE)
    )
    for person_id, traits, markers, groups in tx.execute(some):
        tally.add(person_id, json.loads(traits), "trait")
        tally.add(person_id, json.loads(markers), "marker")
        tally.add(person_id, dict.fromkeys(json.loads(groups), True), "group")


OURS = ("session_started", "push_status_changed", *sorted(MADE_BY_ENGINE | CARRY_RUN))
"""Every workspace has these, also before anything came in."""


def _part(each: Arrival, name: str) -> Mapping[str, object]:
    found = each.told.get(name)
    return found if isinstance(found, Mapping) else {}


def _typed(told: Mapping[str, object], prefix: str) -> Iterator[tuple[str, str | None]]:
    """(field, its text) of what was told, as rules name it; None for what is no short text."""
    deep = prefix in ("trait", "properties")
    for name, value in flatten("trait" if deep else "marker", told).items():
        text = value.text if value.rest is None else None
        yield f"{prefix}.{name.partition('.')[2]}", text


def _most(counts: Mapping[str, int], most: int) -> list[str]:
    """The keys with the highest counts; of equal ones in the order of their letters."""
    return sorted(counts, key=lambda name: (-counts[name], name))[:most]
