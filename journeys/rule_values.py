"""The values of a rule's comparisons: from JSON to typed literals that fit operator and field."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

from journeys.compare import as_double, moment
from journeys.duration import parse_duration
from journeys.operators import Operator, Types
from journeys.rule_fields import FieldType
from journeys.rule_tree import Ago, Scalar

# Far enough back for anybody's date of birth.
LONGEST_AGO = timedelta(days=150 * 366)
LONGEST_WITHIN = timedelta(days=3660)
MOST_OFTEN = 1_000_000_000
_LONGEST_TEXT = 4000

_FITTING: dict[FieldType, Types] = {
    "text": (str,),
    "boolean": (bool,),
    "date-time": (datetime, Ago),
    "any": (str, float, bool, datetime, Ago),
}


@dataclass(frozen=True, slots=True)
class ValueProblem:
    """`path` is below the value itself: `` or `1` or `count/at_least`."""

    path: str
    message: str


Literals: TypeAlias = tuple[Scalar, ...]


def literals(
    raw: object, operator: Operator, field_type: FieldType
) -> Literals | ValueProblem | None:
    """The literals of a comparison, or what is wrong with them, or None where nothing can match.

    A comparison is one of date-times if the field is one or any of the values is an `{"ago"}`; then
    text means the moment it names. Values that cannot match, by their type, are left out of a list
    and otherwise make the whole comparison one that matches nothing.
    """
    shaped = _shaped(raw, operator)
    if isinstance(shaped, ValueProblem):
        return shaped
    dated = field_type == "date-time" or any(isinstance(value, dict) for value in shaped)
    read = []
    for index, value in enumerate(shaped):
        literal = _literal(value, dated=dated)
        if isinstance(literal, ValueProblem):
            return literal if operator.takes == "value" else _below(index, literal)
        read.append(literal)
    fitting = tuple(_fitting(read, operator.types, field_type))
    return fitting if _enough(fitting, operator) else None


def _shaped(raw: object, operator: Operator) -> list[object] | ValueProblem:
    if operator.takes == "nothing":
        return []
    if operator.takes == "value":
        return [raw]
    if not isinstance(raw, list):
        return ValueProblem("", "must be a list")
    if operator.takes == "pair" and len(raw) != 2:
        return ValueProblem("", "must be a list of two values, the lowest and the highest")
    return raw


def _literal(raw: object, *, dated: bool) -> Scalar | ValueProblem | None:
    if raw is None or isinstance(raw, bool):
        return raw
    if isinstance(raw, str):
        return _text(raw, dated=dated)
    if isinstance(raw, int | float):
        number = as_double(raw)
        return ValueProblem("", "is no number a double can hold") if number is None else number
    if isinstance(raw, dict):
        return _ago(raw)
    return ValueProblem("", 'must be text, a number, true, false or {"ago": "P30D"}')


def _text(raw: str, *, dated: bool) -> Scalar | ValueProblem | None:
    if len(raw) > _LONGEST_TEXT:
        return ValueProblem("", f"must have at most {_LONGEST_TEXT} characters")
    if not storable(raw):
        return ValueProblem("", "must not hold a NUL character or half a surrogate pair")
    return moment(raw) if dated else raw


def storable(text: str) -> bool:
    """Whether every database can hold the text: PostgreSQL has no NUL, UTF-8 no surrogates."""
    return "\0" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


def _ago(raw: dict[object, object]) -> Ago | ValueProblem:
    length = raw.get("ago")
    if len(raw) != 1 or not isinstance(length, str):
        return ValueProblem("", 'must be a plain value or exactly {"ago": "P30D"}')
    try:
        return Ago(parse_duration(length, longest=LONGEST_AGO))
    except ValueError as wrong:
        return ValueProblem("ago", str(wrong))


def _below(index: int, problem: ValueProblem) -> ValueProblem:
    return ValueProblem(f"{index}/{problem.path}".rstrip("/"), problem.message)


def _fitting(
    read: Iterable[Scalar | None], types: Types, field_type: FieldType
) -> Iterable[Scalar]:
    fitting = _FITTING[field_type]
    for literal in read:
        if literal is not None and type(literal) in types and type(literal) in fitting:
            yield literal


def _enough(fitting: Literals, operator: Operator) -> bool:
    if operator.takes == "nothing":
        return True
    if operator.takes == "pair":
        kinds = {datetime if isinstance(literal, Ago) else type(literal) for literal in fitting}
        return len(fitting) == 2 and len(kinds) == 1
    return bool(fitting)


def history(raw: object) -> tuple[int, int | None] | ValueProblem:
    """`{"count": {"at_least": 3}, "within": "P30D"}` as (3, 30); nothing as (1, None)."""
    if raw is None:
        raw = {}
    if not isinstance(raw, dict) or not raw.keys() <= {"count", "within"}:
        return ValueProblem("", 'must look like {"count": {"at_least": 3}, "within": "P30D"}')
    at_least = _at_least(raw.get("count", {}))
    days = _days(raw.get("within"))
    if isinstance(at_least, ValueProblem):
        return at_least
    return days if isinstance(days, ValueProblem) else (at_least, days)


def _at_least(raw: object) -> int | ValueProblem:
    if not isinstance(raw, dict) or not raw.keys() <= {"at_least"}:
        return ValueProblem("count", 'must look like {"at_least": 3}')
    count = raw.get("at_least", 1)
    if isinstance(count, int) and not isinstance(count, bool) and 1 <= count <= MOST_OFTEN:
        return count
    return ValueProblem("count/at_least", f"must be a whole number from 1 to {MOST_OFTEN}")


def _days(raw: object) -> int | ValueProblem | None:
    if raw is None:
        return None
    if not isinstance(raw, str):
        return ValueProblem("within", "must be a duration such as P30D")
    try:
        length = parse_duration(raw, longest=LONGEST_WITHIN)
    except ValueError as wrong:
        return ValueProblem("within", str(wrong))
    if length < timedelta(days=1) or length % timedelta(days=1):
        return ValueProblem("within", "must be whole days, at least P1D")
    return length.days
