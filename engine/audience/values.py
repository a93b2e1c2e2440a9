"""What segments ask of a person, as typed values: SQL compares these and never reads JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple

from engine import clock
from journeys.compare import Stored, moment, stored
from journeys.rule_fields import LONGEST_NAME
from journeys.rule_values import storable

Kind = Literal["trait", "marker", "category", "group"]

HEAD = 100
"""Characters of a text that stand in the indexed column; what follows stands in `rest`.

PostgreSQL's B-tree takes entries of up to 2,704 bytes. 100 characters (400 bytes) beside the
longest field (2,000 bytes) stay below, whatever a stranger sends.
"""


class Typed(NamedTuple):
    """One value, its columns in the order of `COLUMNS`.

    A text is `text` followed by `rest` (None where `text` is all of it). `instant_at` is in µs,
    for a text that is an RFC 3339 date-time with offset or a date. `other` is what is known and
    equals nothing: an array, an object, a number beyond a double, a text no database can hold.
    """

    type: Literal["text", "number", "boolean", "other"]
    text: str | None = None
    rest: str | None = None
    number: float | None = None
    boolean: bool | None = None
    instant_at: int | None = None


COLUMNS = ("shard", "person_id", "field", "workspace_id", *Typed._fields)
"""The columns of `person_value`: a row is (shard, person_id, field, workspace_id, *typed)."""

OTHER = Typed("other")


def flatten(kind: Kind, values: Mapping[str, object]) -> dict[str, Typed]:
    """The typed values by field, such as `trait.address.city`, of JSON values by their names.

    Null gives nothing, an object in a trait one value for itself and one for each of its leaves.
    Nothing is kept under a name that no rule can address: in a trait's path an empty key or one
    with a dot, anywhere a field longer than a rule may name or one that no database can hold.
    """
    return dict(_walk(kind, values, deep=kind == "trait"))


def _walk(prefix: str, values: Mapping[str, object], *, deep: bool) -> Iterator[tuple[str, Typed]]:
    for key, value in values.items():
        field = f"{prefix}.{key}"
        if not key or (deep and "." in key) or len(field) > LONGEST_NAME or not _holds(key):
            continue
        typed = typed_value(value)
        if typed is not None:
            yield field, typed
        if deep and isinstance(value, Mapping):
            yield from _walk(field, value, deep=True)


def typed_value(value: object) -> Typed | None:
    """A JSON value as rules compare it; None for null."""
    return _typed(stored(value))


def _typed(value: Stored) -> Typed | None:
    match value:
        case None:
            return None
        case bool():
            return Typed("boolean", boolean=value)
        case float():
            return Typed("number", number=value)
        case str() if _holds(value):
            at = moment(value)
            instant_at = None if at is None else clock.micros(at)
            return Typed("text", value[:HEAD], value[HEAD:] or None, instant_at=instant_at)
    return OTHER


def _holds(text: str) -> bool:
    """`storable`, without looking at each letter of a plain ASCII text."""
    return ("\0" not in text) if text.isascii() else storable(text)
