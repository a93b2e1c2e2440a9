"""Journeys that the clock starts: who is let in when, page by page, once for each time.

`schedule` has a row for each such start, and for each zone where it goes by people's own clocks:
when it comes next, and up to which person it has been handed out. A page, its events and the new
place are one transaction under the row's lock: whoever is stopped half-way has done nothing, and
two who are at it take turns. Who changes her zone meanwhile is let in once all the same: on
people's own clocks `scheduled` remembers each.

Locks: the journey's row, then the schedule's, then the heads (`log.append`); a page takes no
journey's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, timedelta
from typing import Any

import msgspec
import sqlalchemy as sa
import structlog

from engine import clock
from engine.audience import segments
from engine.audience.segment_sql import selection
from engine.runtime.published import Published
from engine.store import bulk, log
from engine.store.db import Database, Tx
from engine.store.log import Entry
from engine.store.tables import journey, journey_version, profile, schedule, scheduled
from journeys.schedule import TOLD_BY_THE_CLOCK, Schedule
from journeys.visit import SCHEDULED
from journeys.zones import lookup, normalise

logger = structlog.get_logger("engine.runtime")

PAGE = 1_000  # people let in by one transaction; SQLite has one writer
PAGES = 10  # of one tick: who calls it has other things to do
BEGUN = timedelta(days=1)
"""A time that was begun is not left out until then: to reach everybody may take long."""

_KEY = ("journey_id", "node", "zone")
_COLUMNS = (*_KEY, "workspace_id", "spec", "slot", "due_at", "done")
Row = sa.Row[Any]
Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A row as it should be."""

    schedule: Schedule
    zone: str  # the name of the zone that it goes by

    @property
    def spec(self) -> str:
        return f"{self.schedule.spec} {self.zone}"

    def following(self, after: int, done: str) -> tuple[str | None, int | None]:
        """The columns `slot` and `due_at` of the first time behind `after` (µs)."""
        slot = self.schedule.following(clock.moment(after), lookup(self.zone) or UTC, done)
        return (None, None) if slot is None else (slot.name, clock.micros(slot.at))


class Schedules:
    """What one process knows of them; harmless in several at once."""

    def __init__(self, database: Database, published: Published, *, page: int = PAGE) -> None:
        self._database, self._published, self._page = database, published, page
        self._starts: dict[str, tuple[tuple[str, Schedule], ...]] = {}  # by version

    def tick(self) -> set[int]:
        """Keep the rows in step with what is published, let people in; the shards to wake."""
        self.keep()
        shards: set[int] = set()
        for _ in range(PAGES):
            handed = self._database.run(self.hand_out)
            if handed is None:
                break
            shards |= handed
        return shards

    def keep(self) -> None:
        """Mend the rows of the journeys whose starts by the clock are others than their rows."""
        with self._database.read() as tx:
            rows = _specs(tx.execute(sa.select(schedule)).all())
            wanted = self._wanted(tx, _living(tx))
        for id_ in sorted(rows.keys() | wanted.keys()):
            of = {key: each.spec for key, each in wanted.get(id_, {}).items()}
            if rows.get(id_, {}) != of:
                self._database.run(self._mend, id_)

    def hand_out(self, tx: Tx) -> set[int] | None:
        """One page of the time that has been due longest; None where none is."""
        now = tx.now()
        row = tx.execute(_DUE.where(schedule.c.due_at <= now)).one_or_none()
        if row is None:
            return None
        wanted = self._wanted_by(tx, row)
        if wanted is None or wanted.spec != row.spec:
            return set()  # it was published anew this moment: `keep` will see it
        bound = BEGUN if row.after is not None else timedelta(0)
        bound = max(wanted.schedule.max_lateness, bound)
        if now - row.due_at > clock.span(bound):
            logger.warning("schedule.left_out", journey=row.journey_id, slot=row.slot)
            _move_on(tx, row, wanted, max(row.due_at, now - clock.span(bound)))
            return set()
        people = _people(tx, row, wanted.schedule, self._page, now)
        shards = log.append(tx, _entries(tx, row, wanted.schedule, people, now), now)
        if len(people) == self._page:
            _here(tx, row, {"after": people[-1]})
        else:
            _move_on(tx, row, wanted, row.due_at)
        return shards

    def _mend(self, tx: Tx, journey_id: str) -> None:
        """Once more, now that nobody publishes it: its rows as they should be."""
        tx.execute(
            sa.select(journey.c.id)
            .where(journey.c.id == journey_id)
            .with_for_update(key_share=True)
        )
        mine = sa.select(schedule).where(schedule.c.journey_id == journey_id)
        rows = {_key(row): row for row in tx.execute(mine.order_by(*_keys).with_for_update())}
        living = _living(tx, journey_id)
        wanted = self._wanted(tx, living).get(journey_id, {})
        for key in rows.keys() - wanted.keys():
            tx.execute(schedule.delete().where(*_is(key)))
        since = max((each.published_at for each in living), default=0)
        new = []
        for key, each in sorted(wanted.items(), key=lambda one: one[0]):
            after = max(since, tx.now() - clock.span(each.schedule.max_lateness))
            if key not in rows:
                workspace = living[0].workspace_id
                new.append((*key, workspace, each.spec, *each.following(after, ""), ""))
            elif rows[key].spec != each.spec:
                slot, due_at = each.following(after, rows[key].done)
                values = {"spec": each.spec, "slot": slot, "due_at": due_at, "after": None}
                tx.execute(schedule.update().where(*_is(key)).values(values))
        bulk.insert_absent(tx, schedule, _COLUMNS, new)

    def _wanted(self, tx: Tx, living: Iterable[Row]) -> dict[str, dict[Key, _Wanted]]:
        """The rows that there should be, by journey."""
        found = {row.id: self._wanted_of(tx, row) for row in living}
        return {id_: rows for id_, rows in found.items() if rows}

    def _wanted_by(self, tx: Tx, row: Row) -> _Wanted | None:
        """What this row should be; None if it should not be."""
        found = dict(self._starts_of(tx, row.live_version)).get(row.node)
        return None if found is None else _Wanted(found, row.zone or self._own(tx, row))

    def _own(self, tx: Tx, row: Row) -> str:
        """The zone of the row's workspace."""
        live = self._published.of(tx, {row.workspace_id})[row.workspace_id]
        return normalise(live.timezone) or "UTC"

    def _wanted_of(self, tx: Tx, row: Row) -> dict[Key, _Wanted]:
        starts = self._starts_of(tx, row.live_version)
        own = self._own(tx, row) if starts else ""
        rows: dict[Key, _Wanted] = {}
        for node, found in starts:
            rows[row.id, node, ""] = _Wanted(found, own)
            for zone in _zones(tx, row.workspace_id) if found.zone == "person" else ():
                rows[row.id, node, zone] = _Wanted(found, zone)
        return rows

    def _starts_of(self, tx: Tx, version: str) -> tuple[tuple[str, Schedule], ...]:
        if version not in self._starts:
            try:
                nodes = self._published.plan(tx, version).nodes
            except Exception:
                # What cannot be compiled any more lets nobody in; the others do.
                logger.exception("journey.unusable", version=version)
                nodes = {}
            found = ((name, each.schedule()) for name, each in nodes.items())
            self._starts[version] = tuple((name, each) for name, each in found if each is not None)
        return self._starts[version]


