"""What somebody wishes: from the shape in which it is sent, into the one in which it is shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial

from msgspec import UNSET, UnsetType

from engine import clock
from engine.audience import content, preferences, reach, timetable, tongue
from engine.audience.preferences import Choice, Wish
from engine.audience.reach import FOREVER, Reach
from engine.audience.timetable import Timetable, Unreadable
from engine.reports import people
from engine.store.db import Tx
from engine.workspaces import settings
from journeys import zones
from webapp.ingest import moments
from webapp.ingest.fault import Fault
from webapp.visitor.body import MutedBody, OpeningBody, PreferencesBody

ALWAYS = "always"


def wish_of(sent: PreferencesBody) -> Wish | Fault:
    """The change that is asked for; a fault names its place as in `$.muted[0].until`."""
    mute = None if sent.muted_until is UNSET else _until(sent.muted_until, "mutedUntil")
    if isinstance(mute, Fault):
        return mute
    sources = _sources(sent.muted)
    if isinstance(sources, Fault):
        return sources
    hours = _hours(sent.timetable)
    if isinstance(hours, Fault):
        return hours
    named = {one.source: content.name_of(one.name) for one in sent.muted}
    names = {source: name for source, name in named.items() if name}
    return Wish(sent.push, mute, sent.categories, sources, sent.events, hours, names)


def shown(
    tx: Tx, workspace_id: str, person: int, languages: Iterable[str | None]
) -> dict[str, object]:
    """`{"push", "mutedUntil", "categories", "muted", "timetable", "timezone", "events"}`

    `mutedUntil` and `until` are a date-time or "always"; a category or an event is `{"key", "name",
    "default", "on"}`, named in the first of these languages that it has: `on` is her choice, or the
    workspace's `default` where she made none; `timetable` too, by the clock in `timezone`: hers, or
    the workspace's.
    """
    one = reach.read(tx, person)
    if one is None:
        raise LookupError(f"no reach of {person}")
    now = tx.now()
    choices = partial(_choices, settings(tx, workspace_id)["default_language"], tuple(languages))
    return {
        "push": one.push_on,
        "mutedUntil": moment(one.muted_until) if one.muted(now) else None,
        "categories": choices(preferences.categories(tx, workspace_id), one.categories),
        "muted": [
            {"source": source, "name": one.names.get(source), "until": moment(until)}
            for source, until in sorted(one.sources.items())
            if until > now
        ],
        "timetable": _timetable(tx, workspace_id, one).told(),
        "timezone": _zone(tx, workspace_id, person),
        "events": choices(preferences.event_types(tx, workspace_id), one.events),
    }


def _choices(
    own: str, languages: tuple[str | None, ...], offered: list[Choice], chosen: Mapping[str, bool]
) -> list[dict[str, object]]:
    return [
        {
            "key": one.key,
            "name": tongue.name_in(one.name, one.languages, own, languages),
            "default": one.default,
            "on": chosen.get(one.key, one.default),
        }
        for one in offered
    ]


def moment(until: int | None) -> str | None:
    """Until when, as visitors see it."""
    if until is None:
        return None
    return ALWAYS if until >= FOREVER else clock.moment(until).isoformat().replace("+00:00", "Z")


def _timetable(tx: Tx, workspace_id: str, one: Reach) -> Timetable:
    """Hers, or the workspace's where she made none."""
    if one.timetable is not None:
        return one.timetable
    found = timetable.read(settings(tx, workspace_id)["default_timetable"])
    return found if isinstance(found, Timetable) else timetable.ALWAYS


def _zone(tx: Tx, workspace_id: str, person: int) -> str:
    who = people.find(tx, workspace_id, person)
    hers = None if who is None else people.whole(tx, who).timezone
    own = zones.normalise(hers) or zones.normalise(settings(tx, workspace_id)["timezone"])
    return own or "UTC"


def _until(until: str | UnsetType | None, path: str) -> int | Fault:
    """Until when (µs); 0 ends a mute."""
    if until is None:
        return 0
    if until == ALWAYS:
        return FOREVER
    at = moments.read(until) if isinstance(until, str) else None
    if at is None or at <= 0:
        message = f'Expected null, "always" or an ISO 8601 date-time - at `$.{path}`'
        return Fault("invalid_field", message)
    return min(at, FOREVER)


def _sources(sent: list[MutedBody]) -> dict[str, int] | Fault:
    found: dict[str, int] = {}
    for index, each in enumerate(sent):
        until = _until(each.until, f"muted[{index}].until")
        if isinstance(until, Fault):
            return until
        if each.source in found:
            return Fault("invalid_field", f"This source stands twice - at `$.muted[{index}]`")
        found[each.source] = until
    return found


def _hours(sent: list[OpeningBody] | UnsetType | None) -> Timetable | Fault | None:
    if isinstance(sent, UnsetType):
        return None
    if sent is None:
        return timetable.ALWAYS
    found = timetable.read([{"day": one.day, "from": one.from_, "to": one.to} for one in sent])
    if isinstance(found, Unreadable):
        return Fault("invalid_field", f"It {found.message} - at `$.timetable{found.path}`")
    return found
