"""Archive a journey with a crowd inside: it is emptied first, a batch and a shard at a time.

Meanwhile it is paused, so that nobody enters. Who is stopped half-way leaves a paused journey, of
which some have left; asking again goes on. Should somebody resume it meanwhile, those who enter
then are ended by the last transaction.
"""

from __future__ import annotations

from dataclasses import replace

from engine.runtime import control, waking
from engine.runtime.control import Controlled, Inside, Outcome
from engine.store.db import Database

BATCH = 200
"""Runs ended in one transaction: no step waits long for its shard, and SQLite's writer is free
again soon."""


def archive(
    database: Database, workspace_id: str, journey_id: str, by: str, inside: Inside
) -> Outcome:
    """As `control.archive`, which alone would hold every shard until the last run has ended."""
    if inside == "finish":
        return waking.finish(database, workspace_id, journey_id, by)
    led = _lead_out(database, workspace_id, journey_id)
    outcome = database.run(control.archive, workspace_id, journey_id, by, inside)
    if isinstance(outcome, Controlled):
        return replace(outcome, shards=sorted(led.union(outcome.shards)))
    return outcome


def _lead_out(database: Database, workspace_id: str, journey_id: str) -> set[int]:
    """The shards where people were told to leave."""
    found = database.run(control.hold, workspace_id, journey_id)
    if found is None or found.status not in ("live", "paused"):
        return set()
    with database.read() as tx:
        shards = control.occupied(tx, journey_id)
    for number in shards:
        while database.run(control.lead_out, journey_id, number, BATCH) == BATCH:
            pass
    return set(shards)
