"""Calls that start a journey for somebody: as durable as ingestion, and once for each key.

A call becomes an event that is meant for one journey (`log.START`), in the transaction and by the
rules of identity of all events from outside. A repeat is known by `seen_message`, in a class of its
own: nobody who sends events can use up a caller's keys.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import msgspec
import sqlalchemy as sa

from engine.audience import names
from engine.audience.incoming import Incoming
from engine.runtime.drafts import Journey, WrongStatus
from engine.runtime.published import Published
from engine.store.bulk.among import among
from engine.store.db import Tx
from engine.store.tables import person
from journeys.plan import Plan
from journeys.visit import CALLED, Start


@dataclass(frozen=True, slots=True)
class Call:
    """For whom, and what is told; at least one of the ids is set."""

    user_id: str | None
    anonymous_id: str | None
    properties: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class NotCallable:
    """No start can be meant: `starts` are the names of those there are."""

    starts: tuple[str, ...]


def start_of(
    tx: Tx, found: Journey, by: str | None, published: Published
) -> Start | NotCallable | WrongStatus:
    """The start that is meant: the one of this name, or the only one."""
    if found.status != "live" or found.live_version is None:
        return WrongStatus(found.status)
    starts = _names(published.plan(tx, found.live_version))
    if by is None and len(starts) == 1:
        return Start(found.id, starts[0])
    return Start(found.id, by) if by in starts else NotCallable(starts)


def incoming(calls: Sequence[Call], start: Start, key: str | None, now: int) -> list[Incoming]:
    """The calls as the log's committer takes them, in order; `key` is the caller's own for all."""
    return [_incoming(index, call, start, key, now) for index, call in enumerate(calls)]


def erased(tx: Tx, workspace_id: str, calls: Iterable[Call]) -> frozenset[str]:
    """The user ids among these of people who were erased: nothing is started for them."""
    ids = {
        names.person_id(workspace_id, "user", call.user_id): call.user_id
        for call in calls
        if call.user_id is not None
    }
    if not ids:
        return frozenset()
    gone = sa.select(person.c.id).where(among(tx, person.c.id, ids), person.c.erased)
    return frozenset(ids[id_] for id_ in tx.execute(gone).scalars())


def _incoming(index: int, call: Call, start: Start, key: str | None, now: int) -> Incoming:
    told = {"properties": call.properties, "start": {"journey": start.journey, "by": start.by}}
    who = call.user_id, call.anonymous_id
    return Incoming(
        index=index,
        kind="start",
        name=CALLED,
        message_id=None if key is None else f"call:{_hash((key, start.journey, *who)).hex()}",
        user_id=call.user_id,
        anonymous_id=call.anonymous_id,
        previous_id=None,
        previous_is_anonymous=False,
        group_id=None,
        at=now,
        body=msgspec.json.encode(told).decode(),
        digest=_hash((*who, told)),
        key_class="call",
        imported=False,
    )


def _hash(value: object) -> bytes:
    text = msgspec.json.encode(value, order="deterministic")
    return blake2b(text, digest_size=16).digest()


def _names(plan: Plan) -> tuple[str, ...]:
    """The names of the starts that can be called, in the document's order."""
    found = [each.name for _, each in plan.triggers.get(CALLED, ()) if each.addressed and each.name]
    return tuple(dict.fromkeys(found))
