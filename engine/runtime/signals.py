"""Logged events as journeys see them, and those that may have overtaken a run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from engine import clock
from engine.audience.living import COUNTED
from engine.store import log
from engine.store.bulk.among import among
from engine.store.db import Tx
from engine.store.log import Logged
from engine.store.tables import event, person, run
from journeys.visit import Event, Start

MOST_CARRIED = 100  # events of one visit that a merge lets a run take along


class Unreadable(Exception):
    """An event that cannot be folded, by its number; nothing of the batch is stored."""

    def __init__(self, seq: int) -> None:
        super().__init__(f"event {seq}")
        self.seq = seq


def as_event(logged: Logged) -> Event:
    """A logged event as journeys see it."""
    body = msgspec.json.decode(logged.body) if logged.body else {}
    properties = body.get("properties") or {}
    if logged.kind == "identify":
        properties = body.get("traits") or {}
    return Event(
        id=logged.message_id,
        name=logged.name,
        properties=properties,
        at=clock.moment(logged.at),
        seq=logged.seq,
        depth=logged.depth,
    )


def start_of(logged: Logged) -> Start:
    """Which journey an event of the kind `log.START` is meant for."""
    start = msgspec.json.decode(logged.body)["start"]
    return Start(start["journey"], start.get("by"))


def overtaking(
    tx: Tx,
    shard: int,
    people: Collection[int],
    names: Collection[str],
    events: Sequence[Logged],
) -> dict[int, list[Event]]:
    """What happened to people since their runs' previous visits, before this batch's events.

    Each person's own runs say how far back: one run that waits for a year does not make
    everybody's year be read.
    """
    found: dict[int, list[Event]] = defaultdict(list)
    if not names or not people:
        return found
    since = (
        sa.select(run.c.person_id, sa.func.min(run.c.since).label("since"))
        .where(run.c.shard == shard, among(tx, run.c.person_id, people), run.c.state == "active")
        .group_by(run.c.person_id)
        .subquery()
    )
    hers = [
        event.c.shard == shard,
        event.c.person_id == person.c.id,
        event.c.seq > since.c.since,
        event.c.name.in_(names),
        event.c.kind.in_(COUNTED),
    ]
    if events:
        hers.append(event.c.seq < events[0].seq)
    query = _each_by_her_index(tx, since, sa.and_(*hers))
    for canonical, *row in tx.execute(query):
        found[canonical].append(as_event(Logged(*row)))
    return found


def of_visit(
    tx: Tx, shard: int, person_id: int, names: Collection[str], between: tuple[int, int]
) -> tuple[Event, ...]:
    """Her events of these names behind one number of the log and up to another, in order."""
    after, last = between
    columns = [event.c[name] for name in log.COLUMNS[1:]]
    rows = tx.execute(
        sa.select(*columns)
        .join(person, person.c.id == event.c.person_id)
        .where(
            event.c.shard == shard,
            event.c.seq > after,
            event.c.seq <= last,
            event.c.name.in_(names),
            event.c.kind.in_(COUNTED),
            person.c.canonical_id == person_id,
        )
        .order_by(event.c.seq)
        .limit(MOST_CARRIED)
    )
    return tuple(as_event(Logged(*row)) for row in rows)


def _each_by_her_index(
    tx: Tx, since: sa.Subquery, hers: sa.ColumnElement[bool]
) -> sa.Select[*tuple[Any, ...]]:
    """Whose events, and these, in order.

    PostgreSQL may not join in another order (OFFSET 0): while its statistics are older than the
    runs, it would read the shard's whole log once for each run.
    """
    columns = [event.c[name] for name in log.COLUMNS[1:]]
    people = sa.join(since, person, person.c.canonical_id == since.c.person_id)
    if not tx.postgres:
        query = sa.select(person.c.canonical_id, *columns)
        return query.select_from(people.join(event, hers)).order_by(event.c.seq)
    events = sa.select(*columns).where(hers).offset(0).lateral()
    query = sa.select(person.c.canonical_id, *events.c)
    return query.select_from(people.join(events, sa.true())).order_by(events.c.seq)
