"""A statement that fails, as when the database goes away in the middle of a turn."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from engine.store.db import Database


class Fault(Exception):
    """What the statement raises."""


@contextmanager
def failing(database: Database, text: str, *, after: int = 0, times: int = 1) -> Iterator[None]:
    """Statements with this text in them raise Fault, so many times, beginning after so many."""
    seen = 0

    def look(_conn: object, _cursor: object, statement: str, *_: object) -> None:
        nonlocal seen
        if text in statement:
            seen += 1
            if after < seen <= after + times:
                raise Fault(text)

    event.listen(database.engine, "before_cursor_execute", look)
    try:
        yield
    finally:
        event.remove(database.engine, "before_cursor_execute", look)
