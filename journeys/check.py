"""A rule together with the function it compiles to, as nodes and settings hold it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar, cast

from journeys.decision import Predicate
from journeys.rules import Rule, inline, predicate

if TYPE_CHECKING:
    from journeys.person import Person
    from journeys.visit import Event

T = TypeVar("T")


@dataclasses.dataclass(frozen=True, slots=True)
class Check:
    """`holds` is None until `bound` has put the segments' own rules in the place of their names."""

    rule: Rule
    holds: Predicate | None = dataclasses.field(default=None, compare=False, repr=False)

    def bound(self, segments: Mapping[str, Rule]) -> Check:
        """Ready to be asked. Raises RuleInvalid for a segment that is not there, or a cycle."""
        rule = inline(self.rule, segments)
        return Check(rule, predicate(rule))

    def __call__(self, person: Person, event: Event | None, now: datetime) -> bool:
        if self.holds is None:
            raise TypeError("a rule is bound to its segments before it is asked")
        return self.holds(person, event, now)


def bind(value: T, segments: Mapping[str, Rule]) -> T:
    """The same value, a node or settings, with every check in it bound. Raises RuleInvalid."""
    return cast("T", _bind(value, segments))


def _bind(value: object, segments: Mapping[str, Rule]) -> object:
    if isinstance(value, Check):
        return value.bound(segments)
    if isinstance(value, tuple):
        return tuple(_bind(each, segments) for each in value)
    if not dataclasses.is_dataclass(value) or isinstance(value, type):
        return value
    before = {each.name: getattr(value, each.name) for each in dataclasses.fields(value)}
    after = {name: _bind(each, segments) for name, each in before.items()}
    changed = {name: each for name, each in after.items() if each is not before[name]}
    return dataclasses.replace(value, **changed) if changed else value


def checks(value: object, path: str = "") -> Iterator[tuple[str, Check]]:
    """Every check in a node or in settings, with its path such as `arms/0/rule`."""
    if isinstance(value, Check):
        yield path, value
    elif isinstance(value, tuple):
        for index, each in enumerate(value):
            yield from checks(each, f"{path}/{index}" if path else str(index))
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for each in dataclasses.fields(value):
            below = f"{path}/{each.name}" if path else each.name
            yield from checks(getattr(value, each.name), below)
