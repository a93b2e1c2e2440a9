"""Fold a batch of events into people: load all of them in sets, apply in order, write in sets.

Only the shard step calls this, holding its shard's position: nobody else writes these tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from engine.audience import push_status, search_words, values
from engine.audience.living import Living
from engine.store import bulk
from engine.store.bulk.among import among
from engine.store.db import Tx
from engine.store.log import Logged
from engine.store.tables import (
    person,
    person_device,
    person_value,
    profile,
    reach,
    rollup,
    status_change,
)

COLUMNS = (
    "shard",
    "person_id",
    "workspace_id",
    "user_id",
    "language",
    "timezone",
    "created_at",
    "last_seen_at",
    "last_session_at",
    "traits",
    "markers",
    "categories",
    "last_session_status",
    "last_session_device",
    "groups",
)
DEVICE = (
    "shard",
    "person_id",
    "device_id",
    "workspace_id",
    "kind",
    "status",
    "subscribed",
    "anonymous_id",
    "platform",
    "browser",
    "model",
)
VALUE = values.COLUMNS

CHANGE = ("shard", "person_id", "id", "at", "from_status", "to_status", "cause", "device_id")


class People:
    """The people of one batch, by every id they go by."""

    def __init__(self, of: Mapping[int, int], living: dict[int, Living]) -> None:
        self._of = of
        self._living = living

    def __iter__(self) -> Iterator[Living]:
        return iter(self._living.values())

    def of(self, person_id: int) -> Living | None:
        """The person an id stands for; None when she was erased."""
        return self._living.get(self._of.get(person_id, person_id))


def load(tx: Tx, shard: int, events: Sequence[Logged], also: Iterable[int] = ()) -> People:
    """The people these events are about, and the canonical ones in `also`, as of now."""
    named = {event.person_id for event in events} | set(also)
    canonical = person.alias("canonical")
    rows = tx.execute(
        sa.select(
            person.c.id,
            canonical.c.id,
            canonical.c.workspace_id,
            canonical.c.kind,
            canonical.c.external_id,
            canonical.c.created_at,
        )
        .join(canonical, canonical.c.id == person.c.canonical_id)
        .where(among(tx, person.c.id, named), sa.not_(canonical.c.erased))
    ).all()
    of = {row[0]: row[1] for row in rows}
    living = {row[1]: _new(shard, row) for row in rows}
    first = {of[event.person_id]: event.at for event in reversed(events) if event.person_id in of}
    for id_, at in first.items():
        living[id_].created_at = living[id_].last_seen_at = at
    _load_profiles(tx, shard, living)
    _load_devices(tx, shard, living)
    _load_back_off(tx, living)
    return People(of, living)


def load_counts(tx: Tx, shard: int, people: Iterable[Living], names: Iterable[str]) -> None:
    """Load the roll-ups of these event names: rules will ask for them."""
    wanted = {living.id: living for living in people}
    events = set(names)
    if not wanted or not events:
        return
    for living in wanted.values():
        living.counts = {name: {} for name in events}
    rows = tx.execute(
        sa.select(rollup.c.person_id, rollup.c.name, rollup.c.day, rollup.c["count"]).where(
            rollup.c.shard == shard,
            among(tx, rollup.c.person_id, wanted),
            rollup.c.name.in_(events),
        )
    )
    for id_, name, day, count in rows:
        wanted[id_].counts[name][day] = count


def save(tx: Tx, people: Iterable[Living]) -> None:
    """Write what changed, each table once, in the order of its primary key."""
    changed = sorted((one for one in people if one.touched), key=lambda one: one.id)
    bulk.insert(tx, profile, COLUMNS, [_row(one) for one in changed], replace=COLUMNS[3:])
    _save_values(tx, changed)
    _save_devices(tx, changed)
    bulk.add(
        tx,
        rollup,
        ("shard", "person_id", "name", "day", "workspace_id", "count"),
        [
            (one.shard, one.id, name, day, one.workspace_id, count)
            for one in changed
            for (name, day), count in sorted(one.counted.items())
        ],
        counter="count",
    )
    bulk.insert_absent(
        tx,
        status_change,
        CHANGE,
        [
            (
                one.shard,
                one.id,
                each.event.message_id,
                each.event.received_at,
                each.was,
                each.now,
                each.cause,
                each.device,
            )
            for one in changed
            for each in one.changes
        ],
    )


def _new(shard: int, row: Sequence[Any]) -> Living:
    _alias, id_, workspace_id, kind, external_id, created_at = row
    return Living(
        id=id_,
        shard=shard,
        workspace_id=workspace_id,
        user_id=external_id if kind == "user" else None,
        created_at=created_at,
        last_seen_at=created_at,
    )


def _load_profiles(tx: Tx, shard: int, living: Mapping[int, Living]) -> None:
    rows = tx.execute(
        sa.select(*(profile.c[name] for name in COLUMNS)).where(
            profile.c.shard == shard, among(tx, profile.c.person_id, living)
        )
    )
    for row in rows.mappings():
        one = living[row["person_id"]]
        one.language, one.timezone = row["language"], row["timezone"]
        one.created_at, one.last_seen_at = row["created_at"], row["last_seen_at"]
        one.last_session_at = row["last_session_at"]
        one.traits = msgspec.json.decode(row["traits"])
        one.markers = msgspec.json.decode(row["markers"])
        one.categories = msgspec.json.decode(row["categories"])
        one.groups = set(msgspec.json.decode(row["groups"]))
        one.push = push_status.State(row["last_session_status"], row["last_session_device"], {})
        one.known_status = row["last_session_status"]
        one.stored = one.typed()


def _load_devices(tx: Tx, shard: int, living: Mapping[int, Living]) -> None:
    devices: dict[int, dict[str, push_status.DeviceFacts]] = {}
    rows = tx.execute(
        sa.select(*(person_device.c[name] for name in DEVICE))
        .where(person_device.c.shard == shard, among(tx, person_device.c.person_id, living))
        .order_by(person_device.c.device_id)
    )
    for row in rows.mappings():
        facts = push_status.DeviceFacts(
            kind=row["kind"],
            status=row["status"],
            subscribed=bool(row["subscribed"]),
            anonymous=row["anonymous_id"],
            platform=row["platform"],
            browser=row["browser"],
            model=row["model"],
        )
        devices.setdefault(row["person_id"], {})[row["device_id"]] = facts
    for id_, held in devices.items():
        push = living[id_].push
        living[id_].push = push_status.State(
            push.last_session_status, push.last_session_device, held
        )
    for one in living.values():
        one.stored_devices = dict(one.push.devices)


def _load_back_off(tx: Tx, living: Mapping[int, Living]) -> None:
    """Read without a lock: a back-off that just began is seen by the next offer."""
    rows = tx.execute(
        sa.select(reach.c.person_id, reach.c.back_off_until).where(
            among(tx, reach.c.person_id, living), reach.c.back_off_until.is_not(None)
        )
    )
    for id_, until in rows:
        living[id_].back_off_until = until


def _row(one: Living) -> tuple[Any, ...]:
    return (
        one.shard,
        one.id,
        one.workspace_id,
        one.user_id,
        one.language,
        one.timezone,
        one.created_at,
        one.last_seen_at,
        one.last_session_at,
        _json(one.traits),
        _json(one.markers),
        _json(one.categories),
        one.push.last_session_status,
        one.push.last_session_device,
        _json(sorted(one.groups)),
    )


def _save_values(tx: Tx, changed: Sequence[Living]) -> None:
    rows, gone, words = [], [], list[search_words.Change]()
    for one in changed:
        now = one.typed()
        words += search_words.changes(one, now)
        rows += [
            (one.shard, one.id, name, one.workspace_id, *typed)
            for name, typed in sorted(now.items())
            if one.stored.get(name) != typed
        ]
        gone += [(one.shard, one.id, name) for name in one.stored if name not in now]
    bulk.insert(tx, person_value, VALUE, rows, replace=VALUE[3:])
    bulk.delete(tx, person_value, ("shard", "person_id", "field"), gone)
    search_words.save(tx, words)


def _save_devices(tx: Tx, changed: Sequence[Living]) -> None:
    rows, gone = [], []
    for one in changed:
        rows += [
            (
                one.shard,
                one.id,
                id_,
                one.workspace_id,
                facts.kind,
                facts.status,
                facts.subscribed,
                facts.anonymous,
                facts.platform,
                facts.browser,
                facts.model,
            )
            for id_, facts in sorted(one.push.devices.items())
            if one.stored_devices.get(id_) != facts
        ]
        gone += [
            (one.shard, one.id, id_) for id_ in one.stored_devices if id_ not in one.push.devices
        ]
    bulk.insert(tx, person_device, DEVICE, rows, replace=DEVICE[3:])
    bulk.delete(tx, person_device, ("shard", "person_id", "device_id"), gone)


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
