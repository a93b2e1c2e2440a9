"""The register of fields a rule may name: label, type, where allowed and how to read each.

A field reads as a tuple of stored values: one value for most, none or more for those marked
`many`, of which a positive operator needs any. A `many` field without values reads as one null.
Comparisons of date-times exist for fields of type `date-time` and `any`; a field of type `text`
(ids, languages, statuses) never matches one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol, TypeAlias

from journeys.compare import Stored, stored
from journeys.person import Device, Person
from journeys.rule_tree import Field, FieldKind, Scope

FieldType = Literal["text", "boolean", "date-time", "any"]
Path: TypeAlias = tuple[str, ...]

_STATUSES = {
    "ask": "Ask", "allowed": "Allowed", "blocked": "Blocked", "unsupported": "Unsupported",
    "suspended": "Suspended",
}  # fmt: skip
_DEVICE_STATUSES = {**_STATUSES, "withdrawn": "Withdrawn", "retired": "Retired"}
_KINDS_OF_DEVICE = {"web": "Browser", "fcm": "Android app", "apns": "Apple app"}
_STATES_OF_RUNS = {"never": "Never entered", "active": "Inside now", "finished": "Finished"}
_EVERYWHERE = frozenset(Scope)
_IN_JOURNEYS = frozenset({Scope.JOURNEY})
LONGEST_NAME = 500


class Event(Protocol):
    """The event at hand: its name and its properties, which are JSON values."""

    @property
    def name(self) -> str: ...

    @property
    def properties(self) -> Mapping[str, object]: ...


Read: TypeAlias = Callable[[Person, Event | None, Path], tuple[Stored, ...]]


@dataclass(frozen=True, slots=True)
class Source:
    """`choices` are the values it can have, with their labels; `to` is what an open one names."""

    label: str
    type: FieldType
    read: Read
    choices: Mapping[str, str] = field(default_factory=dict)
    many: bool = False
    to: str | None = None
    scopes: frozenset[Scope] = _EVERYWHERE


def _dig(values: Mapping[str, object], path: Path) -> tuple[Stored, ...]:
    found: object = values
    for key in path:
        if not isinstance(found, Mapping):
            return (None,)
        found = found.get(key)
    return (stored(found),)


def _each(read: Callable[[Device], str | None]) -> Read:
    return lambda person, _event, _path: tuple(map(read, person.devices)) or (None,)


FIXED: Mapping[str, Source] = {
    "push.last_session_status": Source(
        "Push status of the last session", "text", lambda p, _e, _: (p.last_session_status,),
        choices=_STATUSES,
    ),
    "push.enabled": Source("Can be sent a push", "boolean", lambda p, _e, _: (p.push_enabled,)),
    "push.status_any_device": Source(
        "Push status of any device", "text", _each(lambda device: device.status),
        choices=_DEVICE_STATUSES, many=True,
    ),
    "person.user_id": Source("User id", "text", lambda p, _e, _: (p.user_id,)),
    "person.language": Source("Language", "text", lambda p, _e, _: (p.language,)),
    "person.timezone": Source("Time zone", "text", lambda p, _e, _: (p.timezone,)),
    "person.created_at": Source("First seen", "date-time", lambda p, _e, _: (p.created_at,)),
    "person.last_seen_at": Source("Last seen", "date-time", lambda p, _e, _: (p.last_seen_at,)),
    "device.kind": Source(
        "Device kind", "text", _each(lambda device: device.kind),
        choices=_KINDS_OF_DEVICE, many=True,
    ),
    "device.platform": Source(
        "Device platform", "text", _each(lambda device: device.platform), many=True
    ),
    "device.browser": Source(
        "Device browser", "text", _each(lambda device: device.browser), many=True
    ),
    "device.model": Source("Device model", "text", _each(lambda device: device.model), many=True),
    "event.name": Source(
        "Name of the event", "text", lambda _p, event, _: (event.name if event else None,),
        scopes=_IN_JOURNEYS,
    ),
}  # fmt: skip

# A field whose name goes on after the first dot. `segment` and `event` are no values of a person:
# the parser makes them `SegmentIs` and `Did`.
OPEN: Mapping[str, Source] = {
    "trait": Source("Trait", "any", lambda p, _e, path: _dig(p.traits, path)),
    "marker": Source("Marker", "any", lambda p, _e, path: _dig(p.markers, path)),
    "category": Source(
        "Category", "boolean", lambda p, _e, path: (p.categories.get(path[0]),), to="category"
    ),
    "group": Source("Group", "boolean", lambda p, _e, path: (path[0] in p.groups,)),
    "journey": Source(
        "Journey", "text", lambda p, _e, path: (p.journeys.get(path[0], "never"),),
        choices=_STATES_OF_RUNS, to="journey",
    ),
    "properties": Source(
        "Event property", "any",
        lambda _p, event, path: _dig(event.properties, path) if event else (None,),
        scopes=_IN_JOURNEYS,
    ),
}  # fmt: skip

_NESTED = frozenset({"trait", "properties"})


def source_of(name: Field) -> Source:
    return FIXED.get(str(name)) or OPEN[name.kind]


def field_named(name: str) -> Field | None:
    """The field that `name` stands for in any scope, or None."""
    kind, dot, rest = name.partition(".")
    if not dot or not rest:
        return None
    path = tuple(rest.split(".")) if kind in _NESTED else (rest,)
    if "" in path:
        return None
    known = next((k for k in _KINDS if k == kind), None)
    if known is None or (known not in OPEN and name not in FIXED):
        return None
    return Field(known, path)


_KINDS: tuple[FieldKind, ...] = (
    "push", "person", "trait", "marker", "category", "device", "group", "journey", "event",
    "properties",
)  # fmt: skip