_keys = tuple(schedule.c[name] for name in _KEY)
_DUE = (
    sa.select(schedule, journey.c.id, journey.c.live_version)
    .join(journey, journey.c.id == schedule.c.journey_id)
    .where(journey.c.status == "live")
    .order_by(schedule.c.due_at, *_keys)
    .limit(1)
    .with_for_update(key_share=True, skip_locked=True, of=schedule)
)


def _living(tx: Tx, journey_id: str | None = None) -> Sequence[Row]:
    """The journeys that let people in, or will again: their versions, and since when."""
    query = (
        sa.select(
            journey.c.id, journey.c.workspace_id, journey.c.live_version,
            journey_version.c.published_at,
        )
        .join(journey_version, journey_version.c.id == journey.c.live_version)
        .where(journey.c.status.in_(("live", "paused")))
    )  # fmt: skip
    if journey_id is not None:
        query = query.where(journey.c.id == journey_id)
    return tx.execute(query).all()


def _specs(rows: Iterable[Row]) -> dict[str, dict[Key, str]]:
    found: dict[str, dict[Key, str]] = {}
    for row in rows:
        found.setdefault(row.journey_id, {})[_key(row)] = row.spec
    return found


def _zones(tx: Tx, workspace_id: str) -> list[str]:
    """The zones that people of the workspace are in; each is one look into the index."""
    found: list[str] = []
    first = sa.select(sa.func.min(profile.c.timezone)).where(profile.c.workspace_id == workspace_id)
    zone = tx.execute(first).scalar_one()
    while zone is not None:
        found.append(zone)
        zone = tx.execute(first.where(profile.c.timezone > zone)).scalar_one()
    return found


def _people(tx: Tx, row: Row, found: Schedule, limit: int, now: int) -> list[int]:
    """The next people whom it lets in, by their ids."""
    asked = segments.question(tx, row.workspace_id, found.rule, now)
    page = selection(asked, profile.c.person_id).order_by(profile.c.person_id).limit(limit)
    if row.after is not None:
        page = page.where(profile.c.person_id > row.after)
    if found.zone == "person":
        unknown = profile.c.timezone.is_(None)
        page = page.where(profile.c.timezone == row.zone if row.zone else unknown)
    return list(tx.execute(page).scalars())


def _entries(tx: Tx, row: Row, found: Schedule, people: Sequence[int], now: int) -> list[Entry]:
    """An event for each of these, but for whom this time has come already somewhere else."""
    if found.zone == "person":
        columns = ("journey_id", "node", "slot", "person_id", "at")
        rows = [(row.journey_id, row.node, row.slot, person, now) for person in people]
        new = bulk.insert_new(tx, scheduled, columns, rows, ["person_id"])
        people = [person for person in people if (person,) in new]
    told = {
        "properties": {TOLD_BY_THE_CLOCK: clock.moment(row.due_at).isoformat()},
        "start": {"journey": row.journey_id, "by": row.node},
    }
    body = msgspec.json.encode(told).decode()
    name = f"scheduled:{row.journey_id}:{row.node}:{row.slot}"
    return [
        Entry(row.workspace_id, person, log.START, SCHEDULED, f"{name}:{person}", row.due_at, body)
        for person in people
    ]


def _move_on(tx: Tx, row: Row, wanted: _Wanted, after: int) -> None:
    """This time is over: the next one behind `after`."""
    slot, due_at = wanted.following(after, row.slot)
    _here(tx, row, {"slot": slot, "due_at": due_at, "done": row.slot, "after": None})


def _here(tx: Tx, row: Row, values: Mapping[str, object]) -> None:
    tx.execute(schedule.update().where(*_is(_key(row))).values(values))


def _key(row: Row) -> Key:
    return row.journey_id, row.node, row.zone


def _is(key: Key) -> list[sa.ColumnElement[bool]]:
    return [column == value for column, value in zip(_keys, key, strict=True)]
