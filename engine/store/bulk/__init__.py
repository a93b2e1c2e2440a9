"""Set-based writes: one call writes a batch, by each database's fastest way, with one meaning.

`insert`, `insert_new`, `update`, `add` and `delete` take a table, the columns' names and rows as
tuples in that order. Rows are written in the order given: callers sort them by primary key, which
is the lock order. PostgreSQL takes whole columns (`unnest` of binary arrays), SQLite `executemany`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import sqlalchemy as sa

from engine.store.bulk import postgresql, sqlite
from engine.store.db import Tx

DELETED_AT_ONCE = 5_000  # a few parameters each: SQLite takes 32,766
Rows = Sequence[tuple[Any, ...]]


class Writer(Protocol):
    """What each database's room offers; `tail` is an ON CONFLICT clause."""

    def insert(
        self, tx: Tx, table: sa.Table, columns: Sequence[str], rows: Rows, tail: str
    ) -> None: ...

    def insert_returning(
        self, tx: Tx, table: sa.Table, columns: Sequence[str], rows: Rows, returning: Sequence[str]
    ) -> set[tuple[Any, ...]]: ...

    def update(
        self, tx: Tx, table: sa.Table, keys: Sequence[str], columns: Sequence[str], rows: Rows
    ) -> None: ...


def _writer(tx: Tx) -> Writer:
    return postgresql if tx.postgres else sqlite


def insert(
    tx: Tx, table: sa.Table, columns: Sequence[str], rows: Rows, *, replace: Sequence[str] = ()
) -> None:
    """Insert rows; a row whose primary key stands gets the columns in `replace` overwritten."""
    if rows:
        tail = f"ON CONFLICT ({_keys(table)}) DO UPDATE SET {_excluded(replace)}" if replace else ""
        _writer(tx).insert(tx, table, columns, rows, tail)


def insert_absent(tx: Tx, table: sa.Table, columns: Sequence[str], rows: Rows) -> None:
    """Insert the rows whose key does not stand yet; leave the others alone."""
    if rows:
        _writer(tx).insert(tx, table, columns, rows, "ON CONFLICT DO NOTHING")


def insert_new(
    tx: Tx, table: sa.Table, columns: Sequence[str], rows: Rows, returning: Sequence[str]
) -> set[tuple[Any, ...]]:
    """Insert as `insert_absent` does; answer the `returning` columns of the rows that were new."""
    if not rows:
        return set()
    return _writer(tx).insert_returning(tx, table, columns, rows, returning)


def add(tx: Tx, table: sa.Table, columns: Sequence[str], rows: Rows, *, counter: str) -> None:
    """Insert counters, or add to those that stand."""
    if rows:
        tail = (
            f"ON CONFLICT ({_keys(table)}) DO UPDATE "
            f"SET {counter} = {table.name}.{counter} + excluded.{counter}"
        )
        _writer(tx).insert(tx, table, columns, rows, tail)


def update(
    tx: Tx, table: sa.Table, keys: Sequence[str], columns: Sequence[str], rows: Rows
) -> None:
    """Set columns of the rows with these keys; a row is (*keys, *columns)."""
    if rows:
        _writer(tx).update(tx, table, keys, columns, rows)


def delete(tx: Tx, table: sa.Table, keys: Sequence[str], rows: Rows) -> None:
    """Delete the rows with these keys."""
    columns = [table.c[name] for name in keys]
    for start in range(0, len(rows), DELETED_AT_ONCE):
        part = rows[start : start + DELETED_AT_ONCE]
        tx.execute(table.delete().where(sa.tuple_(*columns).in_(part)))


def _keys(table: sa.Table) -> str:
    return ", ".join(column.name for column in table.primary_key.columns)


def _excluded(columns: Sequence[str]) -> str:
    return ", ".join(f"{name} = excluded.{name}" for name in columns)
