"""A column among very many values, which travel as one parameter.

SQLAlchemy's `in_` gives each value a parameter of its own: with a batch's 2,000 people, writing
and parsing that statement costs more than running it, and no two batches share a prepared one.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec
import sqlalchemy as sa

from engine.store.db import Tx


class _Numbers(sa.types.UserDefinedType[str]):
    """PostgreSQL's bigint[] as its text, which is written faster than psycopg writes a list.

    The cast stands at the parameter itself: a cast of a text would be done again for each row.
    """

    cache_ok = True
    render_bind_cast = True

    def get_col_spec(self, **_: object) -> str:
        return "BIGINT[]"


class _Json(sa.types.UserDefinedType[str]):
    """PostgreSQL's json as its text."""

    cache_ok = True
    render_bind_cast = True

    def get_col_spec(self, **_: object) -> str:
        return "JSON"


def among(tx: Tx, column: sa.ColumnElement[int], numbers: Iterable[int]) -> sa.ColumnElement[bool]:
    """The condition `column IN numbers`."""
    text = joined(tx, numbers)
    if tx.postgres:
        return column == sa.any_(sa.literal(text, _Numbers()))
    return _each(column, sa.literal(text, sa.Text))


def among_numbers(
    postgres: bool, column: sa.ColumnElement[int], name: str
) -> sa.ColumnElement[bool]:
    """The same for a prepared statement: the parameter `name` is `joined`."""
    if postgres:
        return column == sa.any_(sa.bindparam(name, type_=_Numbers()))
    return _each(column, sa.bindparam(name, type_=sa.Text))


def joined(tx: Tx, numbers: Iterable[int]) -> str:
    """Numbers as the one parameter that `among`, `among_numbers` and `AMONG` take."""
    many = ",".join(map(str, numbers))
    return f"{{{many}}}" if tx.postgres else f"[{many}]"


AMONG = {True: "= ANY(%s::bigint[])", False: "IN (SELECT value FROM json_each(?))"}
"""`among` for hot statements written as text, by whether the database is PostgreSQL."""


def among_keys(
    postgres: bool,
    number: sa.ColumnElement[int],
    text: sa.ColumnElement[str],
    name: str,
) -> sa.ColumnElement[bool]:
    """The condition `(number, text) IN keys`: the parameter `name` is a `keys_text`."""
    if postgres:
        many = sa.func.json_array_elements(sa.bindparam(name, type_=_Json()))
        each = many.column_valued("key_")
        first, second = (each.op("->>")(sa.literal_column(place)) for place in "01")
        found: sa.Select[Any] = sa.select(sa.cast(first, sa.Integer), second)
    else:
        many = sa.func.json_each(sa.bindparam(name, type_=sa.Text))
        value: sa.ColumnClause[str] = sa.column("value", sa.Text)
        parts = [
            sa.func.json_extract(value, sa.literal_column(f"'$[{place}]'", sa.Text))
            for place in "01"
        ]
        found = sa.select(*parts).select_from(many)
    return sa.tuple_(number, text).in_(found)


def keys_text(keys: Iterable[tuple[int, str]]) -> str:
    """Keys of a number and a text, as the one parameter that they travel in."""
    return msgspec.json.encode(list(keys)).decode()


def _each(column: sa.ColumnElement[int], text: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
    many = sa.func.json_each(text)
    return column.in_(sa.select(sa.column("value")).select_from(many))
