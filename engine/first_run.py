"""The first start of `waymark up`: a workspace to begin with, and a file that tells its keys."""

import json
import os
from pathlib import Path

import sqlalchemy as sa

from engine import workspaces
from engine.runtime import publishing
from engine.store.db import Database, Tx
from engine.store.tables import workspace
from journeys import samples

FILE = "first-run.json"
ADMIN = "admin@localhost"
LIVE = "hello-when-allowed"
LOOK = {"color": "#2f5d4a", "icon": "/demo/icon-192.png"}
"""The demo shop's, in its popups and pushes."""
PATIENCE = {"frequency_cap": {"per_day": 100, "per_5_minutes": 20}}
"""Who tries the shop out does in minutes what takes others days."""


def prepare(database: Database, data: Path, *, base_url: str, master_key: bytes) -> Path | None:
    """Make the first workspace and DATA/first-run.json (mode 0600); None when there is one already.

    The file is complete before the workspace is committed and gets its name after, so that no
    crash leaves a workspace whose keys nobody knows.
    """
    file, unnamed = data / FILE, data / f".{FILE}"
    if _adopt(database, unnamed, file):
        return file
    with database.transaction() as tx:
        if tx.execute(sa.select(workspace.c.id).limit(1)).first():
            return None
        created = workspaces.create(tx, "Far & Slow", master_key=master_key, admin_email=ADMIN)
        workspaces.furnish(tx, created.id, tx.now(), samples.shop_resources())
        workspaces.change_settings(tx, created.id, {**LOOK, **PATIENCE})
        _journeys(tx, created.id)
        _write(unnamed, created, base_url)
    unnamed.rename(file)
    return file


def demo_workspace(database: Database, data: Path) -> str | None:
    """The workspace that the first start made in this folder, as its file tells."""
    told = _told(data / FILE)
    if told is None:
        return None
    with database.read() as tx:
        return told if _stands(tx, told) else None


def _adopt(database: Database, unnamed: Path, file: Path) -> bool:
    """Finish an earlier first start that was cut off between its commit and the renaming."""
    told = _told(unnamed)
    if told is None:
        return False
    with database.read() as tx:
        if file.exists() or not _stands(tx, told):
            return False
    unnamed.rename(file)
    return True


def _told(file: Path) -> str | None:
    """The id of the workspace that a file of keys speaks of."""
    try:
        told = json.loads(file.read_text())["workspace"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return told if isinstance(told, str) else None


def _journeys(tx: Tx, workspace_id: str) -> None:
    """Every ready-made journey as a draft, and live those that the demo shop lives by."""
    for name, document in samples.journeys().items():
        act = publishing.publish_document if name == LIVE else publishing.save_document
        act(tx, workspace_id, document, ADMIN)
    for document in samples.shop_journeys().values():
        publishing.publish_document(tx, workspace_id, document, ADMIN)


def _stands(tx: Tx, workspace_id: str) -> bool:
    return bool(tx.execute(sa.select(workspace.c.id).where(workspace.c.id == workspace_id)).first())


def _write(unnamed: Path, created: workspaces.Created, base_url: str) -> None:
    facts = {
        "base_url": base_url,
        "admin_email": created.admin_email,
        "admin_password": created.admin_password,
        "write_key": created.write_key,
        "secret_key": created.secret_key,
        "identity_secret": created.identity_secret,
        "workspace": created.id,
        "vapid_public_key": created.vapid_public_key,
    }
    unnamed.unlink(missing_ok=True)
    with os.fdopen(os.open(unnamed, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        out.write(json.dumps(facts, indent=2) + "\n")
        out.flush()
        os.fsync(out.fileno())
