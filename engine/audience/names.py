"""Who is who: external ids to people, whom they stand for now, and the first user of a browser.

A person's id is a keyed hash of workspace and external id. So two doors that meet the same
stranger at once make the same row, and an erased person's row can lose the external id and still
recognise a late replay (reliability.md R14, A47).
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import Literal

import sqlalchemy as sa

from engine.store import bulk
from engine.store.bulk.among import among
from engine.store.db import Tx
from engine.store.tables import SHARDS, person, person_link, reach

PersonKind = Literal["user", "anonymous", "fresh"]
NOBODY = re.compile(r"[0-]*|-1|null|anonymous")
"""Ids that stand for nobody (Segment's documentation, Unify, "blocked values")."""

New = tuple[int, str, PersonKind, str | None]  # id, workspace id, kind, external id


@lru_cache(maxsize=16_384)  # a request asks for each of its people several times
def person_id(workspace_id: str, kind: PersonKind, external_id: str) -> int:
    """A positive 63-bit id, the same for the same id of the same workspace for ever."""
    key = _key_of(workspace_id)
    digest = blake2b(f"{kind}\n{external_id}".encode(), digest_size=8, key=key).digest()
    return int.from_bytes(digest, "big") >> 1


@lru_cache(maxsize=1_024)
def _key_of(workspace_id: str) -> bytes:
    return blake2b(workspace_id.encode(), digest_size=32).digest()


def shown(person: int) -> str:
    """A person's id as the API shows it."""
    return f"p{person:016x}"


def parsed(text: str) -> int | None:
    """The id behind what the API shows; None for anything else."""
    if len(text) != 17 or text[0] != "p" or not set(text[1:]) <= set("0123456789abcdef"):
        return None
    found = int(text[1:], 16)
    return found if found < 2**63 else None  # no larger one was ever made, nor fits a column


def ensure(
    tx: Tx, workspace_id: str, people: Iterable[tuple[PersonKind, str]], now: int
) -> dict[tuple[PersonKind, str], int]:
    """The ids of these people; whoever is new gets a row and a `reach` row."""
    ids = {one: person_id(workspace_id, *one) for one in people}
    create(tx, [(ids[one], workspace_id, *one) for one in ids], now)
    return ids


def create(tx: Tx, people: Sequence[New], now: int) -> None:
    """Insert people where absent, in the order of their ids."""
    rows = tx.execute(
        sa.select(person.c.id).where(among(tx, person.c.id, {one[0] for one in people}))
    )
    stand = set(rows.scalars())
    insert(tx, [one for one in people if one[0] not in stand], now)


def insert(tx: Tx, people: Iterable[New], now: int) -> None:
    """Insert those who were absent a moment ago, each with a `reach` row; another may be first."""
    new = sorted({one[0]: one for one in people}.values())
    bulk.insert_absent(
        tx,
        person,
        ("id", "workspace_id", "kind", "external_id", "shard", "canonical_id", "created_at"),
        [(id_, ws, kind, text, id_ % SHARDS, id_, now) for id_, ws, kind, text in new],
    )
    bulk.insert_absent(
        tx,
        reach,
        ("person_id", "workspace_id", "recent"),
        [(id_, ws, "[]") for id_, ws, _kind, _text in new],
    )


def fresh(tx: Tx, workspace_id: str, now: int) -> int:
    """A new anonymous person that nobody can name: for a device that may not join another."""
    made = secrets.randbits(62)
    create(tx, [(made, workspace_id, "fresh", None)], now)
    return made


def canonical(tx: Tx, person_: int) -> int:
    """The person this id stands for now. Raises LookupError for an id that was never made."""
    found = tx.execute(
        sa.select(person.c.canonical_id).where(person.c.id == person_)
    ).scalar_one_or_none()
    if found is None:
        raise LookupError(f"no person {person_}")
    return int(found)


def is_erased(tx: Tx, person_: int) -> bool:
    """Whether this id is the tombstone of an erased person."""
    return bool(tx.execute(sa.select(person.c.erased).where(person.c.id == person_)).scalar_one())


def erased(tx: Tx, people: Iterable[int]) -> set[int]:
    """Those of these ids that are the tombstones of erased people."""
    gone = sa.select(person.c.id).where(among(tx, person.c.id, set(people)), person.c.erased)
    return set(tx.execute(gone).scalars())


def linked_users(tx: Tx, anonymous: Iterable[int]) -> Mapping[int, int]:
    """The users to whom these anonymous people are linked, where they are."""
    rows = tx.execute(
        sa.select(person_link.c.anonymous_id, person_link.c.user_id).where(
            among(tx, person_link.c.anonymous_id, set(anonymous))
        )
    )
    return {row.anonymous_id: row.user_id for row in rows}


def linked_user(tx: Tx, anonymous: int) -> int | None:
    """The user to whom this anonymous person is linked, if any."""
    return linked_users(tx, [anonymous]).get(anonymous)


def link(tx: Tx, pairs: Sequence[tuple[int, int]]) -> Mapping[int, int]:
    """Link anonymous people to users, the first one stays; answer the links that hold now."""
    link_new(tx, pairs)
    return linked_users(tx, (anonymous for anonymous, _ in pairs))


def link_new(tx: Tx, pairs: Sequence[tuple[int, int]]) -> dict[int, int]:
    """Link anonymous people to users where they are linked to nobody; answer the links it made.

    Whoever makes a link appends its merge in the same transaction, or takes the link back.
    """
    rows = sorted({anonymous: (anonymous, user) for anonymous, user in reversed(pairs)}.values())
    columns = ("anonymous_id", "user_id")
    return dict(bulk.insert_new(tx, person_link, columns, rows, columns))


def unlink(tx: Tx, anonymous: Iterable[int]) -> None:
    """Take links back that this very transaction made."""
    tx.execute(person_link.delete().where(among(tx, person_link.c.anonymous_id, set(anonymous))))
