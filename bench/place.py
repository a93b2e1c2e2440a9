"""How large a benchmark is, and the databases it may fill."""

from __future__ import annotations

import contextlib
import os
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import sqlalchemy as sa
from psycopg import sql

from engine.store import db, migrate
from engine.store.db import Database

POSTGRESQL = os.environ.get("WAYMARK_TEST_POSTGRESQL", "postgresql+psycopg://127.0.0.1:5432/test")
SIZE = float(os.environ.get("BENCH_SIZE", "1"))
FULL = os.environ.get("BENCH_FULL", "") not in ("", "0")


class Absent(Exception):
    """What a benchmark needs is not on this machine; the text says what to install or start."""


def sized(number: int, least: int = 1) -> int:
    """A number of things to do, by BENCH_SIZE (1 is the size whose results are published)."""
    return max(least, round(number * SIZE))


@contextlib.contextmanager
def postgresql() -> Iterator[Database]:
    """A migrated database of its own, dropped afterwards. Raises Absent without a server."""
    url = sa.make_url(POSTGRESQL)
    name = f"waymark_bench_{uuid.uuid4().hex[:12]}"
    try:
        admin = psycopg.connect(
            url.set(drivername="postgresql").render_as_string(hide_password=False), autocommit=True
        )
    except psycopg.OperationalError as error:
        raise Absent(f"PostgreSQL must listen at {url.host}:{url.port}") from error
    with admin:
        _do(admin, "CREATE DATABASE {}", name)
        database = db.connect(url.set(database=name).render_as_string(hide_password=False))
        try:
            migrate.upgrade(database)
            yield database
        finally:
            database.close()
            _do(admin, "DROP DATABASE {} WITH (FORCE)", name)


@contextlib.contextmanager
def sqlite() -> Iterator[Database]:
    """A migrated file in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        database = db.connect(f"sqlite:///{Path(folder) / 'bench.db'}")
        migrate.upgrade(database)
        try:
            yield database
        finally:
            database.close()


def _do(admin: psycopg.Connection, statement: str, name: str) -> None:
    admin.execute(sql.SQL(statement).format(sql.Identifier(name)))
