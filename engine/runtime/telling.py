"""What endpoints are told of an event of the log, and the rows of their calls.

An event is applied once, in the transaction that moves its shard's position: in that one its calls
are written too. So each endpoint is told each event by exactly one call, whatever crashes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from engine import clock
from engine.audience import names, push_status
from engine.audience.living import Living
from engine.runtime.outgoing import hashed
from engine.store import bulk
from engine.store.db import Tx
from engine.store.log import Logged
from engine.store.tables import webhook_call
from engine.webhook_endpoints import TEST, Told

LASTS = clock.DAY
"""How long a call is tried."""

_NAMES: Mapping[str, str] = {
    "push_accepted": "message.accepted",
    "push_displayed": "message.displayed",
    "push_clicked": "message.clicked",
    "push_dismissed": "message.dismissed",
    "push_replied": "message.replied",
    "push_failed": "message.failed",
    "push_suppressed": "message.suppressed",
    "push_status_changed": "push_status.changed",
    "journey_entered": "journey.entered",
    "journey_finished": "journey.finished",
    "goal_reached": "journey.goal_reached",
}
_FAILED: Mapping[str, str] = {"expired": "message.expired", "unknown": "message.unknown"}
_OURS = frozenset({"engine", "visitor"})
"""Kinds of events that nobody outside can make up: a page may track any other name."""

_COLUMNS = (
    "shard", "id", "workspace_id", "person_id", "run_id", "journey_id", "node", "url", "body",
    "state", "created_at", "due_at", "expires_at", "endpoint_id", "kind",
)  # fmt: skip


class News(NamedTuple):
    """Something to tell: its kind, and the `data` of the document beside the person."""

    kind: str
    data: Mapping[str, Any]


class ToTell(NamedTuple):
    """One call to one endpoint; `key` is the same for the same news to the same endpoint."""

    key: str
    endpoint: tuple[str, str]
    workspace_id: str
    person_id: int
    at: int
    kind: str
    data: Mapping[str, Any]


def calls(
    told: Told, living: Living, event: Logged, body: Mapping[str, Any], before: push_status.State
) -> Iterator[ToTell]:
    """The calls that an event leads to, which has just been folded into its person."""
    for number, news in enumerate(_news(event, body, before, living.push)):
        for endpoint in told.get(news.kind, ()):
            yield ToTell(
                f"{living.shard}:{event.seq}:{number}",
                endpoint,
                living.workspace_id,
                living.id,
                event.at,
                news.kind,
                {"person": names.shown(living.id), "user_id": living.user_id, **news.data},
            )


def erased(told: Told, workspace_id: str, person_id: int, now: int) -> Iterator[ToTell]:
    """The calls that tell of an erasure: by her id here, which is all that is left of her."""
    for endpoint in told.get("person.erased", ()):
        data = {"person": names.shown(person_id)}
        key = f"erased:{person_id}"
        yield ToTell(key, endpoint, workspace_id, person_id, now, "person.erased", data)


def tried(endpoint: tuple[str, str], workspace_id: str, key: str, now: int) -> ToTell:
    """A call that somebody asked for, to see whether it arrives."""
    return ToTell(f"test:{key}", endpoint, workspace_id, 0, now, TEST, {"asked": True})


def write(tx: Tx, shard: int, wanted: Iterable[ToTell], now: int) -> list[str]:
    """Write calls that wait from now on; answer their ids. One that stands is left alone."""
    rows = sorted(_row(shard, each, now) for each in wanted)
    bulk.insert_absent(tx, webhook_call, _COLUMNS, rows)
    return [str(row[1]) for row in rows]


def _news(
    event: Logged,
    body: Mapping[str, Any],
    before: push_status.State,
    after: push_status.State,
) -> Iterator[News]:
    if event.kind in _OURS and event.name in _NAMES:
        properties = body.get("properties") or {}
        kind = _NAMES[event.name]
        if kind == "message.failed":
            kind = _FAILED.get(properties.get("reason", ""), kind)
        yield News(kind, properties)
    if after is not before:
        yield from _devices(body, before, after)


def _devices(
    body: Mapping[str, Any], before: push_status.State, after: push_status.State
) -> Iterator[News]:
    """Devices that can be sent to now and could not before, and the other way round."""
    for id_ in sorted(before.devices.keys() | after.devices.keys()):
        was, is_ = before.devices.get(id_), after.devices.get(id_)
        could, can = was is not None and was.subscribed, is_ is not None and is_.subscribed
        facts = is_ or was
        if could != can and facts is not None:
            yield News(
                "device.subscribed" if can else "device.retired",
                {
                    "device": id_,
                    "platform": facts.platform,
                    "browser": facts.browser,
                    "status": is_.status if is_ else "removed",
                    "cause": body.get("cause", "session"),
                },
            )


def _row(shard: int, one: ToTell, now: int) -> tuple[object, ...]:
    id_, url = one.endpoint
    document = {
        "type": one.kind,
        "timestamp": clock.moment(one.at).isoformat(),
        "data": one.data,
    }
    return (
        shard,
        hashed(f"{id_}:{one.key}"),
        one.workspace_id,
        one.person_id,
        one.data.get("run") or "",
        one.data.get("journey") or "",
        one.data.get("node") or "",
        url,
        json.dumps(document, ensure_ascii=False, separators=(",", ":")),
        "pending",
        now,
        now,
        now + LASTS,
        id_,
        one.kind,
    )
