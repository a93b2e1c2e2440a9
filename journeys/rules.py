"""Rules: who is in a segment, which way a condition leads, which event counts.

`parse` reads react-querybuilder's JSON into the tree of `rule_tree`, whose normal form is what SQL
is compiled from; `predicate` is the same meaning in memory. How values compare is said once, in
`compare`; for a compiler the rest is this:

- A field is a set of values: one, or several for `push.status_any_device` and `device.*`, of all
  the person's devices. A positive operator holds if it holds for any of them; a person without
  devices has the one value null there. `negated` turns the finished answer round.
- Absent is null: `null` holds, every other positive operator does not. Arrays, objects and numbers
  beyond a double are neither null nor equal to anything.
- `category.KEY` is a bool, null for a category that does not exist; `group.ID` is always a bool;
  `journey.ID` is always one of never, active, finished.
- `Did(days=n)` adds up the days from today - (n - 1) to today, both included, in UTC; without
  `days` it adds up all.
- `Ago(length)` is the time of evaluation minus length.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import TypeAlias, assert_never

from journeys.compare import Stored, as_moment
from journeys.operators import OPERATORS
from journeys.person import Person
from journeys.rule_describe import describe_fields, describe_operators
from journeys.rule_fields import Event, source_of
from journeys.rule_inline import Needs, inline, needs
from journeys.rule_parse import parse
from journeys.rule_tree import (
    EVERYONE,
    NOBODY,
    Ago,
    Comparison,
    Did,
    Field,
    Group,
    Rule,
    RuleInvalid,
    RuleProblem,
    Scalar,
    Scope,
    SegmentIs,
    Value,
)

__all__ = [
    "EVERYONE",
    "NOBODY",
    "Ago",
    "Comparison",
    "Did",
    "Event",
    "Field",
    "Group",
    "Needs",
    "Predicate",
    "Rule",
    "RuleInvalid",
    "RuleProblem",
    "Scope",
    "SegmentIs",
    "Value",
    "describe_fields",
    "describe_operators",
    "inline",
    "needs",
    "parse",
    "predicate",
]

Predicate: TypeAlias = Callable[[Person, Event | None, datetime], bool]


def predicate(rule: Rule) -> Predicate:
    """Compile a rule to a function of the person, the event at hand (or None) and the time in UTC.

    Raises ValueError for a rule that still names a segment: `inline` it first.
    """
    match rule:
        case Group():
            return _group(rule)
        case Comparison():
            return _comparison(rule)
        case Did():
            return _did(rule)
        case SegmentIs():
            raise ValueError(f"segment.{rule.segment} must be inlined before it can be asked")
    assert_never(rule)


def _group(group: Group) -> Predicate:
    parts = tuple(predicate(rule) for rule in group.rules)
    decisive = group.combinator == "or"
    # The answer when no part decides; a group without parts holds, whatever its combinator.
    otherwise = not decisive or not parts
    negated = group.negated

    def holds(person: Person, event: Event | None, now: datetime) -> bool:
        for part in parts:
            if part(person, event, now) is decisive:
                return decisive is not negated
        return otherwise is not negated

    return holds


def _comparison(comparison: Comparison) -> Predicate:
    read, path = source_of(comparison.field).read, comparison.field.path
    test, negated = OPERATORS[comparison.operator].test, comparison.negated
    values = _values(comparison.value)
    dated = any(isinstance(value, Ago | datetime) for value in values)
    fixed = tuple(value for value in values if not isinstance(value, Ago))

    def holds(person: Person, event: Event | None, now: datetime) -> bool:
        literals = tuple(_resolved(value, now) for value in values) if dated else fixed
        for value in read(person, event, path):
            if test(as_moment(value) if dated else value, literals):
                return not negated
        return negated

    return holds


def _values(value: Value) -> tuple[Scalar, ...]:
    if value is None:
        return ()
    return value if isinstance(value, tuple) else (value,)


def _resolved(value: Scalar, now: datetime) -> Stored:
    return now - value.length if isinstance(value, Ago) else value


def _did(did: Did) -> Predicate:
    event_name, at_least, days, negated = did.event, did.at_least, did.days, did.negated

    def holds(person: Person, _event: Event | None, now: datetime) -> bool:
        counts = person.counts.get(event_name, {})
        first, last = _window(now, days)
        times = sum(count for day, count in counts.items() if first <= day <= last)
        return (times >= at_least) is not negated

    return holds


def _window(now: datetime, days: int | None) -> tuple[date, date]:
    """The first and the last UTC day that count."""
    if days is None:
        return date.min, date.max
    return now.date() - timedelta(days=days - 1), now.date()
