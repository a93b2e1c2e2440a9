"""A person while a batch is folded: what the log has made of her so far. Pure, and mutable."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec
import structlog

from engine import clock
from engine.audience import bounds, names, push_status
from engine.audience.device_reports import Told
from engine.audience.values import Typed, flatten
from engine.store.log import Logged
from journeys import zones
from journeys.person import Device, Person

Json = dict[str, Any]

logger = structlog.get_logger("engine.audience")


@dataclass(frozen=True, slots=True)
class Change:
    """A change of somebody's push status, to be told as `push_status_changed`."""

    event: Logged
    was: str
    now: str
    cause: str
    device: str | None


@dataclass(slots=True, kw_only=True)
class Living:
    """Everything the shard step knows of one person; the row is written back where it changed."""

    id: int
    shard: int
    workspace_id: str
    created_at: int
    last_seen_at: int
    last_session_at: int | None = None
    user_id: str | None = None
    language: str | None = None
    timezone: str | None = None
    traits: Json = field(default_factory=dict)
    markers: Json = field(default_factory=dict)
    categories: dict[str, bool] = field(default_factory=dict)
    groups: set[str] = field(default_factory=set)
    push: push_status.State = field(default_factory=push_status.State)
    counts: dict[str, dict[int, int]] = field(default_factory=dict)
    back_off_until: int | None = None
    # What this batch did, to be written.
    counted: dict[tuple[str, int], int] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    reported: list[Told] = field(default_factory=list)
    touched: bool = False
    written: int = 0  # times that traits or markers were
    known_status: str | None = None  # the push status of her row; None while she has none
    _seen: Person | None = None
    stored: dict[str, Typed] = field(default_factory=dict)
    stored_devices: dict[str, push_status.DeviceFacts] = field(default_factory=dict)

    def typed(self) -> dict[str, Typed]:
        """What segments ask of her, by field."""
        return {
            **flatten("trait", self.traits),
            **flatten("marker", self.markers),
            **flatten("category", self.categories),
            **flatten("group", dict.fromkeys(self.groups, True)),
        }

    @property
    def aims(self) -> tuple[str | None, int]:
        """What tells that a wait for a time or a date may have another aim."""
        return self.timezone, self.written

    def apply(self, event: Logged) -> Json:
        """Fold one event in; its body. Raises msgspec.DecodeError for one that is no JSON."""
        imported = event.kind.startswith("import:")
        kind = event.kind.removeprefix("import:")
        body: Json = msgspec.json.decode(event.body) if event.body else {}
        self.created_at = min(self.created_at, event.at)
        if kind in SEEN and not (imported and kind == "identify"):
            self.last_seen_at = max(self.last_seen_at, event.at)
        self.touched = True
        self.forget()
        self._hear(body.get("context") or {})
        FOLDS.get(kind, _nothing)(self, event, body)
        if event.name == "markers_set" and kind == "track":
            self.set_traits({}, body.get("properties") or {})
        if event.name == "session_started" and kind == "track" and not imported:
            self._session(event, body)
        if kind in COUNTED:
            self._count(event.name, clock.day(event.at))
        return body

    def set_traits(self, traits: Mapping[str, Any], markers: Mapping[str, Any]) -> None:
        """Merge, as far as there is room; null takes a trait or marker away."""
        self.written += 1
        _put(self.traits, traits)
        _put(self.markers, markers)
        self.touched = True
        self.forget()

    def forget(self) -> None:
        """What `person` made is no longer so."""
        self._seen = None

    def person(
        self,
        *,
        defaults: Mapping[str, bool],
        journeys: Mapping[str, Any],
        timezone: str,
    ) -> Person:
        """As journeys and rules see her now; `defaults` are the workspace's categories."""
        if self._seen is None:
            self._seen = self._person(defaults, journeys, timezone)
        return self._seen

    def _person(
        self, defaults: Mapping[str, bool], journeys: Mapping[str, Any], timezone: str
    ) -> Person:
        return Person(
            id=names.shown(self.id),
            created_at=clock.moment(self.created_at),
            last_seen_at=clock.moment(self.last_seen_at),
            user_id=self.user_id,
            language=self.language,
            timezone=self.timezone,
            traits=self.traits,
            markers=self.markers,
            categories={**defaults, **self.categories},
            last_session_status=self.push.last_session_status,
            devices=tuple(_device(id_, facts) for id_, facts in self.push.devices.items()),
            groups=frozenset(self.groups),
            journeys=journeys,
            counts={name: _by_date(days) for name, days in self.counts.items()},
            popup_back_off_until=(
                None if self.back_off_until is None else clock.moment(self.back_off_until)
            ),
            workspace_timezone=timezone,
        )

    def _hear(self, context: Json) -> None:
        """What any event's context tells of its sender: language and time zone."""
        locale = context.get("locale")
        if isinstance(locale, str) and 0 < len(locale) <= 35:
            self.language = locale
        zone = context.get("timezone")
        known = zones.normalise(zone) if isinstance(zone, str) else None
        if known is not None:
            self.timezone = known

    def _session(self, event: Logged, body: Json) -> None:
        properties = body.get("properties") or {}
        status = properties.get("push_status")
        if not isinstance(status, str) or status not in push_status.REPORTABLE:
            return
        facts = properties.get("device")
        self.last_session_at = event.at
        self.push, changed, reported = push_status.session_report(
            self.push, event.person_id, status, facts if isinstance(facts, dict) else {}
        )
        self.note(event, changed)
        if reported is not None:
            self.reported.append(Told(self.id, event.received_at, reported))

    def change_device(self, event: Logged, body: Json) -> None:
        change = push_status.DeviceChange.from_body(body)
        if change.session:
            self.last_session_at = event.at
        self.push, changed = push_status.apply(self.push, change)
        self.note(event, changed)

    def note(self, event: Logged, changed: push_status.Changed | None) -> None:
        """Remember a change of the push status, to be stored and told."""
        if changed is not None:
            self.changes.append(
                Change(event, changed.was, changed.now, changed.cause, changed.device)
            )

    def _count(self, name: str, day: int) -> None:
        key = (name, day)
        self.counted[key] = self.counted.get(key, 0) + 1
        if name in self.counts:
            days = self.counts[name]
            days[day] = days.get(day, 0) + 1


