"""What a browser did with a push: displayed, clicked, dismissed, replied; each told once.

Whoever holds a send's signed token received that push: nothing else is asked, and nothing else can
be said with it (attack A25).
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Literal

import msgspec
import sqlalchemy as sa

from engine import clock
from engine.audience import inbox
from engine.audience.incoming import Refused
from engine.audience.tokens import SendRef
from engine.store import bulk, log
from engine.store.db import Retry, Tx
from engine.store.log import Entry
from engine.store.tables import message, seen_message, send

Type = Literal["displayed", "clicked", "dismissed", "action", "reply"]

OLDEST = 30 * clock.DAY
LONGEST_REPLY = 2_000
LONGEST_ACTION = 100
UNKNOWN = Refused("not_found", "there is no such send")

_EVENTS: dict[Type, tuple[str, str | None]] = {
    "displayed": ("push_displayed", "displayed_at"),
    "clicked": ("push_clicked", "clicked_at"),
    "action": ("push_clicked", "clicked_at"),
    "dismissed": ("push_dismissed", "dismissed_at"),
    "reply": ("push_replied", None),
}
"""The event of a report, and the time of the send that it sets."""

_READ = ("clicked", "action", "reply")
"""Who does this has read the push, and its item in the bell with it (P2)."""


@dataclass(frozen=True, slots=True)
class Report:
    """`at` (µs) is the browser's own time; a button's `action` and a reply's `text` where given."""

    type: Type
    at: int | None = None
    action: str | None = None
    text: str | None = None


def send_id(message_id: str, device_id: str) -> str:
    """The name of one send, as its token carries it."""
    return f"{message_id}/{device_id}"


def take(tx: Tx, ref: SendRef, report: Report, now: int) -> set[int] | Refused:
    """Note a report and tell it; the shards to wake. A repeated one is fine and does nothing.

    Raises Retry when the message was moved by a merge meanwhile.
    """
    message_id, _, device_id = ref.send_id.rpartition("/")
    found = _found(tx, ref.workspace_id, message_id, device_id)
    if found is None:
        return UNKNOWN
    at = min(now, max(report.at or now, now - OLDEST))
    if report.type in _READ:
        inbox.clicked(tx, (found["shard"], found["id"]), now)
    first = _first(tx, found, device_id, report, at, now)
    return log.append(tx, [_told(found, device_id, report, at)] if first else [], now)


def _found(tx: Tx, workspace_id: str, message_id: str, device_id: str) -> sa.RowMapping | None:
    """The send's message, locked: that lock covers its sends (locking.md rule 1)."""
    shard = tx.execute(
        sa.select(send.c.shard).where(
            send.c.device_id == device_id,
            send.c.message_id == message_id,
            send.c.workspace_id == workspace_id,
        )
    ).scalar_one_or_none()
    if shard is None:
        return None
    locked = tx.execute(
        sa.select(message)
        .where(message.c.shard == shard, message.c.id == message_id)
        .with_for_update(key_share=True)
    )
    row = locked.mappings().first()
    if row is None:
        raise Retry("message")
    return row


def _first(tx: Tx, found: sa.RowMapping, device_id: str, report: Report, at: int, now: int) -> bool:
    """Whether this is the first report of its kind; the send bears its time from now on."""
    _, column = _EVENTS[report.type]
    if column is not None:
        first = tx.execute(
            send.update()
            .where(
                send.c.shard == found["shard"],
                send.c.message_id == found["id"],
                send.c.device_id == device_id,
                send.c[column].is_(None),
            )
            .values({column: at})
        )
        if report.type != "action":
            return bool(first.rowcount)
    return _not_seen(tx, found, f"{device_id}:{report.type}:{report.action or ''}", now)


def _not_seen(tx: Tx, found: sa.RowMapping, what: str, now: int) -> bool:
    """Replies and buttons have no column of their own: each counts once for a send."""
    key = blake2b(f"{found['id']}:{what}".encode(), digest_size=16).digest()
    columns = ("workspace_id", "key_class", "message", "digest", "at")
    row = (found["workspace_id"], "send", key, b"", now)
    return bool(bulk.insert_new(tx, seen_message, columns, [row], ["message"]))


def _told(found: sa.RowMapping, device_id: str, report: Report, at: int) -> Entry:
    name, _ = _EVENTS[report.type]
    properties: dict[str, Any] = {
        "message": found["id"],
        "run": found["run_id"],
        "node": found["node"],
        "journey": found["journey_id"],
        "push": found["push"],
        "device": device_id,
    }
    if found["campaign_id"] is not None:
        properties["campaign"] = found["campaign_id"]
    if name == "push_clicked":
        properties["action"] = report.action
    if report.type == "reply":
        properties["text"] = report.text
    what = ":".join((report.type, report.action or "", found["id"], device_id))
    return Entry(
        found["workspace_id"],
        found["person_id"],
        "visitor",
        name,
        f"report:{blake2b(what.encode(), digest_size=16).hexdigest()}",
        at,
        msgspec.json.encode({"properties": properties}).decode(),
    )
