"""The outbox in the database: which messages wait, who has claimed their sends, what came of them.

The caller holds the locks in the order of locking.md: messages, then `reach`, then devices. Send
states and message states are the contract's ("What a message and a send can be").
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import sqlalchemy as sa

from engine.store import bulk
from engine.store.db import Tx
from engine.store.tables import device, message, person, profile, send, workspace

Key = tuple[int, str]  # a message: (shard, id)


class Message(NamedTuple):
    """A message that waits."""

    shard: int
    id: str
    workspace_id: str
    person_id: int
    run_id: str | None
    journey_id: str | None
    node: str | None
    push: str
    mode: str
    event: str | None
    decided: bool
    depth: int
    expires_at: int
    reason: str | None  # what it waits for, if it was held back

    @property
    def key(self) -> Key:
        return (self.shard, self.id)


class Sending(NamedTuple):
    """A send that waits, beside its device as it is now."""

    shard: int
    message_id: str
    device_id: str
    owner: int
    epoch: int
    due_at: int
    attempts: int
    device_owner: int | None
    device_epoch: int
    device_status: str
    reset: bool  # an admin reset subscribers after this device last subscribed
    kind: str
    endpoint: str | None
    p256dh: str | None
    auth: str | None
    vapid_key_id: str | None

    @property
    def key(self) -> Key:
        return (self.shard, self.message_id)

    @property
    def current(self) -> bool:
        """Whether the device still belongs to whom the message was made for (promise S5)."""
        return self.device_owner == self.owner and self.device_epoch == self.epoch

    @property
    def able(self) -> bool:
        """Whether the device can be sent to."""
        return self.device_status == "allowed" and self.endpoint is not None and not self.reset


class Settled(NamedTuple):
    """What becomes of a claimed send; `due_at` only where it waits again."""

    shard: int
    message_id: str
    device_id: str
    state: str
    reason: str | None
    answer: str | None
    due_at: int
    attempts: int
    unclear: int


def lock_waiting(tx: Tx, now: int, limit: int) -> list[Message]:
    """Lock messages whose time has come and that nobody else holds, the longest due first."""
    columns = [message.c[name] for name in Message._fields]
    rows = tx.execute(
        sa.select(*columns)
        .where(message.c.state == "pending", message.c.due_at <= now)
        .order_by(message.c.due_at, message.c.shard, message.c.id)
        .limit(limit)
        .with_for_update(key_share=True, skip_locked=True)
    )
    return [Message(*row) for row in rows]


def lock(tx: Tx, keys: Iterable[Key], *, skip_locked: bool = False) -> dict[Key, Message]:
    """Lock these messages, ascending."""
    columns = [message.c[name] for name in Message._fields]
    rows = tx.execute(
        sa.select(*columns)
        .where(sa.tuple_(message.c.shard, message.c.id).in_(sorted(set(keys))))
        .order_by(message.c.shard, message.c.id)
        .with_for_update(key_share=True, skip_locked=skip_locked)
    )
    return {found.key: found for found in (Message(*row) for row in rows)}


def waiting_sends(tx: Tx, keys: Iterable[Key]) -> list[Sending]:
    """The pending sends of these messages and their devices, by a statement of its own.

    It must begin after the `reach` locks were granted: one that locked and joined at once would
    see the device's former owner (locking.md F7).
    """
    rows = tx.execute(
        sa.select(
            send.c.shard,
            send.c.message_id,
            send.c.device_id,
            send.c.owner,
            send.c.epoch,
            send.c.due_at,
            send.c.attempts,
            device.c.owner,
            device.c.epoch,
            device.c.status,
            device.c.reset_epoch != workspace.c.reset_epoch,
            device.c.kind,
            device.c.endpoint,
            device.c.p256dh,
            device.c.auth,
            device.c.vapid_key_id,
        )
        .join(device, device.c.id == send.c.device_id)
        .join(workspace, workspace.c.id == send.c.workspace_id)
        .where(
            sa.tuple_(send.c.shard, send.c.message_id).in_(sorted(set(keys))),
            send.c.state == "pending",
        )
        .order_by(send.c.shard, send.c.message_id, send.c.device_id)
    )
    return [Sending(*row) for row in rows]


def profiles(tx: Tx, people: Iterable[int]) -> dict[int, sa.RowMapping]:
    """What templates and quiet hours ask of these people; who has no profile yet is left out."""
    columns = ("person_id", "user_id", "language", "timezone", "traits", "markers")
    rows = tx.execute(
        sa.select(*(profile.c[name] for name in columns))
        .join(
            person, sa.and_(person.c.id == profile.c.person_id, person.c.shard == profile.c.shard)
        )
        .where(person.c.id.in_(set(people)))
    )
    return {row["person_id"]: row for row in rows.mappings()}


def mark_claimed(tx: Tx, sends: Sequence[Sending], token: str, now: int) -> None:
    """Claim these sends under a token: whoever settles must show it."""
    bulk.update(
        tx,
        send,
        ("shard", "message_id", "device_id"),
        ("state", "token", "claimed_at", "attempts"),
        [
            (one.shard, one.message_id, one.device_id, "claimed", token, now, one.attempts + 1)
            for one in sends
        ],
    )


def end_waiting(tx: Tx, sends: Sequence[Sending], state: str, reason: str, now: int) -> None:
    """End pending sends without a request."""
    bulk.update(
        tx,
        send,
        ("shard", "message_id", "device_id"),
        ("state", "reason", "settled_at"),
        [(one.shard, one.message_id, one.device_id, state, reason, now) for one in sends],
    )


def claimed(tx: Tx, token: str, keys: Iterable[Key]) -> dict[tuple[Key, str], sa.RowMapping]:
    """The sends that are still claimed under this token, by message and device."""
    rows = tx.execute(
        sa.select(send).where(
            send.c.token == token,
            send.c.state == "claimed",
            sa.tuple_(send.c.shard, send.c.message_id).in_(sorted(set(keys))),
        )
    )
    return {((row["shard"], row["message_id"]), row["device_id"]): row for row in rows.mappings()}


def settle(tx: Tx, sends: Sequence[Settled], now: int) -> None:
    """Write what became of claimed sends; the token is spent."""
    bulk.update(
        tx,
        send,
        ("shard", "message_id", "device_id"),
        ("state", "reason", "answer", "due_at", "attempts", "unclear", "token", "settled_at"),
        [(*one, None, None if one.state == "pending" else now) for one in sends],
    )


def close(tx: Tx, keys: Iterable[Key], reasons: dict[Key, str] | None = None) -> None:
    """Set each message's state from its sends'; the caller holds the message rows.

    pending while any send waits, open while any is claimed, suppressed if all are, else done.
    """
    states: dict[Key, set[str]] = {}
    due: dict[Key, int] = {}
    wanted = sorted(set(keys))
    rows = tx.execute(
        sa.select(send.c.shard, send.c.message_id, send.c.state, send.c.due_at).where(
            sa.tuple_(send.c.shard, send.c.message_id).in_(wanted)
        )
    )
    for shard, message_id, state, due_at in rows:
        key = (shard, message_id)
        states.setdefault(key, set()).add(state)
        if state == "pending":
            due[key] = min(due_at, due.get(key, due_at))
    bulk.update(
        tx, message, ("shard", "id"), ("state",), [(*key, _state(states[key])) for key in states]
    )
    bulk.update(tx, message, ("shard", "id"), ("due_at",), [(*key, at) for key, at in due.items()])
    told = [(*key, reason) for key, reason in sorted((reasons or {}).items())]
    bulk.update(tx, message, ("shard", "id"), ("reason",), told)


def hold(tx: Tx, until: Sequence[tuple[Key, int, str]]) -> None:
    """Let messages wait for another time; the reason says for what."""
    rows = [(*key, at, reason) for key, at, reason in until]
    bulk.update(tx, message, ("shard", "id"), ("due_at", "reason"), rows)


def mark_decided(tx: Tx, keys: Iterable[Key]) -> None:
    """The cap has been counted for these."""
    rows = [(*key, True, None) for key in sorted(set(keys))]
    bulk.update(tx, message, ("shard", "id"), ("decided", "reason"), rows)


def forgotten(tx: Tx, before: int, limit: int) -> list[Key]:
    """Messages with sends claimed before this time and never settled: their claimer died."""
    rows = tx.execute(
        sa.select(send.c.shard, send.c.message_id)
        .where(send.c.state == "claimed", send.c.claimed_at < before)
        .distinct()
        .order_by(send.c.shard, send.c.message_id)
        .limit(limit)
    )
    return [(row[0], row[1]) for row in rows]


def overdue_claims(tx: Tx, keys: Iterable[Key], before: int) -> list[sa.RowMapping]:
    """The claims among these messages that are too old, under the messages' lock."""
    rows = tx.execute(
        sa.select(send)
        .where(
            sa.tuple_(send.c.shard, send.c.message_id).in_(sorted(set(keys))),
            send.c.state == "claimed",
            send.c.claimed_at < before,
        )
        .order_by(send.c.shard, send.c.message_id, send.c.device_id)
    )
    return list(rows.mappings())


def _state(sends: set[str]) -> str:
    if "pending" in sends:
        return "pending"
    if "claimed" in sends:
        return "open"
    return "suppressed" if sends == {"suppressed"} else "done"
