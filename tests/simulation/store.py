"""The product's database on in-memory SQLite, with crashes around its commits."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterator

import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from engine.store import migrate
from engine.store.db import Database, Tx, connect
from tests.simulation.world import World


class Store(Database):
    """Every transaction may be overtaken before it begins, and lost before or after its commit."""

    def __init__(self, world: World) -> None:
        super().__init__("sqlite://")
        self.world = world
        self.seen: Callable[[], None] = lambda: None
        self.calm = True

    @contextlib.contextmanager
    def transaction(self) -> Iterator[Tx]:
        """As the product's, with what may go wrong around it."""
        if self.calm:
            with super().transaction() as tx:
                yield tx
            return
        world, options = self.world, self.world.options
        world.give_way()
        with super().transaction() as tx:
            yield tx
            if world.happens(options.crash):
                self._fail()
        self.seen()
        if world.happens(options.lost):
            self._fail()
        world.give_way()

    def _fail(self) -> None:
        """The process dies, or only its connection."""
        if self.world.dice.random() < 0.5:
            self.world.kill()
        broken = sqlite3.OperationalError("server closed the connection unexpectedly")
        raise OperationalError("COMMIT", None, broken, connection_invalidated=True)

    @property
    def raw(self) -> sqlite3.Connection:
        """The one connection, for the witnesses."""
        with contextlib.closing(self.engine.raw_connection()) as pooled:
            found = pooled.driver_connection
        assert isinstance(found, sqlite3.Connection)
        return found


class Template:
    """Migrated once; every seed begins with a copy."""

    def __init__(self) -> None:
        self._database = connect("sqlite://")
        migrate.upgrade(self._database)

    def copy_to(self, store: Store) -> None:
        with contextlib.closing(self._database.engine.raw_connection()) as pooled:
            source = pooled.driver_connection
            assert isinstance(source, sqlite3.Connection)
            source.backup(store.raw)
        with store.engine.connect() as conn:
            conn.execute(sa.text("SELECT 1"))

    def close(self) -> None:
        self._database.close()
