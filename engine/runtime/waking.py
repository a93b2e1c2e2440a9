"""Wake those whom a pause held: a batch and a shard at a time, once the journey's status stands.

From that commit on no step holds anybody. One that had read the old status still has its shard's
position, which each batch waits for, so that whom it held is seen. Who is held keeps what comes to
him (`batch.py`) until he is woken: nothing is out of its order, however late that is.

Of a large crowd only the first are woken at once, for somebody waits for the answer. `catch_up`
finds the rest, and whom somebody forgot who was stopped half-way, or whom a merge took to another
shard meanwhile: held, in a journey that is not paused.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import sqlalchemy as sa

from engine.runtime import control, runs
from engine.runtime.control import Controlled, Inside, Outcome
from engine.store.db import Database, Tx
from engine.store.tables import journey, run, shard_pos

BATCH = 500
"""Runs woken in one transaction: no step waits long for its shard."""
ROUNDS = 2
"""Batches of each shard that are woken before the answer."""


def resume(database: Database, workspace_id: str, journey_id: str, by: str) -> Outcome:
    """Let people in again; those inside get what they missed, in its order."""
    return _woken(database, database.run(control.resume, workspace_id, journey_id, by))


def finish(database: Database, workspace_id: str, journey_id: str, by: str) -> Outcome:
    """Archive a journey and let those inside go on to its end."""
    inside: Inside = "finish"
    return _woken(database, database.run(control.archive, workspace_id, journey_id, by, inside))


def catch_up(database: Database) -> list[int]:
    """Wake some of those whom nobody woke; the shards where there were any. Harmless to repeat."""
    with database.read() as tx:
        places = [(id_, shard) for id_ in _forgotten_in(tx) for shard in _shards(tx, id_)]
    return sorted({shard for id_, shard in places if database.run(wake, id_, shard, BATCH)})


def wake(tx: Tx, journey_id: str, shard: int, limit: int) -> int:
    """Make so many held runs of a shard due now; how many. The step gives them what they kept."""
    control.lock_positions(tx, shard)
    status = tx.execute(sa.select(journey.c.status).where(journey.c.id == journey_id)).scalar()
    held = sa.select(run.c.id).where(
        run.c.journey_id == journey_id, run.c.shard == shard, runs.HELD
    )
    ids = list(tx.execute(held.order_by(run.c.id).limit(limit)).scalars())
    if not ids or status == "paused":  # once more, meanwhile
        return 0
    now = tx.now()
    woken = run.update().where(run.c.shard == shard, run.c.id.in_(ids))
    tx.execute(woken.values(wake_at=now, held=False))
    tx.execute(
        shard_pos.update()
        .where(shard_pos.c.shard == shard)
        .values(due_at=now, version=shard_pos.c.version + 1)
    )
    return len(ids)


def _woken(database: Database, outcome: Outcome) -> Outcome:
    if not isinstance(outcome, Controlled):
        return outcome
    with database.read() as tx:
        # Not where somebody is held by now: a step under way may be about to.
        shards = control.occupied(tx, outcome.journey.id)
    return replace(outcome, shards=_wake_first(database, outcome.journey.id, shards))


def _wake_first(database: Database, journey_id: str, shards: Sequence[int]) -> list[int]:
    found = set[int]()
    for _ in range(ROUNDS):
        woken = {number: database.run(wake, journey_id, number, BATCH) for number in shards}
        found |= {number for number, runs_ in woken.items() if runs_}
        shards = [number for number, runs_ in woken.items() if runs_ == BATCH]
    return sorted(found)


def _forgotten_in(tx: Tx) -> list[str]:
    """The journeys that go on, and have somebody inside who does not."""
    # The least, for that one is first in the index of the held: whether there is any could be
    # looked up among all runs of a journey, and where nobody is held that reads every one of them.
    first = sa.select(sa.func.min(run.c.shard)).where(run.c.journey_id == journey.c.id, runs.HELD)
    goes_on = sa.and_(journey.c.status != "paused", first.scalar_subquery().is_not(None))
    return list(tx.execute(sa.select(journey.c.id).where(goes_on)).scalars())


def _shards(tx: Tx, journey_id: str) -> list[int]:
    held = sa.select(run.c.shard).where(run.c.journey_id == journey_id, runs.HELD)
    return sorted(tx.execute(held.distinct()).scalars())
