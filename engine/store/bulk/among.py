"""A column among very many values, which travel as one parameter.

SQLAlchemy's `in_` gives each value a parameter of its own: with a batch's 2,000 people, writing
and parsing that statement costs more than running it, and no two batches share a prepared one.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from engine.store import arrays
from engine.store.db import Tx


class _Numbers(sa.types.UserDefinedType[str]):
    """PostgreSQL's bigint[] as its text, which is written faster than psycopg writes a list.

    The cast stands at the parameter itself: a cast of a text would be done again for each row.
    """

    cache_ok = True
    render_bind_cast = True

    def get_col_spec(self, **_: object) -> str:
        return "BIGINT[]"


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


FEW = "mod({}, 1) = 0"
"""Always true of an ordinal, and by it PostgreSQL expects a single row.

It keeps a plan for all values, made when the tables were nearly empty: it then looked rows up by
reading the table, for as long as the connection lived. For one row it always asks the index.
"""

_KEYS = (sa.Column("number", sa.Integer), sa.Column("text", sa.Text))
AMONG = {True: "= ANY(%s::bigint[])", False: "IN (SELECT value FROM json_each(?))"}
"""`among` for hot statements written as text, by whether the database is PostgreSQL."""


def among_keys(
    postgres: bool,
    number: sa.ColumnElement[int],
    text: sa.ColumnElement[str],
    name: str,
) -> sa.ColumnElement[bool]:
    """The condition `(number, text) IN keys`: the parameters are those of `keyed`."""
    found = _unnested(name) if postgres else _listed(name)
    return sa.tuple_(number, text).in_(found)


def _unnested(name: str) -> sa.Select[Any]:
    many = sa.func.unnest(
        sa.bindparam(f"{name}_numbers", type_=ARRAY(sa.Integer)),
        sa.bindparam(f"{name}_texts", type_=ARRAY(sa.Text)),
    ).table_valued("number", "text", with_ordinality="n_")
    each = many.render_derived("key_")
    few: sa.ColumnClause[bool] = sa.literal_column(FEW.format("key_.n_"), sa.Boolean)
    return sa.select(each.c.number, each.c.text).where(few)


def _listed(name: str) -> sa.Select[Any]:
    many = sa.func.json_each(sa.bindparam(name, type_=sa.Text))
    value: sa.ColumnClause[str] = sa.column("value", sa.Text)
    parts = [
        sa.func.json_extract(value, sa.literal_column(f"'$[{place}]'", sa.Text)) for place in "01"
    ]
    return sa.select(*parts).select_from(many)


def keyed(tx: Tx, name: str, keys: Iterable[tuple[int, str]]) -> dict[str, object]:
    """Keys of a number and a text, as the parameters that `among_keys` takes; ascending."""
    wanted = sorted(set(keys))
    if not tx.postgres:
        return {name: msgspec.json.encode(wanted).decode()}
    return {
        f"{name}_numbers": arrays.array(_KEYS[0], [number for number, _ in wanted]),
        f"{name}_texts": arrays.array(_KEYS[1], [text for _, text in wanted]),
    }


def _each(column: sa.ColumnElement[int], text: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
    many = sa.func.json_each(text)
    return column.in_(sa.select(sa.column("value")).select_from(many))
