"""Statements by the driver itself: SQLAlchemy's transactions, listeners and errors hold too."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, IntegrityError

from engine.store import driver
from engine.store.db import Database, Tx

ADD = "INSERT INTO shard_head (shard) VALUES (7)"  # it stands: there is a head for each shard
LOST = "SELECT pg_terminate_backend(pg_backend_pid())"


def heads(database: Database) -> int:
    with database.read() as tx:
        ((count,),) = driver.rows(tx.conn, "SELECT count(*) FROM shard_head")
    return int(count)


def test_what_it_did_goes_with_the_transaction(database: Database) -> None:
    before = heads(database)

    def fail(tx: Tx) -> None:
        driver.run(tx.conn, "DELETE FROM shard_head")
        raise LookupError

    with pytest.raises(LookupError):
        database.run(fail)
    assert heads(database) == before > 0


def test_the_first_statement_of_a_reading_begins_it(database: Database) -> None:
    with database.read() as tx:
        driver.rows(tx.conn, "SELECT 1")
        assert tx.conn.in_transaction()


def test_an_error_is_sqlalchemys_and_names_the_drivers(database: Database) -> None:
    with pytest.raises(IntegrityError) as told:
        database.run(lambda tx: driver.run(tx.conn, ADD))
    assert told.value.orig is told.value.__cause__
    assert not told.value.connection_invalidated


def test_who_listens_hears_it(database: Database) -> None:
    heard: list[str] = []

    def hear(_conn: object, _cursor: object, statement: str, *_: object) -> None:
        heard.append(statement)

    sa.event.listen(database.engine, "before_cursor_execute", hear)
    with database.transaction() as tx:
        driver.rows(tx.conn, "SELECT 1")
    sa.event.remove(database.engine, "before_cursor_execute", hear)
    assert "SELECT 1" in heard


def test_a_connection_that_is_lost_is_not_used_again(database: Database) -> None:
    if not database.postgres:
        return  # its connection is this process
    with pytest.raises(DBAPIError) as told:
        database.run(lambda tx: driver.rows(tx.conn, LOST))
    assert told.value.connection_invalidated
    assert heads(database) > 0
