"""ISO 8601 durations of fixed length: weeks, days (always 24 hours), hours, minutes, seconds."""

import re
from datetime import timedelta

LONGEST = timedelta(days=3660)

_PATTERN = re.compile(
    r"(?P<sign>[+-]?)P(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?"
    r"(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?P<time>T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?"
    r"(?:(?P<seconds>\d+)(?:[.,](?P<fraction>\d+))?S)?)?",
    re.ASCII,
)
_UNITS = ("weeks", "days", "hours", "minutes", "seconds")
_LONGEST_TEXT = 64


def parse_duration(text: str, *, signed: bool = False, longest: timedelta = LONGEST) -> timedelta:
    """Read `P7D`, `PT1H30M`, `P1W`, `PT0.5S`; with `signed` also `-P3D`.

    Raises ValueError for anything else: years and months (they have no fixed length), a length
    beyond `longest`, a fraction of anything but seconds. Finer than a microsecond is cut off.
    """
    found = _PATTERN.fullmatch(text) if len(text) <= _LONGEST_TEXT else None
    if found is None:
        raise ValueError("is no ISO 8601 duration such as P7D or PT1H30M")
    parts = found.groupdict()
    if parts["years"] or parts["months"]:
        raise ValueError("years and months have no fixed length: use days, such as P30D")
    if parts["time"] == "T" or not any(parts[unit] for unit in _UNITS):
        raise ValueError("is a duration without a length, such as P or PT: write PT0S for none")
    if parts["sign"] and not signed:
        raise ValueError("must not have a sign")
    length = _length(parts)
    if length > longest:
        raise ValueError(f"is longer than {longest.days} days")
    return -length if parts["sign"] == "-" else length


def _length(parts: dict[str, str | None]) -> timedelta:
    fraction = (parts["fraction"] or "")[:6].ljust(6, "0")
    numbers = {unit: int(parts[unit] or 0) for unit in _UNITS}
    try:
        return timedelta(**numbers, microseconds=int(fraction))
    except OverflowError:
        return timedelta.max


def format_duration(length: timedelta) -> str:
    """Write the shortest ISO 8601 form that `parse_duration` reads back, `PT0S` for none."""
    sign, length = ("-", -length) if length < timedelta(0) else ("", length)
    minutes, seconds = divmod(length.seconds, 60)
    hours, minutes = divmod(minutes, 60)
    fraction = f".{length.microseconds:06}".rstrip("0") if length.microseconds else ""
    second = f"{seconds}{fraction}S" if seconds or fraction else ""
    clock = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "") + second
    day = f"{length.days}D" if length.days else ""
    if not day and not clock:
        return "PT0S"
    return f"{sign}P{day}" + (f"T{clock}" if clock else "")
