"""Devices: what a browser's report, login or sign-out makes of its row, and whom it tells.

The row is true at once, outside the shards; the people concerned are told by one event each, in the
same transaction. Locks: `reach` of old and new owner, then the rows, then the log (locking.md 8).
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa

from engine import clock
from engine.audience import back_off, device_moves, device_put, device_rows, reach
from engine.audience.device_moves import Place
from engine.audience.device_put import PutDevice
from engine.audience.device_rows import Row
from engine.audience.incoming import Refused
from engine.audience.push_status import HELD, REVIVES, Cause
from engine.audience.tokens import Visitor
from engine.store import log
from engine.store.db import Retry, Tx
from engine.store.log import Entry
from engine.store.tables import device, profile

MOST = 20
"""Devices of one person; of more the one unheard of for the longest is dropped (attack A12)."""

QUIET = 30 * clock.MINUTE
"""A report that says nothing new is not written down more often than this."""

TAKEN = Refused("endpoint_taken", "this endpoint is registered with other keys")
ENDED = Refused("visitor_token_ended", "the device has changed hands since this token was made")
ERASED = Refused("erased", "this person was erased")


@dataclass(frozen=True, slots=True)
class PutAnswer:
    """`status` as the contract answers it: a reset device can be asked; `shards` are to wake."""

    device_id: str
    status: str
    epoch: int
    owner: int
    shards: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class _Named:
    """The rows that a report names: its device, and an earlier row of the same browser."""

    device: Row | None
    leftover: Row | None = None


def put(tx: Tx, request: PutDevice, now: int) -> PutAnswer | Refused:
    """Register, report, move or revive a device.

    Refused as endpoint_taken, visitor_token_ended or erased. Raises Retry when owner or row changed
    while it waited for a lock.
    """
    named = _named(tx, request)
    if isinstance(named, Refused):
        return named
    place = device_moves.place(tx, request.claim, named.device, now)
    if place.cause is None and place.links is None and _says_nothing_new(tx, named, request, now):
        return _answer(named.device or device_put.new(request, place, now), place.owner)
    owners = {place.owner} | {row.owner for row in _rows(named) if row.owner is not None}
    people = reach.lock(tx, owners)
    if people[place.owner].erased:
        return ERASED
    surplus = _surplus(tx, place.owner, named)
    before = _locked(tx, named, surplus)
    after = device_put.after(tx, before, request, place, now)
    _back_off(tx, people[place.owner], request, now)
    if before is None:
        device_rows.insert(tx, after)
    else:
        device_rows.update(tx, after)
    told = _tell(before, after, request, place, now)
    told += drop(tx, surplus, now)
    told += device_moves.link(tx, request.claim.workspace_id, place, now)
    return _answer(after, place.owner, log.append(tx, told, now))


def withdraw(tx: Tx, row: Row, cause: Cause, now: int) -> set[int]:
    """Its person wants no more pushes there (`disable`), or took it off her list (`removed`).

    `row` is as it was read, owner included. Answers the shards to wake. Raises Retry when the
    device changed meanwhile.
    """
    if row.owner is None or row.status == "withdrawn":
        return set()
    reach.lock(tx, [row.owner])
    locked = device_rows.lock(tx, [row.id]).get(row.id)
    if locked is None or locked.owner != row.owner:
        raise Retry("owner")
    after = replace(locked, status="withdrawn", updated_at=now)
    device_rows.update(tx, after)
    told = device_rows.entry(after, row.owner, "withdrawn", cause, now)
    return log.append(tx, [told], now)


def speaker(tx: Tx, visitor: Visitor) -> Row | None:
    """The device for which a visitor token speaks; None once it has changed hands."""
    row = device_rows.by_id(tx, visitor.workspace_id, visitor.device_id)
    ended = row is None or row.owner is None or row.epoch != visitor.epoch
    return None if ended else row


def drop(tx: Tx, rows: Sequence[Row], now: int) -> list[Entry]:
    """Take locked devices away from their person; the events that tell so, to be appended."""
    told = []
    for row in rows:
        gone = replace(row.unsubscribed("retired"), owner=None, epoch=row.epoch + 1, updated_at=now)
        device_rows.update(tx, gone)
        if row.owner is not None:
            told.append(device_rows.entry(gone, row.owner, "retired", "removed", now))
    return told


def join(tx: Tx, loser: int, winner: int, now: int) -> list[Entry]:
    """Two people are one, whose `reach` rows are held: the devices of both are the winner's.

    The epoch stays, so visitor tokens and pending sends do too. Answers what tells of those beyond
    the limit, to be appended.
    """
    ids = [row.id for owner in (loser, winner) for row in device_rows.of_owner(tx, owner)]
    held = device_rows.lock(tx, ids)
    theirs = [id_ for id_, row in held.items() if row.owner == loser]
    if theirs:
        tx.execute(device.update().where(device.c.id.in_(theirs)).values(owner=winner))
    hers = [replace(row, owner=winner) for row in held.values()]
    return drop(tx, _beyond(MOST, hers), now)


def _named(tx: Tx, request: PutDevice) -> _Named | Refused:
    """By the endpoint with the same keys, else by the visitor token, else a new device."""
    spoken = None if request.visitor is None else speaker(tx, request.visitor)
    held = _holder(tx, request)
    if held is None:
        return ENDED if request.visitor is not None and spoken is None else _Named(spoken)
    if not _same_keys(held, request):
        return TAKEN
    if spoken is not None and spoken.id != held.id and not spoken.subscribed:
        return _Named(held, spoken)
    return _Named(held)


def _holder(tx: Tx, request: PutDevice) -> Row | None:
    if request.subscription is None:
        return None
    address = device_rows.address_of(request.kind, request.subscription.endpoint)
    return device_rows.by_address(tx, request.claim.workspace_id, address)


def _same_keys(held: Row, request: PutDevice) -> bool:
    """Whether the keys are those we have, or the old secret is proved beside the new ones (A14)."""
    given = request.subscription
    if given is None or held.auth is None:
        return True
    if held.p256dh == given.p256dh and hmac.compare_digest(held.auth, given.auth or ""):
        return True
    return hmac.compare_digest(held.auth, request.previous_auth or "")


def _says_nothing_new(tx: Tx, named: _Named, request: PutDevice, now: int) -> bool:
    """Whether a `sync` only repeats what the row says: most page loads do."""
    row = named.device
    if row is None or row.owner is None or named.leftover or request.cause != "sync":
        return False
    if row.status in HELD or now - row.updated_at >= QUIET:
        return False
    place = Place(row.owner, row.anonymous_id or 0)
    if device_put.after(tx, row, request, place, row.updated_at) != row:
        return False
    last = sa.select(profile.c.last_session_device).where(
        profile.c.workspace_id == row.workspace_id, profile.c.person_id == row.owner
    )
    return tx.execute(last).scalar_one_or_none() == row.id


def _rows(named: _Named) -> list[Row]:
    return [row for row in (named.device, named.leftover) if row is not None]


def _surplus(tx: Tx, owner: int, named: _Named) -> list[Row]:
    """What the new owner loses: an earlier row of the same browser, and those beyond the limit.

    Read under the lock of her `reach`, without which nobody gives her a device.
    """
    leftover = [] if named.leftover is None else [named.leftover]
    known = {row.id for row in _rows(named)}
    others = [row for row in device_rows.of_owner(tx, owner) if row.id not in known]
    return leftover + _beyond(MOST - 1, others)


def _beyond(most: int, rows: list[Row]) -> list[Row]:
    """Of more than `most` rows those that go: first the unsubscribed, then the longest unheard."""
    first = sorted(rows, key=lambda row: (row.subscribed, row.updated_at, row.id))
    return first[: max(0, len(rows) - most)]


def _locked(tx: Tx, named: _Named, surplus: list[Row]) -> Row | None:
    """The device's row, locked with the others; all must be what was read (F5, F7)."""
    read = {row.id: row for row in (*_rows(named), *surplus)}
    if device_rows.lock(tx, read) != read:
        raise Retry("device")
    return named.device


