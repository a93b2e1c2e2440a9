"""Rules asked of people: the contract's sentences one by one, and segments inside rules."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from journeys.person import Device, Person
from journeys.rules import (
    Group,
    RuleInvalid,
    Scope,
    describe_fields,
    describe_operators,
    inline,
    needs,
    parse,
    predicate,
)
from tests.journeys.strategies import Happened

NOW = datetime(2026, 3, 1, 0, 30, tzinfo=UTC)


def person(**facts: Any) -> Person:
    return Person(**{"id": "p", "created_at": NOW, "last_seen_at": NOW, **facts})


def rule(*rules: dict[str, Any], combinator: str = "and", negated: bool = False) -> Group:
    tree = {"combinator": combinator, "not": negated, "rules": list(rules)}
    return parse(tree, scope=Scope.JOURNEY)


def says(field: str, operator: str, value: object = None) -> dict[str, Any]:
    return {"field": field, "operator": operator, "value": value}


def holds(who: Person, field: str, operator: str, value: object = None) -> bool:
    return predicate(rule(says(field, operator, value)))(who, None, NOW)


@pytest.mark.parametrize(
    ("trait", "operator", "value", "expected"),
    [
        (1, "=", True, False),
        (True, "=", 1, False),
        (True, "=", True, True),
        ("1", "=", 1, False),
        (1, "=", "1", False),
        ("true", "=", True, False),
        (5, "=", 5.0, True),
        (0, "=", -0.0, True),
        (2**53 + 1, "=", 2**53, True),
        (10, ">", 9, True),
        ("10", ">", "9", False),
        ("10", ">", 9, False),
        ("B", "<", "a", True),
        ("\U0001f600", ">", "\uffff", True),
        ("Berlin", "=", "berlin", False),
        (True, ">", False, False),
        (5, "between", [5, 5], True),
        (5, "between", [6, 4], False),
        ("m", "between", ["a", "z"], True),
        ("abc", "contains", "b", True),
        ("abc", "contains", "", True),
        (["b"], "contains", "b", False),
        (123, "contains", 2, False),
        ("100%", "contains", "%", True),
        ("1000", "contains", "%", False),
        ("abc", "beginsWith", "ab", True),
        ("abc", "endsWith", "ab", False),
        ("b", "in", ["a", "b"], True),
        (1, "in", [True, "1"], False),
        (None, "null", None, True),
        ([], "null", None, False),
        ({}, "null", None, False),
        ({}, "=", "", False),
        ({}, "!=", "", True),
        (10**400, "=", 1, False),
        (10**400, "null", None, False),
    ],
)
def test_values_compare_by_type_first(
    trait: object, operator: str, value: object, expected: bool
) -> None:
    assert holds(person(traits={"t": trait}), "trait.t", operator, value) is expected


@pytest.mark.parametrize(
    ("operator", "value"),
    [("=", "x"), ("<", "x"), ("contains", ""), ("in", [None]), ("between", ["", "z"]), ("=", None)],
)
@pytest.mark.parametrize("traits", [{}, {"t": None}])
def test_absent_and_null_match_nothing_but_null(
    operator: str, value: object, traits: dict[str, object]
) -> None:
    assert not holds(person(traits=traits), "trait.t", operator, value)


@pytest.mark.parametrize(
    ("operator", "value"), [("!=", "x"), ("notIn", ["x"]), ("doesNotContain", "x"), ("null", "")]
)
def test_so_the_negative_holds_for_the_absent(operator: str, value: object) -> None:
    assert holds(person(), "trait.t", operator, value)


def test_a_dot_goes_one_object_deeper() -> None:
    ana = person(traits={"address": {"city": "Bonn"}, "address.city": "Rome", "flat": "x"})
    assert holds(ana, "trait.address.city", "=", "Bonn")
    assert holds(ana, "trait.flat.city", "null")


@pytest.mark.parametrize(
    ("stored", "expected"),
    [
        ("2026-02-28T00:30:00Z", True),
        ("2026-02-28T01:30:00+01:00", True),
        ("2026-02-28T00:30:00.0000019Z", False),
        ("2026-02-28T00:29:59.999999z", True),
        ("2026-02-28", True),
        ("2026-02-28T00:00:00", False),
        ("2026-02-28 00:00:00Z", False),
        ("2026-02-29", False),
        ("20260228", False),
        ("2026-02-28T24:00:00Z", False),
        ("2026-02-28T00:00:00+24:00", False),
        ("2026-02-28\n", False),
        ("２026-02-28", False),
        ("0001-01-01T00:00:00+01:00", False),
        ("0000-01-01", False),
        ("2016-12-31T23:59:60Z", True),
        ("2017-01-01T00:59:60+01:00", True),
        ("2016-12-31T12:00:60Z", False),
        (1_700_000_000, False),
        (None, False),
    ],
)
def test_an_ago_compares_stored_text_as_moments(stored: object, expected: bool) -> None:
    ana = person(traits={"seen": stored})
    assert holds(ana, "trait.seen", "<=", {"ago": "P1D"}) is expected


def test_the_moments_of_a_person_compare_as_instants() -> None:
    ana = person(created_at=datetime(2026, 1, 1, tzinfo=UTC))
    assert holds(ana, "person.created_at", "=", "2026-01-01")
    assert holds(ana, "person.created_at", "=", "2026-01-01T02:00:00+02:00")
    assert holds(ana, "person.created_at", "in", ["2026-01-01", "soon"])
    assert holds(ana, "person.created_at", "between", [{"ago": "P90D"}, {"ago": "P1D"}])
    assert not holds(ana, "person.created_at", "between", [{"ago": "P1D"}, {"ago": "P90D"}])
    assert not holds(ana, "person.created_at", "contains", "2026")


PHONE = Device("d1", "fcm", "android", None, "Pixel", "allowed", subscribed=True)
DESK = Device("d2", "web", "linux", "firefox", None, "blocked")


def test_a_field_with_several_values_matches_by_any() -> None:
    ana = person(devices=(PHONE, DESK))
    assert holds(ana, "device.kind", "=", "web")
    assert not holds(ana, "device.kind", "!=", "web")
    assert holds(ana, "push.status_any_device", "in", ["blocked"])
    assert not holds(ana, "push.status_any_device", "notIn", ["blocked", "x"])
    assert holds(ana, "device.browser", "null")
    assert not holds(ana, "device.browser", "notNull")


def test_without_devices_a_devices_fields_are_absent() -> None:
    assert holds(person(), "device.kind", "null")
    assert holds(person(), "push.status_any_device", "!=", "ask")
    assert not holds(person(), "device.kind", "notNull")


def test_push_is_enabled_by_one_device_allowed_and_subscribed() -> None:
    withdrawn = Device("d", "web", status="allowed", subscribed=False)
    assert holds(person(devices=(DESK, PHONE)), "push.enabled", "=", True)
    assert holds(person(devices=(DESK, withdrawn)), "push.enabled", "=", False)
    assert holds(person(), "push.last_session_status", "=", "ask")


def test_memberships_have_plain_values() -> None:
    ana = person(
        categories={"news": True, "offers": False}, groups=frozenset({"staff"}),
        journeys={"hello": "active"}, markers={"step": 2},
    )  # fmt: skip
    assert holds(ana, "category.news", "=", True)
    assert holds(ana, "category.offers", "=", False)
    assert holds(ana, "category.gone", "null")
    assert holds(ana, "group.staff", "=", True)
    assert holds(ana, "group.other", "=", False)
    assert holds(ana, "journey.hello", "=", "active")
    assert holds(ana, "journey.other", "=", "never")
    assert holds(ana, "marker.step", ">=", 2)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({}, True),
        ({"count": {"at_least": 10}}, True),
        ({"count": {"at_least": 11}}, False),
        ({"within": "P1D", "count": {"at_least": 3}}, True),
        ({"within": "P1D", "count": {"at_least": 4}}, False),
        ({"within": "P2D", "count": {"at_least": 5}}, True),
        ({"within": "P7D", "count": {"at_least": 6}}, False),
    ],
)
def test_events_are_counted_in_whole_days_with_today(value: object, expected: bool) -> None:
    counts = {date(2026, 3, 1): 3, date(2026, 2, 28): 2, date(2026, 1, 1): 5}
    ana = person(counts={"purchase": counts})
    assert holds(ana, "event.purchase", "did", value) is expected
    assert holds(ana, "event.purchase", "did_not", value) is not expected


def test_what_never_happened_was_not_done() -> None:
    assert holds(person(), "event.purchase", "did_not", {})


def test_the_event_at_hand_is_seen_when_there_is_one() -> None:
    bought = predicate(rule(says("event.name", "=", "buy"), says("properties.cart.sum", ">", 5)))
    assert bought(person(), Happened("buy", {"cart": {"sum": 6}}), NOW)
    assert not bought(person(), Happened("look", {"cart": {"sum": 6}}), NOW)
    assert not bought(person(), None, NOW)


@pytest.mark.parametrize("combinator", ["and", "or"])
def test_an_empty_group_holds_before_its_not(combinator: str) -> None:
    assert predicate(rule(combinator=combinator))(person(), None, NOW)
    assert not predicate(rule(combinator=combinator, negated=True))(person(), None, NOW)


@pytest.mark.parametrize(
    ("combinator", "negated", "expected"),
    [("and", False, False), ("or", False, True), ("and", True, True), ("or", True, False)],
)
def test_groups_combine_and_turn_round(combinator: str, negated: bool, expected: bool) -> None:
    yes, no = says("trait.a", "null"), says("trait.a", "=", 1)
    mixed = rule(yes, no, combinator=combinator, negated=negated)
    assert predicate(mixed)(person(), None, NOW) is expected


def test_a_segment_stands_for_its_rule_through_segments() -> None:
    segments = {
        "de": rule(says("person.language", "=", "de")),
        "de_staff": rule(says("segment.de", "=", True), says("group.staff", "=", True)),
    }
    outside = predicate(inline(rule(says("segment.de_staff", "=", False)), segments))
    assert outside(person(language="de"), None, NOW)
    assert not outside(person(language="de", groups=frozenset({"staff"})), None, NOW)


def refusal(whole: Group, segments: dict[str, Any]) -> tuple[str, str, str]:
    with pytest.raises(RuleInvalid) as refused:
        inline(whole, segments, at="rule")
    (problem,) = refused.value.problems
    return problem


def test_segments_in_a_circle_are_refused_with_the_way_round() -> None:
    segments = {
        "a": rule(says("segment.b", "=", True)),
        "b": rule(says("trait.x", "=", 1), says("segment.a", "!=", True)),
    }
    whole = rule(says("trait.x", "=", 1), says("segment.a", "=", True))
    path, code, message = refusal(whole, segments)
    assert (path, code) == ("rule/rules/1", "segment_cycle")
    assert message.endswith("a → b → a")


def test_a_segment_that_is_missing_is_refused() -> None:
    assert refusal(rule(says("segment.x", "=", True)), {})[:2] == (
        "rule/rules/0",
        "segment_unknown",
    )


def test_segments_cannot_double_without_end() -> None:
    segments = {"s0": rule(*[says("trait.x", "=", 1)] * 10)}
    for n in range(1, 9):
        segments[f"s{n}"] = rule(*[says(f"segment.s{n - 1}", "=", True)] * 10)
    assert refusal(rule(says("segment.s8", "=", True)), segments)[1] == "segment_too_large"


def test_a_chain_of_segments_has_an_end() -> None:
    segments = {f"s{n}": rule(says(f"segment.s{n + 1}", "=", True)) for n in range(2000)}
    assert refusal(rule(says("segment.s0", "=", True)), segments)[1] == "segment_too_large"


def test_the_deepest_rule_can_be_asked() -> None:
    def deep(tree: dict[str, Any]) -> Group:
        for _ in range(9):
            tree = {"combinator": "or", "rules": [tree]}
        return parse(tree, scope=Scope.SEGMENT)

    segments = {
        f"s{n}": deep({"combinator": "and", "rules": [says(f"segment.s{n + 1}", "=", False)]})
        for n in range(9)
    }
    segments["s9"] = deep({"combinator": "and", "rules": []})
    whole = deep({"combinator": "and", "rules": [says("segment.s0", "=", True)]})
    assert predicate(inline(whole, segments))(person(), None, NOW) is False


def test_a_rule_that_still_names_a_segment_cannot_be_asked() -> None:
    with pytest.raises(ValueError, match=r"segment\.x must be inlined"):
        predicate(rule(says("segment.x", "=", True)))


def test_a_rule_knows_what_it_needs() -> None:
    wanted = needs(
        rule(
            says("trait.a.b", "=", 1),
            says("marker.m", "null"),
            says("category.c", "=", True),
            says("group.g", "=", True),
            says("journey.j", "=", "never"),
            says("segment.s", "=", True),
            says("event.e", "did", {"within": "P3D"}),
            says("event.e", "did_not", {"within": "P9D"}),
            says("event.f", "did", {"within": "P1D"}),
            says("event.f", "did", {}),
            says("properties.x", "=", 1),
            says("push.enabled", "=", True),
        )
    )
    assert wanted.traits == {("a", "b")}
    assert (wanted.markers, wanted.categories, wanted.groups) == ({"m"}, {"c"}, {"g"})
    assert (wanted.journeys, wanted.segments) == ({"j"}, {"s"})
    assert wanted.events == {"e": 9, "f": None}
    assert (wanted.uses_devices, wanted.uses_event, wanted.time_dependent) == (True, True, True)


@pytest.mark.parametrize(
    ("said", "moves"),
    [
        (says("trait.a", "=", 1), False),
        (says("event.e", "did", {}), False),
        (says("event.e", "did", {"within": "P1D"}), True),
        (says("trait.a", "<", {"ago": "P1D"}), True),
        (says("trait.a", "in", ["x", {"ago": "P1D"}]), True),
        (says("person.created_at", "<", "2026-01-01"), False),
    ],
)
def test_a_rule_knows_whether_time_alone_moves_it(said: dict[str, Any], moves: bool) -> None:
    assert needs(rule(said)).time_dependent is moves
    assert not needs(rule(said)).uses_devices


def test_the_builder_is_drawn_from_the_same_tables() -> None:
    operators = {str(o["name"]): o for o in describe_operators()}
    assert list(operators)[:3] == ["=", "!=", "<"]
    assert operators["between"]["takes"] == "pair"
    assert operators["contains"]["types"] == ["text"]
    assert operators["did_not"]["takes"] == "history"
    segment, journey = (
        {str(field["name"]) for field in describe_fields(scope)}
        for scope in (Scope.SEGMENT, Scope.JOURNEY)
    )
    assert journey - segment == {"event.name", "properties."}
    assert {"push.enabled", "trait.", "segment.", "event."} <= segment


def test_an_ago_is_counted_back_from_the_moment_of_asking() -> None:
    recent = predicate(rule(says("person.last_seen_at", ">=", {"ago": "P1D"})))
    assert recent(person(), None, NOW + timedelta(days=1))
    assert not recent(person(), None, NOW + timedelta(days=1, microseconds=1))
