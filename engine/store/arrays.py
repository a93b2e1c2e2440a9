"""Columns as PostgreSQL's arrays in binary, written by their type in one go.

psycopg looks at each value of a list by itself: that is most of what writing a batch costs us.
The form is that of `array_recv` (src/backend/utils/adt/arrayfuncs.c): dimensions, whether there are
nulls, the element's type, length and lower bound; then each element's length and bytes.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, ClassVar, cast

import psycopg
import sqlalchemy as sa
from psycopg import pq
from psycopg.adapt import Buffer, Dumper

_HEAD = struct.Struct("!iiIii").pack
_LENGTH = struct.Struct("!i").pack
_NULL = _LENGTH(-1)
Writing = Callable[[Sequence[Any]], list[bytes]]


class Array:
    """A column, ready to be sent; a subclass for each type, for psycopg goes by the class."""

    __slots__ = ("sent",)
    type: ClassVar[str]

    def __init__(self, sent: bytes) -> None:
        self.sent = sent


class Bigints(Array):
    type = "bigint[]"


class Integers(Array):
    type = "integer[]"


class Texts(Array):
    type = "text[]"


class Booleans(Array):
    type = "boolean[]"


class Doubles(Array):
    type = "double precision[]"


class Bytes(Array):
    type = "bytea[]"


def _fixed(letter: str, size: int) -> Writing:
    one = struct.Struct("!i" + letter).pack

    def written(values: Sequence[Any]) -> list[bytes]:
        if None in values:
            return [_NULL if value is None else one(size, value) for value in values]
        each = [size, 0] * len(values)
        each[1::2] = values
        return [_many(letter, len(values))(*each)]

    return written


@lru_cache(maxsize=256)
def _many(letter: str, count: int) -> Callable[..., bytes]:
    return struct.Struct("!" + f"i{letter}" * count).pack


def _texts(values: Sequence[str | None]) -> list[bytes]:
    if None in values:
        return _bytes([None if value is None else value.encode() for value in values])
    return _bytes(list(map(str.encode, cast("Sequence[str]", values))))


def _bytes(values: Sequence[bytes | None]) -> list[bytes]:
    if None in values:
        return [_NULL if value is None else _LENGTH(len(value)) + value for value in values]
    present = cast("Sequence[bytes]", values)
    each = [b""] * (2 * len(present))
    each[::2], each[1::2] = map(_LENGTH, map(len, present)), present
    return each


# The oids of the elements and of their arrays: src/include/catalog/pg_type.dat.
_FORMS: dict[type[Any], tuple[type[Array], int, int, Writing]] = {
    sa.BigInteger: (Bigints, 20, 1016, _fixed("q", 8)),
    sa.Integer: (Integers, 23, 1007, _fixed("i", 4)),
    sa.Text: (Texts, 25, 1009, _texts),
    sa.Boolean: (Booleans, 16, 1000, _fixed("?", 1)),
    sa.Float: (Doubles, 701, 1022, _fixed("d", 8)),
    sa.LargeBinary: (Bytes, 17, 1001, _bytes),
}


def type_of(column: sa.Column[Any]) -> str:
    """The array's type as SQL names it."""
    return _FORMS[type(column.type)][0].type


def array(column: sa.Column[Any], values: Sequence[Any]) -> Array:
    """These values of a column. Raises OverflowError for a number that it cannot hold."""
    form, element, _, written = _FORMS[type(column.type)]
    try:
        parts = written(values)
    except struct.error as error:
        raise OverflowError(f"{column.name}: {error}") from error
    head = _HEAD(1, None in values, element, len(values), 1)
    return form(b"".join([head, *parts]))


def register(connection: psycopg.Connection[Any], _record: object = None) -> None:
    """Teach a connection to send them as they are."""
    for form, _, oid, _ in _FORMS.values():
        connection.adapters.register_dumper(form, _dumper(oid))


@lru_cache(maxsize=16)
def _dumper(oid_: int) -> type[Dumper]:
    class AsItIs(Dumper):
        format = pq.Format.BINARY
        oid = oid_

        def dump(self, obj: Any) -> Buffer | None:
            return cast("Array", obj).sent

    return AsItIs
