"""Who was in which journey before: what re-entry rules and the rule field `journey.ID` ask."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

import sqlalchemy as sa

from engine import clock
from engine.runtime.runs import Ride
from engine.store.bulk.among import among
from engine.store.db import Tx
from engine.store.tables import run
from journeys.entry import History
from journeys.person import JourneyState
from journeys.run import Ended


class Histories:
    """Who was in which journey before; kept up while the batch goes on."""

    def __init__(
        self,
        tx: Tx,
        shard: int,
        people: Collection[int],
        journeys: Collection[str],
        always: Collection[str] = (),
    ) -> None:
        """`always` are journeys that one may enter again at any time: their past is not read."""
        self.entered: Counter[int] = Counter()  # runs begun today, by person
        self._active: dict[tuple[int, str], set[str]] = defaultdict(set)
        self._ended: dict[tuple[int, str], dict[str, datetime]] = defaultdict(dict)
        if not people or not (journeys or always):
            return
        today = clock.day(tx.now()) * clock.DAY
        matters = sa.or_(run.c.state == "active", run.c.entered_at >= today)
        rows = tx.execute(
            sa.select(
                run.c.person_id,
                run.c.journey_id,
                run.c.entry_key,
                run.c.state,
                sa.func.max(run.c.ended_at),
                sa.func.sum(sa.case((run.c.entered_at >= today, 1), else_=0)),
            )
            .where(
                run.c.shard == shard,
                among(tx, run.c.person_id, people),
                sa.or_(
                    run.c.journey_id.in_(journeys),
                    sa.and_(run.c.journey_id.in_(always), matters),
                ),
            )
            .group_by(run.c.person_id, run.c.journey_id, run.c.entry_key, run.c.state)
        )
        for person_id, journey, key, state, ended_at, entered in rows:
            self.entered[person_id] += int(entered)
            if state == "active":
                self._active[person_id, journey].add(key)
            elif ended_at is not None:
                self._end(person_id, journey, key, clock.moment(ended_at))

    def of(self, person_id: int, journey: str) -> History:
        where = person_id, journey
        return History(frozenset(self._active[where]), self._ended[where])

    def states(self, person_id: int, journeys: Iterable[str]) -> Mapping[str, JourneyState]:
        """never (left out), active or finished, as the rule field `journey.ID` says it."""
        found: dict[str, JourneyState] = {}
        for journey in journeys:
            if self._active[person_id, journey]:
                found[journey] = "active"
            elif self._ended[person_id, journey]:
                found[journey] = "finished"
        return found

    def follow(self, ride: Ride) -> None:
        """A run of this batch began, moved or ended."""
        keys = self._active[ride.person_id, ride.run.journey]
        match ride.run.state:
            case Ended(at=at):
                keys.discard(ride.run.entry_key)
                self._end(ride.person_id, ride.run.journey, ride.run.entry_key, at)
            case _:
                keys.add(ride.run.entry_key)

    def _end(self, person_id: int, journey: str, key: str, at: datetime) -> None:
        ended = self._ended[person_id, journey]
        ended[key] = max(at, ended.get(key, at))
