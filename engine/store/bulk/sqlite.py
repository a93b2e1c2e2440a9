"""SQLite: the driver's `executemany`, which prepares a statement once and runs it for each row."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from engine.store import direct
from engine.store.db import Tx


def insert(
    tx: Tx, table: sa.Table, columns: Sequence[str], rows: Sequence[tuple[Any, ...]], tail: str
) -> None:
    direct.write_each(tx, _insert_sql(table, tuple(columns), tail), rows)


def insert_returning(
    tx: Tx,
    table: sa.Table,
    columns: Sequence[str],
    rows: Sequence[tuple[Any, ...]],
    returning: Sequence[str],
) -> set[tuple[Any, ...]]:
    # executemany gives no rows back; a multi-row VALUES does, within SQLite's 32,766 parameters.
    names, width = tuple(columns), len(columns)
    at_once = 30_000 // width
    new: set[tuple[Any, ...]] = set()
    for start in range(0, len(rows), at_once):
        part = rows[start : start + at_once]
        values = ", ".join([f"({', '.join('?' * width)})"] * len(part))
        sql = (
            f"INSERT INTO {table.name} ({_names(names)}) VALUES {values} "  # noqa: S608
            f"ON CONFLICT DO NOTHING RETURNING {', '.join(returning)}"
        )
        flat = tuple(value for row in part for value in row)
        new.update(tuple(row) for row in direct.rows(tx, sql, flat))
    return new


def update(
    tx: Tx,
    table: sa.Table,
    keys: Sequence[str],
    columns: Sequence[str],
    rows: Sequence[tuple[Any, ...]],
) -> None:
    sql = _update_sql(table, tuple(keys), tuple(columns))
    width = len(keys)
    direct.write_each(tx, sql, [(*row[width:], *row[:width]) for row in rows])


@lru_cache(maxsize=256)
def _insert_sql(table: sa.Table, columns: tuple[str, ...], tail: str) -> str:
    # Names come from our own tables, never from outside.
    marks = ", ".join("?" * len(columns))
    return f"INSERT INTO {table.name} ({_names(columns)}) VALUES ({marks}) {tail}"  # noqa: S608


@lru_cache(maxsize=256)
def _update_sql(table: sa.Table, keys: tuple[str, ...], columns: tuple[str, ...]) -> str:
    sets = ", ".join(f'"{name}" = ?' for name in columns)
    match = " AND ".join(f'"{name}" = ?' for name in keys)
    return f"UPDATE {table.name} SET {sets} WHERE {match}"  # noqa: S608


def _names(columns: tuple[str, ...]) -> str:
    return ", ".join(f'"{name}"' for name in columns)
