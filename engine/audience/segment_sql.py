"""A rule as SQL over `profile` and the typed tables beside it: the meaning of `rules.predicate`.

Every condition is true or false, never NULL, so that NOT is what it says. What a person has many
of is asked by EXISTS along a primary key (shard, person_id, …).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeAlias, TypeGuard

import sqlalchemy as sa

from engine import clock
from engine.audience.value_sql import (
    ByCodePoint,
    Condition,
    Literal,
    Text,
    plain_holds,
    text_holds,
    typed_holds,
)
from engine.store.tables import person_device, person_value, profile, rollup, run
from journeys.operators import OPERATORS
from journeys.rule_tree import (
    Ago,
    Comparison,
    Did,
    Field,
    FieldKind,
    Group,
    Rule,
    SegmentIs,
)

_MOMENTS = (datetime, Ago)
_MICROSECOND = timedelta(microseconds=1)
# SQLite nests an expression 1,000 deep, and a chain of AND counts each link.
_CHAIN = 30
# SQLite joins 64 tables; past a few, one more finds nobody faster.
_MOST_JOINS = 6

Outcomes: TypeAlias = Sequence[tuple[str | bool | None, Condition]]


@dataclass(frozen=True, slots=True)
class Question:
    """A rule asked of the people of one workspace.

    `rule` has its segments in place (`rules.inline`), `now` is in µs, `categories` are the
    defaults of the workspace's categories by key.
    """

    workspace_id: str
    rule: Rule
    now: int
    categories: Mapping[str, bool]


def condition(question: Question, people: sa.FromClause = profile) -> Condition:
    """Whether the rule holds for a row of `people`, which is `profile` or an alias of it.

    It says nothing of the workspace of `people`; whoever selects from it must. Raises ValueError
    for a rule that names a segment or looks at an event: neither can be asked of a table.
    """
    return _Compiling(question, people).rule(question.rule)


def selection(question: Question, *columns: sa.ColumnElement[Any]) -> sa.Select[Any]:
    """`columns` of the `profile` rows in the workspace for whom the rule holds.

    What must be so of a person's values is joined, which for a primary key is the same as EXISTS,
    so that both databases may begin at the value which the fewest people have.
    """
    compiling = _Compiling(question, profile)
    source: sa.FromClause = profile
    where: list[Condition] = [profile.c.workspace_id == question.workspace_id]
    joins = 0
    for rule in _demands(question.rule):
        if joins < _MOST_JOINS and _needs_a_value(rule):
            joins += 1
            value = person_value.alias(f"value_{joins}")
            source = source.join(value, compiling.join(rule, value))
        else:
            where.append(compiling.rule(rule))
    return sa.select(*columns).select_from(source).where(_chain(where, "and"))


def _demands(rule: Rule) -> list[Rule]:
    """The parts of a rule that must all hold."""
    if not isinstance(rule, Group) or rule.negated:
        return [rule]
    if rule.combinator == "or" and len(rule.rules) > 1:
        return [rule]
    return [demand for part in rule.rules for demand in _demands(part)]


def _chain(parts: Sequence[Condition], combinator: str) -> Condition:
    """All or any of the parts, which are at least one, nested no deeper than need be."""
    both, other = (sa.and_, sa.or_) if combinator == "and" else (sa.or_, sa.and_)
    while len(parts) > _CHAIN:
        # SQLAlchemy would take (a AND b) AND c apart again, but not NOT (NOT a OR NOT b).
        parts = [
            sa.not_(other(*map(sa.not_, parts[start : start + _CHAIN])))
            for start in range(0, len(parts), _CHAIN)
        ]
    return both(*parts)


class _Compiling:
    def __init__(self, question: Question, people: sa.FromClause) -> None:
        self.question = question
        self.people = people

    def rule(self, rule: Rule) -> Condition:
        match rule:
            case Group():
                return self.group(rule)
            case Comparison():
                holds = self.comparison(rule)
            case Did():
                holds = self.did(rule)
            case SegmentIs():
                raise ValueError(f"segment.{rule.segment} must be inlined before it can be asked")
        return sa.not_(holds) if rule.negated else holds

    def group(self, group: Group) -> Condition:
        parts = [self.rule(part) for part in group.rules]
        holds = _chain(parts, group.combinator) if parts else sa.true()
        return sa.not_(holds) if group.negated else holds

    def did(self, did: Did) -> Condition:
        days: list[Condition] = [rollup.c.name == did.event]
        if did.days is not None:
            today = clock.day(self.question.now)
            days.append(rollup.c.day.between(today - did.days + 1, today))
        if did.at_least == 1:
            return self.exists(rollup, *days, rollup.c["count"] > 0)
        times = sa.select(sa.func.coalesce(sa.func.sum(rollup.c["count"]), 0))
        theirs = times.where(*self.theirs(rollup), *days).correlate(self.people)
        return theirs.scalar_subquery() >= did.at_least

    def comparison(self, comparison: Comparison) -> Condition:
        """The positive one."""
        field = comparison.field
        column = _COLUMNS.get(str(field))
        if column is not None:
            return self.column(self.people.c[column], comparison)
        if str(field) == "push.enabled":
            return self.push_enabled(comparison)
        return _KINDS[field.kind](self, comparison)

    def column(self, column: sa.ColumnElement[Any], comparison: Comparison) -> Condition:
        if comparison.operator == "null":
            return column.is_(None)
        return sa.and_(column.is_not(None), self.column_holds(column, comparison))

    def column_holds(self, column: sa.ColumnElement[Any], comparison: Comparison) -> Condition:
        literals = self.literals(comparison)
        if isinstance(column.type, sa.Text):
            return text_holds(Text(ByCodePoint(column)), comparison.operator, literals)
        return plain_holds(column, comparison.operator, literals)

    def push_enabled(self, comparison: Comparison) -> Condition:
        enabled = self.exists(
            person_device, person_device.c.status == "allowed", person_device.c.subscribed
        )
        return self.one_of(comparison, ((True, enabled), (False, sa.not_(enabled))))

    def any_device(self, comparison: Comparison) -> Condition:
        name = "status" if comparison.field.kind == "push" else comparison.field.path[0]
        column: sa.ColumnElement[Any] = person_device.c[name]
        if name == "status":  # an admin's reset is a withdrawal to everybody but the fold
            shown = sa.case((column == "reset", "withdrawn"), else_=column)
            column = sa.type_coerce(shown, sa.Text())
        if comparison.operator != "null":
            return self.exists(person_device, self.column_holds(column, comparison))
        # A person without devices has the one value null.
        unknown = self.exists(person_device, column.is_(None))
        return sa.or_(unknown, sa.not_(self.exists(person_device)))

    def value(self, comparison: Comparison) -> Condition:
        if comparison.operator == "null":
            return sa.not_(self.value_is(comparison.field))
        return self.value_is(comparison.field, self.typed(comparison))

    def group_is(self, comparison: Comparison) -> Condition:
        member = self.value_is(comparison.field)
        return self.one_of(comparison, ((True, member), (False, sa.not_(member))))

    def category_is(self, comparison: Comparison) -> Condition:
        chosen = self.value_is(comparison.field)
        on = self.value_is(comparison.field, person_value.c.boolean)
        off = self.value_is(comparison.field, sa.not_(person_value.c.boolean))
        outcomes: Outcomes
        match self.question.categories.get(comparison.field.path[0]):
            case True:
                outcomes = ((True, sa.not_(off)), (False, off))
            case False:
                outcomes = ((True, on), (False, sa.not_(on)))
            case None:
                outcomes = ((True, on), (False, off), (None, sa.not_(chosen)))
        return self.one_of(comparison, outcomes)

    def journey_is(self, comparison: Comparison) -> Condition:
        journey = run.c.journey_id == comparison.field.path[0]
        entered = self.exists(run, journey)
        active = self.exists(run, journey, run.c.state == "active")
        finished = sa.and_(entered, sa.not_(active))
        outcomes = (("never", sa.not_(entered)), ("active", active), ("finished", finished))
        return self.one_of(comparison, outcomes)

    def at_hand(self, comparison: Comparison) -> Condition:
        raise ValueError(f"{comparison.field} needs an event at hand, which no table has")

    def one_of(self, comparison: Comparison, outcomes: Outcomes) -> Condition:
        """A field of so few values that the operator itself is asked of each of them."""
        test, literals = OPERATORS[comparison.operator].test, self.literals(comparison)
        holding = [found for value, found in outcomes if test(value, literals)]
        return sa.true() if len(holding) == len(outcomes) else sa.or_(sa.false(), *holding)

    def typed(self, comparison: Comparison, row: sa.FromClause = person_value) -> Condition:
        return typed_holds(row, comparison.operator, self.literals(comparison))

    def literals(self, comparison: Comparison) -> tuple[Literal, ...]:
        """In a comparison of date-times only the moments count."""
        value = comparison.value
        values = value if isinstance(value, tuple) else () if value is None else (value,)
        moments = tuple(self.moment(each) for each in values if isinstance(each, _MOMENTS))
        return moments or tuple(each for each in values if not isinstance(each, _MOMENTS))

    def moment(self, value: datetime | Ago) -> int:
        if isinstance(value, Ago):
            return self.question.now - value.length // _MICROSECOND
        return clock.micros(value)

    def value_is(self, field: Field, *where: Condition) -> Condition:
        return self.exists(person_value, person_value.c.field == str(field), *where)

    def exists(self, table: sa.Table, *where: Condition) -> Condition:
        return (
            sa.select(sa.literal_column("1"))
            .where(*self.theirs(table), *where)
            .correlate(self.people)
            .exists()
        )

    def theirs(self, row: sa.FromClause) -> tuple[Condition, ...]:
        """What makes a row one of the person's."""
        return (
            row.c.shard == self.people.c.shard,
            row.c.person_id == self.people.c.person_id,
            row.c.workspace_id == self.question.workspace_id,
        )

    def join(self, rule: Comparison, value: sa.FromClause) -> Condition:
        """What to join a value on for a rule that `_needs_a_value`."""
        holds = () if rule.operator == "null" else (self.typed(rule, value),)
        return sa.and_(*self.theirs(value), value.c.field == str(rule.field), *holds)


# Fields that are columns of `profile`.
_COLUMNS: Mapping[str, str] = {
    "push.last_session_status": "last_session_status",
    "person.user_id": "user_id",
    "person.language": "language",
    "person.timezone": "timezone",
    "person.created_at": "created_at",
    "person.last_seen_at": "last_seen_at",
}

_KINDS: Mapping[FieldKind, Callable[[_Compiling, Comparison], Condition]] = {
    "push": _Compiling.any_device,
    "device": _Compiling.any_device,
    "trait": _Compiling.value,
    "marker": _Compiling.value,
    "group": _Compiling.group_is,
    "category": _Compiling.category_is,
    "journey": _Compiling.journey_is,
    "event": _Compiling.at_hand,
    "properties": _Compiling.at_hand,
}


def _needs_a_value(rule: Rule) -> TypeGuard[Comparison]:
    """Whether the rule holds for nobody without the value it names."""
    return (
        isinstance(rule, Comparison)
        and rule.field.kind in {"trait", "marker"}
        and rule.negated == (rule.operator == "null")
    )
