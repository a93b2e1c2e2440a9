"""Values of a configuration in words, as a marketer would say them."""

from __future__ import annotations

import json
from datetime import timedelta

from journeys.duration import parse_duration
from journeys.operators import HISTORY, OPERATORS
from journeys.rule_fields import field_named, source_of
from journeys.rules import Field

_LONGEST = 300
_DEEPEST = 6
_UNITS = (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))


def said(value: object) -> str:
    """A value in words: a duration as days and hours, a rule as a sentence, nothing as nothing."""
    text = _said(value, _DEEPEST)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _said(value: object, depth: int) -> str:
    if value is None or value in ({}, []):
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return _duration(value) or value
    if isinstance(value, dict | list) and depth:
        return _rule(value, depth) or _several(value, depth)
    return json.dumps(value, ensure_ascii=False)


def _duration(text: str) -> str | None:
    if not text.startswith("P"):
        return None
    try:
        left = parse_duration(text) // timedelta(seconds=1)
    except ValueError:
        return None
    parts = []
    for name, seconds in _UNITS:
        number, left = divmod(left, seconds)
        if number:
            parts.append(f"{number} {name}{'' if number == 1 else 's'}")
    return " ".join(parts) or "no time"


def _several(value: dict[str, object] | list[object], depth: int) -> str:
    if isinstance(value, list):
        return ", ".join(_said(each, depth - 1) for each in value)
    return ", ".join(f"{name}: {_said(each, depth - 1)}" for name, each in value.items())


def _rule(value: object, depth: int) -> str | None:
    """A rule as a sentence; None for what is none."""
    if not isinstance(value, dict):
        return None
    if isinstance(value.get("rules"), list):
        return _group(value, depth)
    if isinstance(value.get("field"), str) and isinstance(value.get("operator"), str):
        return _comparison(value, depth)
    return None


def _group(group: dict[str, object], depth: int) -> str:
    rules = group["rules"]
    parts = [_said(each, depth - 1) for each in rules] if isinstance(rules, list) else []
    inner = f" {group.get('combinator')} ".join(parts) or "everybody"
    whole = inner if depth == _DEEPEST or len(parts) < 2 else f"({inner})"
    return f"not ({inner})" if group.get("not") is True else whole


def _comparison(rule: dict[str, object], depth: int) -> str:
    name, operator = str(rule["field"]), str(rule["operator"])
    if operator in HISTORY:
        return f"{name.partition('.')[2]} {HISTORY[operator][0]}{_often(rule.get('value'))}"
    found = OPERATORS.get(operator)
    label = operator if found is None else found.label
    value = "" if found is not None and found.takes == "nothing" else rule.get("value")
    return f"{_field(name)} {label} {_said(value, depth - 1)}".rstrip()


def _often(value: object) -> str:
    if not isinstance(value, dict):
        return ""
    count = value.get("count")
    least = count.get("at_least") if isinstance(count, dict) else None
    times = "" if least in (None, 1) else f" at least {least} times"
    within = f" within {_said(value['within'], 1)}" if "within" in value else ""
    return times + within


def _field(name: str) -> str:
    field = field_named(name)
    return name if field is None else named(field)


def named(field: Field) -> str:
    """A field of a rule as people call it: `Trait country`, `Push status of the last session`."""
    label = source_of(field).label
    fixed = field.kind in {"push", "person", "device", "event"}
    return label if fixed else f"{label} {'.'.join(field.path)}"
