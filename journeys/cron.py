"""Times that come again and again, in the five fields of a crontab (POSIX, `crontab`, INPUT FILES).

    minute hour day-of-month month day-of-week

Each field is `*` or a list of numbers, ranges (`1-5`) and steps (`*/2`, `1-5/2`); months and days
of the week have their English names' first three letters too, and both 0 and 7 are Sunday. Where
both the day of the month and that of the week are restricted, either of them is enough.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

LONGEST = 100
LEAST_GAP = 15
"""Minutes between two times at least: whoever wants to know more often listens to events."""

_PART = re.compile(r"(?:(\*)|(\w{1,3})(?:-(\w{1,3}))?)(?:/(\d{1,2}))?", re.ASCII)
_MONTHS = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6,
    "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip
_DAYS = {"sun": 0, "mon": 1, "tue": 2, "wed": 3, "thu": 4, "fri": 5, "sat": 6}
_LONGEST_MONTH = {2: 29, 4: 30, 6: 30, 9: 30, 11: 30}


@dataclass(frozen=True, slots=True)
class Cron:
    """`text` as it was written; what is None may be any. In `weekdays` Monday is 0."""

    text: str
    times: tuple[time, ...]
    days: frozenset[int] | None
    months: frozenset[int]
    weekdays: frozenset[int] | None

    def comes_on(self, day: date) -> bool:
        """Whether it comes on this date."""
        if day.month not in self.months:
            return False
        if self.days is None or self.weekdays is None:
            only = self.weekdays is None or day.weekday() in self.weekdays
            return only and (self.days is None or day.day in self.days)
        return day.day in self.days or day.weekday() in self.weekdays

    def has_a_day(self, month: int) -> bool:
        """Whether there is ever such a day of the month in this month."""
        return self.days is None or min(self.days) <= _LONGEST_MONTH.get(month, 31)

    def on(self, day: date) -> Iterator[datetime]:
        """What the clocks show when it comes on this date."""
        if self.comes_on(day):
            yield from (datetime.combine(day, at) for at in self.times)


def parse(text: str) -> Cron:
    """Read five fields. Raises ValueError for anything else, for what never comes, and for what
    comes more often than every 15 minutes."""
    fields = text.split()
    if len(text) > LONGEST or len(fields) != 5:
        raise ValueError("has five fields: minute, hour, day of the month, month, day of the week")
    minutes, hours, days, months, weekdays = map(_read, fields, _BOUNDS, _NAMES)
    gaps = zip(minutes, (*minutes[1:], minutes[0] + 60), strict=True)
    if any(after - before < LEAST_GAP for before, after in gaps):
        raise ValueError(f"comes at most every {LEAST_GAP} minutes")
    cron = Cron(
        text=" ".join(fields),
        times=tuple(time(hour, minute) for hour in hours for minute in minutes),
        days=None if fields[2].startswith("*") and len(days) == 31 else frozenset(days),
        months=frozenset(months),
        weekdays=_weekdays(fields[4], weekdays),
    )
    if cron.weekdays is None and not any(map(cron.has_a_day, months)):
        raise ValueError("never comes: no such month has that day")
    return cron


_BOUNDS = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))
_NAMES: tuple[Mapping[str, int], ...] = ({}, {}, {}, _MONTHS, _DAYS)


def _weekdays(field: str, found: tuple[int, ...]) -> frozenset[int] | None:
    """As Python counts them; None for all."""
    days = frozenset((day - 1) % 7 for day in found)
    return None if field.startswith("*") and len(days) == 7 else days


def _read(field: str, bounds: tuple[int, int], names: Mapping[str, int]) -> tuple[int, ...]:
    """The numbers that a field lists, in their order."""
    found: set[int] = set()
    for part in field.split(","):
        found.update(_part(part, bounds, names))
    return tuple(sorted(found))


def _part(part: str, bounds: tuple[int, int], names: Mapping[str, int]) -> range:
    read = _PART.fullmatch(part.lower())
    if read is None:
        raise ValueError(f"has a part that cannot be read: {part!r}")
    every, first, last, step = read.groups()
    if step is not None and (int(step) == 0 or not (every or last)):
        raise ValueError(f"has a step without a range, or of nothing: {part!r}")
    low, high = bounds if every else (_number(first, names), _number(last or first, names))
    if not bounds[0] <= low <= high <= bounds[1]:
        raise ValueError(f"has {part!r} where numbers go from {bounds[0]} to {bounds[1]}")
    return range(low, high + 1, int(step or 1))


def _number(text: str, names: Mapping[str, int]) -> int:
    if text in names:
        return names[text]
    if not text.isdigit():
        raise ValueError(f"has a part that is no number: {text!r}")
    return int(text)
