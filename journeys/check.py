"""A rule together with the function it compiles to, as nodes and settings hold it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from journeys.decision import Predicate
from journeys.rules import Rule, inline, predicate

if TYPE_CHECKING:
    from journeys.person import Person
    from journeys.visit import Event


@dataclass(frozen=True, slots=True)
class Check:
    """`holds` is None until `bound` has put the segments' own rules in the place of their names."""

    rule: Rule
    holds: Predicate | None = field(default=None, compare=False, repr=False)

    def bound(self, segments: Mapping[str, Rule]) -> Check:
        """Ready to be asked. Raises RuleInvalid for a segment that is not there, or a cycle."""
        rule = inline(self.rule, segments)
        return Check(rule, predicate(rule))

    def __call__(self, person: Person, event: Event | None, now: datetime) -> bool:
        if self.holds is None:
            raise TypeError("a rule is bound to its segments before it is asked")
        return self.holds(person, event, now)
