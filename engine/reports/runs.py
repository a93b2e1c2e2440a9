"""Runs, of a journey or of a person, and what a journey has come to: counts per node and port."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from engine import clock
from engine.reports.people import Who
from engine.store.db import Tx
from engine.store.tables import attempt, node_count, run

Place = tuple[int, str]


@dataclass(frozen=True, slots=True)
class RunRow:
    """A run in a list; `wake_at` is when its wait ends, in µs like all times."""

    id: str
    person_id: int
    journey_id: str
    version_id: str
    entry_key: str
    state: str
    reason: str | None
    node: str | None
    wake_at: int | None
    entered_at: int
    ended_at: int | None
    shard: int

    @property
    def place(self) -> Place:
        return self.entered_at, self.id


@dataclass(frozen=True, slots=True)
class Stats:
    """Conservation at one look (N1): entered = waiting + finished + quarantined.

    `at` counts who is at which node now, `reasons` why runs ended, `left` the visits that ended, by
    node and port. `began` are the runs that began within the days asked for, and `left` is of those
    days alone; all else is as it is now.
    """

    entered: int
    waiting: int
    finished: int
    quarantined: int
    at: Mapping[str, int]
    reasons: Mapping[str, int]
    left: Mapping[str, Mapping[str, int]]
    began: int


@dataclass(frozen=True, slots=True)
class Span:
    """Days of UTC, since 1970-01-01, the last one too; None is no bound."""

    first: int | None = None
    last: int | None = None


EVER = Span()


@dataclass(frozen=True, slots=True)
class Failure:
    """The last error of a run that is tried again: how often it failed, and when, in µs."""

    error: str
    tries: int
    at: int


def failures(tx: Tx, found: Sequence[RunRow]) -> dict[str, Failure]:
    """What last went wrong with these runs, by run; those in quarantine bear it as their reason.

    It stays when the run has gone on since: `at` says when it was.
    """
    active = {f"run:{each.id}": each for each in found if each.state == "active"}
    if not active:
        return {}
    rows = tx.execute(
        sa.select(attempt.c.subject, attempt.c.error, attempt.c.tries, attempt.c.at).where(
            attempt.c.shard.in_({each.shard for each in active.values()}),
            attempt.c.subject.in_(active),
        )
    )
    return {active[subject].id: Failure(*rest) for subject, *rest in rows}


def of_journey(
    tx: Tx, journey_id: str, where: Mapping[str, str], *, after: Place | None, limit: int
) -> list[RunRow]:
    """A journey's runs, the last entered first; `where` may name `state` and `node`."""
    page = sa.select(*_COLUMNS).where(run.c.journey_id == journey_id)
    for name, value in where.items():
        page = page.where(run.c[name] == value)
    return _page(tx, page, after, limit)


def of_person(tx: Tx, who: Who, *, after: Place | None, limit: int) -> list[RunRow]:
    """A person's runs, the last entered first."""
    page = sa.select(*_COLUMNS).where(run.c.shard == who.shard, run.c.person_id == who.id)
    return _page(tx, page, after, limit)


def stats(tx: Tx, journey_id: str, version_id: str | None = None, span: Span = EVER) -> Stats:
    """What a journey, or one version of it, has come to; what moved, within these days."""
    at: dict[str, int] = {}
    states = {"active": 0, "ended": 0, "quarantined": 0}
    reasons: dict[str, int] = {}
    for state, reason, node, number in _states(tx, journey_id, version_id):
        states[state] += number
        if state == "active":
            at[node] = at.get(node, 0) + number
        elif reason is not None and state == "ended":
            reasons[reason] = reasons.get(reason, 0) + number
    return Stats(
        entered=sum(states.values()),
        waiting=states["active"],
        finished=states["ended"],
        quarantined=states["quarantined"],
        at=at,
        reasons=reasons,
        left=_left(tx, journey_id, version_id, span),
        began=sum(states.values()) if span == EVER else _began(tx, journey_id, version_id, span),
    )


def _began(tx: Tx, journey_id: str, version_id: str | None, span: Span) -> int:
    query = sa.select(sa.func.count()).where(run.c.journey_id == journey_id)
    if version_id is not None:
        query = query.where(run.c.version_id == version_id)
    if span.first is not None:
        query = query.where(run.c.entered_at >= span.first * clock.DAY)
    if span.last is not None:
        query = query.where(run.c.entered_at < (span.last + 1) * clock.DAY)
    return int(tx.execute(query).scalar_one())


def _states(
    tx: Tx, journey_id: str, version_id: str | None
) -> sa.CursorResult[str, str | None, str, int]:
    query = sa.select(run.c.state, run.c.reason, run.c.node, sa.func.count()).where(
        run.c.journey_id == journey_id
    )
    if version_id is not None:
        query = query.where(run.c.version_id == version_id)
    return tx.execute(query.group_by(run.c.state, run.c.reason, run.c.node))


def _left(tx: Tx, journey_id: str, version_id: str | None, span: Span) -> dict[str, dict[str, int]]:
    total = sa.cast(sa.func.sum(node_count.c.count), sa.BigInteger)
    query = sa.select(node_count.c.node, node_count.c.port, total).where(
        node_count.c.journey_id == journey_id
    )
    if version_id is not None:
        query = query.where(node_count.c.version_id == version_id)
    if span.first is not None:
        query = query.where(node_count.c.day >= span.first)
    if span.last is not None:
        query = query.where(node_count.c.day <= span.last)
    left: dict[str, dict[str, int]] = {}
    for node, port, number in tx.execute(query.group_by(node_count.c.node, node_count.c.port)):
        left.setdefault(node, {})[port] = number
    return left


def _page(
    tx: Tx, page: sa.Select[*tuple[object, ...]], after: Place | None, limit: int
) -> list[RunRow]:
    if after is not None:
        page = page.where(
            sa.tuple_(run.c.entered_at, run.c.id) < sa.tuple_(*map(sa.literal, after))
        )
    page = page.order_by(run.c.entered_at.desc(), run.c.id.desc()).limit(limit)
    return [RunRow(**row) for row in tx.execute(page).mappings()]


_COLUMNS = tuple(run.c[name] for name in RunRow.__dataclass_fields__)
