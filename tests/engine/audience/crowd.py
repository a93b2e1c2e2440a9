"""Some people of the small world of `strategies`, between whom every awkward value occurs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import product
from typing import TypeVar

from journeys.person import Device, Person
from tests.journeys.strategies import (
    CATEGORIES,
    EVENTS,
    GROUPS,
    JOURNEYS,
    LANGUAGES,
    MARKERS,
    NOW,
    NUMBERS,
    STATUSES,
    TEXTS,
    TRAITS,
    day,
)

T = TypeVar("T")

LONG = ("x" * 99, "x" * 100, "x" * 101, "x" * 100 + "y", "\U0001f600" * 100 + "a%", "x" * 5000)
PLAIN: tuple[object, ...] = (*TEXTS, *LONG, *NUMBERS, True, False, None, 10**400)
NESTED: tuple[object, ...] = (
    [],
    ["a"],
    {},
    *({"city": value, "x": other} for value, other in zip(PLAIN, PLAIN[9:], strict=False)),
    *({"geo": {"lat": value}} for value in (0, 10.5, "9", None, {"x": 1})),
)
EVERYTHING = (*PLAIN, *NESTED)
SIZE = len(EVERYTHING)


def crowd() -> list[Person]:
    """`SIZE` people, the same ones each time."""
    return [_person(number) for number in range(SIZE)]


def _person(number: int) -> Person:
    # Each fact goes round its own list at its own pace, so that they meet in many combinations.
    return Person(
        id=f"p{number}",
        user_id=_of((None, *filter(None, TEXTS)), number),
        language=_of((None, *LANGUAGES), number),
        timezone=_of((None, "Europe/Berlin", "UTC"), number),
        created_at=NOW - _of((timedelta(0), timedelta(days=1), timedelta(hours=36.5)), number),
        last_seen_at=NOW - timedelta(days=number % 40, microseconds=number % 3),
        traits={
            name: _of(EVERYTHING, number * pace)
            for name, pace in zip(TRAITS, (1, 3, 5, 7, 11), strict=True)
            if name != "ghost" or number % 3
        },
        markers={
            name: _of(PLAIN, number * pace) for name, pace in zip(MARKERS, (1, 5), strict=True)
        },
        categories=_of(_maps(CATEGORIES, (None, True, False)), number),
        last_session_status=_of(STATUSES, number),
        devices=tuple(_device(number, at) for at in range(number % 4)),
        groups=frozenset(_of(_maps(GROUPS, (None, True)), number)),
        journeys=_of(_maps(JOURNEYS, (None, "active", "finished")), number),
        counts={
            name: {day(ago): 1 + number % 4 for ago in (0, 1, 2, 6, 7, 29, 30) if number >> ago & 1}
            for name in EVENTS[: number % 4]
        },
    )


def _device(number: int, at: int) -> Device:
    turn = number + 5 * at
    return Device(
        id=f"d{at}",
        kind=_of(("web", "fcm", "apns"), turn),
        platform=_of((None, "linux", "ios"), turn // 2),
        browser=_of((None, "firefox", "Chrome", ""), turn),
        model=_of((None, *TEXTS), turn),
        status=_of((*STATUSES, "suspended", "withdrawn", "retired"), turn),
        subscribed=bool(turn % 2),
    )


def _of(values: Sequence[T], turn: int) -> T:
    return values[turn % len(values)]


def _maps(keys: Sequence[str], values: Sequence[T | None]) -> list[dict[str, T]]:
    """Every way to give the keys values; None is no value."""
    return [
        {key: value for key, value in zip(keys, some, strict=True) if value is not None}
        for some in product(values, repeat=len(keys))
    ]