SEEN = frozenset({"track", "identify", "page", "screen", "group", "alias", "visitor"})
"""Kinds of events that somebody did, as against those that happened to her.

An imported identify is what a file says of her: she did nothing."""

COUNTED = frozenset({"track", "identify", "page", "screen", "group", "alias", "visitor", "engine"})
"""Kinds of events that happened, as against those that only tell of a row elsewhere."""

Fold = Callable[[Living, Logged, Json], None]


def _identify(living: Living, _event: Logged, body: Json) -> None:
    living.set_traits(body.get("traits") or {}, {})


def _group(living: Living, _event: Logged, body: Json) -> None:
    group = body.get("groupId")
    if isinstance(group, str) and group:
        living.groups.add(group)


def _visitor(living: Living, event: Logged, body: Json) -> None:
    """Choices made in a popup are markers and categories at once (S12, S13)."""
    properties = body.get("properties") or {}
    if event.name == "popup_answered":
        living.written += 1
        for name, wanted in (("categories", True), ("declined", False)):
            for key in _list(properties.get(name)):
                living.categories[str(key)] = wanted
                living.markers[f"category_{key}"] = wanted
        living.markers[f"popup_{properties.get('popup')}"] = properties.get("answer")


def _preferences(living: Living, _event: Logged, body: Json) -> None:
    categories = (body.get("properties") or {}).get("categories")
    if isinstance(categories, dict):
        living.categories.update({key: on for key, on in categories.items() if on in (True, False)})


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _nothing(_living: Living, _event: Logged, _body: Json) -> None:
    pass


FOLDS: dict[str, Fold] = {
    "identify": _identify,
    "group": _group,
    "visitor": _visitor,
    "preferences": _preferences,
    "device": Living.change_device,
}


def _put(into: Json, values: Mapping[str, Any]) -> None:
    if values and not bounds.put(into, values):
        logger.warning("person.too_much_said", most_keys=bounds.KEYS, most_bytes=bounds.SIZE)


def _device(id_: str, facts: push_status.DeviceFacts) -> Device:
    return Device(
        id=id_,
        kind=facts.kind,
        platform=facts.platform,
        browser=facts.browser,
        model=facts.model,
        # An admin's reset is a withdrawal to everybody but the fold itself (contract).
        status="withdrawn" if facts.status == "reset" else facts.status,
        subscribed=facts.subscribed,
    )


def _by_date(days: Mapping[int, int]) -> dict[Any, int]:
    return {clock.date_of(day): count for day, count in days.items()}
