"""Who a rule holds for: counted, sampled, listed, or picked out of some people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
import sqlalchemy as sa

from engine.audience.saved_segments import placed, rules_of
from engine.audience.segment_sql import Question, selection
from engine.store.db import Tx
from engine.store.tables import profile, resource
from journeys.rules import Rule, needs

# SQLite takes 32,766 parameters in a statement, and the rule has some of its own.
_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in a segment, as a list shows one; times are in µs."""

    person_id: int
    user_id: str | None
    language: str | None
    last_session_status: str
    created_at: int
    last_seen_at: int


def question(tx: Tx, workspace_id: str, rule: Rule, now: int) -> Question:
    """The rule with all that its answer depends on beside the people themselves.

    Raises RuleInvalid for a segment that is unknown, or too large to put in place.
    """
    asked = needs(rule)
    segments = rules_of(tx, workspace_id) if asked.segments else {}
    whole = placed(rule, segments)
    named = needs(whole).categories
    return Question(workspace_id, whole, now, defaults(tx, workspace_id) if named else {})


def defaults(tx: Tx, workspace_id: str) -> dict[str, bool]:
    """The workspace's categories by key: whether one who never chose gets their messages."""
    rows = tx.execute(
        sa.select(resource.c.key, resource.c.document).where(
            resource.c.workspace_id == workspace_id, resource.c.kind == "category"
        )
    )
    return {key: bool(msgspec.json.decode(text).get("default", True)) for key, text in rows}


def count(tx: Tx, asked: Question) -> int:
    """How many people of the workspace the rule holds for."""
    return int(tx.execute(selection(asked, sa.func.count())).scalar_one())


def people(tx: Tx, asked: Question, *, after: int | None = None, limit: int) -> Sequence[Member]:
    """The next people the rule holds for, by id; `after` is the last id of the page before."""
    page = selection(asked, *_MEMBER).order_by(profile.c.person_id).limit(limit)
    if after is not None:
        page = page.where(profile.c.person_id > after)
    return [Member(*row) for row in tx.execute(page)]


def lately(
    tx: Tx, asked: Question, *, after: tuple[int, int] | None = None, limit: int
) -> Sequence[Member]:
    """The next people the rule holds for, whoever was seen last first, behind (last seen, id).

    Sorted here, as the list of all people is and for its reason.
    """
    order = (profile.c.last_seen_at, profile.c.person_id)
    page = selection(asked, *_MEMBER).order_by(*(each.desc() for each in order)).limit(limit)
    if after is not None:
        page = page.where(sa.tuple_(*order) < sa.tuple_(*map(sa.literal, after)))
    return [Member(*row) for row in tx.execute(page)]


def sample(tx: Tx, asked: Question, limit: int) -> Sequence[Member]:
    """Some of the people the rule holds for; ids are hashes, so the first are as good as any."""
    return people(tx, asked, limit=limit)


def matches(tx: Tx, asked: Question, person_ids: Iterable[int]) -> set[int]:
    """Those of these people that the rule holds for."""
    held: set[int] = set()
    wanted = sorted(set(person_ids))
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        among = selection(asked, profile.c.person_id).where(profile.c.person_id.in_(some))
        held.update(tx.execute(among).scalars())
    return held


_MEMBER: tuple[sa.ColumnElement[Any], ...] = (
    profile.c.person_id,
    profile.c.user_id,
    profile.c.language,
    profile.c.last_session_status,
    profile.c.created_at,
    profile.c.last_seen_at,
)
