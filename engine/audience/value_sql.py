"""How a stored value compares in SQL: the meaning of `journeys.compare`, on both databases.

Literals are those of a rule with moments resolved to µs: text is str, numbers float, moments int,
bools bool. Every condition is meant for a row that has the value; NULL makes none of them true,
and whoever negates one must see to it that it cannot be NULL either.
"""

from __future__ import annotations

import operator as py
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from engine.audience.values import HEAD
from journeys.rule_tree import Positive

Literal: TypeAlias = str | float | int | bool
Condition: TypeAlias = sa.ColumnElement[bool]
Compare: TypeAlias = Callable[[Any, Any], Any]


class Place(FunctionElement[int]):
    """The place of the second text in the first, counted from 1; 0 where it is not.

    LIKE would not do: SQLite's knows no case of ASCII letters.
    """

    name = "place"
    type = sa.Integer()
    inherit_cache = True


@compiles(Place, "postgresql")
def _place_postgresql(place: Place, compiler: SQLCompiler, **more: Any) -> str:
    return f"strpos({compiler.process(place.clauses, **more)})"


@compiles(Place, "sqlite")
def _place_sqlite(place: Place, compiler: SQLCompiler, **more: Any) -> str:
    return f"instr({compiler.process(place.clauses, **more)})"


class ByCodePoint(FunctionElement[str]):
    """A text to be ordered by code point, whatever the locale of the database."""

    name = "by_code_point"
    type = sa.Text()
    inherit_cache = True


@compiles(ByCodePoint, "postgresql")
def _by_code_point_postgresql(text: ByCodePoint, compiler: SQLCompiler, **more: Any) -> str:
    return f'({compiler.process(text.clauses, **more)} COLLATE "C")'


@compiles(ByCodePoint, "sqlite")
def _by_code_point_sqlite(text: ByCodePoint, compiler: SQLCompiler, **more: Any) -> str:
    return compiler.process(text.clauses, **more)


@dataclass(frozen=True, slots=True)
class Text:
    """A stored text: all of it in `head`, or its first `HEAD` characters and the others in `rest`.

    `head` (and `rest`) must be ordered by code point.
    """

    head: sa.ColumnElement[Any]
    rest: sa.ColumnElement[Any] | None = None

    def split(self, literal: str) -> tuple[str, str] | None:
        """The literal as head and rest; None where the head alone decides.

        A head shorter than `HEAD` is all of its text, so it differs from every longer one before
        the rest is reached.
        """
        if self.rest is None or len(literal) < HEAD:
            return None
        return literal[:HEAD], literal[HEAD:]

    @property
    def tail(self) -> sa.ColumnElement[Any]:
        return sa.func.coalesce(self.rest, sa.literal_column("''"))

    @property
    def whole(self) -> sa.ColumnElement[Any]:
        return self.head if self.rest is None else self.head.concat(self.tail)


def _is_one(text: Text, literals: Sequence[str]) -> Condition:
    long = {literal for literal in literals if text.split(literal) is not None}
    short = [literal for literal in literals if literal not in long]
    either: list[Condition] = []
    if short:
        either.append(text.head == short[0] if len(short) == 1 else text.head.in_(short))
    if long:
        heads = sorted({literal[:HEAD] for literal in long})
        either.append(sa.and_(text.head.in_(heads), text.whole.in_(sorted(long))))
    return sa.or_(*either)


def _ordered(compare: Compare, strictly: Compare) -> Callable[[Text, Sequence[str]], Condition]:
    def condition(text: Text, literals: Sequence[str]) -> Condition:
        (literal,) = literals
        parts = text.split(literal)
        if parts is None:
            found: Condition = compare(text.head, literal)
            return found
        same_head = sa.and_(text.head == parts[0], compare(text.tail, parts[1]))
        return sa.or_(strictly(text.head, parts[0]), same_head)

    return condition


_at_least = _ordered(py.ge, py.gt)
_at_most = _ordered(py.le, py.lt)


def _contains(text: Text, literals: Sequence[str]) -> Condition:
    return Place(text.whole, sa.literal(literals[0], sa.Text())) > 0


def _begins(text: Text, literals: Sequence[str]) -> Condition:
    (literal,) = literals
    parts = text.split(literal)
    if parts is not None:
        start, more = parts
        return sa.and_(text.head == start, sa.func.substr(text.tail, 1, len(more)) == more)
    after = first_after(literal)
    below = sa.true() if after is None else text.head < after
    return sa.and_(text.head >= literal, below)


def first_after(start: str) -> str | None:
    """The least text above all that begin with `start`, so that an index can find those."""
    for at in range(len(start) - 1, -1, -1):
        letter = ord(start[at])
        if letter < 0x10FFFF:
            # No text holds half a surrogate pair, U+D800 to U+DFFF.
            return start[:at] + chr(0xE000 if letter == 0xD7FF else letter + 1)
    return None


def _ends(text: Text, literals: Sequence[str]) -> Condition:
    (literal,) = literals
    start = sa.func.length(text.whole) - (len(literal) - 1)
    return sa.func.substr(text.whole, start, len(literal)) == literal


_TEXT: Mapping[Positive, Callable[[Text, Sequence[str]], Condition]] = {
    "=": _is_one,
    "in": _is_one,
    "<": _ordered(py.lt, py.lt),
    "<=": _at_most,
    ">": _ordered(py.gt, py.gt),
    ">=": _at_least,
    "between": lambda text, pair: sa.and_(_at_least(text, pair[:1]), _at_most(text, pair[1:])),
    "contains": _contains,
    "beginsWith": _begins,
    "endsWith": _ends,
}

_PLAIN: Mapping[Positive, Callable[[sa.ColumnElement[Any], Sequence[Literal]], Condition]] = {
    "=": lambda column, literals: column == literals[0],
    "in": lambda column, literals: column.in_(literals),
    "<": lambda column, literals: column < literals[0],
    "<=": lambda column, literals: column <= literals[0],
    ">": lambda column, literals: column > literals[0],
    ">=": lambda column, literals: column >= literals[0],
    "between": lambda column, pair: sa.and_(column >= pair[0], column <= pair[1]),
}


def text_holds(text: Text, operator: Positive, literals: Sequence[Literal]) -> Condition:
    """Whether `operator` holds for a text; only the literals that are text count."""
    return _TEXT[operator](text, [literal for literal in literals if isinstance(literal, str)])


def plain_holds(
    column: sa.ColumnElement[Any], operator: Positive, literals: Sequence[Literal]
) -> Condition:
    """Whether `operator` holds for a number, a moment or a bool."""
    return _PLAIN[operator](column, literals)


def typed_holds(row: sa.FromClause, operator: Positive, literals: Sequence[Literal]) -> Condition:
    """Whether `operator` holds for a row of `person_value`, by the types of its literals."""
    text = Text(row.c.text, row.c.rest)
    either = [
        text_holds(text, operator, of_type)
        if column == "text"
        else plain_holds(row.c[column], operator, of_type)
        for kind, column in _COLUMNS.items()
        if (of_type := [literal for literal in literals if type(literal) is kind])
    ]
    return sa.or_(*either)


_COLUMNS: Mapping[type[Literal], str] = {
    str: "text",
    float: "number",
    int: "instant_at",
    bool: "boolean",
}
