"""Hot statements, run by the driver itself: SQLAlchemy makes more of a result than of its rows.

Its transactions, its listeners and its errors hold here too. Texts are of the driver's own style,
and values come as the driver gives them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError


def rows(
    conn: sa.Connection, statement: str, parameters: Sequence[Any] = ()
) -> list[tuple[Any, ...]]:
    """Run a statement that has rows; all of them. Raises DBAPIError."""
    cursor = _run(conn, statement, parameters)
    try:
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found
    finally:
        cursor.close()


def run(conn: sa.Connection, statement: str, parameters: Sequence[Any] = ()) -> None:
    """Run a statement that has none. Raises DBAPIError."""
    _run(conn, statement, parameters).close()


def _run(conn: sa.Connection, statement: str, parameters: Sequence[Any]) -> Any:
    if not conn.in_transaction():
        conn.begin()
    cursor = conn.connection.cursor()
    for hear in conn.dispatch.before_cursor_execute:
        statement, parameters = hear(conn, cursor, statement, parameters, None, False)
    try:
        cursor.execute(statement, parameters)
    except conn.dialect.loaded_dbapi.Error as error:
        raise _told(conn, statement, error) from error
    return cursor


def _told(conn: sa.Connection, statement: str, error: Exception) -> Exception:
    """The error as SQLAlchemy tells it; a connection that is lost is not used again."""
    kind = conn.dialect.loaded_dbapi.Error
    lost = conn.dialect.is_disconnect(error, conn.connection.dbapi_connection, None)  # type: ignore[arg-type]
    if lost:
        conn.invalidate(error)
    told: DBAPIError = DBAPIError.instance(  # type: ignore[assignment]
        statement, None, error, kind, connection_invalidated=lost, dialect=conn.dialect
    )
    return told
