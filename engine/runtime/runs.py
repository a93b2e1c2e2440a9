"""Runs in the database: who is where in this batch, who was there before, whose time has come."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa

from engine import clock
from engine.store import bulk
from engine.store.bulk.among import among
from engine.store.db import Tx
from engine.store.log import Logged
from engine.store.tables import node_count, run
from journeys.advance import end
from journeys.entry import History
from journeys.run import Ended, Run

COLUMNS = (
    "shard",
    "id",
    "workspace_id",
    "person_id",
    "journey_id",
    "version_id",
    "entry_key",
    "state",
    "reason",
    "node",
    "wake_at",
    "entered_at",
    "ended_at",
    "body",
)
CHANGING = ("state", "reason", "node", "wake_at", "ended_at", "body")
TRIES = 5
# Seconds until a run that failed is tried again; the shard goes on without it meanwhile.
BACK_OFF = (1, 5, 15, 30)


@dataclass(eq=False, slots=True)
class Ride:
    """A run in this batch: its value now, and the signals it could not take yet."""

    workspace_id: str
    person_id: int
    run: Run
    wake_at: int | None = None
    stalled: list[Logged | None] = field(default_factory=list)
    tries: int = 0
    error: str | None = None
    held: bool = False
    was: Run | None = None  # where a run in quarantine stood, so that it can be replayed
    fresh: bool = False
    touched: bool = False

    @property
    def active(self) -> bool:
        return not isinstance(self.run.state, Ended)

    def moved(self, run_: Run) -> None:
        """The run went on; it wakes when its node says so."""
        self.run, self.touched = run_, True
        self.stalled, self.tries, self.error, self.held = [], 0, None, False
        until = run_.until
        self.wake_at = None if until is None or not self.active else clock.micros(until)

    def stall(self, signal: Logged | None) -> None:
        """Keep a signal that it could not take; None stands for its arrival or its timer."""
        self.stalled.append(signal)
        self.touched = True

    def failed(self, error: str, now: int) -> None:
        """Try the stalled signals again later; after five tries put the run in quarantine."""
        self.touched, self.error = True, error
        self.tries += 1
        if self.tries < TRIES:
            self.wake_at = now + BACK_OFF[self.tries - 1] * clock.SECOND
        else:
            self.was, self.wake_at = self.run, None
            self.run = end(self.run, "quarantined", clock.moment(now))


def load(tx: Tx, shard: int, people: Collection[int]) -> dict[int, list[Ride]]:
    """The active runs of these people, oldest first."""
    rides: dict[int, list[Ride]] = defaultdict(list)
    rows = tx.execute(
        sa.select(run.c.workspace_id, run.c.person_id, run.c.wake_at, run.c.body)
        .where(run.c.shard == shard, among(tx, run.c.person_id, people), run.c.state == "active")
        .order_by(run.c.person_id, run.c.entered_at, run.c.id)
    )
    for workspace_id, person_id, wake_at, body in rows:
        rides[person_id].append(_ride(workspace_id, person_id, wake_at, body))
    return rides


def of_journey(tx: Tx, shard: int, journey: str) -> list[Ride]:
    """The active runs of a journey in a shard whose position is locked."""
    rows = tx.execute(
        sa.select(run.c.workspace_id, run.c.person_id, run.c.wake_at, run.c.body)
        .where(run.c.journey_id == journey, run.c.state == "active", run.c.shard == shard)
        .order_by(run.c.id)
    )
    return [_ride(*row) for row in rows]


def due(tx: Tx, shard: int, until: int, limit: int) -> list[tuple[int, str, int]]:
    """(wake_at, run, person) of the runs whose time has come, the earliest first."""
    rows = tx.execute(
        sa.select(run.c.wake_at, run.c.id, run.c.person_id)
        .where(run.c.shard == shard, run.c.state == "active", run.c.wake_at <= until)
        .order_by(run.c.wake_at, run.c.id)
        .limit(limit)
    )
    return [(row[0], row[1], row[2]) for row in rows]


def next_due(tx: Tx, shard: int) -> int | None:
    """When the next run of this shard wants to be woken."""
    at: int | None = tx.execute(
        sa.select(sa.func.min(run.c.wake_at)).where(
            run.c.shard == shard, run.c.state == "active", run.c.wake_at.is_not(None)
        )
    ).scalar_one()
    return at


class Histories:
    """Who was in which journey before; kept up while the batch goes on."""

    def __init__(
        self, tx: Tx, shard: int, people: Collection[int], journeys: Collection[str]
    ) -> None:
        self.entered: Counter[int] = Counter()  # runs begun today, by person
        self._active: dict[tuple[int, str], set[str]] = defaultdict(set)
        self._ended: dict[tuple[int, str], dict[str, datetime]] = defaultdict(dict)
        if not people or not journeys:
            return
        today = clock.day(tx.now()) * clock.DAY
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
                run.c.journey_id.in_(journeys),
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

    def states(self, person_id: int, journeys: Iterable[str]) -> Mapping[str, Any]:
        """never (left out), active or finished, as the rule field `journey.ID` says it."""
        found = {}
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


def save(tx: Tx, shard: int, rides: Iterable[Ride]) -> None:
    """Write the runs that moved: those that stood before any new one.

    Somebody who leaves and enters again in one batch would else break the rule that a run is
    unique by journey, person and entry key (locking.md F11).
    """
    touched = sorted((ride for ride in rides if ride.touched), key=lambda ride: ride.run.id)
    stood = [ride for ride in touched if not ride.fresh]
    bulk.update(
        tx,
        run,
        ("shard", "id"),
        CHANGING,
        [(shard, ride.run.id, *_changing(ride)) for ride in stood],
    )
    # Of new runs too, those that ended already come first.
    fresh = sorted((ride for ride in touched if ride.fresh), key=lambda ride: ride.active)
    bulk.insert(tx, run, COLUMNS, [_row(shard, ride) for ride in fresh])


def count_visits(
    tx: Tx, shard: int, counts: Mapping[tuple[str, str, str, str, str, int], int]
) -> None:
    """Add to the visits that ended, by (workspace, journey, version, node, port, day)."""
    bulk.add(
        tx,
        node_count,
        ("shard", "version_id", "node", "port", "day", "workspace_id", "journey_id", "count"),
        sorted(
            (shard, version, node, port, day, workspace, journey, count)
            for (workspace, journey, version, node, port, day), count in counts.items()
        ),
        counter="count",
    )


def _ride(workspace_id: str, person_id: int, wake_at: int | None, text: str) -> Ride:
    body = msgspec.json.decode(text)
    return Ride(
        workspace_id=workspace_id,
        person_id=person_id,
        run=Run.from_state(body["run"]),
        wake_at=wake_at,
        stalled=[None if each is None else Logged(*each) for each in body.get("stalled", ())],
        tries=body.get("tries", 0),
        error=body.get("error"),
        held=body.get("held", False),
    )


def _body(ride: Ride) -> str:
    body: dict[str, Any] = {"run": ride.run.to_state()}
    if ride.stalled:
        body |= {"stalled": ride.stalled, "tries": ride.tries, "error": ride.error}
    if ride.held:
        body["held"] = True
    if ride.was is not None:
        body["was"] = ride.was.to_state()
    return msgspec.json.encode(body).decode()


def _changing(ride: Ride) -> tuple[Any, ...]:
    body = _body(ride)
    match ride.run.state:
        case Ended(reason, at, node):
            state = "quarantined" if reason == "quarantined" else "ended"
            return (state, reason, node, None, clock.micros(at), body)
        case at:
            return ("active", None, at.node, ride.wake_at, None, body)


def _row(shard: int, ride: Ride) -> tuple[Any, ...]:
    state, reason, node, wake_at, ended_at, body = _changing(ride)
    return (
        shard,
        ride.run.id,
        ride.workspace_id,
        ride.person_id,
        ride.run.journey,
        ride.run.version,
        ride.run.entry_key,
        state,
        reason,
        node,
        wake_at,
        clock.micros(ride.run.entered_at),
        ended_at,
        body,
    )
