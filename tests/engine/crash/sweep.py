"""Crash an act at each of its statements and at its commit, and look at every row afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event

from engine.store.db import Database, Tx
from engine.store.tables import metadata
from tests.simulation.luck import luck

Act = Callable[[Tx], object]
Rows = dict[str, list[tuple[Any, ...]]]


class Crashed(BaseException):
    """The process ends here: nothing in the product may catch it."""


class _Rollback(Exception):
    pass


def sweep(database: Database, act: Act) -> int:
    """Assert that `act` is all or nothing wherever it crashes; the number of places.

    The last crash of all is the commit; then the act is done for good.
    """
    before, done = _rows_now(database), _rows_after(database, act)
    assert done != before, "an act that does nothing proves nothing"
    places = 0
    while _crashes(database, act, places):
        assert _rows_now(database) == before, f"half-done after a crash at statement {places}"
        assert _rows_after(database, act) == done, f"another end after one at {places}"
        places += 1
    assert _rows_now(database) == done
    return places


def _crashes(database: Database, act: Act, place: int) -> bool:
    """Do the act with a crash at this place; whether it was reached."""
    try:
        with crash_at(database, place), luck(1), database.transaction() as tx:
            act(tx)
    except Crashed:
        return True
    return False


@contextmanager
def crash_at(database: Database, place: int) -> Iterator[None]:
    """Raise before the statement of this number; the commit is the one after the last."""
    passed = 0

    def step(*_: object) -> None:
        nonlocal passed
        passed += 1
        if passed > place:
            raise Crashed

    for name in ("before_cursor_execute", "commit"):
        event.listen(database.engine, name, step)
    try:
        yield
    finally:
        for name in ("before_cursor_execute", "commit"):
            event.remove(database.engine, name, step)


def _rows_now(database: Database) -> Rows:
    with database.read() as tx:
        return _rows(tx)


def _rows_after(database: Database, act: Act) -> Rows:
    """What the act would leave, without leaving it."""
    found: Rows = {}
    with suppress(_Rollback), luck(1), database.transaction() as tx:
        act(tx)
        found = _rows(tx)
        raise _Rollback
    return found


def _rows(tx: Tx) -> Rows:
    """Every row of every table that has any."""
    tables = {
        table.name: [
            tuple(row) for row in tx.execute(sa.select(table).order_by(*table.primary_key))
        ]
        for table in metadata.sorted_tables
    }
    return {name: rows for name, rows in tables.items() if rows}
