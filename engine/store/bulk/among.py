"""A column among very many numbers, which travel as one parameter.

SQLAlchemy's `in_` gives each number a parameter of its own: with a batch's 2,000 people, writing
and parsing that statement costs more than running it, and no two batches share a prepared one.
"""

from __future__ import annotations

from collections.abc import Iterable

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


def among(tx: Tx, column: sa.ColumnElement[int], numbers: Iterable[int]) -> sa.ColumnElement[bool]:
    """The condition `column IN numbers`."""
    many = joined(tx, numbers)
    if tx.postgres:
        return column == sa.any_(sa.literal(many, _Numbers()))
    each = sa.func.json_each(sa.literal(many, sa.Text))
    return column.in_(sa.select(sa.column("value")).select_from(each))


def joined(tx: Tx, numbers: Iterable[int]) -> str:
    """Numbers as the one parameter that `among` and `AMONG` take."""
    many = ",".join(map(str, numbers))
    return f"{{{many}}}" if tx.postgres else f"[{many}]"


AMONG = {True: "= ANY(%s::bigint[])", False: "IN (SELECT value FROM json_each(?))"}
"""`among` for hot statements written as text, by whether the database is PostgreSQL."""
