"""What templates do with values: look them up, show them as text, compare and filter them.

Values are JSON: nothing here ever reads an attribute of a Python object, so there is nothing to
reach from a value but the values inside it.
"""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from journeys.compare import as_double, equal, order, stored

MOST_CHARACTERS = 4096

Path: TypeAlias = tuple[str | int, ...]
Constant: TypeAlias = str | int | float | bool | None

_NUMBER = re.compile(r"\s*[+-]?\d{1,18}(\.\d{1,18})?\s*", re.ASCII)
_TABLE = (
    # C0 and C1 controls, except the line feed; a tab becomes a space
    dict.fromkeys(code for code in (*range(32), *range(127, 160)) if code != 10)
    | {9: " "}
    # bidirectional marks, embeddings, overrides and isolates (UAX #9): they disguise text
    | dict.fromkeys((0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)))
    # half surrogate pairs, which no encoding can write
    | dict.fromkeys(range(0xD800, 0xE000))
)


def lookup(context: Mapping[str, object], path: Path) -> object:
    """The value at `path`, or None. Long text is cut: no template can show more of it."""
    found: object = context
    for key in path:
        if isinstance(key, str) and isinstance(found, Mapping):
            found = found.get(key)
        elif isinstance(key, int) and isinstance(found, list | tuple) and key < len(found):
            found = found[key]
        else:
            return None
    return found[: MOST_CHARACTERS + 1] if isinstance(found, str) else found


def shown(value: object) -> str:
    """A value as people read it: 5.0 is 5; null, arrays and objects are nothing."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return _number(value)
    return ""


def _number(value: float) -> str:
    number = as_double(value)
    if number is None:
        return ""
    return str(int(value)) if number.is_integer() and abs(number) < 1e15 else repr(number)


def clean(text: str) -> str:
    """Without control characters, bidirectional controls and half surrogate pairs."""
    return text.translate(_TABLE)


def same(value: object, other: object) -> bool:
    return (value is None and other is None) or equal(stored(value), stored(other))


def inside(value: object, whole: object) -> bool:
    """Whether a text holds a text or a list a value, of which the first 1,000 are looked at."""
    if isinstance(whole, list | tuple):
        return any(same(value, part) for part in whole[:1000])
    return isinstance(value, str) and isinstance(whole, str) and value in whole


def _order(value: object, other: object) -> int | None:
    return order(stored(value), stored(other))


COMPARISONS: Mapping[str, Callable[[object, object], bool]] = {
    "eq": same,
    "ne": lambda value, other: not same(value, other),
    "lt": lambda value, other: _order(value, other) == -1,
    "lteq": lambda value, other: _order(value, other) in {-1, 0},
    "gt": lambda value, other: _order(value, other) == 1,
    "gteq": lambda value, other: _order(value, other) in {0, 1},
    "in": inside,
    "notin": lambda value, whole: not inside(value, whole),
}


@dataclass(frozen=True, slots=True)
class Parameter:
    """A filter's argument: its name, what it may be, and what it is when left out."""

    name: str
    fits: Callable[[Constant], bool]
    default: Constant = None
    required: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    apply: Callable[[object, Sequence[Constant]], object]
    parameters: tuple[Parameter, ...] = ()


def _anything(_value: Constant) -> bool:
    return True


def _flag(value: Constant) -> bool:
    return isinstance(value, bool)


def _whole(least: int, most: int) -> Callable[[Constant], bool]:
    return lambda n: isinstance(n, int) and not isinstance(n, bool) and least <= n <= most


def _default(value: object, arguments: Sequence[Constant]) -> object:
    instead, also_empty = arguments
    return instead if value is None or (also_empty and not value) else value


def _truncate(value: object, arguments: Sequence[Constant]) -> object:
    (length,) = arguments
    text = shown(value)
    if not isinstance(length, int) or len(text) <= length:
        return text
    return text[: length - 1].rstrip() + "…"


def _as_number(value: object) -> float | int | None:
    if isinstance(value, str):
        return float(value) if _NUMBER.fullmatch(value) else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return as_double(value)


def _int(value: object, arguments: Sequence[Constant]) -> object:
    number = _as_number(value)
    return arguments[0] if number is None else math.trunc(number)


def _round(value: object, arguments: Sequence[Constant]) -> object:
    number, (digits,) = _as_number(value), arguments
    return round(number, digits) if number is not None and isinstance(digits, int) else value


def _text(change: Callable[[str], str]) -> Filter:
    return Filter(lambda value, _arguments: change(shown(value)))


FILTERS: Mapping[str, Filter] = {
    "default": Filter(
        _default,
        (Parameter("default_value", _anything, ""), Parameter("boolean", _flag, default=False)),
    ),
    "upper": _text(str.upper),
    "lower": _text(str.lower),
    "capitalize": _text(str.capitalize),
    "trim": _text(str.strip),
    "truncate": Filter(
        _truncate, (Parameter("length", _whole(1, MOST_CHARACTERS), required=True),)
    ),
    "int": Filter(_int, (Parameter("default", _anything, 0),)),
    "round": Filter(_round, (Parameter("precision", _whole(0, 10), 0),)),
}
