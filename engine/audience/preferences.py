"""A person's own choices: the master toggle, a mute, categories, and what the workspace offers."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import msgspec
import sqlalchemy as sa

from engine.audience import reach
from engine.audience.incoming import Refused
from engine.audience.reach import Reach, Target
from engine.store import log
from engine.store.db import Tx
from engine.store.log import Entry
from engine.store.tables import resource


@dataclass(frozen=True, slots=True)
class Category:
    """`default` holds where a person made no choice."""

    key: str
    name: str
    default: bool = True
    languages: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wish:
    """A change of preferences: None leaves a field alone. `mute` is until when, 0 for no mute."""

    push_on: bool | None = None
    mute: int | None = None
    categories: Mapping[str, bool] = field(default_factory=dict)


def categories(tx: Tx, workspace_id: str) -> list[Category]:
    """The workspace's categories, by key."""
    rows = tx.execute(
        sa.select(resource.c.key, resource.c.document)
        .where(resource.c.workspace_id == workspace_id, resource.c.kind == "category")
        .order_by(resource.c.key)
    )
    found = []
    for key, text in rows:
        document = msgspec.json.decode(text)
        default = document.get("default", True) is not False
        languages = document.get("languages") or {}
        found.append(Category(key, str(document.get("name", key)), default, languages))
    return found


def change(tx: Tx, workspace_id: str, person: int, wish: Wish, now: int) -> set[int] | Refused:
    """Change and tell; once this is committed no send is claimed against it. The shards to wake.

    Refused as unknown_category or erased. Raises Retry when the person was merged meanwhile.
    """
    known = {one.key for one in categories(tx, workspace_id)} if wish.categories else set()
    unknown = sorted(set(wish.categories) - known)
    if unknown:
        return Refused("unknown_category", f"there is no category {unknown[0]!r}")
    before = reach.lock(tx, [person])[person]
    if before.erased:
        return Refused("erased", "this person was erased")
    after = replace(
        before,
        push_on=before.push_on if wish.push_on is None else wish.push_on,
        muted_until=before.muted_until if wish.mute is None else wish.mute or None,
        categories={**before.categories, **wish.categories},
    )
    reach.save(tx, after)
    return log.append(tx, [_told(after, wish, now)], now)


def set_target(tx: Tx, person: int, target: Target | None) -> Reach | Refused:
    """A marketer's choice of the person's devices (S20); None takes it back."""
    before = reach.lock(tx, [person])[person]
    if before.erased:
        return Refused("erased", "this person was erased")
    after = replace(before, target=target)
    reach.save(tx, after)
    return after


def _told(after: Reach, wish: Wish, now: int) -> Entry:
    properties = {
        "push": after.push_on,
        "muted": after.muted(now),
        "categories": dict(wish.categories),
    }
    return Entry(
        after.workspace_id,
        after.person_id,
        "preferences",
        "preferences_changed",
        f"preferences:{secrets.token_hex(12)}",
        now,
        msgspec.json.encode({"properties": properties}).decode(),
    )
