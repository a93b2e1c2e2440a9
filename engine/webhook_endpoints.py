"""Endpoints: servers of the customer's that are told what happens, each by a call of its own.

What is told is a Standard Webhooks document: `type` (one of KINDS), `timestamp` (when it happened)
and `data`. A change raises the workspace's version: the shard step keeps who is told what in memory
(`runtime/published.py`). Locks: an endpoint's row, then the workspace's.
"""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
import structlog

from engine import audit, clock, workspaces
from engine.secrets import WrongKey, open_sealed, seal
from engine.store.db import Tx
from engine.store.tables import webhook_endpoint

logger = structlog.get_logger("engine.webhooks")

KINDS: Mapping[str, str] = {
    "message.accepted": "a push service took a push for one device",
    "message.displayed": "a push was shown",
    "message.clicked": "a push, or one of its buttons, was clicked",
    "message.dismissed": "a push was put away",
    "message.replied": "a push was answered with a text",
    "message.failed": "a push cannot reach one device: gone, rejected, dead",
    "message.suppressed": "a message was not sent; `reason` says why",
    "message.expired": "the time in which a message may go out was over",
    "message.unknown": "nobody knows whether a push came through, and it is not sent twice",
    "device.subscribed": "a device of a person can be sent to from now on",
    "device.retired": "a device of a person can no longer be sent to",
    "push_status.changed": "the push status of a person's last session is another",
    "journey.entered": "a person came into a journey",
    "journey.finished": "a person's way through a journey is over; `reason` says why",
    "journey.goal_reached": "a person reached the goal of a journey",
    "person.erased": "a person was erased: forget her too",
}
"""What an endpoint can be told, and what each means."""

Told = Mapping[str, tuple[tuple[str, str], ...]]
"""By kind the (id, URL) of each endpoint that is told."""

TEST = "webhook.test"
MOST = 10
FAILING = 3 * clock.DAY
"""For how long no call gets through until an endpoint is turned off."""
OVERLAP = clock.DAY
"""For how long calls are signed with the secret of before too."""

_SECRET = 32  # bytes; Standard Webhooks takes 24 to 64


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An endpoint as it may be shown; `state` is on | off, times in µs."""

    id: str
    url: str
    kinds: tuple[str, ...]
    state: str
    off_reason: str | None
    failing_since: int | None
    version: int
    created_at: int
    updated_at: int


@dataclass(frozen=True, slots=True)
class Receiver:
    """An endpoint as it is called: where, and signed with what (the newest secret first)."""

    id: str
    url: str
    failing_since: int | None
    secrets: tuple[str, ...] = field(repr=False)


class TooMany(Exception):
    """A workspace has MOST endpoints already."""


def listed(tx: Tx, workspace_id: str) -> list[Endpoint]:
    """The workspace's endpoints, the oldest first."""
    rows = tx.execute(_select(workspace_id).order_by(_ENDPOINT.created_at, _ENDPOINT.id))
    return [_endpoint(*row) for row in rows]


def get(tx: Tx, workspace_id: str, endpoint_id: str, *, lock: bool = False) -> Endpoint | None:
    """The workspace's endpoint of this id."""
    query = _select(workspace_id).where(_ENDPOINT.id == endpoint_id)
    row = tx.execute(query.with_for_update(key_share=True) if lock else query).one_or_none()
    return None if row is None else _endpoint(*row)


def create(
    tx: Tx, workspace_id: str, url: str, kinds: Sequence[str], master_key: bytes
) -> tuple[Endpoint, str]:
    """A new endpoint that is on, and its signing secret; `url` has passed the guard.

    Raises TooMany.
    """
    workspaces.lock(tx, workspace_id)
    if len(listed(tx, workspace_id)) >= MOST:
        raise TooMany
    id_, secret, now = f"hook_{secrets.token_hex(8)}", _new_secret(), tx.now()
    made = Endpoint(id_, url, tuple(kinds), "on", None, None, 1, now, now)
    tx.execute(
        webhook_endpoint.insert(),
        {
            "id": id_,
            "workspace_id": workspace_id,
            "url": url,
            "kinds": json.dumps(list(kinds)),
            "state": "on",
            "sealed": seal(master_key, _purpose(id_), secret.encode()),
            "created_at": now,
            "updated_at": now,
        },
    )
    workspaces.touch(tx, workspace_id)
    return made, secret


def change(tx: Tx, workspace_id: str, endpoint_id: str, changes: Mapping[str, Any]) -> None:
    """Set `url`, `kinds` or `on` of an endpoint that is locked; turned on, it begins anew."""
    values: dict[str, Any] = {}
    if "url" in changes:
        values["url"] = changes["url"]
    if "kinds" in changes:
        values["kinds"] = json.dumps(list(changes["kinds"]))
    if "on" in changes:
        values |= {"state": "on" if changes["on"] else "off", "off_reason": None}
    if values.get("state") == "on" or "url" in values:
        values["failing_since"] = None
    _write(tx, endpoint_id, tx.now(), values)
    workspaces.touch(tx, workspace_id)


