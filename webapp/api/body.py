"""Requests read strictly: JSON in which nothing is ambiguous, parameters that stand once."""

from __future__ import annotations

import json
import math
from typing import Any, NoReturn

import marshmallow as ma
from flask import Request
from webargs.flaskparser import FlaskParser

from webapp.api.problem import Problem, invalid, paths

LARGEST = 256 * 1024  # bytes of a body, but for journeys
LARGEST_JOURNEY = 2 * 1024 * 1024  # a draft has 1 MB in canonical JSON; white space is not counted
DEEPEST = 100
EXACT = 2**53  # from here on a double, as browsers read numbers, is no longer exact


class Parser(FlaskParser):
    """webargs with our reading and our errors; unknown parameters are refused everywhere."""

    DEFAULT_UNKNOWN_BY_LOCATION = {**FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION, "query": ma.RAISE}  # noqa: RUF012

    def load_json(self, req: Request, schema: ma.Schema) -> Any:  # noqa: ARG002  # webargs' signature
        return read(req)

    def handle_error(self, error: ma.ValidationError, *_: object, **__: object) -> NoReturn:
        invalid(paths(error.messages))


PARSER = Parser()


def read(request: Request, largest: int = LARGEST) -> object:
    """The JSON of a body. Raises Problem: 400, 413 or 415."""
    if request.mimetype != "application/json":
        raise Problem(415, "not_json", "The body must be sent as application/json.")
    data = request.get_data(cache=True)
    if len(data) > largest:
        raise Problem(413, "too_large", f"The body has more than {largest} bytes.")
    try:
        value = _DECODER.decode(data.decode())
        _check(value)
    except UnicodeDecodeError:
        raise Problem(400, "invalid_json", "The body is not UTF-8.") from None
    except ValueError as error:
        raise Problem(400, "invalid_json", str(error)) from None
    except RecursionError:
        raise Problem(400, "invalid_json", "The body is nested too deep.") from None
    return value


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a key stands twice in one object")
    return made


def _integer(digits: str) -> int:
    number = int(digits) if len(digits) <= 17 else EXACT
    if abs(number) >= EXACT:
        raise ValueError("an integer is 2^53 or more")
    return number


def _float(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError("a number is too large for a double")
    return number


def _constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _check(value: object, depth: int = 0) -> None:
    """Refuse what not every database can hold, and what is nested beyond reason."""
    if depth > DEEPEST:
        raise RecursionError
    match value:
        case str():
            if "\0" in value:
                raise ValueError("a string holds U+0000")
            value.encode()  # half a surrogate pair raises UnicodeEncodeError, a ValueError
        case dict():
            for each in (*value.keys(), *value.values()):
                _check(each, depth + 1)
        case list():
            for each in value:
                _check(each, depth + 1)
        case _:
            pass


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_int=_integer, parse_float=_float, parse_constant=_constant
)
