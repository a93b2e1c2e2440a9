"""Run a shard until it has nothing to do: steps, merges, and what to do when a batch fails.

A fault in one run stays in that run (`batch.py`). Should a whole batch fail, its items are done
one at a time, and the one that fails five times is put in quarantine: the shard goes on.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

import sqlalchemy as sa
import structlog
from sqlalchemy.exc import DBAPIError

from engine import clock
from engine.runtime import merge, runs, shard
from engine.runtime.published import Published
from engine.runtime.shard import NOTHING, Worked
from engine.runtime.signals import Unreadable
from engine.store import bulk, log
from engine.store.db import Busy, Database, Tx, transient
from engine.store.tables import attempt, quarantine, shard_pos

logger = structlog.get_logger("engine.runtime")

TRIES = 5
PASSED = clock.HOUR
"""A failure that long ago has passed: tries follow each other within seconds (µs)."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one transaction may take: on SQLite it holds the one writer."""

    events: int = shard.EVENTS
    timers: int = shard.TIMERS


def limits(database: Database) -> Limits:
    """PostgreSQL takes large batches; SQLite what leaves requests a turn."""
    if database.postgres:
        return Limits()
    return Limits(100, 100) if database.writer.wanted else Limits(500, 500)


def run_shard(database: Database, number: int, published: Published) -> Worked:
    """Take one step of this shard, whatever it needs. Raises only what the database raises."""
    bounds = limits(database)
    try:
        worked = database.run(
            shard.process, number, published, events=bounds.events, timers=bounds.timers
        )
        if worked.merge:
            worked = replace(worked, woke=database.run(merge.apply, number, published))
    except (Busy, DBAPIError) as error:
        if isinstance(error, Busy) or transient(error) or error.connection_invalidated:
            raise
        return _one_at_a_time(database, number, published)
    except Unreadable as error:
        return _up_to(database, number, published, error.seq)
    except Exception:
        # The loop's one broad catch: nothing of the batch was stored.
        logger.exception("step.failed", shard=number)
        return _one_at_a_time(database, number, published)
    return worked


def _up_to(database: Database, number: int, published: Published, seq: int) -> Worked:
    """Work on what stands before an event that cannot be read, then try that one five times."""
    with database.read() as tx:
        pos = tx.execute(sa.select(shard_pos.c.pos).where(shard_pos.c.shard == number)).scalar_one()
    if seq - pos > 1:
        return database.run(shard.process, number, published, events=seq - pos - 1, timers=0)
    for _ in range(TRIES):
        _one_at_a_time(database, number, published)
    return Worked(more=True)


def _one_at_a_time(database: Database, number: int, published: Published) -> Worked:
    """The next event, else the next timer, alone; on its fifth failure into quarantine."""
    for events, timers in ((1, 0), (0, 1)):
        try:
            worked = database.run(shard.process, number, published, events=events, timers=timers)
            if worked.merge:
                database.run(merge.apply, number, published)
        except (Busy, DBAPIError) as error:
            if isinstance(error, Busy) or transient(error) or error.connection_invalidated:
                raise
            return _failed(database, number, error, timers)
        except Exception as error:
            logger.exception("step.item_failed", shard=number)
            return _failed(database, number, error, timers)
        if worked.events or worked.timers or worked.merge:
            return Worked(worked.events, worked.timers, worked.outgoing, more=True)
    return NOTHING


def _failed(database: Database, number: int, error: Exception, timers: int) -> Worked:
    # A database's error quotes its parameters, and so people: its name must do.
    said = "" if isinstance(error, DBAPIError) else f": {error}"
    text = f"{type(error).__name__}{said}"[:500]
    database.run(_count_run if timers else _count_event, number, text)
    return Worked(more=True)


def _count_event(tx: Tx, number: int, error: str) -> None:
    """One more failure of the next event; after the fifth it is set aside and passed."""
    pos = _locked_position(tx, number)
    found = None if pos is None else next(iter(log.read(tx, number, pos, 1)), None)
    if found is None or pos is None:
        return
    if _one_more(tx, number, f"event:{found.seq}", error) < TRIES:
        return
    logger.error("event.quarantined", shard=number, seq=found.seq)
    columns = ("shard", "subject", "workspace_id", "person_id", "error", "body", "at")
    body = json.dumps({"event": found})
    row = (number, f"event:{found.seq}", found.workspace_id, found.person_id, error, body, tx.now())
    bulk.insert_absent(tx, quarantine, columns, [row])
    tx.execute(
        shard_pos.update()
        .where(shard_pos.c.shard == number)
        .values(pos=found.seq, version=shard_pos.c.version + 1)
    )


def _count_run(tx: Tx, number: int, error: str) -> None:
    """One more failure of the run that is due next; after the fifth it waits for nothing more."""
    if _locked_position(tx, number) is None:
        return
    for _, run_id, _ in runs.due(tx, number, tx.now(), 1):
        if _one_more(tx, number, f"run:{run_id}", error) < TRIES:
            return
        runs.set_aside(tx, number, run_id, error)


def _locked_position(tx: Tx, number: int) -> int | None:
    pos: int | None = tx.execute(
        sa.select(shard_pos.c.pos)
        .where(shard_pos.c.shard == number)
        .with_for_update(key_share=True, skip_locked=True)
    ).scalar_one_or_none()
    return pos


def _one_more(tx: Tx, number: int, subject: str, error: str) -> int:
    where = (attempt.c.shard == number, attempt.c.subject == subject)
    now = tx.now()
    last = tx.execute(sa.select(attempt.c.tries, attempt.c.at).where(*where)).first()
    if last is None:
        row = {"shard": number, "subject": subject, "tries": 1, "error": error, "at": now}
        tx.execute(attempt.insert(), row)
        return 1
    tries = 1 if now - last.at > PASSED else int(last.tries) + 1
    tx.execute(attempt.update().where(*where).values(tries=tries, error=error, at=now))
    return tries