def _back_off(tx: Tx, person: reach.Reach, request: PutDevice, now: int) -> None:
    """The browser's own prompt was waved away, or granted: that counts like our popup's answer."""
    if request.cause == "prompt" and request.status == "ask":
        reach.save(tx, person.refused(now, back_off.pauses(tx, person.workspace_id)))
    elif request.cause in REVIVES and request.status == "allowed" and person.refusals:
        reach.save(tx, person.consented())


def _tell(
    before: Row | None, after: Row, request: PutDevice, place: Place, now: int
) -> list[Entry]:
    """One event for each person concerned."""
    reported, cause = request.status, place.cause or request.cause
    if before is None or before.owner == after.owner:
        return [device_rows.entry(after, place.owner, "reported", cause, now, reported=reported)]
    told = [device_rows.entry(after, place.owner, "arrived", cause, now, reported=reported)]
    if before.owner is None:
        return told
    if before.status == "reset" and before.reset_epoch != after.reset_epoch:
        # The reset had not been told yet: who loses the device can be asked, she is not suspended.
        told.append(device_rows.entry(before, before.owner, "reset", "reset", now))
    left = replace(before, status="suspended")
    return [*told, device_rows.entry(left, before.owner, "left", cause, now)]


def _answer(row: Row, owner: int, shards: Iterable[int] = ()) -> PutAnswer:
    status = "ask" if row.status == "reset" else row.status
    return PutAnswer(row.id, status, row.epoch, owner, frozenset(shards))
