"""The compiled predicate against the contract's words, evaluated a second time in plain sight."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from journeys.compare import moment
from journeys.person import Person
from journeys.rules import Scope, inline, parse, predicate
from tests.journeys.strategies import NOW, SEGMENTS, Happened, happenings, people, rule_documents

NEGATIVE = {"!=": "=", "notIn": "in", "doesNotContain": "contains", "notNull": "null"}
AGO = {
    "PT0S": 0, "PT1S": 1, "P1D": 86400, "P2D": 172800, "PT36H": 129600, "P30D": 2592000,
    "P1W": 604800,
}  # fmt: skip
DAYS = {"P1D": 1, "P2D": 2, "P7D": 7, "P1W": 7, "P30D": 30, "PT48H": 2}


def meant(rule: Any, person: Person, event: Any, segments: Mapping[str, Any]) -> bool:
    if "rules" in rule:
        parts = [meant(part, person, event, segments) for part in rule["rules"]]
        holds = not parts or (all(parts) if rule["combinator"] == "and" else any(parts))
        return holds != rule.get("not", False)
    name, operator, value = rule["field"], rule["operator"], rule.get("value")
    if operator in {"did", "did_not"}:
        return did(name, value or {}, person) == (operator == "did")
    positive = NEGATIVE.get(operator, operator)
    holds = any(
        compare(found, positive, value, name) for found in values(name, person, event, segments)
    )
    return holds == (operator == positive)


def did(name: str, value: Any, person: Person) -> bool:
    counts = person.counts.get(name.removeprefix("event."), {})
    if "within" in value:
        first = (NOW - timedelta(days=DAYS[value["within"]] - 1)).date()
        counts = {day: count for day, count in counts.items() if day >= first}
    return sum(counts.values()) >= value.get("count", {}).get("at_least", 1)


def values(name: str, person: Person, event: Any, segments: Mapping[str, Any]) -> list[Any]:
    kind, _, rest = name.partition(".")
    if kind == "device":
        return [getattr(device, rest) for device in person.devices] or [None]
    if name == "push.status_any_device":
        return [device.status for device in person.devices] or [None]
    if kind in {"trait", "properties"}:
        found = person.traits if kind == "trait" else event.properties
        for key in rest.split("."):
            found = found.get(key) if isinstance(found, dict) else None
        return [found]
    if kind == "segment":
        return [meant(segments[rest], person, event, segments)]
    return [
        {
            "push": {
                "last_session_status": person.last_session_status,
                "enabled": any(d.status == "allowed" and d.subscribed for d in person.devices),
            },
            "marker": person.markers,
            "category": person.categories,
            "group": {rest: rest in person.groups},
            "journey": {rest: person.journeys.get(rest, "never")},
            "event": {"name": event.name},
        }[kind].get(rest)
        if kind != "person"
        else getattr(person, rest)
    ]


def compare(found: Any, operator: str, value: Any, name: str) -> bool:
    if operator == "null":
        return found is None
    given = value if operator in {"in", "between"} else [value]
    dated = isinstance(found, datetime) or any(isinstance(one, dict) for one in given)
    if dated:
        given = [instant(one) for one in given]
        found = instant(found)
    if operator == "between":
        low, high = given
        return related(found, ">=", low) and related(found, "<=", high)
    return any(related(found, "=" if operator == "in" else operator, one) for one in given)


def instant(value: Any) -> Any:
    if isinstance(value, dict) and "ago" in value:
        return NOW - timedelta(seconds=AGO[value["ago"]])
    if isinstance(value, datetime):
        return value
    return moment(value) if isinstance(value, str) else None


def related(found: Any, operator: str, other: Any) -> bool:
    if isinstance(found, str) and isinstance(other, str):
        if operator in {"contains", "beginsWith", "endsWith"}:
            return part_of(found, operator, other)
        return sort_of([ord(c) for c in found], operator, [ord(c) for c in other])
    if isinstance(found, bool) and isinstance(other, bool):
        return operator == "=" and found == other
    if isinstance(found, datetime) and isinstance(other, datetime):
        return sort_of(found, operator, other)
    if all(isinstance(one, int | float) and not isinstance(one, bool) for one in (found, other)):
        return sort_of(float(found), operator, float(other))
    return False


def part_of(found: str, operator: str, other: str) -> bool:
    places = [at for at in range(len(found) + 1) if found[at : at + len(other)] == other]
    if operator == "beginsWith":
        return 0 in places
    if operator == "endsWith":
        return len(found) - len(other) in places
    return bool(places)


def sort_of(found: Any, operator: str, other: Any) -> bool:
    answers = {"=": found == other, "<": found < other, ">": found > other}
    answers |= {"<=": answers["<"] or answers["="], ">=": answers[">"] or answers["="]}
    return bool(answers.get(operator, False))


@settings(max_examples=250, deadline=None)
@given(
    rule_documents(Scope.JOURNEY, segments=SEGMENTS),
    st.fixed_dictionaries({name: rule_documents() for name in SEGMENTS}),
    st.lists(people(), min_size=1, max_size=5),
    happenings,
)
def test_a_rule_means_what_the_contract_says(
    document: Any, segments: Mapping[str, Any], everybody: list[Person], event: Happened
) -> None:
    parsed = {name: parse(rule, scope=Scope.SEGMENT) for name, rule in segments.items()}
    holds = predicate(inline(parse(document, scope=Scope.JOURNEY), parsed))
    for person in everybody:
        assert holds(person, event, NOW) is meant(document, person, event, segments)


@given(rule_documents(Scope.JOURNEY), people(), happenings)
@settings(max_examples=100, deadline=None)
def test_not_turns_every_answer_round(document: Any, person: Person, event: Happened) -> None:
    turned = {**document, "not": not document.get("not", False)}
    holds, holds_not = (predicate(parse(d, scope=Scope.JOURNEY)) for d in (document, turned))
    assert holds(person, event, NOW) is not holds_not(person, event, NOW)
