"""Subscriptions that another vendor's file tells of: registered once, and only where nobody is yet.

Whoever is registered here stays as she is: nothing is taken from her, revived or moved, and the
same file imported again changes nothing. Locks: people, `reach`, `seen_message`, then rows and log.
"""

from __future__ import annotations

import hmac
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b

import sqlalchemy as sa

from engine.audience import device_moves, device_put, device_rows, devices, names, reach
from engine.audience.device_moves import Place
from engine.audience.device_put import PutDevice
from engine.audience.device_rows import Row
from engine.audience.incoming import Refused
from engine.store import bulk, log
from engine.store.bulk.among import among
from engine.store.db import Retry, Tx
from engine.store.log import Entry
from engine.store.tables import device, seen_message

SEEN = "import"  # class of the keys in `seen_message` by which an endpoint is known again
TOO_MANY = Refused("too_many_devices", f"a person has at most {devices.MOST} devices")


@dataclass(frozen=True, slots=True)
class Given:
    """A subscription of a file: `request` as a browser would report it, when it was made (µs)."""

    request: PutDevice
    endpoint: str
    created_at: int | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """Registered, and whose it is."""

    device_id: str
    owner: int


@dataclass(frozen=True, slots=True)
class Known:
    """Registered before; `owner` is whose it is now, None where it has ended since."""

    owner: int | None


Outcome = Taken | Known | Refused


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of each, in order, and the shards to wake."""

    outcomes: list[Outcome]
    shards: set[int]


def take(tx: Tx, workspace_id: str, given: Sequence[Given], now: int) -> Imported:
    """Register those that are new. Raises Retry when somebody changed meanwhile."""
    outcomes = _standing(tx, workspace_id, given)
    outcomes |= _erased(tx, workspace_id, given, outcomes)
    places = _places(tx, given, outcomes, now)
    outcomes |= _owned(tx, places)
    left = [index for index in places if index not in outcomes]
    fresh = _remembered(tx, workspace_id, [given[index] for index in left], now)
    told: list[Entry] = []
    linked: set[int | None] = set()
    for index in left:
        if _name(workspace_id, given[index].endpoint) not in fresh:
            outcomes[index] = Known(None)  # another import was quicker, a moment ago
            continue
        row = _row(tx, given[index], places[index], now)
        device_rows.insert(tx, row)
        told.append(_told(row, places[index].owner, now))
        told += _linked(tx, workspace_id, places[index], linked, now)
        outcomes[index] = Taken(row.id, places[index].owner)
    return Imported([outcomes[index] for index in range(len(given))], log.append(tx, told, now))


def _standing(tx: Tx, workspace_id: str, given: Sequence[Given]) -> dict[int, Outcome]:
    """Endpoints that are registered, were imported before, or stand twice in this batch."""
    addresses = [device_rows.address_of("web", one.endpoint) for one in given]
    held = device_rows.by_addresses(tx, workspace_id, addresses)
    ours = [_name(workspace_id, one.endpoint) for one in given]
    before = _seen(tx, workspace_id, ours)
    first: dict[bytes, int] = {}
    outcomes: dict[int, Outcome] = {}
    for index, address in enumerate(addresses):
        stands = first.setdefault(address, index)
        row = held.get(address)
        if row is not None:
            outcomes[index] = Known(row.owner) if _same(given[index], row) else devices.TAKEN
        elif ours[index] in before:
            outcomes[index] = Known(None)
        elif stands != index:
            same = given[index].request.subscription == given[stands].request.subscription
            outcomes[index] = Known(None) if same else devices.TAKEN
    return outcomes


def _same(one: Given, row: Row) -> bool:
    """Whether the keys are those that are known of the endpoint (attack A14)."""
    sent = one.request.subscription
    if sent is None or row.p256dh is None:
        return True
    return row.p256dh == sent.p256dh and hmac.compare_digest(row.auth or "", sent.auth or "")


def _people(one: Given) -> list[tuple[names.PersonKind, str]]:
    claim = one.request.claim
    ids: list[tuple[names.PersonKind, str]] = []
    if claim.user_id is not None:
        ids.append(("user", claim.user_id))
    if claim.anonymous_id is not None:
        ids.append(("anonymous", claim.anonymous_id))
    return ids


def _erased(
    tx: Tx, workspace_id: str, given: Sequence[Given], known: Mapping[int, Outcome]
) -> dict[int, Outcome]:
    """Who was erased does not come back by a file."""
    meant = {
        index: {names.person_id(workspace_id, *each) for each in _people(one)}
        for index, one in enumerate(given)
        if index not in known
    }
    everybody = set().union(*meant.values()) if meant else set()
    gone = names.erased(tx, everybody)
    return {index: devices.ERASED for index, ids in meant.items() if ids & gone}


def _places(
    tx: Tx, given: Sequence[Given], known: Mapping[int, Outcome], now: int
) -> dict[int, Place]:
    """Whose the new ones will be; people are made where new, all at once and in order."""
    new = {index: one for index, one in enumerate(given) if index not in known}
    for workspace_id in {one.request.claim.workspace_id for one in new.values()}:
        people = [each for one in new.values() for each in _people(one)]
        names.ensure(tx, workspace_id, people, now)
    return {index: _place(tx, one, now) for index, one in new.items()}


def _place(tx: Tx, one: Given, now: int) -> Place:
    """As a browser's own report, but that a file may speak for whoever is behind an anonymousId."""
    claim = one.request.claim
    if claim.user_id is not None or claim.anonymous_id is None:
        return device_moves.place(tx, claim, None, now)
    anonymous = names.person_id(claim.workspace_id, "anonymous", claim.anonymous_id)
    linked = names.linked_user(tx, anonymous)
    return Place(names.canonical(tx, anonymous if linked is None else linked), anonymous)


