"""A rule as a tree in normal form: typed values, split fields, every operator a positive one.

What the normal form promises to whoever evaluates or compiles it:

- A negative operator is its positive one with `negated`, which is applied last and to a plain
  true or false, never to an unknown: absent values make the positive one false.
- `value` fits `operator` and the field's type. `=` has text, number, bool or a moment; the
  ordering operators text, number or moment; `contains`, `beginsWith`, `endsWith` text; `in` a
  tuple that is not empty, of what `=` takes; `between` a pair (low, high) of one type; `null` None.
  What could hold for nobody by its types alone has become `NOBODY` (or `EVERYONE`, if negated).
- A moment is a datetime in UTC or `Ago`. If one value of a comparison is a moment, all are.
- Positions are kept: `rules/2` of the document is `rules[2]` of the tree.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Literal, NamedTuple, TypeAlias

Combinator = Literal["and", "or"]
Positive = Literal[
    "=", "<", "<=", ">", ">=", "in", "contains", "beginsWith", "endsWith", "between", "null"
]
FieldKind = Literal[
    "push", "person", "trait", "marker", "category", "device", "group", "journey", "event",
    "properties",
]  # fmt: skip


class Scope(Enum):
    """Where a rule stands, which says what its fields may be."""

    SEGMENT = "segment"
    JOURNEY = "journey"


@dataclass(frozen=True, slots=True)
class Ago:
    """The moment that lies `length` before the time of evaluation."""

    length: timedelta


@dataclass(frozen=True, slots=True)
class Field:
    """`trait.address.city` is kind `trait`, path `("address", "city")`.

    Only `trait` and `properties` have paths longer than one; kind `event` is always the name of
    the event at hand, path `("name",)`.
    """

    kind: FieldKind
    path: tuple[str, ...]

    def __str__(self) -> str:
        return ".".join((self.kind, *self.path))


Scalar: TypeAlias = str | float | bool | datetime | Ago
Value: TypeAlias = Scalar | tuple[Scalar, ...] | None


@dataclass(frozen=True, slots=True)
class Comparison:
    field: Field
    operator: Positive
    value: Value
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Did:
    """The event happened at least so often, in the last `days` UTC days with today, or ever."""

    event: str
    at_least: int = 1
    days: int | None = None
    negated: bool = False


@dataclass(frozen=True, slots=True)
class SegmentIs:
    """The person is in the segment; `inline` puts the segment's own rule in its place."""

    segment: str
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """All (`and`) or any (`or`) of the rules; without rules it holds, before `negated`."""

    combinator: Combinator
    rules: tuple["Rule", ...] = ()
    negated: bool = False


Rule: TypeAlias = Group | Comparison | Did | SegmentIs

EVERYONE = Group("and")
NOBODY = Group("and", negated=True)


class RuleProblem(NamedTuple):
    """`path` leads from the document's root to the fault, such as `rules/2/value`."""

    path: str
    code: str
    message: str


class RuleInvalid(Exception):
    """The document is no rule; it has at least one problem."""

    def __init__(self, problems: tuple[RuleProblem, ...]) -> None:
        super().__init__("; ".join(f"{p.path or '.'}: {p.message}" for p in problems))
        self.problems = problems
