"""Lists page by page: an opaque cursor says where the next page begins."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from marshmallow import Schema, fields, validate

from webapp.api.problem import invalid

T = TypeVar("T")
Place = tuple[Any, ...]

MOST = 200
USUAL = 50


class PageQuery(Schema):
    """`?limit=&after=` of every list."""

    limit = fields.Integer(load_default=USUAL, validate=validate.Range(1, MOST))
    after = fields.String(
        load_default=None,
        validate=validate.Length(max=1000),
        metadata={"description": "`next` of the page before"},
    )


@dataclass(frozen=True, slots=True)
class Page:
    """What `page_of` schemas dump."""

    items: Sequence[object]
    next: str | None = None


@cache
def page_of(item: type[Schema]) -> type[Schema]:
    """The schema of a page of such items."""
    return Schema.from_dict(
        {
            "items": fields.List(fields.Nested(item), required=True),
            "next": fields.String(required=True, allow_none=True),
        },
        name=f"{item.__name__}Page",
    )


def page(
    found: Sequence[T], limit: int, place: Callable[[T], Place], show: Callable[[T], object]
) -> Page:
    """The first `limit` of what was found, asked for with `limit + 1`."""
    shown = found[:limit]
    following = encode(place(shown[-1])) if len(found) > limit else None
    return Page([show(each) for each in shown], following)


def encode(place: Place) -> str:
    return base64.urlsafe_b64encode(json.dumps(place).encode()).rstrip(b"=").decode()


def decode(text: str | None, *kinds: type) -> Any:
    """The place of a cursor, values of these types; None where there is none. Raises Problem."""
    if text is None:
        return None
    try:
        place = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, binascii.Error, RecursionError):
        place = None
    if not _fits(place, kinds):
        invalid([("after", "is no cursor of this list")])
    return tuple(place)


def _fits(place: object, kinds: tuple[type, ...]) -> bool:
    if not isinstance(place, list) or len(place) != len(kinds):
        return False
    return all(
        type(value) is kind and _holds(value) for value, kind in zip(place, kinds, strict=True)
    )


def _holds(value: object) -> bool:
    """Whether every database can compare with it."""
    if isinstance(value, int):
        return abs(value) < 2**63
    return not isinstance(value, str) or (value.isprintable() and "\0" not in value)
