"""Members of the version before: one row a workspace then, one row a person now."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from alembic import command

from engine.store import migrate
from engine.store.db import Database, Tx

BEFORE = "0003"
WHO_LOGS_IN = "0004"


def moved(database: Database, to: str, *, back: bool = False) -> None:
    with database.transaction() as tx:
        config = migrate.config()
        config.attributes["connection"] = tx.conn
        (command.downgrade if back else command.upgrade)(config, to)


def told(tx: Tx, question: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in tx.execute(sa.text(question))]


@pytest.fixture
def before(database: Database) -> Database:
    """Ana in two workspaces, spelled in two ways, and Ben in one."""
    moved(database, BEFORE, back=True)
    with database.transaction() as tx:
        for name in ("a", "b"):
            tx.execute(
                sa.text(
                    "INSERT INTO workspace (id, name, settings, created_at)"
                    f" VALUES ('{name}', '{name}', '{{}}', 1)"
                )
            )
        for row in (
            "('m1', 'a', 'Ana@shop.example', 'first', 'admin', 'user-1', 1)",
            "('m2', 'b', 'ana@shop.example', 'second', 'viewer', NULL, 2)",
            "('m3', 'b', 'ben@shop.example', 'third', 'marketer', NULL, 3)",
        ):
            tx.execute(
                sa.text(
                    "INSERT INTO member (id, workspace_id, email, password, role, user_id,"
                    f" created_at) VALUES {row}"
                )
            )
    return database


def test_members_of_one_email_become_one_who_belongs_to_all_workspaces(before: Database) -> None:
    moved(before, "head")

    with before.read() as tx:
        assert told(tx, "SELECT id, email, password FROM member ORDER BY id") == [
            ("m1", "ana@shop.example", "first"), ("m3", "ben@shop.example", "third"),
        ]  # fmt: skip
        assert told(
            tx,
            "SELECT workspace_id, member_id, role, user_id, joined_at FROM membership"
            " ORDER BY workspace_id, member_id",
        ) == [
            ("a", "m1", "admin", "user-1", 1), ("b", "m1", "viewer", None, 2),
            ("b", "m3", "marketer", None, 3),
        ]  # fmt: skip
    assert migrate.differs(before) is None


def test_the_way_back_gives_each_workspace_its_own_rows(before: Database) -> None:
    moved(before, WHO_LOGS_IN)
    moved(before, BEFORE, back=True)

    with before.read() as tx:
        assert told(tx, "SELECT workspace_id, email, password, role FROM member ORDER BY 1, 2") == [
            ("a", "ana@shop.example", "first", "admin"),
            ("b", "ana@shop.example", "first", "viewer"),
            ("b", "ben@shop.example", "third", "marketer"),
        ]
