"""The shard step: one batch of one shard in one short transaction, all of it or nothing.

    position locked ─► log.read ─► people.load ─► timers and events in order ─► journeys decide
    ─► people, runs, outbox, events of our own ─► the new position

The row lock of the position is the fence; there is no lease and no clock in it (reliability.md,
decision 3). Nothing in here reaches outside the database.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from engine.audience import daily, device_reports, people
from engine.runtime import outgoing, runs, telling
from engine.runtime.batch import Batch
from engine.runtime.loading import Work, load
from engine.runtime.published import Published
from engine.store import log
from engine.store.db import Tx
from engine.store.log import Logged
from engine.store.tables import shard_head, shard_pos

EVENTS = 2_000  # in one batch: 100 would cost 80 % more per event
TIMERS = 1_000
FOREVER = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Worked:
    """What a step did, and what is still to do."""

    events: int = 0
    timers: int = 0
    outgoing: int = 0  # sends and calls that now wait
    more: bool = False  # the shard has more to do at once
    merge: bool = False  # the next event is a merge, which needs other locks
    woke: int | None = None  # another shard that a merge gave work to


NOTHING = Worked()


def due_shards(tx: Tx, now: int) -> list[int]:
    """The shards that have events or timers to work on, the longest waiting first."""
    rows = tx.execute(
        sa.select(shard_pos.c.shard)
        .join(shard_head, shard_head.c.shard == shard_pos.c.shard)
        .where(sa.or_(shard_head.c.next > shard_pos.c.pos, shard_pos.c.due_at <= now))
        .order_by(shard_pos.c.last_run_at)
    )
    return list(rows.scalars())


def process(
    tx: Tx,
    shard: int,
    published: Published,
    *,
    events: int = EVENTS,
    timers: int = TIMERS,
) -> Worked:
    """Work on one batch. Does nothing when another process holds the shard."""
    pos = tx.execute(
        sa.select(shard_pos.c.pos)
        .where(shard_pos.c.shard == shard)
        .with_for_update(key_share=True, skip_locked=True)
    ).scalar_one_or_none()
    if pos is None:
        return NOTHING
    now = tx.now()
    batch, merge = _until_merge(log.read(tx, shard, pos, events), pos)
    full = merge or len(batch) == events
    until = min(now, _timers_until(tx, shard, pos, batch, full=full))
    due = runs.due(tx, shard, until, timers)
    if not batch and not due:
        _advance(tx, shard, pos, now)
        return Worked(merge=merge, more=merge)
    decided = _work(tx, Work(shard, pos, batch, due), published)
    _advance(tx, shard, decided.position, now)
    waiting = outgoing.write(tx, shard, decided.gathered, decided.live)
    waiting += len(telling.write(tx, shard, decided.calls, now))
    log.append(tx, decided.gathered.entries, now)
    more = full or len(due) == timers or bool(decided.gathered.entries)
    return Worked(len(batch), len(due), waiting, more, merge)


def _work(tx: Tx, work: Work, published: Published) -> Batch:
    """Decide everything in memory, then write people, runs and device rows."""
    batch = load(tx, work, published)
    batch.go(work.events, work.due)
    batch.days.update(daily.moved(batch.people, batch.now))
    daily.save(tx, work.shard, batch.days)
    people.save(tx, batch.people)
    runs.save(tx, work.shard, batch.rides)
    runs.count_visits(tx, work.shard, batch.visits)
    reports = [each for one in batch.people for each in one.reported]
    device_reports.apply(tx, reports, batch.now)
    return batch


def _until_merge(events: list[Logged], pos: int) -> tuple[list[Logged], bool]:
    """The events up to the next merge, and whether it is the very next one."""
    for place, event in enumerate(events):
        if event.seq != pos + 1 + place:
            raise GapFound(f"event {pos + 1 + place} is missing")
        if event.kind == log.MERGE:
            return events[:place], True
    return events, False


def _timers_until(tx: Tx, shard: int, pos: int, batch: list[Logged], *, full: bool) -> int:
    """A timer that is due after an event that is not worked on yet waits for that event."""
    if not full:
        return FOREVER
    if batch:
        return batch[-1].received_at
    following = log.read(tx, shard, pos, 1)
    return following[0].received_at if following else FOREVER


class GapFound(Exception):
    """The log has a hole, which the counter rows make impossible: somebody deleted events."""


def _advance(tx: Tx, shard: int, pos: int, now: int) -> None:
    tx.execute(
        shard_pos.update()
        .where(shard_pos.c.shard == shard)
        .values(
            pos=pos,
            due_at=runs.next_due(tx, shard),
            last_run_at=now,
            version=shard_pos.c.version + 1,
        )
    )
