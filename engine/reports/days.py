"""A workspace from day to day: the counters that the shard step keeps, as rows of figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from engine import clock
from engine.audience.push_status import STATUSES
from engine.store.db import Tx
from engine.store.tables import SHARDS, daily_count, profile

PEOPLE = "people."


@dataclass(frozen=True, slots=True)
class Days:
    """`counts` by name, `people` by push status as they stood at the end of each day: one figure
    for each of `days`, which are in UTC and end with today. `since` is the first day that was
    counted at all; what is before it is not known, and 0 here."""

    days: Sequence[int]
    since: int | None
    counts: Mapping[str, Sequence[int]]
    people: Mapping[str, Sequence[int]]


def by_day(tx: Tx, workspace_id: str, days: int) -> Days:
    """The last `days` days."""
    today = clock.day(tx.now())
    asked = range(today - days + 1, today + 1)
    found = _counted(tx, workspace_id, asked)
    moved = {name: row for name, row in found.items() if name.startswith(PEOPLE)}
    now = _people(tx, workspace_id)
    return Days(
        days=list(asked),
        since=_since(tx, workspace_id),
        counts={name: _row(row, asked) for name, row in found.items() if name not in moved},
        people={
            status: _standing(now.get(status, 0), _row(moved.get(PEOPLE + status, {}), asked))
            for status in STATUSES
        },
    )


def total(tx: Tx, workspace_id: str, name: str, days: int) -> int:
    """How often this was counted in the last days."""
    today = clock.day(tx.now())
    query = sa.select(_SUM).where(
        *_of(workspace_id), daily_count.c.day > today - days, daily_count.c.name == name
    )
    return int(tx.execute(query).scalar() or 0)


def _counted(tx: Tx, workspace_id: str, asked: range) -> dict[str, dict[int, int]]:
    query = (
        sa.select(daily_count.c.name, daily_count.c.day, _SUM)
        .where(*_of(workspace_id), daily_count.c.day.between(asked[0], asked[-1]))
        .group_by(daily_count.c.name, daily_count.c.day)
    )
    found: dict[str, dict[int, int]] = {}
    for name, day, count in tx.execute(query):
        found.setdefault(name, {})[day] = int(count)
    return found


def _people(tx: Tx, workspace_id: str) -> dict[str, int]:
    query = (
        sa.select(profile.c.last_session_status, sa.func.count())
        .where(profile.c.workspace_id == workspace_id)
        .group_by(profile.c.last_session_status)
    )
    return {row[0]: row[1] for row in tx.execute(query)}


def _since(tx: Tx, workspace_id: str) -> int | None:
    """When somebody was first counted: events may be told of earlier days than that."""
    moved = daily_count.c.name.in_([PEOPLE + status for status in STATUSES])
    return tx.execute(
        sa.select(sa.func.min(daily_count.c.day)).where(*_of(workspace_id), moved)
    ).scalar()


def _of(workspace_id: str) -> tuple[sa.ColumnElement[bool], ...]:
    """By the primary key: each shard's part of it is looked up."""
    return daily_count.c.shard.in_(range(SHARDS)), daily_count.c.workspace_id == workspace_id


def _row(found: Mapping[int, int], asked: range) -> list[int]:
    return [found.get(day, 0) for day in asked]


def _standing(now: int, moved: Sequence[int]) -> list[int]:
    """How many there were at the end of each day, from how many there are and how they moved."""
    after = [sum(moved[place + 1 :]) for place in range(len(moved))]
    return [max(0, now - each) for each in after]


_SUM = sa.func.sum(daily_count.c["count"])
