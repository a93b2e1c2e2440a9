"""Times on a wall clock: when a local time comes next in a zone."""

from __future__ import annotations

from collections.abc import Container
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from journeys.compare import moment

FARTHEST = 370
"""Days looked ahead for a local time; a weekday comes within eight."""

EVERY_DAY = range(7)


def instant(day: date, at: time, zone: tzinfo) -> datetime:
    """The UTC instant at which the clocks of `zone` show this date and time.

    A time that comes twice means the first; one that is skipped is moved forward by what was
    skipped (Temporal's `compatible`, Python's fold=0). Raises OverflowError at the ends of time.
    """
    return datetime.combine(day, at.replace(fold=0), zone).astimezone(UTC)


def aimed(
    text: str, offset: timedelta, at: time | None, zone: tzinfo
) -> tuple[datetime, datetime] | None:
    """The instant (UTC) so long after a date or date-time, and what the clocks of `zone` show then.

    A date begins at midnight in the zone, and a distance from it is measured on the wall: three
    days before the 30th is the 27th, whatever the clocks do between. From a date-time a day is 24
    hours. With `at`, only the local date that is found counts, and the time is this. None for what
    is neither (RFC 3339), and at the ends of time.
    """
    found = moment(text)
    if found is None:
        return None
    is_date = len(text) == _LENGTH_OF_DATE
    try:
        if at is None and not is_date:
            return found + offset, (found + offset).astimezone(zone).replace(tzinfo=None)
        local = found if is_date else found.astimezone(zone)
        local = local.replace(tzinfo=None) + offset
        local = local if at is None else datetime.combine(local.date(), at)
        return instant(local.date(), local.time(), zone), local
    except OverflowError:
        return None


_LENGTH_OF_DATE = len("2026-01-31")


def next_time(
    now: datetime,
    at: time,
    zone: tzinfo,
    *,
    weekdays: Container[int] = EVERY_DAY,
    after: date | None = None,
) -> tuple[datetime, date]:
    """The first instant after `now` (UTC) that is `at` on a wall clock, with its local date.

    `weekdays` are those of the local date, Monday being 0. With `after`, only later local dates
    count. Raises LookupError if there is none within 370 days.
    """
    # Yesterday's time may be ahead: a gap before midnight moves 23:30 to 00:30 of the next date.
    first = now.astimezone(zone).date() - timedelta(days=1)
    for ahead in range(FARTHEST + 1):
        day = first + timedelta(days=ahead)
        if day.weekday() not in weekdays or (after is not None and day <= after):
            continue
        found = instant(day, at, zone)
        if found > now:
            return found, day
    raise LookupError(f"{at} does not come within {FARTHEST} days")
