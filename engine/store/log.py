"""The event log: gap-free, commit-ordered numbers per shard, and the way of an event to its shard.

`append` is the only function that locks shard heads, and the last thing in any transaction
(locking.md rule 5): a claim or an opt-out then holds ingestion for its last statements only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import sqlalchemy as sa

from engine.store import bulk, direct
from engine.store.bulk.among import AMONG, among, among_numbers, joined
from engine.store.db import Retry, Tx
from engine.store.prepared import Prepared
from engine.store.tables import event, person, shard_head

MERGE = "merge"  # body: the id of the person that wins
START = "start"  # meant for one journey, which the body names
MOVED = "moved"  # forwarded to another shard by a merge: only its number stays


class Entry(NamedTuple):
    """An event on its way into the log; `person_id` is any of the person's ids, `at` its own time.

    Internal events carry a `message_id` that is unique by construction; uniqueness of those from
    outside is the business of `engine.audience.ingestion`.
    """

    workspace_id: str
    person_id: int
    kind: str
    name: str
    message_id: str
    at: int
    body: str
    depth: int = 0


class Logged(NamedTuple):
    """An event as it stands in the log."""

    seq: int
    workspace_id: str
    person_id: int
    kind: str
    name: str
    message_id: str
    at: int
    received_at: int
    depth: int
    body: str


class Route(NamedTuple):
    """Where a person's events go: `canonical_id` is the person all merged ids stand for."""

    canonical_id: int
    shard: int
    erased: bool


@dataclass(frozen=True, slots=True)
class Routes:
    """Routes read before the heads were locked, with what tells whether they still hold."""

    moves: Mapping[int, int]
    of: Mapping[int, Route]


COLUMNS = (
    "shard",
    "seq",
    "workspace_id",
    "person_id",
    "kind",
    "name",
    "message_id",
    "at",
    "received_at",
    "depth",
    "body",
)


_ROUTES = Prepared(
    lambda postgres: (
        sa.select(
            person.c.id, person.c.canonical_id, person.c.shard, person.c.erased, shard_head.c.moves
        )
        .join(shard_head, shard_head.c.shard == person.c.shard)
        .where(among_numbers(postgres, person.c.id, "people"))
    )
)


def read(tx: Tx, shard: int, after: int, limit: int) -> list[Logged]:
    """The events of a shard behind `after`, in order."""
    columns = [event.c[name] for name in COLUMNS[1:]]
    rows = tx.execute(
        sa.select(*columns)
        .where(event.c.shard == shard, event.c.seq > after)
        .order_by(event.c.seq)
        .limit(limit)
    )
    return [Logged(*row) for row in rows]


def routes(tx: Tx, people: Iterable[int]) -> Routes:
    """The routes of these people; heads are read first, so that a later move shows in `moves`."""
    moves = {row.shard: row.moves for row in tx.execute(sa.select(shard_head))}
    return Routes(moves, _routes(tx, people))


def standing(tx: Tx, people: Iterable[int]) -> tuple[Routes, dict[int, int]]:
    """The routes of those of these people who are there, and the users they are linked to.

    One statement sees one moment: a later move shows in `moves`, as if heads were read first.
    """
    # In their order they are met on the same pages of the index.
    rows = direct.rows(tx, _STANDING[tx.postgres], (joined(tx, sorted(people)),))
    routes_ = {row[0]: Route(row[1], row[2], bool(row[3])) for row in rows}
    links = {row[0]: row[5] for row in rows if row[5] is not None}
    return Routes({row[2]: row[4] for row in rows}, routes_), links


_WHO = (
    "SELECT p.id, p.canonical_id, p.shard, p.erased, h.moves, "
    # A join might read all links: a plan is kept from when the table was still small.
    "(SELECT l.user_id FROM person_link l WHERE l.anonymous_id = p.id) "
    "FROM person p JOIN shard_head h ON h.shard = p.shard WHERE p.id "
)
_STANDING = {postgres: _WHO + condition for postgres, condition in AMONG.items()}


def append(tx: Tx, entries: Sequence[Entry], now: int, *, known: Routes | None = None) -> set[int]:
    """Append events, each to its person's shard; answer the shards.

    Events of erased people are dropped. Raises Retry when a person moved since `known` was read.
    """
    if not entries:
        return set()
    known = known or _routes_and_heads(tx, {entry.person_id for entry in entries})
    kept = [entry for entry in entries if not known.of[entry.person_id].erased]
    needed = sorted({known.of[entry.person_id].shard for entry in kept})
    if not needed:
        return set()
    heads = lock_heads(tx, needed)
    if any(heads[shard].moves != known.moves[shard] for shard in needed):
        _same_routes(tx, known, kept)
    following = {shard: heads[shard].next for shard in needed}
    rows = []
    for entry in kept:
        shard = known.of[entry.person_id].shard
        following[shard] += 1
        rows.append(_row(entry, shard, following[shard], now))
    bulk.insert(tx, event, COLUMNS, rows)
    bulk.update(tx, shard_head, ["shard"], ["next"], sorted(following.items()))
    return set(needed)


def _routes_and_heads(tx: Tx, people: Iterable[int]) -> Routes:
    """As `routes`, with the heads that these people need: one statement sees one moment."""
    rows = _ROUTES.rows(tx, people=joined(tx, people))
    return Routes(
        {row[2]: row[4] for row in rows},
        {row[0]: Route(row[1], row[2], bool(row[3])) for row in rows},
    )


class Head(NamedTuple):
    next: int
    moves: int


def lock_heads(tx: Tx, shards: Iterable[int]) -> dict[int, Head]:
    """Lock the append counters of these shards, ascending."""
    rows = direct.rows(tx, _LOCK_HEADS[tx.postgres], (joined(tx, set(shards)),))
    return {row[0]: Head(row[1], row[2]) for row in rows}


_HEADS = "SELECT shard, next, moves FROM shard_head WHERE shard {} ORDER BY shard"
_LOCK_HEADS = {
    True: _HEADS.format(AMONG[True]) + " FOR NO KEY UPDATE",
    False: _HEADS.format(AMONG[False]),  # the one writer holds everything
}


def _routes(tx: Tx, people: Iterable[int]) -> dict[int, Route]:
    rows = tx.execute(
        sa.select(person.c.id, person.c.canonical_id, person.c.shard, person.c.erased).where(
            among(tx, person.c.id, set(people))
        )
    )
    return {row[0]: Route(row[1], row[2], row[3]) for row in rows}


def _same_routes(tx: Tx, known: Routes, entries: Sequence[Entry]) -> None:
    """Somebody left one of these shards since we looked: was it one of ours?"""
    again = _routes(tx, (entry.person_id for entry in entries))
    if any(again[one].shard != known.of[one].shard for one in again):
        raise Retry("route")


def _row(entry: Entry, shard: int, seq: int, now: int) -> tuple[object, ...]:
    return (
        shard,
        seq,
        entry.workspace_id,
        entry.person_id,
        entry.kind,
        entry.name,
        entry.message_id,
        entry.at,
        now,
        entry.depth,
        entry.body,
    )
