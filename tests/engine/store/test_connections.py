"""Connections that died while nobody used them: whoever comes next notices nothing."""

import pytest
import sqlalchemy as sa
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError

from engine.store import db, direct
from engine.store.db import Database

KILL = (
    "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


def one(database: Database) -> object:
    with database.transaction() as tx:
        return list(direct.rows(tx, "SELECT 1"))


def kept(database: Database) -> int:
    """How many connections the pool keeps, after three were in use at once."""
    with database.transaction(), database.read(), database.read():
        pass
    return database.engine.pool.checkedin()  # type: ignore[attr-defined, no-any-return]


def kill_all(database: Database, url: str) -> None:
    other = sa.create_engine(url)
    with other.connect() as conn:
        conn.exec_driver_sql(KILL)
    other.dispose()


def asked(database: Database, monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The connections that are asked from now on."""
    heard: list[object] = []
    dialect = database.engine.dialect
    ping = dialect.do_ping

    def hear(connection: DBAPIConnection) -> bool:
        heard.append(connection)
        return ping(connection)

    monkeypatch.setattr(dialect, "do_ping", hear)
    return heard


def test_connections_that_died_unused_are_replaced_unnoticed(
    database: Database, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not database.postgres:
        return  # its connections are files of this process
    monkeypatch.setattr(db, "FRESH", 0.0)
    assert kept(database) == 3
    kill_all(database, database_url)
    assert [one(database) for _ in range(5)] == [[(1,)]] * 5


def test_where_one_turns_out_dead_none_of_the_others_is_tried(
    database: Database, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not database.postgres:
        return  # its connections are files of this process
    monkeypatch.setattr(db, "FRESH", 60.0)
    assert kept(database) == 3
    kill_all(database, database_url)
    with pytest.raises(DBAPIError):
        one(database)
    assert [one(database) for _ in range(5)] == [[(1,)]] * 5


def test_a_connection_in_steady_use_is_not_asked_again(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db, "FRESH", 60.0)
    one(database)
    heard = asked(database, monkeypatch)
    for _ in range(5):
        one(database)
    assert heard == []
