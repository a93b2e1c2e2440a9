"""What is certain of a person at a place in a journey, learned from the rules on the way there.

An abstract interpretation: the facts are of more people than can ever come there, never of fewer.
So what contradicts them is true of nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import reduce

from journeys.compare import Stored
from journeys.operators import OPERATORS
from journeys.rule_fields import source_of
from journeys.rules import Ago, Comparison, Did, Field, Group, Rule, SegmentIs
from journeys.spans import only
from journeys.values import Values, held_by, possible

Atom = Comparison | Did | SegmentIs
"""A question that is not looked into: while nothing happens its answer stays what it is."""

Known = Values | bool
Facts = Mapping[Field | Atom, Known]
"""What is certain; of a field that is not there, any value is possible."""

STATUS = Field("push", ("last_session_status",))
ENABLED = Field("push", ("enabled",))
_NULL = Values({"null": only("")})


def learn(facts: Facts, rule: Rule, holds: bool) -> Facts | None:
    """The facts, and that the rule holds, or does not; None if that cannot be."""
    if not isinstance(rule, Group):
        return _asked(facts, rule, holds is not rule.negated)
    inner = holds is not rule.negated
    if not rule.rules:
        return facts if inner else None  # an empty group holds
    if inner is not (rule.combinator == "and"):
        return reduce(either, (learn(facts, each, inner) for each in rule.rules))
    found: Facts | None = facts
    for each in rule.rules:
        found = None if found is None else learn(found, each, inner)
    return found


def either(one: Facts | None, other: Facts | None) -> Facts | None:
    """What is certain if one of the two is so; None stands for what cannot be."""
    if one is None or other is None:
        return one if other is None else other
    joined: dict[Field | Atom, Known] = {}
    for key, known in one.items():
        if key in other:
            loose = _loosened(known, other[key])
            if loose is not None:
                joined[key] = loose
    return joined


def _loosened(one: Known, other: Known) -> Known | None:
    if isinstance(one, Values) and isinstance(other, Values):
        both = one | other
        return None if both.intricate else both
    return one if one is other else None


def no_push(facts: Facts) -> bool:
    """Whether a person of whom this is certain cannot get a push on the device she was last on."""
    status = _among(facts, STATUS, Values({"text": only("allowed")}))
    enabled = _among(facts, ENABLED, Values({"boolean": only(True)}))
    return status.impossible or enabled.impossible


def _among(facts: Facts, field: Field, values: Values) -> Values:
    known = facts.get(field)
    return known & values if isinstance(known, Values) else values


def _asked(facts: Facts, asked: Atom, holds: bool) -> Facts | None:
    exact = held_by(asked) if isinstance(asked, Comparison) else None
    if isinstance(asked, Comparison) and exact is not None:
        return _narrowed(facts, asked.field, exact, inside=holds)
    atom = replace(asked, negated=False)
    if facts.get(atom, holds) is not holds:
        return None
    found = {**facts, atom: holds}
    return _tried(found, asked, holds) if isinstance(asked, Comparison) else found


def _tried(facts: Facts, asked: Comparison, holds: bool) -> Facts | None:
    """What a comparison says of a field whose possible values can be tried one by one.

    Whatever it compares, a positive answer is never given to null.
    """
    if source_of(asked.field).many:
        return facts
    known = facts.get(asked.field)
    listed = known.listed() if isinstance(known, Values) else None
    if listed is not None and not moves(asked):
        literals = asked.value if isinstance(asked.value, tuple) else (asked.value,)
        test = OPERATORS[asked.operator].test
        if not any(test(_plain(each), tuple(map(_plain, literals))) is holds for each in listed):
            return None
    return _narrowed(facts, asked.field, _NULL, inside=False) if holds else facts


def _narrowed(facts: Facts, field: Field, values: Values, *, inside: bool) -> Facts | None:
    known = facts.get(field)
    before = known if isinstance(known, Values) else possible(field)
    after = before & values if inside else before - values
    if after.impossible:
        return None
    return facts if after.intricate else {**facts, field: after}


def moves(asked: Atom) -> bool:
    """Whether the answer may change by time alone."""
    if isinstance(asked, Did):
        return asked.days is not None
    if not isinstance(asked, Comparison):
        return True
    values = asked.value if isinstance(asked.value, tuple) else (asked.value,)
    return any(isinstance(each, Ago) for each in values)


def _plain(value: object) -> Stored:
    return value if isinstance(value, str | float | bool | datetime) else None


def of_the_event(key: Field | Atom) -> bool:
    """Whether a fact is of the event at hand alone: it stays while that does."""
    if isinstance(key, Comparison):
        return key.field.kind in _OF_THE_EVENT and not moves(key)
    return isinstance(key, Field) and key.kind in _OF_THE_EVENT


_OF_THE_EVENT = frozenset({"properties", "event"})


def happened(facts: Facts, event: str) -> Facts:
    """The facts after an event of this name has become the event at hand."""
    kept = {key: known for key, known in facts.items() if not _about_event(key)}
    return {**kept, _EVENT: Values({"text": only(event)})}


def _about_event(key: Field | Atom) -> bool:
    field = key.field if isinstance(key, Comparison) else key
    return isinstance(field, Field) and field.kind in _OF_THE_EVENT


_EVENT = Field("event", ("name",))
