"""What a person may carry: never more than the bounds, whatever she says of herself."""

from __future__ import annotations

from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from engine.audience import bounds
from engine.audience.bounds import KEYS, SIZE, put

leaves = st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=5)
json = st.recursive(
    leaves, lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=2), inner)
)


def keys(value: object) -> int:
    if isinstance(value, dict):
        return len(value) + sum(keys(one) for one in value.values())
    return sum(keys(one) for one in value) if isinstance(value, list) else 0


def test_one_event_always_has_room_in_her_who_has_nothing() -> None:
    deep = {"a": {f"k{number}": number for number in range(KEYS - 1)}}
    long = {f"t{number}": "x" * 1_000 for number in range(31)}

    for sent in (deep, long):
        held: dict[str, Any] = {}
        assert put(held, sent)
        assert held == sent


def test_keys_count_at_every_depth() -> None:
    held: dict[str, Any] = {}

    assert put(held, {"a": [{"b": {f"k{number}": 1 for number in range(KEYS - 4)}}]})
    assert put(held, {"c": 1, "d": 1})
    assert not put(held, {"e": 1, "c": 2})
    assert (held["c"], "e" in held) == (2, False)


def test_long_values_leave_no_room_for_more() -> None:
    held: dict[str, Any] = {}

    assert put(held, {"a": "x" * 30_000, "b": "x" * 30_000})
    assert not put(held, {"c": "x" * 30_000, "d": "short"})
    assert set(held) == {"a", "b", "d"}


def test_what_goes_makes_room() -> None:
    held: dict[str, Any] = {"a": "x" * (SIZE - 100)}

    assert not put(held, {"b": "x" * 100})
    assert put(held, {"a": None, "b": "x" * 100})
    assert set(held) == {"b"}


def test_what_is_over_already_may_become_less() -> None:
    """Kept by a version before, say."""
    held: dict[str, Any] = {f"t{number}": {"k": "v"} for number in range(KEYS)}

    assert not put(held, {"t0": {"k": "v", "l": "w"}, "x": 1})
    assert put(held, {"t0": 1, "t1": {"k": "w"}, "t2": None})
    assert (held["t0"], held["t1"], "t2" in held) == (1, {"k": "w"}, False)


@given(st.lists(st.dictionaries(st.text(max_size=2), json), max_size=5))
def test_whatever_is_said_stays_within_the_bounds(told: list[dict[str, Any]]) -> None:
    held: dict[str, Any] = {}
    expected: dict[str, Any] = {}
    bounds_hold = True

    for values in told:
        bounds_hold = put(held, values) and bounds_hold
        expected = {name: one for name, one in (expected | values).items() if one is not None}
    assert keys(held) <= bounds.KEYS
    assert len(msgspec.json.encode(held)) <= bounds.SIZE
    assert not bounds_hold or held == expected
