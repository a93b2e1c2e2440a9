"""What the rule builder is drawn from: the fields of a scope and the operators, as JSON."""

from collections.abc import Mapping
from datetime import datetime

from journeys.operators import HISTORY, OPERATORS
from journeys.rule_fields import FIXED, OPEN, Source
from journeys.rule_tree import Ago, Scope

_TYPE_NAMES = {str: "text", float: "number", bool: "boolean"} | dict.fromkeys(
    (datetime, Ago), "date-time"
)


def describe_operators() -> list[dict[str, object]]:
    """The operators in their order.

    `takes` is the shape of the rule's value: value, list, pair, nothing, or history for
    `{"count": {"at_least": 3}, "within": "P30D"}`. `types` are the types of field it makes sense
    for; a field of type `any` takes every operator but those of history. `dated` is the
    label between moments.
    """
    compared: list[dict[str, object]] = [
        {
            "name": name,
            "label": operator.label,
            "dated": operator.dated or operator.label,
            "takes": operator.takes,
            "types": sorted({_TYPE_NAMES[kind] for kind in operator.types or _TYPE_NAMES}),
            "negative": operator.negated,
        }
        for name, operator in OPERATORS.items()
    ]
    counted: list[dict[str, object]] = [
        {
            "name": name,
            "label": label,
            "dated": label,
            "takes": "history",
            "types": ["history"],
            "negative": no,
        }
        for name, (label, no) in HISTORY.items()
    ]
    return compared + counted


def describe_fields(scope: Scope) -> list[dict[str, object]]:
    """The fields that a rule may name in `scope`.

    An `open` one goes on after its dot: with the id or key of what `to` says (segment, journey,
    category), else with a name. `options` are the values it can have, each with its label.
    """
    return [
        *_described(FIXED, scope, ending=""),
        *_described(OPEN, scope, ending="."),
        _open("segment", "Segment", "boolean", to="segment"),
        _open("event", "Event", "history", to="event"),
    ]


def _described(
    sources: Mapping[str, Source], scope: Scope, *, ending: str
) -> list[dict[str, object]]:
    return [
        {
            "name": name + ending,
            "label": source.label,
            "type": source.type,
            "choices": list(source.choices),
            "options": [{"value": each, "label": word} for each, word in source.choices.items()],
            "many": source.many,
            "open": bool(ending),
            "to": source.to,
        }
        for name, source in sources.items()
        if scope in source.scopes
    ]


def _open(kind: str, label: str, type_: str, *, to: str) -> dict[str, object]:
    """A field that is no value of a person, so that it has no source."""
    nothing: dict[str, object] = {"choices": [], "options": [], "many": False, "open": True}
    return {"name": f"{kind}.", "label": label, "type": type_, **nothing, "to": to}
