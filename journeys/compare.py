"""How two values compare: the one meaning that the memory and every database must agree on.

Types never mix. A stored value is text, a number, a bool, a moment, null, or `OPAQUE` (an array,
an object, a number no finite double can hold), which is not null and equals nothing.

- Numbers: every JSON number is rounded to the nearest IEEE double first, so 2**53 + 1 equals
  2**53, 5 equals 5.0, and -0.0 equals 0.0. NaN is not JSON and cannot be written in a rule; a
  stored one, like an infinity, is `OPAQUE`. true is not 1.
- Text: code point by code point (PostgreSQL: `COLLATE "C"` on UTF-8; SQLite: `BINARY`), no case
  folding, no normalisation, no numbers inside text.
- Moments: UTC instants in whole microseconds; what is finer is cut off, not rounded. `moment`
  says which text is one, and whoever keeps typed values must ask the same function.
- Bools: equal or not; they have no order.
"""

import math
import re
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import TypeAlias


class Opaque(Enum):
    OPAQUE = "opaque"


OPAQUE = Opaque.OPAQUE

Stored: TypeAlias = str | float | bool | datetime | Opaque | None

_MOMENT = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)"
    r"(?:[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:[Zz]|([+-])(\d\d):(\d\d)))?",
    re.ASCII,
)


def stored(value: object) -> Stored:
    """A JSON value (or a datetime) as rules compare it."""
    if value is None or isinstance(value, str | bool | datetime):
        return value
    if isinstance(value, int | float):
        number = as_double(value)
        return OPAQUE if number is None else number
    return OPAQUE


def as_double(number: float) -> float | None:
    """The nearest double, or None where there is no finite one."""
    try:
        double = float(number)
    except OverflowError:
        return None
    return double if math.isfinite(double) else None


def moment(text: str) -> datetime | None:
    """The instant that `text` means, in UTC, if it is an RFC 3339 date-time with offset or a date.

    A date is its 00:00 UTC. A leap second (RFC 3339 §5.7) is the second after it. None for all
    else, also for an instant outside the years 1 to 9999.
    """
    found = _MOMENT.fullmatch(text)
    if found is None:
        return None
    year, month, day, hour, minute, second, fraction, sign, ahead, ahead_minutes = found.groups()
    try:
        start = datetime(int(year), int(month), int(day), tzinfo=UTC)
        if hour is None:
            return start
        offset = _offset(sign, int(ahead or 0), int(ahead_minutes or 0))
        return _at(start, (int(hour), int(minute), int(second)), fraction, offset)
    except (ValueError, OverflowError):
        return None


def _at(
    day: datetime, clock: tuple[int, int, int], fraction: str | None, offset: timedelta
) -> datetime:
    hour, minute, second = clock
    leap = second == 60
    microsecond = int((fraction or "")[:6].ljust(6, "0"))
    second = 59 if leap else second
    at = day.replace(hour=hour, minute=minute, second=second, microsecond=microsecond) - offset
    if not leap:
        return at
    if (at.hour, at.minute) != (23, 59):
        raise ValueError("no leap second is then")
    return at + timedelta(seconds=1)


def _offset(sign: str | None, hours: int, minutes: int) -> timedelta:
    if hours > 23 or minutes > 59:
        raise ValueError("no such offset")
    ahead = timedelta(hours=hours, minutes=minutes)
    return -ahead if sign == "-" else ahead


def as_moment(value: Stored) -> datetime | None:
    """A stored value as a comparison of date-times sees it."""
    if isinstance(value, datetime):
        return value
    return moment(value) if isinstance(value, str) else None


def equal(value: Stored, other: Stored) -> bool:
    return type(value) is type(other) and value == other and value is not OPAQUE


def order(value: Stored, other: Stored) -> int | None:
    """-1, 0 or 1 as `value` is below, equal to or above `other`; None where there is no order."""
    if isinstance(value, str) and isinstance(other, str):
        return (value > other) - (value < other)
    if isinstance(value, float) and isinstance(other, float):
        return (value > other) - (value < other)
    if isinstance(value, datetime) and isinstance(other, datetime):
        return (value > other) - (value < other)
    return None