def remove(tx: Tx, workspace_id: str, endpoint_id: str) -> None:
    """Call an endpoint that is locked no more, and forget its secret.

    Its row stays until its last call is deleted: the lane ends those that wait.
    """
    values = {"state": "removed", "sealed": "", "earlier": None, "earlier_until": None}
    _write(tx, endpoint_id, tx.now(), values)
    workspaces.touch(tx, workspace_id)


def renew_secret(tx: Tx, endpoint_id: str, master_key: bytes) -> str:
    """Another signing secret; for a day the one of before signs beside it."""
    made, now = _new_secret(), tx.now()
    sealed = seal(master_key, _purpose(endpoint_id), made.encode())
    earlier = {"earlier": _ENDPOINT.sealed, "earlier_until": now + OVERLAP}
    _write(tx, endpoint_id, now, {"sealed": sealed, **earlier})
    return made


def told(tx: Tx, workspace_id: str) -> Told:
    """Who is told what: by kind the (id, URL) of each endpoint that is on."""
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for each in listed(tx, workspace_id):
        for kind in each.kinds if each.state == "on" else ():
            found[kind] = (*found.get(kind, ()), (each.id, each.url))
    return found


def receivers(tx: Tx, ids: Sequence[str], master_key: bytes) -> dict[str, Receiver]:
    """Those of these endpoints that are on.

    One whose secret cannot be opened any more has none: its calls are refused, no other's.
    """
    columns = ("id", "url", "failing_since", "sealed", "earlier", "earlier_until")
    rows = tx.execute(
        sa.select(*(_ENDPOINT[name] for name in columns)).where(
            _ENDPOINT.id.in_(ids), _ENDPOINT.state == "on"
        )
    )
    found = {}
    for id_, url, failing_since, sealed, earlier, until in rows:
        signing = [sealed, *([earlier] if earlier and until > tx.now() else [])]
        found[id_] = Receiver(id_, url, failing_since, _opened(master_key, id_, signing))
    return found


def _opened(master_key: bytes, endpoint_id: str, sealed: Sequence[str]) -> tuple[str, ...]:
    purpose = _purpose(endpoint_id)
    try:
        return tuple(open_sealed(master_key, purpose, each).decode() for each in sealed)
    except WrongKey:
        logger.exception("webhook.secret_unreadable", endpoint=endpoint_id)
        return ()


def got_through(tx: Tx, endpoint_id: str) -> None:
    """A call was taken: whatever failed before is over."""
    tx.execute(
        webhook_endpoint.update()
        .where(_ENDPOINT.id == endpoint_id, _ENDPOINT.failing_since.is_not(None))
        .values(failing_since=None)
    )


def failed(tx: Tx, endpoint_id: str, now: int, *, gone: bool) -> None:
    """A call did not get through. One that says so (410), or fails for FAILING, is turned off.

    That is in the audit log, by nobody: `engine`.
    """
    tx.execute(
        webhook_endpoint.update()
        .where(_ENDPOINT.id == endpoint_id, _ENDPOINT.failing_since.is_(None))
        .values(failing_since=now)
    )
    over = sa.true() if gone else _ENDPOINT.failing_since <= now - FAILING
    reason = "gone" if gone else "failing"
    ended = tx.execute(
        webhook_endpoint.update()
        .where(_ENDPOINT.id == endpoint_id, _ENDPOINT.state == "on", over)
        .values(state="off", off_reason=reason, updated_at=now, version=_ENDPOINT.version + 1)
    )
    if ended.rowcount:
        owner = sa.select(_ENDPOINT.workspace_id).where(_ENDPOINT.id == endpoint_id)
        workspace_id = tx.execute(owner).scalar_one()
        workspaces.touch(tx, workspace_id)
        audit.record(tx, workspace_id, "engine", "webhook.turned_off", endpoint_id, reason=reason)


_ENDPOINT = webhook_endpoint.c
_SHOWN = (
    "id", "url", "kinds", "state", "off_reason", "failing_since", "version", "created_at",
    "updated_at",
)  # fmt: skip


def _select(workspace_id: str) -> sa.Select[*tuple[Any, ...]]:
    return sa.select(*(_ENDPOINT[name] for name in _SHOWN)).where(
        _ENDPOINT.workspace_id == workspace_id, _ENDPOINT.state != "removed"
    )


def _endpoint(id_: str, url: str, kinds: str, *rest: Any) -> Endpoint:
    return Endpoint(id_, url, tuple(json.loads(kinds)), *rest)


def _write(tx: Tx, endpoint_id: str, now: int, values: Mapping[str, Any]) -> None:
    tx.execute(
        webhook_endpoint.update()
        .where(_ENDPOINT.id == endpoint_id)
        .values(**values, updated_at=now, version=_ENDPOINT.version + 1)
    )


def _new_secret() -> str:
    return "whsec_" + base64.b64encode(secrets.token_bytes(_SECRET)).decode()


def _purpose(endpoint_id: str) -> str:
    return f"webhook-endpoint:{endpoint_id}"
