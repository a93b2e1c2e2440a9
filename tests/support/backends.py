"""The real servers that tests run over: where they are, and a clean database or queue in them."""

import contextlib
import os
import shutil
import socket
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
from psycopg import sql

from engine.store import db, migrate
from engine.store.tables import SHARDS, metadata

POSTGRESQL = os.environ.get("WAYMARK_TEST_POSTGRESQL", "postgresql+psycopg://127.0.0.1:5432/test")
REDIS = os.environ.get("WAYMARK_TEST_REDIS", "redis://127.0.0.1:6379/0")
RABBITMQ = os.environ.get("WAYMARK_TEST_RABBITMQ", "amqp://guest:guest@127.0.0.1:5672/")
REQUIRE_ALL = os.environ.get("REQUIRE_ALL", "") not in ("", "0")

# TRUNCATE would give each table new files, and wait for the disk.
EMPTY = "; ".join(
    [
        *(f"DELETE FROM {table.name}" for table in reversed(metadata.sorted_tables)),
        f"INSERT INTO shard_head (shard) SELECT generate_series(0, {SHARDS - 1})",
        f"INSERT INTO shard_pos (shard, last_run_at) SELECT generate_series(0, {SHARDS - 1}), 0",
    ]
)


def need(found: bool, install: str) -> None:
    """Go on when `found`; else skip on a laptop, saying what to install, and fail in CI."""
    if found:
        return
    if REQUIRE_ALL:
        pytest.fail(f"REQUIRE_ALL is set: {install}", pytrace=False)
    pytest.skip(install)


def need_server(url: str, name: str) -> None:
    """`need`, for a server that should listen at `url`."""
    parsed = sa.make_url(url)
    host, port = parsed.host or "127.0.0.1", parsed.port or 0
    need(listens(host, port), f"{name} must listen on {host}:{port}; install and start it")


def listens(host: str, port: int) -> bool:
    """Whether a connection to this address is taken within a second."""
    with contextlib.suppress(OSError), socket.create_connection((host, port), timeout=1):
        return True
    return False


class Sqlite:
    """Migrated once; every test gets a copy of the file."""

    def __init__(self, folder: Path) -> None:
        self._template = folder / "template.db"
        _migrated(f"sqlite:///{self._template}")

    @contextlib.contextmanager
    def fresh(self, folder: Path) -> Iterator[str]:
        """The URL of a clean, migrated database that nobody else uses."""
        copy = folder / "waymark.db"
        shutil.copyfile(self._template, copy)
        yield f"sqlite:///{copy}"

    def close(self) -> None:
        """Nothing to do: the folder belongs to pytest."""


class Postgresql:
    """Migrated once into a template database; a test's database is emptied for the next one.

    Emptying takes a hundredth of the time that making a database takes.
    """

    def __init__(self) -> None:
        need_server(POSTGRESQL, "PostgreSQL")
        self._url = sa.make_url(POSTGRESQL)
        self._template = f"waymark_test_{uuid.uuid4().hex[:12]}"
        self._admin = self._connected(self._url.database or "")
        self._idle: list[str] = []
        self._do("CREATE DATABASE {}", self._template)
        _migrated(self._named(self._template))

    @contextlib.contextmanager
    def fresh(self, _folder: Path) -> Iterator[str]:
        """The URL of a clean, migrated database that nobody else uses."""
        name = self._idle.pop() if self._idle else self._made()
        yield self._named(name)
        self._end_others(name)
        try:
            with self._connected(name) as connection:
                connection.execute(EMPTY)
        except psycopg.errors.UndefinedTable:  # the test took one away
            self._do("DROP DATABASE {} WITH (FORCE)", name)
        else:
            self._idle.append(name)

    def close(self) -> None:
        """Drop all of them."""
        for name in (*self._idle, self._template):
            self._do("DROP DATABASE {} WITH (FORCE)", name)
        self._admin.close()

    def _made(self) -> str:
        name = f"{self._template}_{uuid.uuid4().hex[:8]}"
        self._do("CREATE DATABASE {} TEMPLATE {}", name, self._template)
        return name

    def _end_others(self, database: str) -> None:
        """A test's processes may be dead and their connections not yet."""
        self._admin.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s",
            [database],
        )

    def _connected(self, database: str) -> psycopg.Connection:
        url = self._url.set(drivername="postgresql", database=database)
        return psycopg.connect(url.render_as_string(hide_password=False), autocommit=True)

    def _named(self, database: str) -> str:
        return self._url.set(database=database).render_as_string(hide_password=False)

    def _do(self, statement: str, *names: str) -> None:
        self._admin.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def _migrated(url: str) -> None:
    database = db.connect(url)
    migrate.upgrade(database)
    if not database.postgres:  # what is copied must be one file
        with contextlib.closing(database.engine.raw_connection()) as raw:
            raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
