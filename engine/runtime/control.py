"""Pause, resume, archive a journey and bring it back: nobody is skipped by it, nothing is sent twice (R12).

While a journey is paused nobody enters, and its runs keep what comes to them (`batch.py`: held).
Locks: positions ascending, where runs are to be touched, then the journey's row, then the
workspace's; the log last (locking.md rule 1). A crowd inside is led out before (`emptying.py`) and
woken afterwards (`waking.py`), a batch and a shard at a time: under all positions every shard would
stand still meanwhile.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import sqlalchemy as sa

from engine import audit, clock, workspaces
from engine.runtime import drafts, outgoing, runs
from engine.runtime.drafts import Absent, Journey, Status, WrongStatus
from engine.runtime.runs import Ride
from engine.store import log
from engine.store.db import Tx
from engine.store.log import Entry
from engine.store.tables import journey, run, shard_pos
from journeys.advance import end

Inside = Literal["exit", "finish"]
"""What happens to the people in a journey that is archived: they leave, or go on to its end."""

SOME = 500  # runs ended by one statement


@dataclass(frozen=True, slots=True)
class Controlled:
    """The journey as it is now, and the shards that have something to do."""

    journey: Journey
    shards: Sequence[int] = ()


Outcome = Controlled | Absent | WrongStatus


def pause(tx: Tx, workspace_id: str, journey_id: str, by: str) -> Outcome:
    """Let nobody in and hold those inside where they are; again is harmless."""
    found = drafts.get(tx, workspace_id, journey_id, lock=True)
    if found is None or found.status not in ("live", "paused"):
        return Absent() if found is None else WrongStatus(found.status)
    if found.status == "live":
        found = _become(tx, found, "paused", by, done="paused")
    return Controlled(found)


def resume(tx: Tx, workspace_id: str, journey_id: str, by: str) -> Outcome:
    """Let people in again; `waking.resume` wakes those inside as well."""
    found = drafts.get(tx, workspace_id, journey_id, lock=True)
    if found is None or found.status not in ("live", "paused"):
        return Absent() if found is None else WrongStatus(found.status)
    if found.status == "paused":
        found = _become(tx, found, "live", by, done="resumed")
    return Controlled(found)


def archive(tx: Tx, workspace_id: str, journey_id: str, by: str, inside: Inside) -> Outcome:
    """Let nobody in. What was put in the outbox before still goes out.

    `exit` ends everybody inside; of those who are to finish `waking.finish` wakes the held.
    """
    if inside == "exit":
        lock_positions(tx)
    found = drafts.get(tx, workspace_id, journey_id, lock=True)
    if found is None:
        return Absent()
    if found.status == "archived":
        return Controlled(found)
    archived = _become(tx, found, "archived", by, done="archived", inside=inside)
    return Controlled(archived, _end_runs(tx, journey_id) if inside == "exit" else ())


def unarchive(tx: Tx, workspace_id: str, journey_id: str, by: str) -> Outcome:
    """Bring it back: paused, so that nobody enters before it is resumed; a draft if never live.

    Those who were to finish stand still until then. Whoever left at the archiving does not return.
    """
    found = drafts.get(tx, workspace_id, journey_id, lock=True)
    if found is None or found.status != "archived":
        return Absent() if found is None else Controlled(found)
    status: Status = "draft" if found.live_version is None else "paused"
    return Controlled(_become(tx, found, status, by, done="unarchived"))


def hold(tx: Tx, workspace_id: str, journey_id: str) -> Journey | None:
    """Let nobody in while those inside are led out; what is asked for is told by `archive`."""
    found = drafts.get(tx, workspace_id, journey_id, lock=True)
    if found is not None and found.status == "live":
        _set_status(tx, found, "paused")
    return found


def occupied(tx: Tx, journey_id: str) -> list[int]:
    """The shards of the people inside."""
    inside = (run.c.journey_id == journey_id, run.c.state == "active")
    return sorted(tx.execute(sa.select(run.c.shard).where(*inside).distinct()).scalars())


def lead_out(tx: Tx, journey_id: str, shard: int, limit: int) -> int:
    """End so many runs of a shard, whose position is taken: how many there were."""
    lock_positions(tx, shard)
    now = tx.now()
    told = _end_some(tx, journey_id, shard, now, limit)
    log.append(tx, told, now)
    return len(told)


def lock_positions(tx: Tx, *shards: int) -> None:
    """These shards, or all, stand still until the commit: a step either saw the journey's old
    status and is over, or will see the new one."""
    positions = sa.select(shard_pos.c.shard).order_by(shard_pos.c.shard)
    if shards:
        positions = positions.where(shard_pos.c.shard.in_(shards))
    tx.execute(positions.with_for_update(key_share=True)).all()


def _become(
    tx: Tx, found: Journey, status: Status, by: str, *, done: str, **detail: object
) -> Journey:
    _set_status(tx, found, status)
    audit.record(tx, found.workspace_id, by, f"journey.{done}", found.id, **detail)
    return drafts.get(tx, found.workspace_id, found.id) or found


def _set_status(tx: Tx, found: Journey, status: Status) -> None:
    tx.execute(
        journey.update().where(journey.c.id == found.id).values(status=status, updated_at=tx.now())
    )
    workspaces.touch(tx, found.workspace_id)


def _end_runs(tx: Tx, journey_id: str) -> list[int]:
    """Everybody inside leaves as `exited`, and is told to other journeys."""
    now, told = tx.now(), list[Entry]()
    for number in occupied(tx, journey_id):
        while some := _end_some(tx, journey_id, number, now, SOME):
            told += some
    return sorted(log.append(tx, told, now))


def _end_some(tx: Tx, journey_id: str, number: int, now: int, limit: int) -> list[Entry]:
    """What is to be told of the runs that were ended; their open offers go with them."""
    rides = runs.of_journey(tx, number, journey_id, limit)
    for ride in rides:
        ride.moved(end(ride.run, "exited", clock.moment(now)))
    runs.save(tx, number, rides)
    outgoing.withdraw_offers(tx, ((ride.person_id, ride.run.id) for ride in rides))
    return [_finished(ride, now) for ride in rides]


def _finished(ride: Ride, now: int) -> Entry:
    """`journey_finished`, as the step tells it of a run that ends by itself."""
    properties = {"run": ride.run.id, "journey": ride.run.journey, "reason": "exited"}
    return Entry(
        ride.workspace_id,
        ride.person_id,
        "engine",
        "journey_finished",
        f"journey_finished:{ride.run.id}",
        now,
        json.dumps({"properties": properties}, separators=(",", ":")),
        ride.run.depth + 1,
    )
