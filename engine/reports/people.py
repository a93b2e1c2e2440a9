"""People as the API shows them; ids that were merged answer for the person they stand for now."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import sqlalchemy as sa

from engine.audience import names, reach, search_words
from engine.audience.reach import Reach
from engine.audience.search_words import Called
from engine.store.db import Tx
from engine.store.tables import SHARDS, person, person_value, profile

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Who:
    """A person found by an id: where her state lives, and every id that stands for her."""

    id: int
    shard: int
    workspace_id: str

    @property
    def shown(self) -> str:
        return names.shown(self.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow:
    """A person in a list; times in µs, those of events. Nothing is known before her first event
    is applied."""

    id: int
    user_id: str | None = None
    name: str | None = None
    email: str | None = None
    language: str | None = None
    timezone: str | None = None
    created_at: int | None = None
    last_seen_at: int | None = None
    last_session_status: str = "ask"


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole(PersonRow):
    """A person with all that is known of her, and whether she may be reached."""

    traits: Json = field(default_factory=dict)
    markers: Json = field(default_factory=dict)
    categories: Json = field(default_factory=dict)
    groups: tuple[str, ...] = ()
    reach: Reach | None = None


def find(tx: Tx, workspace_id: str, person_id: int) -> Who | None:
    """Whom an id of this workspace stands for; None for no one, and for the erased."""
    canonical = person.alias("canonical")
    row = tx.execute(
        sa.select(canonical.c.id, canonical.c.shard)
        .select_from(person)
        .join(canonical, canonical.c.id == person.c.canonical_id)
        .where(
            person.c.id == person_id,
            person.c.workspace_id == workspace_id,
            canonical.c.workspace_id == workspace_id,
            ~person.c.erased,
            ~canonical.c.erased,
        )
    ).one_or_none()
    return None if row is None else Who(row[0], row[1], workspace_id)


def by_user_id(tx: Tx, workspace_id: str, user_id: str) -> list[PersonRow]:
    """The person with this userId, if there is one; also when it was merged into another."""
    who = find(tx, workspace_id, names.person_id(workspace_id, "user", user_id))
    return [] if who is None else [row(tx, who) or PersonRow(id=who.id, user_id=user_id)]


def row(tx: Tx, who: Who) -> PersonRow | None:
    """Her row of the list; None before her first event is applied."""
    found = rows(tx, sa.select(*ROW).where(*_profile(who)))
    return found[0] if found else None


def rows(tx: Tx, page: sa.Select[Any]) -> list[PersonRow]:
    """The rows of a query for the columns of ROW, with what they are called."""
    found = [PersonRow(**each) for each in tx.execute(page).mappings()]
    called = named(tx, [each.id for each in found])
    return [replace(each, **called[each.id]._asdict()) for each in found]


def named(tx: Tx, ids: Iterable[int]) -> Mapping[int, Called]:
    """Name and e-mail of each of these people, whose own ids these are."""
    traits: dict[int, dict[str, str]] = {id_: {} for id_ in ids}
    query = sa.select(
        person_value.c.person_id, person_value.c.field, person_value.c.text, person_value.c.rest
    ).where(
        person_value.c.shard.in_({id_ % SHARDS for id_ in traits}),
        person_value.c.person_id.in_(traits),
        person_value.c.field.in_((search_words.EMAIL, *search_words.NAMES)),
        person_value.c.text.is_not(None),
    )
    for id_, field_, text, rest in tx.execute(query) if traits else ():
        traits[id_][field_] = text + (rest or "")
    return {id_: search_words.called(told) for id_, told in traits.items()}


def listed(tx: Tx, workspace_id: str, *, after: int | None, limit: int) -> list[PersonRow]:
    """The workspace's people behind the id `after`, in the order of their ids, which are hashes."""
    page = sa.select(*ROW).where(profile.c.workspace_id == workspace_id)
    if after is not None:
        page = page.where(profile.c.person_id > after)
    return rows(tx, page.order_by(profile.c.person_id).limit(limit))


def lately(
    tx: Tx,
    workspace_id: str,
    *,
    after: tuple[int, int] | None,
    limit: int,
    status: str | None = None,
) -> list[PersonRow]:
    """The workspace's people behind (last seen, id) `after`, whoever was seen last first.

    Sorted here, and not by an index: one of a time that each event moves would cost every step of
    the firehose its updates in place (HOT). Who is asked for is kept to `limit` while it is read.
    """
    order = (profile.c.last_seen_at, profile.c.person_id)
    page = sa.select(*ROW).where(profile.c.workspace_id == workspace_id)
    if status is not None:
        page = page.where(profile.c.last_session_status == status)
    if after is not None:
        page = page.where(sa.tuple_(*order) < sa.tuple_(*map(sa.literal, after)))
    return rows(tx, page.order_by(*(column.desc() for column in order)).limit(limit))


def whole(tx: Tx, who: Who) -> Whole:
    """All of a person."""
    found = tx.execute(sa.select(*ROW, *_MORE).where(*_profile(who))).mappings().one_or_none()
    reached = reach.read(tx, who.id)
    if found is None:
        return Whole(id=who.id, reach=reached)
    values = {name: json.loads(text) if name in _JSON else text for name, text in found.items()}
    values |= named(tx, [who.id])[who.id]._asdict()
    return Whole(**{**values, "groups": tuple(sorted(values["groups"]))}, reach=reached)


def aliases(tx: Tx, who: Who) -> tuple[list[int], list[int]]:
    """(her ids, the shards where events of hers may stand): merges leave what was applied."""
    ids = list(tx.execute(sa.select(person.c.id).where(person.c.canonical_id == who.id)).scalars())
    return sorted(ids), sorted({who.shard, *(id_ % SHARDS for id_ in ids)})


def _profile(who: Who) -> tuple[sa.ColumnElement[bool], ...]:
    return profile.c.shard == who.shard, profile.c.person_id == who.id


_JSON = frozenset({"traits", "markers", "categories", "groups"})
ROW: tuple[sa.ColumnElement[Any], ...] = (
    profile.c.person_id.label("id"),
    profile.c.user_id,
    profile.c.language,
    profile.c.timezone,
    profile.c.created_at,
    profile.c.last_seen_at,
    profile.c.last_session_status,
)
_MORE = (profile.c.traits, profile.c.markers, profile.c.categories, profile.c.groups)
