"""The one place that reads a clock: a moment is an int, microseconds since 1970-01-01T00:00Z."""

import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
_MICROSECOND = timedelta(microseconds=1)

Clock = Callable[[], int]
"""What is handed to whoever must know the time: `now` in production, a `HandClock` in tests."""


def now() -> int:
    """The time of this machine in microseconds since the epoch."""
    return time.time_ns() // 1000


def monotonic() -> float:
    """Seconds of a clock that never jumps: for time-outs and measured durations, never stored."""
    return time.monotonic()


def micros(moment: datetime) -> int:
    """An aware datetime as µs since the epoch, exactly. Raises TypeError for a naive one."""
    return (moment - EPOCH) // _MICROSECOND


def moment(at: int) -> datetime:
    """The inverse of `micros`, in UTC. Raises OverflowError outside the years 1 to 9999."""
    return EPOCH + timedelta(microseconds=at)


def shown(at: int) -> str:
    """A time (µs) as people and programs read it: RFC 3339, UTC, to the microsecond."""
    return moment(at).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def span(length: timedelta) -> int:
    """A length of time in µs."""
    return length // _MICROSECOND


def day(at: int) -> int:
    """The UTC day of a stored time, as days since 1970-01-01."""
    return at // DAY


def date_of(day_: int) -> date:
    """The date of a day counted from 1970-01-01."""
    return date.fromordinal(EPOCH.toordinal() + day_)


class HandClock:
    """A clock that moves only when it is told to."""

    def __init__(self, at: int) -> None:
        self._at = at

    def __call__(self) -> int:
        return self._at

    def forward(self, by: timedelta) -> int:
        """Move on (or back, with a negative span) and say the new time."""
        self._at += by // _MICROSECOND
        return self._at
