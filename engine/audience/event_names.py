"""The event names of a workspace: so many may be made up by strangers, as many more by its own."""

from __future__ import annotations

from collections.abc import Mapping, Set
from weakref import WeakKeyDictionary

import sqlalchemy as sa

from engine.audience.incoming import KeyClass
from engine.store import bulk
from engine.store.db import Database, Tx
from engine.store.tables import event_name

NAMES = 10_000  # distinct event names that a workspace has from its pages (attack A23)
MOST: Mapping[KeyClass, int] = {"write": NAMES, "secret": 2 * NAMES}
"""Everybody has the write key: whoever uses its names up leaves the shop's own server some."""

KEPT = 50_000  # names that a process remembers, and one transaction's more

Name = tuple[str, str]  # workspace id, event's name
_kept: WeakKeyDictionary[Database, set[Name]] = WeakKeyDictionary()


def learn(tx: Tx, wanted: Set[tuple[str, str, KeyClass]]) -> set[Name]:
    """Remember the names (workspace id, name, key class) that are new; answer those beyond MOST."""
    new = sorted(_unknown(tx, {(workspace, name) for workspace, name, _ in wanted}))
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


def _unknown(tx: Tx, names: set[Name]) -> set[Name]:
    """Those of these names that do not stand. No name is ever taken away, so that a process may
    remember those it read, once it is sure that they are committed."""
    kept = _kept.setdefault(tx.database, set())
    names = names - kept
    if not names:
        return names
    columns = (event_name.c.workspace_id, event_name.c.name)
    rows = tx.execute(sa.select(*columns).where(sa.tuple_(*columns).in_(list(names))))
    stand = {(row[0], row[1]) for row in rows}
    tx.after_commit(lambda: _keep(kept, stand))
    return names - stand


def _keep(kept: set[Name], stand: set[Name]) -> None:
    if len(kept) > KEPT:
        kept.clear()
    kept |= stand


def _counts(tx: Tx, workspaces: set[str]) -> dict[str, int]:
    rows = tx.execute(
        sa.select(event_name.c.workspace_id, sa.func.count())
        .where(event_name.c.workspace_id.in_(workspaces))
        .group_by(event_name.c.workspace_id)
    )
    return {row[0]: row[1] for row in rows}
