"""How one JSON value of a configuration is read: functions that answer it, or raise.

Each raises ValueError with what is wrong, or ConfigInvalid where the fault lies deeper. Types are
never mixed: "10" is no number, and true is none either.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Protocol, TypeVar
from urllib.parse import urlsplit

from journeys import cron as crons
from journeys.check import Check
from journeys.config import ConfigInvalid, Fault
from journeys.decision import Json
from journeys.duration import format_duration, parse_duration
from journeys.rule_fields import field_named
from journeys.rule_values import storable
from journeys.rules import Field, RuleInvalid, Scope, SegmentIs, parse

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MOST_ARMS = 20
MOST_KEYS = 100
LARGEST_JSON = 32 * 1024
DEEPEST_JSON = 10
LONGEST_URL = 2048
LONGEST_FIELD = 400
HEAVIEST = 1_000_000

_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?", re.ASCII)
_LOCAL = re.compile(r"20\d\d-\d\d-\d\dT\d\d:\d\d(:\d\d)?", re.ASCII)
_PATH = re.compile(r"[^.\x00-\x1f]+(\.[^.\x00-\x1f]+){0,9}")
_ID = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)
_URL = re.compile(r"https?://[!-~]+", re.ASCII)


class Named(Protocol):
    @property
    def name(self) -> str: ...


T = TypeVar("T", bound=Named)


def text(longest: int) -> Callable[[object], str]:
    def read(value: object) -> str:
        if not isinstance(value, str):
            raise ValueError("must be text")
        if not value.strip():
            raise ValueError("must not be empty")
        if len(value) > longest:
            raise ValueError(f"is longer than {longest} characters")
        if not value.isprintable():
            raise ValueError("must not hold control characters")
        return value

    return read


def duration(least: timedelta, most: timedelta) -> Callable[[object], timedelta]:
    def read(value: object) -> timedelta:
        if not isinstance(value, str):
            raise ValueError("must be an ISO 8601 duration such as P7D or PT1H30M")
        length = parse_duration(value)
        if length < least:
            raise ValueError(f"must be at least {format_duration(least)}")
        if length > most:
            raise ValueError(f"must be at most {format_duration(most)}")
        return length

    return read


def offset(value: object) -> timedelta:
    if not isinstance(value, str):
        raise ValueError("must be an ISO 8601 duration such as P7D or -P3D")
    return parse_duration(value, signed=True)


def value_named(kinds: tuple[str, ...]) -> Callable[[object], Field]:
    def read(value: object) -> Field:
        text_of = text(LONGEST_FIELD)(value)
        found = field_named(text_of) if storable(text_of) else None
        if found is None or found.kind not in kinds:
            raise ValueError(f"must be a name behind {', '.join(f'{kind}.' for kind in kinds)}")
        return found

    return read


def segment(value: object) -> Check:
    return Check(SegmentIs(text(LONGEST_FIELD)(value)))


def local_time(value: object) -> datetime:
    if not isinstance(value, str) or not _LOCAL.fullmatch(value):
        raise ValueError("must be what a clock shows, such as 2026-12-24T09:00, without a zone")
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        raise ValueError("is a day or a time that there is not") from None


def cron(value: object) -> crons.Cron:
    if not isinstance(value, str):
        raise ValueError("must be text such as 0 9 * * mon-fri")
    return crons.parse(value)


def choice(options: tuple[str, ...]) -> Callable[[object], str]:
    def read(value: object) -> str:
        if not isinstance(value, str) or value not in options:
            raise ValueError(f"must be one of {', '.join(options)}")
        return value

    return read


def integer(least: int, most: int) -> Callable[[object], int]:
    def read(value: object) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            raise ValueError("must be a whole number")
        if not least <= value <= most:
            raise ValueError(f"must be from {least} to {most}")
        return value

    return read


def number(least: float, most: float) -> Callable[[object], float]:
    def read(value: object) -> float:
        if not isinstance(value, int | float) or isinstance(value, bool):
            raise ValueError("must be a number")
        if not least <= value <= most:  # NaN is not between anything
            raise ValueError(f"must be from {least} to {most}")
        return float(value)

    return read


def boolean(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError("must be true or false")
    return value


def rule(value: object) -> Check:
    try:
        return Check(parse(value, scope=Scope.JOURNEY))
    except RuleInvalid as invalid:
        raise ConfigInvalid(tuple(Fault(*problem) for problem in invalid.problems)) from None


def time_of_day(value: object) -> time:
    found = _CLOCK.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise ValueError("must be a time of day such as 09:00")
    hour, minute, second = found.groups()
    return time(int(hour), int(minute), int(second or 0))


def weekdays(value: object) -> tuple[int, ...]:
    if not isinstance(value, list) or not value:
        raise ValueError("must be a list of weekdays; leave it out for every day")
    if any(not isinstance(day, str) or day not in WEEKDAYS for day in value):
        raise ValueError(f"must hold only {', '.join(WEEKDAYS)}")
    if len(set(value)) != len(value):
        raise ValueError("must hold each weekday once")
    return tuple(sorted(WEEKDAYS.index(day) for day in value))


def entries(
    read: Callable[[object], T], most: int, beside: tuple[str, ...]
) -> Callable[[object], tuple[T, ...]]:
    """A list of objects with names of their own; `beside` are names that are taken already."""

    def read_all(value: object) -> tuple[T, ...]:
        if not isinstance(value, list) or not 1 <= len(value) <= most:
            raise ValueError(f"must be a list of 1 to {most} entries")
        found, faults = [], list[Fault]()
        for index, each in enumerate(value):
            try:
                found.append(read(each))
            except ConfigInvalid as invalid:
                faults += invalid.below(str(index))
        names = [*beside, *(each.name for each in found)]
        faults += [
            Fault("", "duplicate_name", f"the name {name} is used more than once")
            for name in sorted({name for name in names if names.count(name) > 1})
        ]
        if faults:
            raise ConfigInvalid(tuple(faults))
        return tuple(found)

    return read_all


def weight(value: object) -> float:
    found = number(0, HEAVIEST)(value)
    if found == 0:
        raise ValueError("must be more than 0")
    return found


def mapping(value: object) -> dict[str, Json]:
    if not isinstance(value, dict):
        raise ValueError("must be an object")
    if len(value) > MOST_KEYS:
        raise ValueError(f"must not have more than {MOST_KEYS} keys")
    if any(not isinstance(key, str) or not key for key in value):
        raise ValueError("must not have an empty key")
    json_value(value)
    return value


def json_value(value: object) -> Json:
    if deeper_than(value, DEEPEST_JSON):
        raise ValueError(f"is more than {DEEPEST_JSON} levels deep")
    try:
        size = len(json.dumps(value, allow_nan=False, ensure_ascii=False).encode())
    except (TypeError, ValueError):  # UnicodeEncodeError, for a lone surrogate, is a ValueError
        raise ValueError("must be JSON, without NaN, infinities and lone surrogates") from None
    if size > LARGEST_JSON:
        raise ValueError(f"is larger than {LARGEST_JSON} bytes")
    return value  # type: ignore[return-value]  # json.dumps took it


def deeper_than(value: object, depth: int) -> bool:
    """Whether arrays and objects lie inside one another more than `depth` deep; no recursion."""
    level = [value]
    for _ in range(depth + 1):
        level = [
            below
            for each in level
            if isinstance(each, dict | list)
            for below in (each.values() if isinstance(each, dict) else each)
        ]
        if not level:
            return False
    return True


def url(value: object) -> str:
    if not isinstance(value, str) or len(value) > LONGEST_URL:
        raise ValueError(f"must be a URL of at most {LONGEST_URL} characters")
    # Readers of URLs disagree about these (house rule of outgoing calls): none is ever needed.
    if not _URL.fullmatch(value) or "\\" in value:
        raise ValueError("must be an http or https URL in plain ASCII")
    try:
        parts = urlsplit(value)
        plain = bool(parts.hostname) and "%" not in parts.netloc and parts.port != 0
    except ValueError:
        plain = False
    if not plain or "@" in parts.netloc or "#" in value:
        raise ValueError("must have a host, and no user, password or fragment")
    return value


def listing(most: int) -> Callable[[object], list[Json]]:
    def read(value: object) -> list[Json]:
        if not isinstance(value, list):
            raise ValueError("must be a list")
        if len(value) > most:
            raise ValueError(f"must not have more than {most} entries")
        return value

    return read


def identifier(value: object) -> str:
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise ValueError("must be 1 to 64 letters, digits, dots, hyphens or underscores")
    return value


def property_path(value: object) -> str:
    if not isinstance(value, str) or len(value) > 200 or not _PATH.fullmatch(value):
        raise ValueError("must be the path of a property such as order.id")
    return value
