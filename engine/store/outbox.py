"""The outbox in the database: which messages wait, who has claimed their sends, what came of them.

The caller holds the locks in the order of locking.md: messages, then `reach`, then devices. Send
states and message states are the contract's ("What a message and a send can be").
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from engine.store import bulk
from engine.store.bulk.among import among_keys, among_numbers, joined, keyed
from engine.store.db import Tx
from engine.store.outbox_rows import (
    Key,
    Message,
    Profile,
    Sending,
    Settled,
    Standing,
)
from engine.store.prepared import Prepared
from engine.store.tables import device, message, person, profile, send, workspace

_MESSAGE = [message.c[name] for name in Message._fields]
# Said in the text and not as a value: a plan made for all values could not use the partial index.
_PENDING: sa.ColumnElement[str] = sa.literal_column("'pending'")

Held = tuple[Any, ...]  # the due time and the key of a message that waits
FIRST: Held = (0, -1, "")
HURRIED = 200
"""Messages in one transaction: claims skip what it holds; SQLite's writer is soon free again."""

PENDING: sa.ColumnElement[bool] = message.c.state == _PENDING
WAITING: sa.ColumnElement[bool] = sa.and_(
    message.c.state == _PENDING, message.c.campaign_id.is_(None)
)
"""The messages that wait in the lane of journeys; each lane has an index of its own."""


def _keyed(postgres: bool, table: sa.Table, id_: str) -> sa.ColumnElement[bool]:
    return among_keys(postgres, table.c.shard, table.c[id_], "keys")


def _locked(postgres: bool, *, skip_locked: bool) -> sa.Select[Any]:
    return (
        sa.select(*_MESSAGE)
        .where(_keyed(postgres, message, "id"))
        .order_by(message.c.shard, message.c.id)
        .with_for_update(key_share=True, skip_locked=skip_locked)
    )


def _waiting(*where: sa.ColumnElement[bool]) -> sa.Select[Any]:
    return (
        sa.select(*_MESSAGE)
        .where(*where, message.c.due_at <= sa.bindparam("now", type_=sa.BigInteger))
        .order_by(message.c.due_at, message.c.shard, message.c.id)
        .limit(sa.bindparam("limit", type_=sa.Integer))
        .with_for_update(key_share=True, skip_locked=True)
    )


_LOCK_WAITING = Prepared(lambda _postgres: _waiting(WAITING))
_LOCK_CAMPAIGN = Prepared(
    lambda _postgres: _waiting(
        message.c.state == _PENDING,
        message.c.campaign_id == sa.bindparam("campaign", type_=sa.Text),
    )
)
_LOCK = {
    skip: Prepared(lambda postgres, skip=skip: _locked(postgres, skip_locked=skip))  # type: ignore[misc]
    for skip in (False, True)
}
_SENDINGS = Prepared(
    lambda postgres: (
        sa.select(
            *(send.c[name] for name in Sending._fields[:8]),
            device.c.owner,
            device.c.epoch,
            device.c.status,
            device.c.reset_epoch != workspace.c.reset_epoch,
            *(device.c[name] for name in Sending._fields[12:]),
        )
        .join(device, device.c.id == send.c.device_id)
        .join(workspace, workspace.c.id == send.c.workspace_id)
        .where(_keyed(postgres, send, "message_id"))
        .order_by(send.c.shard, send.c.message_id, send.c.device_id)
    )
)
_STANDING = Prepared(
    lambda postgres: (
        sa.select(*(send.c[name] for name in Standing._fields))
        .where(_keyed(postgres, send, "message_id"))
        .order_by(send.c.shard, send.c.message_id, send.c.device_id)
    )
)
_PROFILES = Prepared(
    lambda postgres: (
        sa.select(*(profile.c[name] for name in Profile._fields))
        .join(
            person, sa.and_(person.c.id == profile.c.person_id, person.c.shard == profile.c.shard)
        )
        .where(among_numbers(postgres, person.c.id, "people"))
    )
)