def _owned(tx: Tx, places: Mapping[int, Place]) -> dict[int, Outcome]:
    """Lock the people; refused is what one has too many of: no file displaces a browser of hers."""
    people = reach.lock(tx, {place.owner for place in places.values()})
    if any(one.erased for one in people.values()):
        raise Retry("erased")
    counts = tx.execute(
        sa.select(device.c.owner, sa.func.count())
        .where(among(tx, device.c.owner, people))
        .group_by(device.c.owner)
    )
    have = Counter[int](dict(map(tuple, counts)))
    refused: dict[int, Outcome] = {}
    for index, place in places.items():
        have[place.owner] += 1
        if have[place.owner] > devices.MOST:
            refused[index] = TOO_MANY
    return refused


def _row(tx: Tx, one: Given, place: Place, now: int) -> Row:
    row = device_put.after(tx, None, one.request, place, now)
    return replace(row, created_at=min(now, one.created_at or now))


def _told(row: Row, owner: int, now: int) -> Entry:
    return device_rows.entry(row, owner, "reported", "import", now, reported="allowed")


def _linked(
    tx: Tx, workspace_id: str, place: Place, linked: set[int | None], now: int
) -> list[Entry]:
    """The merge of an anonymousId with its user; of two rows that name one the first counts."""
    if place.anonymous in linked:
        return []
    linked.add(place.anonymous)
    return device_moves.link(tx, workspace_id, place, now)


# ---- What was imported before: by a keyed hash, which says nothing of an erased person.


def _name(workspace_id: str, endpoint: str) -> bytes:
    key = blake2b(workspace_id.encode(), digest_size=32).digest()
    return blake2b(endpoint.encode(), digest_size=16, key=key).digest()


def _seen(tx: Tx, workspace_id: str, ours: Iterable[bytes]) -> set[bytes]:
    rows = tx.execute(
        sa.select(seen_message.c.message).where(
            seen_message.c.workspace_id == workspace_id,
            seen_message.c.key_class == SEEN,
            seen_message.c.message.in_(sorted(set(ours))),
        )
    )
    return {bytes(each) for each in rows.scalars()}


def _remembered(tx: Tx, workspace_id: str, given: Iterable[Given], now: int) -> set[bytes]:
    """Remember these; those that nobody had remembered before."""
    ours = sorted({_name(workspace_id, one.endpoint) for one in given})
    rows = [(workspace_id, SEEN, each, b"", now) for each in ours]
    columns = ("workspace_id", "key_class", "message", "digest", "at")
    made = bulk.insert_new(tx, seen_message, columns, rows, ["message"])
    return {bytes(each[0]) for each in made}
