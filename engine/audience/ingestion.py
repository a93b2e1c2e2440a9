"""Accept events: name their people, drop what is known already, append the rest; one transaction.

The order of the locks is locking.md's: new people and links, then `seen_message` sorted, then the
shard heads (inside `log.append`).
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, NamedTuple

import sqlalchemy as sa

from engine.audience import event_names, names
from engine.audience.incoming import Accepted, Conflict, Duplicate, Incoming, Outcome, Refused
from engine.audience.names import PersonKind, person_id
from engine.store import bulk, log
from engine.store.db import Tx
from engine.store.log import Entry
from engine.store.tables import person, seen_message


class Item(NamedTuple):
    """One call and the workspace whose key it came with."""

    workspace_id: str
    incoming: Incoming


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a batch: an outcome for each item, in order, and the shards to wake."""

    outcomes: list[Outcome]
    shards: set[int]


def accept(tx: Tx, items: Sequence[Item], now: int) -> Taken:
    """Append what is new. Raises Retry when a merge moved somebody meanwhile."""
    outcomes: list[Outcome] = [Accepted()] * len(items)
    _refuse_too_many_names(tx, items, outcomes)
    people = _Named(tx, items, now)
    for index, outcome in _already_seen(tx, items, outcomes, people, now).items():
        outcomes[index] = outcome
    entries: list[Entry] = []
    for index, item in enumerate(items):
        if isinstance(outcomes[index], Accepted):
            found = people.entries(index, item)
            if isinstance(found, Refused):
                outcomes[index] = found
            else:
                entries += found
    people.unlink_the_rest(tx)
    return Taken(outcomes, log.append(tx, entries, now, known=people.routes))


class _Named:
    """The people of a batch: made where new, linked where an anonymous id meets its first user."""

    def __init__(self, tx: Tx, items: Sequence[Item], now: int) -> None:
        self._previous_users = _standing_users(tx, items)
        wanted: dict[int, names.New] = {}
        for item in items:
            for kind, text in self._ids(item):
                id_ = person_id(item.workspace_id, kind, text)
                wanted[id_] = (id_, item.workspace_id, kind, text)
        self.routes, self._links = _standing(tx, wanted, now)
        self._erased = {id_ for id_, route in self.routes.of.items() if route.erased}
        pairs = [pair for item in items if (pair := self._pair(item)) is not None]
        unlinked = [pair for pair in pairs if pair[0] not in self._links]
        made = names.link_new(tx, unlinked)
        self._new = set(made)  # links that still lack their merge
        others = {anonymous for anonymous, _ in unlinked} - self._new
        self._links |= {**made, **(names.linked_users(tx, others) if others else {})}

    def of(self, item: Item) -> int:
        """Whose event it is: by the anonymous id while it is free or this user's (rule 15).

        Who uses an erased person's browser is not that person."""
        incoming, workspace = item.incoming, item.workspace_id
        user = incoming.user_id and person_id(workspace, "user", incoming.user_id)
        if not incoming.anonymous_id:
            return int(user or 0)
        anonymous = person_id(workspace, "anonymous", incoming.anonymous_id)
        if user and (anonymous in self._erased or self._links.get(anonymous, user) != user):
            return int(user)
        return anonymous

    def entries(self, index: int, item: Item) -> list[Entry] | Refused:
        """The log entries of an item: the merge it causes, if any, before itself."""
        incoming = item.incoming
        entry = Entry(
            item.workspace_id,
            self.of(item),
            f"import:{incoming.kind}" if incoming.imported else incoming.kind,
            incoming.name,
            incoming.message_id or f"none:{secrets.token_hex(12)}",
            incoming.at,
            _body(incoming),
        )
        loser = self._loser(item)
        if isinstance(loser, Refused):
            return loser
        if loser is None:
            return [entry]
        winner = person_id(item.workspace_id, "user", incoming.user_id or "")
        merge = Entry(
            item.workspace_id,
            loser,
            log.MERGE,
            "merge",
            f"merge:{secrets.token_hex(12)}:{index}",
            incoming.at,
            str(winner),
        )
        return [merge, entry]

    def unlink_the_rest(self, tx: Tx) -> None:
        """An item that was not accepted links nobody: nothing would ever merge the two."""
        if self._new:
            names.unlink(tx, self._new)

    def _loser(self, item: Item) -> int | Refused | None:
        """Who is merged into the item's user by it."""
        incoming = item.incoming
        if incoming.kind == "alias":
            return self._alias(item)
        pair = self._pair(item)
        if pair is None or pair[0] not in self._new or self._links[pair[0]] != pair[1]:
            return None
        self._new.discard(pair[0])
        return pair[0]

    def _alias(self, item: Item) -> int | Refused | None:
        incoming = item.incoming
        if not incoming.previous_id or not incoming.user_id:
            return None
        user = person_id(item.workspace_id, "user", incoming.user_id)
        if self._previous_kind(item) == "user":
            return person_id(item.workspace_id, "user", incoming.previous_id)
        previous = person_id(item.workspace_id, "anonymous", incoming.previous_id)
        if previous in self._erased:
            return None
        if self._links.get(previous, user) != user:
            return Refused("already_linked", "previousId is linked to another user")
        self._new.discard(previous)
        return previous

    def _previous_kind(self, item: Item) -> PersonKind:
        """A server may name a user or an anonymous id; a browser the latter alone (contract)."""
        incoming = item.incoming
        known_user = (item.workspace_id, incoming.previous_id) in self._previous_users
        return "user" if known_user and not incoming.previous_is_anonymous else "anonymous"

    def _ids(self, item: Item) -> list[tuple[PersonKind, str]]:
        """Who is made where new. A previousId is one person, else it would seem a user later."""
        incoming = item.incoming
        ids: list[tuple[PersonKind, str]] = []
        if incoming.user_id:
            ids.append(("user", incoming.user_id))
        if incoming.anonymous_id:
            ids.append(("anonymous", incoming.anonymous_id))
        if incoming.kind == "alias" and incoming.previous_id:
            ids.append((self._previous_kind(item), incoming.previous_id))
        return ids

    def _pair(self, item: Item) -> tuple[int, int] | None:
        """(anonymous, user) that this item would link."""
        incoming = item.incoming
        anonymous = incoming.anonymous_id
        if incoming.kind == "alias":
            if not incoming.previous_id or self._previous_kind(item) == "user":
                return None
            anonymous = incoming.previous_id
        if not incoming.user_id or not anonymous:
            return None
        browser = person_id(item.workspace_id, "anonymous", anonymous)
        if browser in self._erased:  # nothing of it is left that could become the user's
            return None
        return browser, person_id(item.workspace_id, "user", incoming.user_id)


