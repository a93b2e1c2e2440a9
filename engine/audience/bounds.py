"""How much a person may carry: whoever has the write key can tell her traits and markers, and every
event of hers loads and compares all of them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import msgspec

KEYS = 500  # at every depth, of traits, and likewise of markers: as many as one event may bring
SIZE = 64 * 1024  # bytes of them, written as JSON: of two of the largest events

_write = msgspec.json.Encoder().encode


class Size(NamedTuple):
    """`keys` at every depth, `length` in bytes of JSON."""

    keys: int
    length: int


def put(into: dict[str, Any], values: Mapping[str, Any]) -> bool:
    """Merge values in, null takes a name away; False when one was left out, for there is no room.

    What stands stays, and may be replaced by what is no larger.
    """
    held = _size(into)
    all_in = True
    for name, value in values.items():
        old = _size({name: into[name]}) if name in into else Size(0, 0)
        new = Size(0, 0) if value is None else _size({name: value})
        after = Size(held.keys - old.keys + new.keys, held.length - old.length + new.length)
        if value is None:
            into.pop(name, None)
        elif _fits(after) or _is_no_larger(new, old):
            into[name] = value
        else:
            all_in = False
            continue
        held = after
    return all_in


def _fits(size: Size) -> bool:
    return size.keys <= KEYS and size.length <= SIZE


def _is_no_larger(new: Size, old: Size) -> bool:
    return new.keys <= old.keys and new.length <= old.length


def _size(values: Mapping[str, Any]) -> Size:
    return Size(_keys(values), len(_write(values)))


def _keys(value: object) -> int:
    if isinstance(value, Mapping):
        return len(value) + sum(map(_keys, value.values()))
    return sum(map(_keys, value)) if isinstance(value, list) else 0
