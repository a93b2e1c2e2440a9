"""A weekly timetable: when a person takes messages, on her own wall clock (K5)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta, tzinfo
from typing import NamedTuple

from engine import clock
from journeys.wall_clock import instant

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MIDNIGHT = 24 * 60
MOST = 7 * 12  # openings of a week
_FARTHEST = 16  # days: a change of the clocks may swallow a weekly opening whole, not two in a row


class Opening(NamedTuple):
    """Open from one time of day to another, in minutes since midnight; Monday is 0."""

    day: int
    begins: int
    ends: int

    def told(self) -> dict[str, str]:
        """As the APIs write it: {"day": "monday", "from": "08:00", "to": "20:00"}."""
        return {"day": DAYS[self.day], "from": _text(self.begins), "to": _text(self.ends)}


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Why a timetable cannot be taken; `path` such as `[2].to`."""

    path: str
    message: str


@dataclass(frozen=True, slots=True)
class Timetable:
    """The openings of a week, in order and apart from each other. None at all: always open."""

    openings: tuple[Opening, ...] = ()

    @classmethod
    def of(cls, openings: Iterable[Opening]) -> Timetable:
        """In its one form: sorted, what touches or overlaps joined."""
        joined: list[Opening] = []
        for one in sorted(openings):
            last = joined[-1] if joined else None
            if last is not None and last.day == one.day and one.begins <= last.ends:
                joined[-1] = last._replace(ends=max(last.ends, one.ends))
            else:
                joined.append(one)
        return cls(tuple(joined))

    def opens_at(self, now: int, zone: tzinfo) -> int | None:
        """When it opens (µs), if it is shut at `now`; None while it is open.

        A time that the clocks skip is moved forward by what was skipped, of one that comes twice
        the first counts (promise R6): an opening lasts from the instant of its beginning until
        the instant of its end. Were there none in two weeks, it is asked again in a day.
        """
        if not self.openings:
            return None
        today = clock.moment(now).astimezone(zone).date()
        found: list[int] = []
        for ahead in range(-1, _FARTHEST):
            # One day more: what a gap has moved over midnight may come after the next day's first.
            last = bool(found)
            found += [
                begins
                for begins, ends in self._on(today + timedelta(days=ahead), zone)
                if begins < ends and ends > now
            ]
            if last:
                break
        at = min(found, default=now + clock.DAY)
        return at if at > now else None

    def stricter(self, other: Timetable) -> Timetable:
        """Only when both are open; where that is never, the one that is open less."""
        if not self.openings or not other.openings:
            return self if self.openings else other
        both = Timetable.of(
            Opening(one.day, max(one.begins, two.begins), min(one.ends, two.ends))
            for one in self.openings
            for two in other.openings
            if one.day == two.day and max(one.begins, two.begins) < min(one.ends, two.ends)
        )
        return both if both.openings else min(self, other, key=Timetable._minutes)

    def told(self) -> list[dict[str, str]] | None:
        """As the APIs write it; null for no limit."""
        return [one.told() for one in self.openings] or None

    def _on(self, day: date, zone: tzinfo) -> Iterator[tuple[int, int]]:
        for one in self.openings:
            if one.day == day.weekday():
                yield _instant(day, one.begins, zone), _instant(day, one.ends, zone)

    def _minutes(self) -> int:
        return sum(one.ends - one.begins for one in self.openings)


ALWAYS = Timetable()


def read(written: Sequence[Mapping[str, str]] | None) -> Timetable | Unreadable:
    """What an API was given: a list of {"day", "from", "to"}, null for no limit.

    An end of 00:00 or 24:00 is midnight; what goes on past it takes two entries.
    """
    if written is None:
        return ALWAYS
    if not written:
        return Unreadable("", "opens on no day; null is no limit, and push turns everything off")
    if len(written) > MOST:
        return Unreadable("", f"has more than {MOST} entries")
    openings = []
    for index, each in enumerate(written):
        one = Opening(DAYS.index(each["day"]), _minutes(each["from"]), _minutes(each["to"]))
        one = one._replace(ends=one.ends or MIDNIGHT)
        if one.begins >= one.ends:
            message = "does not end after it begins; what goes on past midnight takes two entries"
            return Unreadable(f"[{index}].to", message)
        openings.append(one)
    return Timetable.of(openings)


def _instant(day: date, minute: int, zone: tzinfo) -> int:
    if minute == MIDNIGHT:
        day, minute = day + timedelta(days=1), 0
    return clock.micros(instant(day, time(*divmod(minute, 60)), zone))


def _minutes(text: str) -> int:
    hour, _, minute = text.partition(":")
    return int(hour) * 60 + int(minute)


def _text(minute: int) -> str:
    return "{:02}:{:02}".format(*divmod(minute, 60))
