"""What does not move in a workspace, each with the place where it can be seen.

The lag of the whole installation is `engine.overview.lag`; here it is one workspace's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
import sqlalchemy as sa

from engine import clock
from engine.delivery.hosts import HostState
from engine.delivery.pace import place_shown
from engine.reports import days
from engine.store import outbox
from engine.store.db import Tx
from engine.store.tables import (
    SHARDS,
    message,
    push_host,
    quarantine,
    run,
    webhook_endpoint,
)

LATE = 30 * clock.SECOND
"""What is due for less is only being worked on."""
KEY_DAYS = 7
MOST = 5  # journeys that are named


@dataclass(frozen=True, slots=True)
class LateRun:
    """A wait that is over; `age` in seconds."""

    age: float
    run: str
    journey: str
    node: str | None
    person: int


@dataclass(frozen=True, slots=True)
class LateMessage:
    """A message that may go and has not; `age` in seconds."""

    age: float
    message: str


@dataclass(frozen=True, slots=True)
class SetAside:
    """What is in quarantine: all of it, and how much of it in a journey."""

    count: int
    journeys: Sequence[tuple[str, int]]
    last_error: str | None


@dataclass(frozen=True, slots=True)
class FailingHost:
    """A push service that does not answer as it should; it serves every workspace alike."""

    origin: str
    failures: int
    closed_until: int | None
    slow_until: int | None


@dataclass(frozen=True, slots=True)
class Stuck:
    timer: LateRun | None
    message: LateMessage | None
    quarantine: SetAside
    hosts: Sequence[FailingHost]
    key_refused: int
    webhooks_off: int  # endpoints that were turned off because they failed


def stuck(tx: Tx, workspace_id: str) -> Stuck:
    """As of now."""
    return Stuck(
        _timer(tx, workspace_id),
        _message(tx, workspace_id),
        _quarantine(tx, workspace_id),
        _hosts(tx, workspace_id),
        days.total(tx, workspace_id, "key_refused", KEY_DAYS),
        _webhooks_off(tx, workspace_id),
    )


def _webhooks_off(tx: Tx, workspace_id: str) -> int:
    query = sa.select(sa.func.count()).where(
        webhook_endpoint.c.workspace_id == workspace_id,
        webhook_endpoint.c.state == "off",
        webhook_endpoint.c.off_reason.is_not(None),
    )
    return int(tx.execute(query).scalar_one())


def _timer(tx: Tx, workspace_id: str) -> LateRun | None:
    """By the index of what is due: it holds nothing else, so it is short while all is well."""
    now = tx.now()
    query = (
        sa.select(run.c.wake_at, run.c.id, run.c.journey_id, run.c.node, run.c.person_id)
        .where(
            run.c.shard.in_(range(SHARDS)),
            run.c.state == "active",
            run.c.wake_at.is_not(None),
            run.c.wake_at <= now - LATE,
            run.c.workspace_id == workspace_id,
        )
        .order_by(run.c.wake_at)
        .limit(1)
    )
    row = tx.execute(query).one_or_none()
    return None if row is None else LateRun(_age(now, row[0]), *row[1:])


def _message(tx: Tx, workspace_id: str) -> LateMessage | None:
    now = tx.now()
    query = (
        sa.select(message.c.due_at, message.c.id)
        .where(
            outbox.WAITING,
            message.c.due_at <= now - LATE,
            message.c.workspace_id == workspace_id,
        )
        .order_by(message.c.due_at)
        .limit(1)
    )
    row = tx.execute(query).one_or_none()
    return None if row is None else LateMessage(_age(now, row[0]), row[1])


def _quarantine(tx: Tx, workspace_id: str) -> SetAside:
    here = quarantine.c.workspace_id == workspace_id, quarantine.c.replayed_at.is_(None)
    number = sa.func.count()
    rows = tx.execute(
        sa.select(quarantine.c.journey_id, number)
        .where(*here)
        .group_by(quarantine.c.journey_id)
        .order_by(number.desc())
    ).all()
    last = sa.select(quarantine.c.error).where(*here).order_by(quarantine.c.at.desc()).limit(1)
    named = [(row[0], row[1]) for row in rows if row[0] is not None]
    return SetAside(sum(row[1] for row in rows), named[:MOST], tx.execute(last).scalar())


def _hosts(tx: Tx, workspace_id: str) -> list[FailingHost]:
    """Push services that everybody calls, and those that reach this workspace's apps."""
    now = tx.now()
    rows = tx.execute(sa.select(push_host.c.origin, push_host.c.state).order_by(push_host.c.origin))
    states = [(row[0], msgspec.json.decode(row[1], type=HostState)) for row in rows]
    return [
        FailingHost(shown, state.failures, state.open_until, _still(state.slow_until, now))
        for origin, state in states
        if (shown := place_shown(origin, workspace_id)) is not None
        if state.failures or state.open_until is not None or _still(state.slow_until, now)
    ]


def _still(until: int | None, now: int) -> int | None:
    return until if until is not None and until > now else None


def _age(now: int, at: int) -> float:
    return (now - at) / clock.SECOND
