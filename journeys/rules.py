"""Rules: who is in a segment, which way a condition leads, which event counts."""

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
    "Field",
    "Group",
    "Rule",
    "RuleInvalid",
    "RuleProblem",
    "Scope",
    "SegmentIs",
    "Value",
]
