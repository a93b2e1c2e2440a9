"""The database's file is its owner's alone, whatever folder it lies in."""

from __future__ import annotations

import stat
from pathlib import Path

import sqlalchemy as sa

from engine.store.db import Database


def test_a_new_database_is_its_owners_alone(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    database = Database(f"sqlite:///{tmp_path}/waymark.db")
    with database.transaction() as tx:
        tx.execute(sa.text("CREATE TABLE t (x INTEGER)"))

    files = {file.name: stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()}
    assert {"waymark.db", "waymark.db-wal", "waymark.db.lock"} <= set(files)
    assert set(files.values()) == {0o600}
    database.close()


def test_one_that_is_there_keeps_its_mode(tmp_path: Path) -> None:
    """An operator may have given it to a group."""
    file = tmp_path / "waymark.db"
    file.touch()
    file.chmod(0o660)

    Database(f"sqlite:///{file}").close()
    assert stat.S_IMODE(file.stat().st_mode) == 0o660