def lock_waiting(tx: Tx, now: int, limit: int) -> list[Message]:
    """Lock messages whose time has come and that nobody else holds, the longest due first.

    Those of campaigns are left out.
    """
    return [Message(*row) for row in _LOCK_WAITING.rows(tx, now=now, limit=limit)]


def lock_campaign(tx: Tx, campaign_id: str, now: int, limit: int) -> list[Message]:
    """The same of one campaign's, whose row the caller holds."""
    rows = _LOCK_CAMPAIGN.rows(tx, campaign=campaign_id, now=now, limit=limit)
    return [Message(*row) for row in rows]


def waiting_of(campaign_id: str) -> sa.ColumnElement[bool]:
    """The messages of a campaign that wait."""
    return sa.and_(message.c.state == _PENDING, message.c.campaign_id == campaign_id)


def hurry(tx: Tx, where: Sequence[sa.ColumnElement[bool]], after: Held) -> Held | None:
    """Let the next of those that were held back come before the claim now.

    What somebody else holds is before it already. Answers where to go on, None at the end.
    """
    now = tx.now()
    order = (message.c.due_at, message.c.shard, message.c.id)
    found = tx.execute(
        sa.select(*order)
        .where(
            *where, message.c.due_at > now, sa.tuple_(*order) > sa.tuple_(*map(sa.literal, after))
        )
        .order_by(*order)
        .limit(HURRIED)
        .with_for_update(key_share=True, skip_locked=True)
    ).all()
    keys = [(row.shard, row.id) for row in found]
    if keys:
        held = sa.tuple_(message.c.shard, message.c.id).in_(keys)
        tx.execute(message.update().where(held).values(due_at=now))
    return tuple(found[-1]) if len(found) == HURRIED else None


def lock(tx: Tx, keys: Iterable[Key], *, skip_locked: bool = False) -> dict[Key, Message]:
    """Lock these messages, ascending."""
    rows = _LOCK[skip_locked].rows(tx, **keyed(tx, "keys", keys))
    return {found.key: found for found in (Message(*row) for row in rows)}


def sendings(tx: Tx, keys: Iterable[Key]) -> list[Sending]:
    """All sends of these messages and their devices, by a statement of its own.

    It must begin after the `reach` locks were granted: one that locked and joined at once would
    see the device's former owner (locking.md F7).
    """
    return [Sending(*row) for row in _SENDINGS.rows(tx, **keyed(tx, "keys", keys))]


def standing(tx: Tx, keys: Iterable[Key]) -> list[Standing]:
    """All sends of these messages, which the caller holds."""
    return [Standing(*row) for row in _STANDING.rows(tx, **keyed(tx, "keys", keys))]


def profiles(tx: Tx, people: Iterable[int]) -> dict[int, Profile]:
    """The profiles of these people; who has none yet is left out."""
    rows = _PROFILES.rows(tx, people=joined(tx, sorted(set(people))))
    return {found.person_id: found for found in (Profile(*row) for row in rows)}


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


def settle(tx: Tx, sends: Sequence[Settled], now: int) -> None:
    """Write what became of claimed sends; the token is spent."""
    bulk.update(
        tx,
        send,
        ("shard", "message_id", "device_id"),
        ("state", "reason", "answer", "due_at", "attempts", "unclear", "token", "settled_at"),
        [(*one, None, None if one.state == "pending" else now) for one in sends],
    )


def save(tx: Tx, before: Iterable[Message], after: Iterable[Message]) -> None:
    """Write what changed of messages that the caller holds: state, due time, reason, decided."""
    rows = [
        (*new.key, new.state, new.due_at, new.reason, new.decided)
        for old, new in zip(before, after, strict=True)
        if new != old
    ]
    bulk.update(tx, message, ("shard", "id"), ("state", "due_at", "reason", "decided"), rows)


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
