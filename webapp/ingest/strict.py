"""The strict reading of JSON: slower than by types, but it sees every key and names each fault."""

from __future__ import annotations

import json
import math
from typing import TypeVar

import msgspec

from webapp.ingest.fault import Fault
from webapp.ingest.wire import DEPTH, EXACT, KEYS

T = TypeVar("T")

_TOO_DEEP = Fault("too_deep", f"more than {DEPTH} levels")
_TOO_MANY_KEYS = Fault("too_many_keys", f"more than {KEYS} keys in one event")


def read(text: str) -> dict[str, object] | Fault:
    """The object that this text holds; what is wrong inside stands as a Fault in its place."""
    try:
        root = _DECODER.decode(text)
    except ValueError as error:
        return Fault("invalid_json", str(error))
    except RecursionError:
        return _TOO_DEEP
    if isinstance(root, dict | Fault):
        return root
    return Fault("invalid_json", "the body must be a JSON object")


def convert(value: object, shape: type[T]) -> T | Fault:
    """What `read` answered, in its shape, or what is wrong with it or inside it."""
    fault = _fault_in(value)
    if fault is not None:
        return fault
    try:
        return msgspec.convert(value, shape)
    except msgspec.ValidationError as error:
        return Fault("invalid_field", str(error))


def _fault_in(item: object) -> Fault | None:
    """The first fault of a value read by `read`, or None."""
    fault = _fault(item, 1)
    if fault is None and _keys(item) > KEYS:
        return _TOO_MANY_KEYS
    return fault


def _fault(value: object, depth: int) -> Fault | None:
    inside: list[object] = []
    match value:
        case Fault():
            return value
        case str():
            return _text_fault(value)
        case float() if not math.isfinite(value):
            return Fault("number_out_of_range", "a number is too large for a double")
        case dict():
            inside = [*value.keys(), *value.values()]
        case list():
            inside = value
        case _:
            return None
    if depth > DEPTH:
        return _TOO_DEEP
    return next((fault for one in inside if (fault := _fault(one, depth + 1))), None)


def _text_fault(text: str) -> Fault | None:
    if "\0" in text:
        return Fault("nul_character", "a string holds U+0000")
    try:
        text.encode()
    except UnicodeEncodeError:
        return Fault("lone_surrogate", "a string holds half of a surrogate pair")
    return None


def _keys(value: object) -> int:
    """The keys of a value at every depth."""
    if isinstance(value, dict):
        return len(value) + sum(map(_keys, value.values()))
    return sum(map(_keys, value)) if isinstance(value, list) else 0


def _object(pairs: list[tuple[str, object]]) -> dict[str, object] | Fault:
    made = dict(pairs)
    if len(made) == len(pairs):
        return made
    return Fault("duplicate_key", "a key stands twice in one object")


def _integer(digits: str) -> int | Fault:
    number = int(digits) if len(digits) <= 17 else EXACT
    if abs(number) < EXACT:
        return number
    return Fault("number_out_of_range", "an integer is 2^53 or more")


def _constant(name: str) -> Fault:
    return Fault("invalid_number", f"{name} is not JSON")


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_int=_integer, parse_constant=_constant)
