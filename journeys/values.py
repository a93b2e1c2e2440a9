"""Which values a field of a rule may have, by kind: null, yes or no, numbers, texts, times."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from journeys.rule_fields import source_of
from journeys.rules import Ago, Comparison, Field
from journeys.spans import ALL, NONE, Point, Spans, above, below, only, union

MOST_CUTS = 400
"""A set of more spans than half of that is not followed in detail."""

_NULL = only("")
_YES_OR_NO = only(False, True)
_KINDS: Mapping[type, str] = {bool: "boolean", float: "number", str: "text", datetime: "moment"}
_OF_TYPE: Mapping[str, Mapping[str, Spans]] = {
    "text": {"null": _NULL, "text": ALL},
    "boolean": {"null": _NULL, "boolean": _YES_OR_NO},
    "date-time": {"null": _NULL, "moment": ALL},
    # What is an array or object is neither null nor anything that a rule compares with.
    "any": {"null": _NULL, "other": only(""), "boolean": _YES_OR_NO, "number": ALL, "text": ALL},
}
_NEVER_NULL = frozenset({"push.enabled", "push.last_session_status"})
_NEVER_NULL_KINDS = frozenset({"group", "journey"})


@dataclass(frozen=True, slots=True)
class Values:
    """The value is one of these: a set of spans for each kind; a kind that is absent has none."""

    of: Mapping[str, Spans]

    def __and__(self, other: Values) -> Values:
        return self._each(other, Spans.__and__)

    def __or__(self, other: Values) -> Values:
        return self._each(other, Spans.__or__)

    def __sub__(self, other: Values) -> Values:
        return self._each(other, Spans.__sub__)

    def _each(self, other: Values, made: Callable[[Spans, Spans], Spans]) -> Values:
        kinds = {**self.of, **other.of}
        found = {kind: made(self.of.get(kind, NONE), other.of.get(kind, NONE)) for kind in kinds}
        return Values({kind: spans for kind, spans in found.items() if spans})

    @property
    def impossible(self) -> bool:
        return not self.of

    @property
    def intricate(self) -> bool:
        return any(len(spans.cuts) > MOST_CUTS for spans in self.of.values())

    def listed(self) -> tuple[object, ...] | None:
        """The values, if they can be named one by one; None stands for null."""
        named: list[object] = []
        for kind, spans in self.of.items():
            points = spans.points()
            if points is None or kind == "other":
                return None
            named += [None] if kind == "null" else points
        return tuple(named)


def possible(field: Field) -> Values:
    """Every value that the field may have, for anybody at any time."""
    source = source_of(field)
    if field.kind == "category":
        return Values(_OF_TYPE["boolean"])
    of = dict(_OF_TYPE[source.type])
    if source.choices:
        of["text"] = only(*source.choices)
    if str(field) in _NEVER_NULL or field.kind in _NEVER_NULL_KINDS:
        del of["null"]
    return Values(of)


def held_by(comparison: Comparison) -> Values | None:
    """The values for which the positive comparison holds; None where they cannot be said exactly.

    Of a field with several values nothing is certain of each, what is compared with the present
    time moves on, and a part of a text is no span.
    """
    values = tuple(_values(comparison))
    if source_of(comparison.field).many or any(isinstance(each, Ago) for each in values):
        return None
    if comparison.operator == "null":
        return Values({"null": _NULL})
    if len(values) > MOST_CUTS // 4 or comparison.operator not in _SPANS:
        return None
    kinds: dict[str, list[Point]] = {}
    for value in values:
        if not isinstance(value, Ago):
            kinds.setdefault(_KINDS[type(value)], []).append(value)
    spans = {kind: _SPANS[comparison.operator](of_kind) for kind, of_kind in kinds.items()}
    return Values({kind: each for kind, each in spans.items() if each})


def _values(comparison: Comparison) -> Iterator[Point | Ago]:
    value = comparison.value
    if value is not None:
        yield from value if isinstance(value, tuple) else (value,)


def _beginning(text: Point) -> Spans:
    """What begins with a text lies from that on and before the next text that does not."""
    letters = str(text).rstrip("\U0010ffff")
    if not letters:
        return above(text, too=True)
    following = letters[:-1] + chr(ord(letters[-1]) + 1)
    return above(text, too=True) & below(following, too=False)


_SPANS: Mapping[str, Callable[[list[Point]], Spans]] = {
    "=": lambda values: only(*values),
    "in": lambda values: only(*values),
    "<": lambda values: below(values[0], too=False),
    "<=": lambda values: below(values[0], too=True),
    ">": lambda values: above(values[0], too=False),
    ">=": lambda values: above(values[0], too=True),
    "between": lambda values: above(values[0], too=True) & below(values[1], too=True),
    "beginsWith": lambda values: union(_beginning(value) for value in values),
}