def _body(incoming: Incoming) -> str:
    """What is stored: a group's id stands beside its traits."""
    if incoming.group_id is None:
        return incoming.body
    body = json.loads(incoming.body)
    return json.dumps({**body, "groupId": incoming.group_id}, separators=(",", ":"))


def _standing(tx: Tx, wanted: dict[int, names.New], now: int) -> tuple[log.Routes, dict[int, int]]:
    """The routes and links of these people; who is absent is made."""
    routes, links = log.standing(tx, wanted)
    absent = [one for id_, one in wanted.items() if id_ not in routes.of]
    if not absent:
        return routes, links
    names.insert(tx, absent, now)
    # Another may have made them first, and more has happened to them since.
    made, more = log.standing(tx, [one[0] for one in absent])
    moves = {**made.moves, **routes.moves}  # the earlier tells more of what moved
    return log.Routes(moves, {**routes.of, **made.of}), links | more


def _standing_users(tx: Tx, items: Sequence[Item]) -> set[tuple[str, str]]:
    """Which previousIds of aliases are users that we know already."""
    asked = {
        person_id(item.workspace_id, "user", item.incoming.previous_id): (
            item.workspace_id,
            item.incoming.previous_id,
        )
        for item in items
        if item.incoming.kind == "alias" and item.incoming.previous_id
    }
    if not asked:
        return set()
    found = tx.execute(sa.select(person.c.id).where(person.c.id.in_(asked))).scalars()
    return {asked[id_] for id_ in found}


def _already_seen(
    tx: Tx,
    items: Sequence[Item],
    outcomes: Sequence[Outcome],
    people: _Named,
    now: int,
) -> dict[int, Outcome]:
    """Remember the message ids; answer Duplicate or Conflict for those that stood already."""
    first: dict[tuple[str, str, bytes], int] = {}
    answers: dict[int, Outcome] = {}
    for index, item in enumerate(items):
        incoming = item.incoming
        if incoming.message_id is None or not isinstance(outcomes[index], Accepted):
            continue
        if people.routes.of[people.of(item)].erased:  # a late replay leaves no trace (R14)
            continue
        key: tuple[str, str, bytes] = (
            item.workspace_id,
            incoming.key_class,
            _hash(incoming.message_id),
        )
        stands = first.setdefault(key, index)
        if stands != index:
            answers[index] = _same(items[stands].incoming.digest, incoming.digest)
    rows = [(*key, items[index].incoming.digest, now) for key, index in sorted(first.items())]
    columns = ("workspace_id", "key_class", "message", "digest", "at")
    new = bulk.insert_new(tx, seen_message, columns, rows, columns[:3])
    if len(new) == len(rows):
        return answers
    old = {key: index for key, index in first.items() if key not in new}
    for key, digest in _digests(tx, old).items():
        answers[old[key]] = _same(digest, items[old[key]].incoming.digest)
    return answers


def _digests(
    tx: Tx, keys: dict[tuple[str, str, bytes], Any]
) -> dict[tuple[str, str, bytes], bytes]:
    if not keys:
        return {}
    columns = (seen_message.c.workspace_id, seen_message.c.key_class, seen_message.c.message)
    rows = tx.execute(
        sa.select(*columns, seen_message.c.digest).where(sa.tuple_(*columns).in_(list(keys)))
    )
    return {(row[0], row[1], bytes(row[2])): bytes(row[3]) for row in rows}


def _same(stored: bytes, digest: bytes) -> Outcome:
    return Duplicate() if stored == digest else Conflict()


def _hash(message_id: str) -> bytes:
    return blake2b(message_id.encode(), digest_size=16).digest()


def _refuse_too_many_names(tx: Tx, items: Sequence[Item], outcomes: list[Outcome]) -> None:
    """Learn new event names; refuse the items whose names are too many."""
    wanted = {
        (one.workspace_id, one.incoming.name, one.incoming.key_class)
        for one in items
        if one.incoming.key_class != "call"
    }
    refused = event_names.learn(tx, wanted)
    for index, item in enumerate(items):
        key_class = item.incoming.key_class
        if key_class != "call" and (item.workspace_id, item.incoming.name) in refused:
            most = event_names.MOST[key_class]
            outcomes[index] = Refused("too_many_names", f"more than {most} event names")
