"""Runs in the database: who is where in this batch, who was there before, whose time has come."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec
import sqlalchemy as sa
import structlog

from engine import clock
from engine.store import bulk
from engine.store.bulk.among import among
from engine.store.db import Tx
from engine.store.log import Logged
from engine.store.tables import node_count, run
from journeys.advance import end
from journeys.run import Ended, Run

logger = structlog.get_logger("engine.runtime")

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
    "since",
    "body",
    "held",
)
CHANGING = ("state", "reason", "node", "wake_at", "ended_at", "since", "body", "held")
MOST_STALLED = 500  # signals kept for a run that cannot take them now
TRIES = 5
# As the index says it: SQLite would not use that for `held = 1`, which SQLAlchemy makes of a flag.
HELD = sa.text("run.held")
_READ = (run.c.workspace_id, run.c.person_id, run.c.wake_at, run.c.body, run.c.held, run.c.id)
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
    held: bool = False  # by a pause, until its journey is resumed
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

    def overfull(self, now: int) -> None:
        """Too much has come while it could not move: seen in quarantine, it can be replayed."""
        self.error = f"more than {MOST_STALLED} events while it was held"
        self._set_aside(now)

    def failed(self, error: str, now: int) -> None:
        """Try the stalled signals again later; after five tries put the run in quarantine."""
        self.touched, self.error = True, error
        self.tries += 1
        if self.tries < TRIES:
            self.wake_at = now + BACK_OFF[self.tries - 1] * clock.SECOND
        else:
            self._set_aside(now)

    def _set_aside(self, now: int) -> None:
        self.was, self.wake_at = self.run, None
        self.run = end(self.run, "quarantined", clock.moment(now))


def load(tx: Tx, shard: int, people: Collection[int]) -> dict[int, list[Ride]]:
    """The active runs of these people, oldest first; one that cannot be read is set aside."""
    rides: dict[int, list[Ride]] = defaultdict(list)
    rows = tx.execute(
        sa.select(*_READ)
        .where(run.c.shard == shard, among(tx, run.c.person_id, people), run.c.state == "active")
        .order_by(run.c.person_id, run.c.entered_at, run.c.id)
    )
    for ride in _read(tx, shard, rows):
        rides[ride.person_id].append(ride)
    return rides


def _read(tx: Tx, shard: int, rows: Iterable[Any]) -> list[Ride]:
    """Rows of `_READ`; what cannot be read is set aside."""
    rides, unreadable = list[Ride](), dict[str, str]()
    for row in rows:
        try:
            rides.append(_ride(*row[:-1]))
        except Exception as error:
            unreadable[row[-1]] = f"unreadable: {type(error).__name__}"
    for id_, why in unreadable.items():
        set_aside(tx, shard, id_, why)
    return rides


def set_aside(tx: Tx, shard: int, run_id: str, error: str) -> None:
    """Put a run in quarantine as it stands: nothing of it can be moved."""
    logger.error("run.quarantined", run=run_id, error=error)
    tx.execute(
        run.update()
        .where(run.c.shard == shard, run.c.id == run_id, run.c.state == "active")
        .values(state="quarantined", reason=error, wake_at=None, ended_at=tx.now(), held=False)
    )


def of_journey(tx: Tx, shard: int, journey: str, limit: int) -> list[Ride]:
    """So many active runs of a journey in a shard whose position is locked."""
    rows = tx.execute(
        sa.select(*_READ)
        .where(run.c.journey_id == journey, run.c.state == "active", run.c.shard == shard)
        .order_by(run.c.id)
        .limit(limit)
    )
    return _read(tx, shard, rows)


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


def _ride(workspace_id: str, person_id: int, wake_at: int | None, text: str, held: bool) -> Ride:
    body = msgspec.json.decode(text)
    return Ride(
        workspace_id=workspace_id,
        person_id=person_id,
        run=Run.from_state(body["run"]),
        wake_at=wake_at,
        stalled=[None if each is None else Logged(*each) for each in body.get("stalled", ())],
        tries=body.get("tries", 0),
        error=body.get("error"),
        held=held,
    )


def _body(ride: Ride) -> str:
    body: dict[str, Any] = {"run": ride.run.to_state()}
    if ride.stalled:
        body |= {"stalled": ride.stalled, "tries": ride.tries, "error": ride.error}
    if ride.was is not None:
        body["was"] = ride.was.to_state()
    return msgspec.json.encode(body).decode()


def _changing(ride: Ride) -> tuple[Any, ...]:
    body = _body(ride)
    match ride.run.state:
        case Ended(reason, at, node):
            state = "quarantined" if reason == "quarantined" else "ended"
            return (state, reason, node, None, clock.micros(at), ride.run.since, body, False)
        case at:
            return ("active", None, at.node, ride.wake_at, None, ride.run.since, body, ride.held)


def _row(shard: int, ride: Ride) -> tuple[Any, ...]:
    state, reason, node, wake_at, ended_at, since, body, held = _changing(ride)
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
        since,
        body,
        held,
    )
