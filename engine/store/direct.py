"""Hot statements, as text, handed to the driver itself.

Of what a select of a hundred rows costs this process, SQLAlchemy's way to the driver and back is
more than half: a context, a result and its columns' descriptions, made anew each time. Connection,
transaction and errors stay SQLAlchemy's. Whoever listens to its statements (tests do, to crash
before each, or to stop there) is told of these as well: they then go its way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import DBAPIError

if TYPE_CHECKING:
    from engine.store.db import Tx

Values = Mapping[str, object] | Sequence[object]
Answers = Sequence[Sequence[Any]]


def rows(tx: Tx, text: str, values: Values = ()) -> Answers:
    """Run a statement that answers; all its rows, values as the driver gives them.

    Raises SQLAlchemy's DBAPIError, as `Tx.execute` does.
    """
    if _watched(tx):
        return tx.conn.exec_driver_sql(text, _given(values)).all()
    cursor = _cursor(tx)
    try:
        cursor.execute(text, values)
        found: Answers = cursor.fetchall()
    except Exception as error:
        raise _named(tx, text, error) from error
    return found


def write(tx: Tx, text: str, values: Values) -> None:
    """Run a statement that answers nothing."""
    if _watched(tx):
        tx.conn.exec_driver_sql(text, _given(values))
        return
    try:
        _cursor(tx).execute(text, values)
    except Exception as error:
        raise _named(tx, text, error) from error


def write_each(tx: Tx, text: str, many: Sequence[tuple[Any, ...]]) -> None:
    """Run a statement once for each of these values."""
    if _watched(tx):
        tx.conn.exec_driver_sql(text, list(many))
        return
    try:
        _cursor(tx).executemany(text, many)
    except Exception as error:
        raise _named(tx, text, error) from error


def _watched(tx: Tx) -> bool:
    return bool(tx.conn.engine.dispatch.before_cursor_execute)


def _given(values: Values) -> Any:
    return dict(values) if isinstance(values, Mapping) else tuple(values)


def _cursor(tx: Tx) -> Any:
    if tx.cursor is None:
        tx.cursor = tx.conn.connection.cursor()
    return tx.cursor


def _named(tx: Tx, text: str, error: Exception) -> Exception:
    """The error as SQLAlchemy names it; where a connection broke, all are made anew."""
    dialect = tx.conn.dialect
    base = dialect.loaded_dbapi.Error
    if not isinstance(error, base):
        return error
    gone = dialect.is_disconnect(error, tx.conn.connection.dbapi_connection, tx.cursor)
    if gone:
        tx.conn.invalidate(error)
        tx.conn.engine.dispose()  # whoever ended this one may have ended all
    return DBAPIError.instance(
        text, None, error, base, connection_invalidated=gone, dialect=dialect
    )
