"""How a rehearsal may begin: an event that starts the journey, and somebody who may come in by it.

It is made from what the start's rule leaves possible. What cannot be made up (what a person has
done before, a time that moves on) is left out: then the rehearsal says why she does not come in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from journeys.check import Check
from journeys.known import Facts, learn
from journeys.node import Trigger
from journeys.plan import Plan
from journeys.rules import EVERYONE, Comparison, Field
from journeys.spans import Spans
from journeys.values import Values

STATUSES = ("ask", "allowed", "blocked", "unsupported", "suspended")
_STATUS_CHANGES = "push_status_changed"
_STATUS_FIELDS = frozenset({"push.last_session_status", "push.status_any_device"})
_FACTS = frozenset({"user_id", "language", "timezone", "platform", "browser"})

Made = dict[str, object]


@dataclass(frozen=True, slots=True)
class Opening:
    """`event` is None where no start can be entered; `person` holds facts by their names."""

    event: str | None = None
    properties: Mapping[str, object] = field(default_factory=dict)
    person: Mapping[str, object] = field(default_factory=lambda: {"push": "ask"})


def opening(plan: Plan) -> Opening:
    """Of several starts the first that anybody can come in by."""
    for event, trigger in _triggers(plan):
        rule = trigger.where.rule if isinstance(trigger.where, Check) else EVERYONE
        facts = learn({}, rule, True)
        if facts is not None:
            return _made(event, facts, plan.settings.reentry.key)
    return Opening()


def _triggers(plan: Plan) -> Iterator[tuple[str, Trigger]]:
    """In the document's order."""
    for node in plan.nodes.values():
        trigger = node.trigger()
        if trigger is not None:
            yield trigger.event, trigger


def _made(event: str, facts: Facts, key: str | None) -> Opening:
    properties: Made = {}
    person: Made = {}
    for name, value in _certain(facts):
        if name.kind == "properties":
            _put(properties, name.path, value)
        else:
            _told(person, name, value)
    if key is not None:
        _put(properties, tuple(key.split(".")), "1")
    becomes = properties.get("to") if event == _STATUS_CHANGES else None
    status = becomes if becomes in STATUSES else person.get("push", "ask")
    return Opening(event, properties, {**person, "push": status})


def _certain(facts: Facts) -> Iterator[tuple[Field, object]]:
    """Fields that must have a value, and one that will do."""
    for key, known in facts.items():
        if isinstance(key, Field) and isinstance(known, Values):
            value = _one_of(known)
            if value is not None:
                yield key, value
        elif isinstance(key, Comparison) and known is True and key.operator in {"=", "in"}:
            yield key.field, key.value[0] if isinstance(key.value, tuple) else key.value


def _one_of(known: Values) -> object:
    """A value that is possible; None where it need not be there, or none comes to mind."""
    if "null" in known.of:
        return None
    listed = known.listed()
    if listed is not None:
        return "ask" if "ask" in listed else _plain(next(iter(listed), None))
    number, text = known.of.get("number"), known.of.get("text")
    if number is not None and number.cuts:
        return _plain(_number(number))
    # What begins with a text: the text itself.
    return text.cuts[0][0] if text is not None and text.cuts and not text.begins else None


def _number(spans: Spans) -> object:
    """A number that is inside, as round as its bounds."""
    (first, after), *others = ((float(str(at)), after) for at, after in spans.cuts)
    if spans.begins:
        return first if after else first - 1
    if not after:
        return first
    last = others[0][0] if others else first + 2
    return min(first + 1, (first + last) / 2)


def _plain(value: object) -> object:
    """As somebody would write it: 20, not 20.0; a time is written by nobody."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if isinstance(value, str | float | bool) else None


def _told(person: Made, name: Field, value: object) -> None:
    path = str(name)
    if path in _STATUS_FIELDS:
        if value in STATUSES:
            person["push"] = value
    elif path == "push.enabled":
        person.setdefault("push", "allowed" if value else "ask")
    elif name.kind in {"person", "device"} and name.path[0] in _FACTS:
        person[name.path[0]] = value
    elif name.kind in {"trait", "marker"}:
        _put(person.setdefault(f"{name.kind}s", {}), name.path, value)
    elif name.kind == "category":
        _put(person.setdefault("categories", {}), name.path, value)
    elif name.kind == "group" and value:
        groups = person.get("groups")
        person["groups"] = [*(groups if isinstance(groups, list) else []), name.path[0]]


def _put(into: object, path: tuple[str, ...], value: object) -> None:
    """Where there is nothing yet."""
    *above, last = path
    for name in above:
        into = into.setdefault(name, {}) if isinstance(into, dict) else None
    if isinstance(into, dict):
        into.setdefault(last, value)
