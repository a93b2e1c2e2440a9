"""The doctor: conservation proved on live data (N1), and what on this machine breaks promises.

Each check is one query whose rows are findings; no rows is health. `entered = waiting + finished +
quarantined` needs no counter: every run is a row, and every row is in exactly one of the states.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from engine import push_services
from engine.checks import CHECKS
from engine.store.db import Database, Tx
from engine.store.tables import device, push_service, quarantine, run, vapid_key

SHOWN = 20  # offending rows shown of a finding


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong, and the rows that show it. A warning breaks no promise yet."""

    check: str
    says: str
    rows: list[dict[str, Any]] = field(default_factory=list)
    warning: bool = False


@dataclass(frozen=True, slots=True)
class Balance:
    """The runs of one journey: entered = waiting + finished + quarantined."""

    journey: str
    entered: int
    waiting: int
    finished: int
    quarantined: int


@dataclass(frozen=True, slots=True)
class OldKey:
    """A VAPID key for which no browser subscribes any more, and for how many it still signs."""

    workspace: str
    public: str
    devices: int


def examine(database: Database) -> list[Finding]:
    """Every finding of every check, on one snapshot of each query."""
    with database.read() as tx:
        now = tx.now()
        found = [
            Finding(check.name, check.says, rows)
            for check in CHECKS
            if (rows := _rows(tx, check.query(now)))
        ]
        return [*found, *_settings(tx), *_quarantined(tx), *_unreachable(tx)]


def old_keys(tx: Tx) -> list[OldKey]:
    """The retired VAPID keys that a device still needs, the workspace's own and imported ones."""
    rows = tx.execute(
        sa.select(vapid_key.c.workspace_id, vapid_key.c.public, sa.func.count())
        .join(device, device.c.vapid_key_id == vapid_key.c.id)
        .where(vapid_key.c.retired_at.is_not(None), device.c.status == "allowed")
        .group_by(vapid_key.c.workspace_id, vapid_key.c.public)
        .order_by(vapid_key.c.workspace_id, vapid_key.c.public)
    )
    return [OldKey(*row) for row in rows]


def durability(database: Database) -> list[Finding]:
    """What in the database's settings could lose an answered event at a power cut (R1)."""
    with database.read() as tx:
        return list(_settings(tx))


def balances(tx: Tx) -> list[Balance]:
    """The books of each journey."""
    rows = tx.execute(
        sa.select(
            run.c.journey_id,
            sa.func.count(),
            *(
                sa.func.sum(sa.case((run.c.state == state, 1), else_=0))
                for state in ("active", "ended", "quarantined")
            ),
        )
        .group_by(run.c.journey_id)
        .order_by(run.c.journey_id)
    )
    return [Balance(row[0], *(int(count) for count in row[1:])) for row in rows]


def _rows(tx: Tx, query: sa.Select[Any]) -> list[dict[str, Any]]:
    return [dict(row) for row in tx.execute(query.limit(SHOWN)).mappings()]


def _quarantined(tx: Tx) -> Iterator[Finding]:
    """What waits in quarantine is accounted for; it is shown, so that somebody looks."""
    events = sa.select(
        quarantine.c.shard, quarantine.c.subject, quarantine.c.error, quarantine.c.at
    ).where(quarantine.c.replayed_at.is_(None))
    held = sa.select(run.c.shard, run.c.id, run.c.journey_id, run.c.node).where(
        run.c.state == "quarantined"
    )
    for name, query in (("quarantined events", events), ("quarantined runs", held)):
        rows = _rows(tx, query)
        if rows:
            yield Finding(name, f"{name} wait for somebody to look", rows, warning=True)


def _unreachable(tx: Tx) -> Iterator[Finding]:
    """Apps that registered where what they are reached with is not set up."""
    set_up = push_service.c.workspace_id == device.c.workspace_id
    query = (
        sa.select(device.c.workspace_id, device.c.kind, sa.func.count().label("devices"))
        .where(
            device.c.kind.in_(push_services.KINDS),
            device.c.status == "allowed",
            sa.not_(sa.exists().where(set_up, push_service.c.kind == device.c.kind)),
        )
        .group_by(device.c.workspace_id, device.c.kind)
        .order_by(device.c.workspace_id, device.c.kind)
    )
    rows = _rows(tx, query)
    if rows:
        says = "apps registered, and what they are reached with is not set up"
        yield Finding("apps without credentials", says, rows, warning=True)


# setting → the values under which an answered event survives a power cut
_POSTGRES = {"fsync": ("on",), "synchronous_commit": ("on", "remote_write", "remote_apply")}


def _settings(tx: Tx) -> Iterator[Finding]:
    if not tx.postgres:
        level = tx.conn.exec_driver_sql("PRAGMA synchronous").scalar_one()
        if int(level) < 2:
            yield Finding("durability", "SQLite's synchronous must be FULL", [{"is": level}])
        return
    for name, good in _POSTGRES.items():
        value = tx.conn.exec_driver_sql(f"SHOW {name}").scalar_one()
        if value not in good:
            yield Finding("durability", f"{name} must be {good[0]}", [{"is": value}])
