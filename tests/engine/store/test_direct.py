"""Hot statements by the driver: what they answer, how they fail, and that listeners hear them."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, IntegrityError

from engine.store import db, direct
from engine.store.db import Database, Retry, Tx
from tests.support.backends import Postgresql

INSERT = {
    True: "INSERT INTO event_name (workspace_id, name) VALUES (%s, %s)",
    False: "INSERT INTO event_name (workspace_id, name) VALUES (?, ?)",
}
NAMES = "SELECT name FROM event_name ORDER BY name"
KICK = "SELECT pg_terminate_backend(pg_backend_pid())"


def _write(tx: Tx, *names: str) -> None:
    direct.write_each(tx, INSERT[tx.postgres], [("w", name) for name in names])


def _names(database: Database) -> list[str]:
    with database.read() as tx:
        return [row[0] for row in direct.rows(tx, NAMES)]


def test_what_is_written_is_read_and_committed(database: Database) -> None:
    with database.transaction() as tx:
        direct.write(tx, INSERT[tx.postgres], ("w", "a"))
        _write(tx, "b", "c")
        assert [row[0] for row in direct.rows(tx, NAMES)] == ["a", "b", "c"]
    assert _names(database) == ["a", "b", "c"]


def test_a_failed_transaction_leaves_nothing(database: Database) -> None:
    tried: list[str] = []

    def act(tx: Tx) -> None:
        _write(tx, f"try {len(tried)}")
        tried.append("")
        if len(tried) == 1:
            raise Retry("once")

    database.run(act)
    assert _names(database) == ["try 1"]


def test_errors_bear_the_names_that_sqlalchemy_gives_them(database: Database) -> None:
    with pytest.raises(IntegrityError) as caught:
        database.run(_write, "secret", "secret")
    assert caught.value.orig is not None
    assert not caught.value.connection_invalidated
    assert caught.value.params is None


@pytest.mark.parametrize(
    "act",
    [
        lambda tx: direct.rows(tx, NAMES),
        lambda tx: direct.write(tx, INSERT[tx.postgres], ("w", "a")),
        lambda tx: direct.write_each(tx, INSERT[tx.postgres], [("w", "a")]),
    ],
)
def test_a_listener_hears_them_and_may_stop_them(
    database: Database, act: Callable[[Tx], None]
) -> None:
    def hear(_conn: object, _cursor: object, statement: str, *_: object) -> None:
        if "event_name" in statement:
            raise ZeroDivisionError

    sa.event.listen(database.engine, "before_cursor_execute", hear)
    try:
        with pytest.raises(ZeroDivisionError):
            database.run(act)
    finally:
        sa.event.remove(database.engine, "before_cursor_execute", hear)
    database.run(act)


def test_a_connection_that_broke_is_not_given_out_again(
    postgresql_template: Postgresql, tmp_path: Path
) -> None:
    with postgresql_template.fresh(tmp_path) as url, closing(db.connect(url)) as database:
        with pytest.raises(DBAPIError) as caught:
            database.run(lambda tx: direct.rows(tx, KICK))
        assert caught.value.connection_invalidated
        assert list(database.run(lambda tx: direct.rows(tx, "SELECT 1"))) == [(1,)]
