"""The first start makes one workspace and tells its keys once, whatever cuts it off."""

import json
import stat
from pathlib import Path

import pytest
import sqlalchemy as sa

from engine import first_run
from engine.first_run import prepare
from engine.store.db import Database
from engine.store.tables import journey, workspace
from journeys import samples

KEY = bytes(range(32))
URL = "http://127.0.0.1:8000"
FACTS = {
    "base_url", "admin_email", "admin_password", "write_key", "secret_key", "identity_secret",
    "workspace", "vapid_public_key",
}  # fmt: skip


def _prepare(database: Database, data: Path) -> Path | None:
    return prepare(database, data, base_url=URL, master_key=KEY)


def _workspaces(database: Database) -> list[str]:
    with database.read() as tx:
        return list(tx.execute(sa.select(workspace.c.id)).scalars())


def test_the_keys_are_told_to_the_owner_of_the_folder_alone(
    sqlite: Database, tmp_path: Path
) -> None:
    file = _prepare(sqlite, tmp_path)

    assert file == tmp_path / "first-run.json"
    told = json.loads(file.read_text())
    assert set(told) == FACTS
    assert all(isinstance(value, str) and value for value in told.values())
    assert told["base_url"] == URL
    assert [told["workspace"]] == _workspaces(sqlite)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert not (tmp_path / ".first-run.json").exists()


def test_the_ready_made_journeys_are_there_and_those_of_the_shop_are_live(
    sqlite: Database, tmp_path: Path
) -> None:
    _prepare(sqlite, tmp_path)

    with sqlite.read() as tx:
        rows = tx.execute(sa.select(journey.c.name, journey.c.status))
        found = {row.name: row.status for row in rows}
    assert len(found) == len(samples.journeys()) + len(samples.shop_journeys())
    live = {name for name, status in found.items() if status == "live"}
    shops = {document["name"] for document in samples.shop_journeys().values()}
    assert live == {"Say hello when push is allowed", *shops}


def test_later_starts_leave_it_alone(sqlite: Database, tmp_path: Path) -> None:
    file = _prepare(sqlite, tmp_path)
    assert file is not None
    before = file.read_text()

    assert _prepare(sqlite, tmp_path) is None
    assert file.read_text() == before
    file.unlink()
    assert _prepare(sqlite, tmp_path) is None
    assert not file.exists()
    assert len(_workspaces(sqlite)) == 1


def test_a_start_cut_off_before_its_commit_begins_anew(
    sqlite: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = first_run._write

    def cut_off(*args: object) -> None:
        write(*args)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(first_run, "_write", cut_off)
        with pytest.raises(KeyboardInterrupt):
            _prepare(sqlite, tmp_path)
    assert _workspaces(sqlite) == []

    file = _prepare(sqlite, tmp_path)

    assert file is not None
    assert [json.loads(file.read_text())["workspace"]] == _workspaces(sqlite)


def test_a_start_cut_off_after_its_commit_still_tells_the_keys(
    sqlite: Database, tmp_path: Path
) -> None:
    file = _prepare(sqlite, tmp_path)
    assert file is not None
    told = file.read_text()
    file.rename(tmp_path / ".first-run.json")

    assert _prepare(sqlite, tmp_path) == file
    assert file.read_text() == told
    assert len(_workspaces(sqlite)) == 1
