"""The operators of rules, each with its label and its meaning on one line."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from journeys.compare import Stored, equal, order
from journeys.rule_tree import Ago, Positive

Takes = Literal["value", "list", "pair", "nothing"]
Literals: TypeAlias = tuple[Stored, ...]
Test: TypeAlias = Callable[[Stored, Literals], bool]
Types: TypeAlias = tuple[type, ...]

_TEXT: Types = (str,)
_ORDERED: Types = (str, float, datetime, Ago)
_ALL: Types = (*_ORDERED, bool)


@dataclass(frozen=True, slots=True)
class Operator:
    """`test` is that of the positive operator; `negated` is applied to its answer.

    `takes` is the shape of a rule's value, and `types` are the types its literals may have.
    `test` is given the literals as a tuple, moments already resolved. `dated` is the label between
    moments, where that is another.
    """

    label: str
    positive: Positive
    takes: Takes
    types: Types
    test: Test
    negated: bool = False
    dated: str | None = None


def _text(test: Callable[[str, str], bool]) -> Test:
    def both_text(value: Stored, literals: Literals) -> bool:
        (literal,) = literals
        return isinstance(value, str) and isinstance(literal, str) and test(value, literal)

    return both_text


def _between(value: Stored, literals: Literals) -> bool:
    low, high = literals
    return order(low, value) in {-1, 0} and order(value, high) in {-1, 0}


def _in(value: Stored, literals: Literals) -> bool:
    return any(equal(value, literal) for literal in literals)


def _null(value: Stored, _literals: Literals) -> bool:
    return value is None


_contains = _text(lambda value, part: part in value)

OPERATORS: Mapping[str, Operator] = {
    "=": Operator("is", "=", "value", _ALL, lambda v, x: equal(v, x[0])),
    "!=": Operator("is not", "=", "value", _ALL, lambda v, x: equal(v, x[0]), negated=True),
    "<": Operator(
        "is less than", "<", "value", _ORDERED, lambda v, x: order(v, x[0]) == -1,
        dated="is before",
    ),
    "<=": Operator(
        "is at most", "<=", "value", _ORDERED, lambda v, x: order(v, x[0]) in {-1, 0},
        dated="is not after",
    ),
    ">": Operator(
        "is more than", ">", "value", _ORDERED, lambda v, x: order(v, x[0]) == 1,
        dated="is after",
    ),
    ">=": Operator(
        "is at least", ">=", "value", _ORDERED, lambda v, x: order(v, x[0]) in {0, 1},
        dated="is not before",
    ),
    "in": Operator("is one of", "in", "list", _ALL, _in),
    "notIn": Operator("is none of", "in", "list", _ALL, _in, negated=True),
    "contains": Operator("contains", "contains", "value", _TEXT, _contains),
    "doesNotContain": Operator(
        "does not contain", "contains", "value", _TEXT, _contains, negated=True
    ),
    "beginsWith": Operator("begins with", "beginsWith", "value", _TEXT, _text(str.startswith)),
    "endsWith": Operator("ends with", "endsWith", "value", _TEXT, _text(str.endswith)),
    "between": Operator("is between", "between", "pair", _ORDERED, _between),
    "null": Operator("is not known", "null", "nothing", (), _null),
    "notNull": Operator("is known", "null", "nothing", (), _null, negated=True),
}  # fmt: skip

# Of events counted over time: label and whether it is the negative one.
HISTORY: Mapping[str, tuple[str, bool]] = {
    "did": ("happened", False),
    "did_not": ("did not happen", True),
}
