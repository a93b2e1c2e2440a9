"""PostgreSQL: whole columns as binary arrays through `unnest`, measured at 0.7 of a raw COPY."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from engine.store import arrays, direct
from engine.store.arrays import Array
from engine.store.bulk.among import FEW
from engine.store.db import Tx


def insert(
    tx: Tx, table: sa.Table, columns: Sequence[str], rows: Sequence[tuple[Any, ...]], tail: str
) -> None:
    sql = _insert_sql(table, tuple(columns), tail)
    direct.write(tx, sql, _arrays(table, columns, rows))


def insert_returning(
    tx: Tx,
    table: sa.Table,
    columns: Sequence[str],
    rows: Sequence[tuple[Any, ...]],
    returning: Sequence[str],
) -> set[tuple[Any, ...]]:
    sql = _insert_sql(
        table, tuple(columns), f"ON CONFLICT DO NOTHING RETURNING {', '.join(returning)}"
    )
    return {tuple(row) for row in direct.rows(tx, sql, _arrays(table, columns, rows))}


def update(
    tx: Tx,
    table: sa.Table,
    keys: Sequence[str],
    columns: Sequence[str],
    rows: Sequence[tuple[Any, ...]],
) -> None:
    sql = _update_sql(table, tuple(keys), tuple(columns))
    direct.write(tx, sql, _arrays(table, [*keys, *columns], rows))


def _arrays(
    table: sa.Table, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> tuple[Array, ...]:
    values = zip(*rows, strict=True)
    return tuple(arrays.array(table.c[name], of) for name, of in zip(columns, values, strict=True))


@lru_cache(maxsize=256)
def _insert_sql(table: sa.Table, columns: tuple[str, ...], tail: str) -> str:
    # Names come from our own tables, never from outside.
    names = ", ".join(_quoted(name) for name in columns)
    # Arrays in the list that is selected give their rows in step, in the order they were sent
    # (PostgreSQL, "SQL Functions Returning Sets"); in FROM each would be stored once more.
    each = ", ".join(f"unnest({array})" for array in _marks(table, columns))
    return f"INSERT INTO {table.name} ({names}) SELECT {each} {tail}"


@lru_cache(maxsize=256)
def _update_sql(table: sa.Table, keys: tuple[str, ...], columns: tuple[str, ...]) -> str:
    names = ", ".join(_quoted(name) for name in (*keys, *columns))
    sets = ", ".join(f"{_quoted(name)} = v.{_quoted(name)}" for name in columns)
    match = " AND ".join(f"t.{_quoted(name)} = v.{_quoted(name)}" for name in keys)
    source = (
        f"unnest({', '.join(_marks(table, (*keys, *columns)))}) WITH ORDINALITY AS v({names}, n_)"
    )
    few = FEW.format("v.n_")
    return f"UPDATE {table.name} t SET {sets} FROM {source} WHERE {match} AND {few}"  # noqa: S608


def _marks(table: sa.Table, columns: tuple[str, ...]) -> list[str]:
    return [f"%b::{arrays.type_of(table.c[name])}" for name in columns]


def _quoted(name: str) -> str:
    return f'"{name}"'
