"""Whom a campaign is for, as one set: the people of its rule who have a device to send to."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa
from msgspec import Struct

from engine.audience import segments
from engine.audience.reach import KINDS
from engine.audience.saved_segments import placed
from engine.audience.segment_sql import Question, selection
from engine.campaigns.plan import Document, rule_of
from engine.store.db import Tx
from engine.store.tables import device, profile, segment, workspace
from journeys.rules import Scope, needs, parse


class Frozen(Struct, frozen=True):
    """Rules as they were when the campaign began: what is edited later changes nothing of it."""

    rule: dict[str, Any]
    segments: dict[str, Any]
    categories: dict[str, bool]
    now: int


class Size(NamedTuple):
    people: int
    devices: int


def freeze(tx: Tx, workspace_id: str, document: Document, now: int) -> str:
    """The question as JSON. Raises RuleInvalid where the segment is no more, or too large."""
    rule = rule_of(document)
    rows = tx.execute(
        sa.select(segment.c.id, segment.c.rule).where(segment.c.workspace_id == workspace_id)
    )
    frozen = Frozen(
        rule,
        _reached(rule, {id_: json.loads(text) for id_, text in rows}),
        segments.defaults(tx, workspace_id),
        now,
    )
    text = msgspec.json.encode(frozen).decode()
    thaw(workspace_id, text)
    return text


def _reached(rule: Mapping[str, Any], all_: Mapping[str, Any]) -> dict[str, Any]:
    """The segments that a rule names, and those that they name."""
    found: dict[str, Any] = {}
    asked = list(needs(parse(rule, scope=Scope.SEGMENT)).segments)
    while asked:
        id_ = asked.pop()
        if id_ in all_ and id_ not in found:
            found[id_] = all_[id_]
            asked += needs(parse(all_[id_], scope=Scope.SEGMENT)).segments
    return found


@lru_cache(maxsize=64)
def thaw(workspace_id: str, text: str) -> Question:
    """The question that was frozen. Raises RuleInvalid as `freeze` does."""
    frozen = msgspec.json.decode(text, type=Frozen)
    rules = {id_: parse(rule, scope=Scope.SEGMENT) for id_, rule in frozen.segments.items()}
    whole = placed(parse(frozen.rule, scope=Scope.SEGMENT), rules)
    return Question(workspace_id, whole, frozen.now, frozen.categories)


def everybody(asked: Question) -> Question:
    """The same of anybody in the workspace."""
    anybody = parse({"combinator": "and", "rules": []}, scope=Scope.SEGMENT)
    return Question(asked.workspace_id, anybody, asked.now, asked.categories)


def able(workspace_id: str, target: str, owner: sa.ColumnElement[int]) -> sa.ColumnElement[bool]:
    """Whether a row of `device` is a device of that owner which can be sent to."""
    epoch = sa.select(workspace.c.reset_epoch).where(workspace.c.id == workspace_id)
    return sa.and_(
        device.c.owner == owner,
        device.c.status == "allowed",
        device.c.endpoint.is_not(None),
        device.c.kind.in_(KINDS[target]),
        device.c.reset_epoch == epoch.scalar_subquery(),
    )


def size(tx: Tx, workspace_id: str, document: Document) -> Size:
    """How many it would go to now. Raises RuleInvalid for a segment that is not there."""
    asked = segments.question(
        tx, workspace_id, parse(rule_of(document), scope=Scope.SEGMENT), tx.now()
    )
    who = selection(asked, profile.c.person_id).subquery()
    query = (
        sa.select(sa.func.count(who.c.person_id.distinct()), sa.func.count())
        .select_from(who)
        .join(device, able(workspace_id, document["target"], who.c.person_id))
    )
    return Size(*tx.execute(query).one())
