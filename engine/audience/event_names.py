"""The event names of a workspace: so many may be made up by strangers, as many more by its own."""

from __future__ import annotations

from collections.abc import Mapping, Set

import sqlalchemy as sa

from engine.audience.incoming import KeyClass
from engine.store import bulk
from engine.store.db import Tx
from engine.store.tables import event_name

NAMES = 10_000  # distinct event names that a workspace has from its pages (attack A23)
MOST: Mapping[KeyClass, int] = {"write": NAMES, "secret": 2 * NAMES}
"""Everybody has the write key: whoever uses its names up leaves the shop's own server some."""

Name = tuple[str, str]  # workspace id, event's name


def learn(tx: Tx, wanted: Set[tuple[str, str, KeyClass]]) -> set[Name]:
    """Remember the names (workspace id, name, key class) that are new; answer those beyond MOST."""
    columns = (event_name.c.workspace_id, event_name.c.name)
    names = {(workspace, name) for workspace, name, _ in wanted}
    stand = {
        (row[0], row[1])
        for row in tx.execute(sa.select(*columns).where(sa.tuple_(*columns).in_(list(names))))
    }
    new = sorted(names - stand)
    if not new:
        return set()
    counts = _counts(tx, {workspace for workspace, _ in new})
    allowed: list[Name] = []
    for workspace, name in new:
        most = MOST["secret" if (workspace, name, "secret") in wanted else "write"]
        if counts.get(workspace, 0) < most:
            counts[workspace] = counts.get(workspace, 0) + 1
            allowed.append((workspace, name))
    bulk.insert_absent(tx, event_name, ("workspace_id", "name"), allowed)
    return set(new) - set(allowed)


def _counts(tx: Tx, workspaces: set[str]) -> dict[str, int]:
    rows = tx.execute(
        sa.select(event_name.c.workspace_id, sa.func.count())
        .where(event_name.c.workspace_id.in_(workspaces))
        .group_by(event_name.c.workspace_id)
    )
    return {row[0]: row[1] for row in rows}
