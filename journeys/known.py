"""What is certain of a person's values: sets of possible values, learned from rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce

from journeys.rules import Comparison, Field, Group, Rule

Value = tuple[str, object]
"""A value with the name of its type: true is not 1."""

_NULL: Value = ("null", None)
_STATUS = Field("push", ("last_session_status",))
_ENABLED = Field("push", ("enabled",))
PUSH = frozenset({_STATUS, _ENABLED})


@dataclass(frozen=True, slots=True)
class Values:
    """The value is one of `values`, or, with `inside` False, none of them."""

    values: frozenset[Value]
    inside: bool = True

    def both(self, other: Values) -> Values:
        """What is left if each is certain."""
        if self.inside and other.inside:
            return Values(self.values & other.values)
        if self.inside:
            return Values(self.values - other.values)
        if other.inside:
            return Values(other.values - self.values)
        return Values(self.values | other.values, inside=False)

    def either(self, other: Values) -> Values:
        """What is left if one of the two is certain."""
        if self.inside and other.inside:
            return Values(self.values | other.values)
        if self.inside:
            return Values(other.values - self.values, inside=False)
        if other.inside:
            return Values(self.values - other.values, inside=False)
        return Values(self.values & other.values, inside=False)

    @property
    def impossible(self) -> bool:
        return self.inside and not self.values


Facts = Mapping[Field, Values]
"""What is certain, by field; a field that is not there may have any value."""

_FINITE: Mapping[Field, frozenset[Value]] = {
    _STATUS: frozenset(
        ("str", status) for status in ("ask", "allowed", "blocked", "unsupported", "suspended")
    ),
    _ENABLED: frozenset({("bool", True), ("bool", False)}),
}


def both(one: Facts, other: Facts) -> Facts | None:
    """All of both; None if they contradict each other."""
    joined = dict(one)
    for field, values in other.items():
        joined[field] = values.both(joined[field]) if field in joined else values
        if joined[field].impossible:
            return None
    return joined


def either(one: Facts | None, other: Facts | None) -> Facts | None:
    """What is certain if one of the two is so; None stands for what cannot be."""
    if one is None or other is None:
        return one if other is None else other
    return {field: values.either(other[field]) for field, values in one.items() if field in other}


def learn(rule: Rule, holds: bool) -> Facts | None:
    """What follows from a rule that holds, or does not; None if that cannot be."""
    if isinstance(rule, Comparison):
        return _compared(rule, holds is not rule.negated)
    if not isinstance(rule, Group):
        return {}  # segments and histories: nothing about values
    inner = holds is not rule.negated
    parts = [learn(each, inner) for each in rule.rules]
    if not parts:
        return {} if inner else None  # an empty group holds
    return _all(parts) if inner is (rule.combinator == "and") else reduce(either, parts)


def _all(parts: Iterable[Facts | None]) -> Facts | None:
    facts: Facts | None = {}
    for part in parts:
        facts = None if facts is None or part is None else both(facts, part)
    return facts


def _compared(comparison: Comparison, holds: bool) -> Facts | None:
    field = comparison.field
    if field.kind == "device" or field.path == ("status_any_device",):
        return {}  # of several values one is enough: nothing is certain of each
    values = _values(comparison)
    if values is None:
        # Whatever it compares, a positive answer is never given to null.
        return {field: Values(frozenset({_NULL}), inside=False)} if holds else {}
    known = Values(values, inside=holds)
    if field in _FINITE:
        known = Values(_FINITE[field]).both(known)
    return None if known.impossible else {field: known}


def _values(comparison: Comparison) -> frozenset[Value] | None:
    """The values for which the comparison holds, where it names them one by one."""
    if comparison.operator == "null":
        return frozenset({_NULL})
    if comparison.operator not in {"=", "in"}:
        return None
    values = comparison.value if isinstance(comparison.value, tuple) else (comparison.value,)
    if not all(isinstance(value, str | bool | float) for value in values):
        return None
    return frozenset((type(value).__name__, value) for value in values)


def no_push(facts: Facts) -> bool:
    """Whether a person of whom this is certain cannot get a push on the device she was last on."""
    status, enabled = facts.get(_STATUS), facts.get(_ENABLED)
    if enabled is not None and enabled.both(Values(frozenset({("bool", True)}))).impossible:
        return True
    return status is not None and status.both(Values(frozenset({("str", "allowed")}))).impossible
