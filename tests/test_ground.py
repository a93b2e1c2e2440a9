"""The tests' own ground holds: clean migrated databases, and no way out of this machine."""

import socket

import pytest
import sqlalchemy as sa

from engine.store import migrate, tables
from engine.store.db import Database
from tests.support import network


def test_every_database_begins_migrated_and_clean(database: Database) -> None:
    with database.read() as tx:
        assert tx.execute(sa.select(sa.func.count()).select_from(tables.workspace)).scalar() == 0
        shards = tx.execute(sa.select(tables.shard_head.c.shard)).scalars()
        assert sorted(shards) == list(range(tables.SHARDS))


def test_the_migrations_make_the_tables(database: Database) -> None:
    assert migrate.differs(database) is None


@pytest.mark.parametrize("host", ["192.0.2.1", "10.0.0.1", "::ffff:8.8.8.8", "2001:db8::1"])
def test_a_connection_out_of_this_machine_is_refused(host: str) -> None:
    with pytest.raises(network.LeftTheMachine):
        socket.create_connection((host, 9), timeout=1)


def test_a_public_name_is_not_even_resolved() -> None:
    with pytest.raises(socket.gaierror):
        socket.getaddrinfo("push.example", 443)


@pytest.mark.parametrize(
    ("host", "local"),
    [("127.0.0.1", True), ("127.9.9.9", True), ("::1", True), ("shop.localhost", True),
     ("localhost", True), ("169.254.169.254", False), ("evil.example", False)],
)  # fmt: skip
def test_what_counts_as_this_machine(host: str, local: bool) -> None:
    assert network.is_local(host) is local
