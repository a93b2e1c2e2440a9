"""What is certain of people, in a marketer's words."""

from __future__ import annotations

from collections.abc import Iterator

from journeys.known import Facts
from journeys.rule_fields import source_of
from journeys.rules import Comparison, Field, Group, Rule
from journeys.values import Values, possible
from journeys.words import named

_MOST_NAMED = 5


def because(facts: Facts, rule: Rule | None) -> str:
    """Why nobody of whom the facts are certain can be in a rule, or out of it."""
    known = [f"{named(field)} {_said(field, facts)}" for field in _fields(rule) if field in facts]
    if known:
        return f"of everybody who comes here it is certain that {' and '.join(known)}"
    if facts:
        return "it has been decided on the way here"
    return "its rule contradicts itself"


def _fields(rule: Rule | None) -> Iterator[Field]:
    """The fields that a rule asks for, each once."""
    seen: set[Field] = set()
    waiting = [rule]
    while waiting:
        part = waiting.pop(0)
        if isinstance(part, Group):
            waiting[:0] = part.rules
        elif isinstance(part, Comparison) and part.field not in seen:
            seen.add(part.field)
            yield part.field


def _said(field: Field, facts: Facts) -> str:
    values = facts[field]
    if not isinstance(values, Values):
        return "is decided"
    inside, outside = values.listed(), (possible(field) - values).listed()
    if inside is not None and len(inside) <= _MOST_NAMED:
        return _list("is", inside, field)
    if outside is not None and len(outside) <= _MOST_NAMED:
        return _list("is not", outside, field)
    return "lies in a range that this rules out"


def _list(verb: str, values: tuple[object, ...], field: Field) -> str:
    """By their labels, where the field has choices."""
    choices = source_of(field).choices
    named = [choices.get(str(each)) or _value(each) for each in values]
    return f"{verb} {' or '.join(named)}"


def _value(value: object) -> str:
    if value is None:
        return "unknown"
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:g}" if isinstance(value, float) else str(value)
