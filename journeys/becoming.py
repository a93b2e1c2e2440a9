"""What becomes of a person in a `timetravel.World`: each function answers how she is afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from journeys.entry import History
from journeys.person import Device, Person
from journeys.run import Ended, Run
from journeys.visit import Event


def devices_of(status: str) -> tuple[Device, ...]:
    """The one browser of a person with this push status."""
    if status == "suspended":
        return ()  # the device belongs to somebody else now
    return (Device("browser", "web", status=status, subscribed=status == "allowed"),)


def written(person: Person, traits: Mapping[str, object], markers: Mapping[str, object]) -> Person:
    """With these traits and markers; null takes one away."""
    return replace(
        person, traits=_merged(person.traits, traits), markers=_merged(person.markers, markers)
    )


def counted(person: Person, event: Event) -> Person:
    """After this event, which has happened once more."""
    days = person.counts.get(event.name, {})
    day = event.at.date()
    counts = {**person.counts, event.name: {**days, day: days.get(day, 0) + 1}}
    return replace(person, counts=counts, last_seen_at=event.at)


def history(runs: Iterable[Run]) -> History:
    """What re-entry rules ask of these runs."""
    found = tuple(runs)
    ended = {run.entry_key: run.state.at for run in found if isinstance(run.state, Ended)}
    return History(frozenset(run.entry_key for run in found if not run.ended), ended)


def _merged(before: Mapping[str, object], new: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in {**before, **new}.items() if value is not None}
