"""The hosted page's form: what it shows of a person's preferences, and what it sends back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from werkzeug.datastructures import MultiDict

from engine import clock
from engine.audience.timetable import DAYS
from webapp.visitor.wished import ALWAYS, moment

Shown = Mapping[str, Any]
Form = MultiDict[str, str]

MUTES = {"1h": clock.HOUR, "8h": 8 * clock.HOUR, "1d": clock.DAY, "7d": 7 * clock.DAY}
USUAL = ("08:00", "20:00")
MOST_ROWS = 100


@dataclass(slots=True)
class Row:
    """A line of the timetable."""

    day: str
    on: bool
    begins: str
    ends: str
    first: bool = True  # of its day
    error: str | None = None


@dataclass(slots=True)
class Filled:
    """The form as it stands on the page; errors are names of texts."""

    push: bool
    mute: str
    muted_until: str | None
    categories: dict[str, bool]
    events: dict[str, bool]
    unmuted: set[str]
    limited: bool
    rows: list[Row]
    errors: list[str] = field(default_factory=list)


def filled(shown: Shown) -> Filled:
    """The form with what holds now."""
    until = shown["mutedUntil"]
    held = {None: "off", ALWAYS: "always"}.get(until, "keep")
    return Filled(
        push=shown["push"],
        mute=held,
        muted_until=until if held == "keep" else None,
        categories={one["key"]: one["on"] for one in shown["categories"]},
        events={one["key"]: one["on"] for one in shown["events"]},
        unmuted=set(),
        limited=shown["timetable"] is not None,
        rows=list(_rows(shown["timetable"] or ())),
    )


def sent(form: Form, shown: Shown) -> Filled:
    """The form as she sent it. What is not on it (anymore) is not looked at."""
    before = filled(shown)
    rows = list(_sent_rows(form)) or before.rows
    limited = form.get("hours") == "limited"
    made = Filled(
        push="push" in form,
        mute=form.get("mute", before.mute),
        muted_until=before.muted_until,
        categories={key: f"category.{key}" in form for key in before.categories},
        events={key: f"event.{key}" in form for key in before.events},
        unmuted={one["source"] for one in shown["muted"]} - set(form.getlist("source")),
        limited=limited,
        rows=rows,
    )
    if limited:
        made.errors = list(_wrong(rows))
    return made


def changes(made: Filled, shown: Shown, now: int) -> dict[str, Any]:
    """The body of a PUT that makes it so. What she left as it was is not in it: where a default
    of the workspace holds, it stays one."""
    before = filled(shown)
    body: dict[str, Any] = {}
    if made.push != before.push:
        body["push"] = made.push
    if made.mute != before.mute:
        body["mutedUntil"] = _until(made.mute, now)
    body["categories"] = _changed(made.categories, before.categories)
    body["events"] = _changed(made.events, before.events)
    body["muted"] = [{"source": one, "until": None} for one in sorted(made.unmuted)]
    openings = _openings(made)
    if openings != (_openings(before)):
        body["timetable"] = openings
    return body


def _until(mute: str, now: int) -> str | None:
    if mute == "off":
        return None
    return moment(now + MUTES[mute]) if mute in MUTES else mute  # what is unknown is refused


def _changed(made: Mapping[str, bool], before: Mapping[str, bool]) -> dict[str, bool]:
    return {key: on for key, on in made.items() if on != before[key]}


def _openings(made: Filled) -> list[dict[str, str]] | None:
    if not made.limited:
        return None
    return [{"day": row.day, "from": row.begins, "to": row.ends} for row in made.rows if row.on]


def _rows(openings: list[dict[str, str]] | tuple[()]) -> Iterator[Row]:
    """A line for each opening, and one for each day without."""
    for day in DAYS:
        of_day = [one for one in openings if one["day"] == day]
        for number, one in enumerate(of_day):
            ends = "00:00" if one["to"] == "24:00" else one["to"]
            yield Row(day, on=True, begins=one["from"], ends=ends, first=number == 0)
        if not of_day:
            # Without a timetable every day stands ready: choosing "only at these times" is enough.
            yield Row(day, on=not openings, begins=USUAL[0], ends=USUAL[1])


def _sent_rows(form: Form) -> Iterator[Row]:
    seen: set[str] = set()
    for number in range(MOST_ROWS):
        day = form.get(f"day.{number}")
        if day not in DAYS:
            return
        yield Row(
            day,
            on=f"on.{number}" in form,
            begins=form.get(f"from.{number}", ""),
            ends=form.get(f"to.{number}", ""),
            first=day not in seen,
        )
        seen.add(day)


def _wrong(rows: list[Row]) -> Iterator[str]:
    """Marks the lines too."""
    if not any(row.on for row in rows):
        yield "no_day"
    for row in rows:
        if row.on and not (
            row.begins and row.ends and (row.begins < row.ends or row.ends == "00:00")
        ):
            row.error = "times"
            yield "times"
