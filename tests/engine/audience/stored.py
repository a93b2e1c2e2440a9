"""A Person as the shard step leaves one in the tables, for tests that ask a database about it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa

from engine import clock
from engine.audience import values
from engine.store import bulk
from engine.store.db import Tx
from engine.store.tables import SHARDS, person_device, person_value, profile, rollup, run
from journeys.person import Person

EPOCH = date(1970, 1, 1)
Rows = dict[sa.Table, list[dict[str, Any]]]


def store(tx: Tx, workspace_id: str, people: Mapping[int, Person]) -> None:
    """Write people by their ids; `categories` are taken as chosen, not as defaults."""
    for table, rows in _together(
        person_rows(person, workspace_id, id_) for id_, person in sorted(people.items())
    ).items():
        columns = list(rows[0])
        bulk.insert(tx, table, columns, [tuple(row[name] for name in columns) for row in rows])


def person_rows(person: Person, workspace_id: str, person_id: int) -> Rows:
    """The rows of one person by table."""
    key = {"shard": person_id % SHARDS, "person_id": person_id, "workspace_id": workspace_id}
    return {
        profile: [key | _profile(person)],
        person_value: [
            key | {"field": field} | typed._asdict() for field, typed in _typed(person).items()
        ],
        person_device: [
            key
            | {"device_id": device.id, "kind": device.kind, "status": device.status}
            | {"subscribed": device.subscribed, "platform": device.platform}
            | {"browser": device.browser, "model": device.model}
            for device in person.devices
        ],
        rollup: [
            key | {"name": name, "day": (day - EPOCH).days, "count": count}
            for name, days in person.counts.items()
            for day, count in days.items()
        ],
        run: [
            row for journey, state in person.journeys.items() for row in _runs(key, journey, state)
        ],
    }


def _profile(person: Person) -> dict[str, Any]:
    return {
        "user_id": person.user_id,
        "language": person.language,
        "timezone": person.timezone,
        "created_at": clock.micros(person.created_at),
        "last_seen_at": clock.micros(person.last_seen_at),
        "traits": json.dumps(person.traits),
        "markers": json.dumps(person.markers),
        "categories": json.dumps(person.categories),
        "groups": json.dumps(sorted(person.groups)),
        "last_session_status": person.last_session_status,
    }


def _typed(person: Person) -> dict[str, values.Typed]:
    return {
        **values.flatten("trait", person.traits),
        **values.flatten("marker", person.markers),
        **values.flatten("category", person.categories),
        **values.flatten("group", dict.fromkeys(person.groups, True)),
    }


def _runs(key: Mapping[str, Any], journey: str, state: str) -> Iterable[dict[str, Any]]:
    """Ended runs of each kind, and a running one beside them if the journey is active."""
    states = {"active": ("ended", "active"), "finished": ("ended", "quarantined")}[state]
    for number, each in enumerate(states):
        yield {
            **key,
            "id": f"run-{key['person_id']}-{journey}-{number}",
            "journey_id": journey,
            "version_id": "v1",
            "entry_key": "",
            "state": each,
            "reason": None if each == "active" else "finished",
            "entered_at": 0,
            "ended_at": None if each == "active" else 1,
            "body": "{}",
        }


def _together(each: Iterable[Rows]) -> Rows:
    together: Rows = {}
    for rows in each:
        for table, some in rows.items():
            if some:
                together.setdefault(table, []).extend(some)
    return together
