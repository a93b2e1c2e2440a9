"""Segments as people save them: a name and a rule, which may name other segments, in no circle."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import sqlalchemy as sa

from engine.store.db import Tx
from engine.store.tables import segment, workspace
from journeys.rule_values import storable
from journeys.rules import (
    Comparison,
    Group,
    Rule,
    RuleInvalid,
    RuleProblem,
    Scope,
    inline,
    needs,
    parse,
)

LONGEST_NAME = 200
# Each is a subquery, and SQLite's cost of one grows with the number of the others.
MOST_COMPARISONS = 500
# SQLite takes 32,766 parameters in a statement; a value needs up to two.
MOST_VALUES = 10_000


@dataclass(frozen=True, slots=True)
class Segment:
    """A segment as saved; `rule` is the document as its author wrote it, times are in µs."""

    id: str
    name: str
    rule: object
    version: int
    created_at: int
    updated_at: int


@dataclass(frozen=True, slots=True)
class Saved:
    segment: Segment


@dataclass(frozen=True, slots=True)
class Invalid:
    """Refused; the problems' paths lead from the segment's document, such as `rule/rules/0`."""

    problems: tuple[RuleProblem, ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Another segment has the name, or somebody else has changed this one meanwhile."""

    about: Literal["name", "version"]


@dataclass(frozen=True, slots=True)
class Absent:
    """The workspace has no such segment."""


def create(tx: Tx, workspace_id: str, name: str, rule: object) -> Saved | Invalid | Conflict:
    """Save a new segment."""
    _lock(tx, workspace_id)
    now = tx.now()
    made = Segment(f"seg_{secrets.token_hex(8)}", name, rule, 1, now, now)
    refusal = _refusal(tx, workspace_id, made)
    if refusal is None:
        tx.execute(segment.insert().values(id=made.id, workspace_id=workspace_id, **_row(made)))
    return refusal or Saved(made)


def update(tx: Tx, workspace_id: str, changed: Segment) -> Saved | Invalid | Conflict | Absent:
    """Save a segment anew, by its id; its `version` must be the one that stands."""
    _lock(tx, workspace_id)
    stands = get(tx, workspace_id, changed.id)
    if stands is None:
        return Absent()
    if changed.version != stands.version:
        return Conflict("version")
    made = replace(
        changed, version=stands.version + 1, created_at=stands.created_at, updated_at=tx.now()
    )
    refusal = _refusal(tx, workspace_id, made)
    if refusal is None:
        tx.execute(segment.update().where(*_named(workspace_id, made.id)).values(_row(made)))
    return refusal or Saved(made)


def remove(tx: Tx, workspace_id: str, segment_id: str) -> list[str] | Absent:
    """Take a segment away, unless others name it: their ids, none where it is gone."""
    _lock(tx, workspace_id)
    if get(tx, workspace_id, segment_id) is None:
        return Absent()
    rules = rules_of(tx, workspace_id).items()
    users = sorted(id_ for id_, rule in rules if segment_id in needs(rule).segments)
    if not users:
        tx.execute(segment.delete().where(*_named(workspace_id, segment_id)))
    return users


def get(tx: Tx, workspace_id: str, segment_id: str) -> Segment | None:
    """The workspace's segment of this id."""
    row = tx.execute(sa.select(*_COLUMNS).where(*_named(workspace_id, segment_id))).one_or_none()
    return None if row is None else _segment(row)


def listed(tx: Tx, workspace_id: str, *, after: str | None = None, limit: int) -> list[Segment]:
    """The workspace's next segments by name; `after` is the last name of the page before."""
    page = sa.select(*_COLUMNS).where(segment.c.workspace_id == workspace_id)
    if after is not None:
        page = page.where(segment.c.name > after)
    return [_segment(row) for row in tx.execute(page.order_by(segment.c.name).limit(limit))]


def rules_of(tx: Tx, workspace_id: str) -> dict[str, Rule]:
    """The rules of all the workspace's segments by id, segments in them still by name."""
    rows = tx.execute(
        sa.select(segment.c.id, segment.c.rule).where(segment.c.workspace_id == workspace_id)
    )
    return {id_: parse(json.loads(text), scope=Scope.SEGMENT) for id_, text in rows}


def placed(rule: Rule, segments: Mapping[str, Rule], *, at: str = "") -> Rule:
    """`rule` with its segments in place, small enough to be asked of a database.

    Raises RuleInvalid as `rules.inline` does, and for more than `MOST_COMPARISONS` or
    `MOST_VALUES` in all (segment_too_large).
    """
    whole = inline(rule, segments, at=at)
    comparisons, values = _weight(whole)
    if comparisons > MOST_COMPARISONS or values > MOST_VALUES:
        message = f"with its segments a rule may have {MOST_COMPARISONS} comparisons"
        message += f" and {MOST_VALUES} values"
        raise RuleInvalid((RuleProblem(at, "segment_too_large", message),))
    return whole


def _weight(rule: Rule) -> tuple[int, int]:
    """How many comparisons, and how many values in them."""
    match rule:
        case Group(rules=parts):
            weights = [_weight(part) for part in parts]
            return sum(each[0] for each in weights), sum(each[1] for each in weights)
        case Comparison(value=tuple() as values):
            return 1, len(values)
        case _:
            return 1, 1


def _lock(tx: Tx, workspace_id: str) -> None:
    """One writer of segments at a time: two may close a circle that neither sees alone."""
    row = sa.select(workspace.c.id).where(workspace.c.id == workspace_id)
    tx.execute(row.with_for_update(key_share=True))


def _refusal(tx: Tx, workspace_id: str, made: Segment) -> Invalid | Conflict | None:
    problems = (*_name_problems(made.name), *_rule_problems(tx, workspace_id, made))
    if problems:
        return Invalid(problems)
    taken = sa.select(segment.c.id).where(
        segment.c.workspace_id == workspace_id,
        segment.c.name == made.name,
        segment.c.id != made.id,
    )
    return Conflict("name") if tx.execute(taken).first() else None


def _name_problems(name: str) -> tuple[RuleProblem, ...]:
    if name.strip() and len(name) <= LONGEST_NAME and storable(name):
        return ()
    message = f"must have 1 to {LONGEST_NAME} characters"
    return (RuleProblem("name", "name_invalid", message),)


def _rule_problems(tx: Tx, workspace_id: str, made: Segment) -> tuple[RuleProblem, ...]:
    try:
        rule = parse(made.rule, at="rule", scope=Scope.SEGMENT)
        segments = {**rules_of(tx, workspace_id), made.id: rule}
        placed(rule, segments, at="rule")
    except RuleInvalid as invalid:
        return invalid.problems
    try:
        for other in segments.values():
            placed(other, segments, at="rule")
    except RuleInvalid:
        message = "makes another segment, which names this one, too large"
        return (RuleProblem("rule", "segment_too_large", message),)
    return ()


_COLUMNS = (
    segment.c.id,
    segment.c.name,
    segment.c.rule,
    segment.c.version,
    segment.c.created_at,
    segment.c.updated_at,
)


def _named(workspace_id: str, segment_id: str) -> tuple[sa.ColumnElement[bool], ...]:
    return segment.c.workspace_id == workspace_id, segment.c.id == segment_id


def _segment(row: Sequence[Any]) -> Segment:
    id_, name, rule, *rest = row
    return Segment(id_, name, json.loads(rule), *rest)


def _row(made: Segment) -> dict[str, object]:
    return {
        "name": made.name,
        "rule": json.dumps(made.rule, separators=(",", ":")),
        "version": made.version,
        "created_at": made.created_at,
        "updated_at": made.updated_at,
    }
