"""An event's own time: read from what the client wrote, corrected by its clock, clamped."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from engine import clock
from webapp.ingest.wire import Moment

LONGEST = 40  # characters of a time
OLDEST = 30 * clock.DAY  # the past that the public key may write
_LEAP_SECOND = re.compile(r"(?<=:\d\d):60(?!\d)")
_FIRST, _LAST = (
    clock.micros(datetime.min.replace(tzinfo=UTC)),
    clock.micros(datetime.max.replace(tzinfo=UTC)),
)


def read(written: Moment) -> int | None:
    """ISO 8601 text (UTC where it names no zone) or epoch milliseconds as µs; None: unreadable."""
    if isinstance(written, str):
        return _text(written)
    if isinstance(written, int | float):
        at = written * 1000  # infinite for the largest doubles
        return int(at) if _FIRST <= at <= _LAST else None
    return None


def _text(written: str) -> int | None:
    if len(written) > LONGEST or written[4:5] != "-":
        return None  # Python would read a number as a date, too
    # POSIX time knows no leap second; it is the last microsecond of its minute.
    text = _LEAP_SECOND.sub(":59.999999", written, count=1) if ":60" in written else written
    try:
        moment = datetime.fromisoformat(text)
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return clock.micros(aware)
    except (ValueError, OverflowError):
        return None


def own_time(original: int | None, sent: int | None, received: int, *, trusted: bool) -> int:
    """received − (sent − original), as in Segment's specification; never in the future.

    With the public key (`trusted` false) it is at most 30 days old; with the secret key as old as
    it says.
    """
    if original is None:
        return received
    at = original if sent is None else received - (sent - original)
    oldest = _FIRST if trusted else received - OLDEST
    return max(oldest, min(at, received))
