"""Load a batch: all that it may need, each kind in one query, before anything is decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.audience import people
from engine.runtime import runs
from engine.runtime.batch import Batch, Due
from engine.runtime.effects import Gathered
from engine.runtime.histories import Histories
from engine.runtime.published import Published
from engine.runtime.runs import Ride
from engine.runtime.signals import overtaking
from engine.store.db import Tx
from engine.store.log import Logged
from journeys.plan import Plan


@dataclass(frozen=True, slots=True)
class Work:
    """What a step found to do: `pos` is the number of the last event applied before it."""

    shard: int
    pos: int
    events: list[Logged]
    due: list[Due]


def load(tx: Tx, work: Work, published: Published) -> Batch:
    """Read, in sets, all that this batch may need."""
    shard, events, due = work.shard, work.events, work.due
    folk = people.load(tx, shard, events, {person for _, _, person in due})
    living = list(folk)
    live = published.of(tx, {one.workspace_id for one in living})
    ids = [one.id for one in living]
    riding = runs.load(tx, shard, ids)
    plans = _plans(tx, shard, riding, published)
    startable = [
        plan
        for one in live.values()
        for name in {event.name for event in events}
        for plan in one.triggers.get(name, ())
    ]
    concerned = [*plans.values(), *startable]
    counted = {name for plan in concerned for name in plan.needs.events}
    people.load_counts(tx, shard, living, counted)
    asked = {name for plan in concerned for name in plan.needs.journeys}
    always = {one.journey for one in concerned if one.settings.reentry.mode == "always"}
    awaited = {name for plan in plans.values() for name in plan.awaited_names}
    now = tx.now()
    return Batch(
        shard=shard,
        now=now,
        people=folk,
        live=live,
        plans=plans,
        riding=riding,
        histories=Histories(
            tx, shard, ids, asked | {one.journey for one in concerned} - always, always - asked
        ),
        recent=overtaking(tx, shard, [id_ for id_ in ids if riding.get(id_)], awaited, events),
        gathered=Gathered(now),
        position=work.pos,
        asked=frozenset(asked),
    )


def _plans(
    tx: Tx, shard: int, riding: Mapping[int, list[Ride]], published: Published
) -> dict[str, Plan]:
    """The plans of these runs; runs whose version cannot be compiled any more are set aside."""
    plans: dict[str, Plan] = {}
    for rides in riding.values():
        for ride in list(rides):
            try:
                plans[ride.run.version] = published.plan(tx, ride.run.version)
            except Exception as error:
                runs.set_aside(tx, shard, ride.run.id, f"no plan: {type(error).__name__}: {error}")
                rides.remove(ride)
    return plans
