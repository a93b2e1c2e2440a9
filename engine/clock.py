"""The one place that reads a clock: datetimes are aware and UTC, the database holds microseconds since the epoch."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

Clock = Callable[[], datetime]
"""What is handed to whoever must know the time: `now` in production, a `HandClock` in tests and simulations."""


def now() -> datetime:
    """The time of this machine, aware, in UTC."""
    return datetime.now(UTC)


def monotonic() -> float:
    """Seconds of a clock that never jumps: for time-outs and measured durations, never stored."""
    return time.monotonic()


def micros(moment: datetime) -> int:
    """Microseconds since 1970-01-01T00:00Z, exactly. Raises TypeError for a naive datetime."""
    return (moment - EPOCH) // _MICROSECOND


def moment(micros: int) -> datetime:
    """The inverse of `micros`. Raises OverflowError outside the years 1 to 9999."""
    return EPOCH + timedelta(microseconds=micros)


class HandClock:
    """A clock that moves only when it is told to."""

    def __init__(self, moment: datetime) -> None:
        self._moment = moment

    def __call__(self) -> datetime:
        return self._moment

    def forward(self, by: timedelta) -> datetime:
        """Move on (or back, with a negative span) and say the new time."""
        self._moment += by
        return self._moment
