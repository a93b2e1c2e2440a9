"""A column among very many numbers, which travel as one parameter.

SQLAlchemy's `in_` gives each number a parameter of its own: with a batch's 2,000 people, writing
and parsing that statement costs more than running it, and no two batches share a prepared one.
"""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from engine.store.db import Tx

_NUMBERS = postgresql.ARRAY(sa.BigInteger)


def among(tx: Tx, column: sa.ColumnElement[int], numbers: Iterable[int]) -> sa.ColumnElement[bool]:
    """The condition `column IN numbers`."""
    many = ",".join(map(str, numbers))
    if tx.postgres:
        # As text: psycopg writes an array of numbers slower than the server reads this.
        return column == sa.any_(sa.cast(sa.literal(f"{{{many}}}", sa.Text), _NUMBERS))
    each = sa.func.json_each(sa.literal(f"[{many}]", sa.Text))
    return column.in_(sa.select(sa.column("value")).select_from(each))
