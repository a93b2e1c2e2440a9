"""What a rule document may say, and the path to each fault."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeys.rules import (
    EVERYONE,
    NOBODY,
    Ago,
    Comparison,
    Did,
    Field,
    Group,
    Rule,
    RuleInvalid,
    RuleProblem,
    Scope,
    SegmentIs,
    parse,
)


def one(field: str, operator: str, value: object = None, **more: object) -> dict[str, Any]:
    rule = {"field": field, "operator": operator, "value": value, **more}
    return {"combinator": "and", "rules": [rule]}


def leaf(field: str, operator: str, value: object = None, scope: Scope = Scope.SEGMENT) -> Rule:
    return parse(one(field, operator, value), scope=scope).rules[0]


def faults(tree: object, scope: Scope = Scope.SEGMENT, at: str = "") -> list[tuple[str, str]]:
    with pytest.raises(RuleInvalid) as refused:
        parse(tree, scope=scope, at=at)
    return [(problem.path, problem.code) for problem in refused.value.problems]


def test_the_example_of_the_contract_becomes_a_tree() -> None:
    assert leaf("push.last_session_status", "=", "ask") == Comparison(
        Field("push", ("last_session_status",)), "=", "ask"
    )
    assert leaf("properties.to", "=", "allowed", Scope.JOURNEY) == Comparison(
        Field("properties", ("to",)), "=", "allowed"
    )


@pytest.mark.parametrize(
    ("negative", "value", "positive", "kept"),
    [
        ("!=", 5, "=", 5.0),
        ("notIn", ["a"], "in", ("a",)),
        ("doesNotContain", "a", "contains", "a"),
        ("notNull", "", "null", None),
    ],
)
def test_a_negative_operator_is_the_negated_positive(
    negative: str, value: object, positive: Any, kept: Any
) -> None:
    assert leaf("trait.a", negative, value) == Comparison(
        Field("trait", ("a",)), positive, kept, negated=True
    )


@pytest.mark.parametrize(
    ("field", "operator", "value", "kept"),
    [
        ("trait.a", "=", 2**53 + 1, float(2**53)),
        ("trait.a", "=", "2026-01-01", "2026-01-01"),
        ("person.created_at", "<", "2026-01-01", datetime(2026, 1, 1, tzinfo=UTC)),
        (
            "person.created_at", "<", "2026-01-01T01:00:00.5+01:00",
            datetime(2026, 1, 1, 0, 0, 0, 500_000, tzinfo=UTC),
        ),
        ("trait.a", ">", {"ago": "PT1H"}, Ago(timedelta(hours=1))),
        (
            "trait.a", "between", ["2026-01-01", {"ago": "P1D"}],
            (datetime(2026, 1, 1, tzinfo=UTC), Ago(timedelta(days=1))),
        ),
        ("trait.a", "in", [1, None, "x", True], (1.0, "x", True)),
        ("trait.a", "between", ["b", "a"], ("b", "a")),
    ],
)  # fmt: skip
def test_values_are_typed(field: str, operator: str, value: object, kept: object) -> None:
    rule = leaf(field, operator, value)
    assert isinstance(rule, Comparison)
    assert rule.value == kept
    assert [type(v) for v in _each(rule.value)] == [type(v) for v in _each(kept)]


def _each(value: object) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else (value,)


@pytest.mark.parametrize(
    ("field", "operator", "value"),
    [
        ("trait.a", "=", None),
        ("trait.a", "in", []),
        ("trait.a", "in", [None]),
        ("trait.a", "contains", 5),
        ("trait.a", "<", True),
        ("trait.a", "between", [1, "2"]),
        ("trait.a", "between", [None, 2]),
        ("trait.a", "<", None),
        ("push.enabled", "=", "true"),
        ("push.enabled", ">", False),
        ("person.language", "=", 1),
        ("person.language", "<", {"ago": "P1D"}),
        ("person.created_at", "=", "soon"),
        ("person.created_at", "=", 5),
        ("person.created_at", "contains", "2026"),
        ("group.g", "=", "yes"),
        ("segment.s", "contains", "x"),
        ("segment.s", "null", None),
    ],
)
def test_what_no_type_can_satisfy_holds_for_nobody(
    field: str, operator: str, value: object
) -> None:
    assert leaf(field, operator, value) == NOBODY


@pytest.mark.parametrize(
    ("field", "operator", "value"),
    [("trait.a", "!=", None), ("push.enabled", "!=", 1), ("trait.a", "notIn", [])],
)
def test_and_its_negative_for_everyone(field: str, operator: str, value: object) -> None:
    assert leaf(field, operator, value) == EVERYONE


@pytest.mark.parametrize(
    ("field", "path"),
    [
        ("trait.address.city", Field("trait", ("address", "city"))),
        ("marker.a.b", Field("marker", ("a.b",))),
        ("category.news", Field("category", ("news",))),
        ("journey.j.1", Field("journey", ("j.1",))),
    ],
)
def test_only_paths_go_deeper_at_a_dot(field: str, path: Field) -> None:
    rule = leaf(field, "null")
    assert isinstance(rule, Comparison)
    assert rule.field == path


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, Did("page.view", 1, None)),
        ({}, Did("page.view", 1, None)),
        ({"count": {"at_least": 3}, "within": "P30D"}, Did("page.view", 3, 30)),
        ({"count": {}, "within": "P1W"}, Did("page.view", 1, 7)),
        ({"within": "PT24H"}, Did("page.view", 1, 1)),
    ],
)
def test_an_event_counts_over_whole_days(value: object, expected: Did) -> None:
    assert leaf("event.page.view", "did", value) == expected


def test_did_tells_the_events_of_the_past_from_the_one_at_hand() -> None:
    assert leaf("event.name", "did_not", {}, Scope.JOURNEY) == Did("name", negated=True)
    assert leaf("event.name", "=", "name", Scope.JOURNEY) == Comparison(
        Field("event", ("name",)), "=", "name"
    )


@pytest.mark.parametrize(
    ("operator", "value", "expected"),
    [
        ("=", True, SegmentIs("s")),
        ("=", False, SegmentIs("s", negated=True)),
        ("!=", True, SegmentIs("s", negated=True)),
        ("!=", False, SegmentIs("s")),
        ("in", [True, False], EVERYONE),
        ("notIn", [True, False], NOBODY),
        ("notNull", None, EVERYONE),
        ("!=", "yes", EVERYONE),
    ],
)
def test_a_segment_is_a_bool(operator: str, value: object, expected: Rule) -> None:
    assert leaf("segment.s", operator, value) == expected


@pytest.mark.parametrize(
    ("field", "operator", "value", "fault"),
    [
        ("trait.", "=", 1, ("field", "field_unknown")),
        ("trait.a..b", "=", 1, ("field", "field_unknown")),
        ("trait", "=", 1, ("field", "field_unknown")),
        ("push.other", "=", 1, ("field", "field_unknown")),
        ("person.email", "=", 1, ("field", "field_unknown")),
        ("__class__.x", "=", 1, ("field", "field_unknown")),
        ("segment.", "=", True, ("field", "field_unknown")),
        ("trait.a\0", "=", 1, ("field", "field_unknown")),
        ("trait." + "a" * 500, "=", 1, ("field", "field_unknown")),
        (["trait.a"], "=", 1, ("field", "field_unknown")),
        ("properties.a", "=", 1, ("field", "field_not_here")),
        ("event.name", "=", "x", ("operator", "operator_not_here")),
        ("event.buy", "=", "x", ("operator", "operator_not_here")),
        ("trait.a", "did", {}, ("operator", "operator_not_here")),
        ("trait.a", "matches", "(a+)+$", ("operator", "operator_unknown")),
        ("trait.a", ["="], 1, ("operator", "operator_unknown")),
        ("trait.a", "=", [1], ("value", "value_invalid")),
        ("trait.a", "=", {"a": 1}, ("value", "value_invalid")),
        ("trait.a", "=", {"ago": "P1D", "b": 1}, ("value", "value_invalid")),
        ("trait.a", "=", {"ago": 5}, ("value", "value_invalid")),
        ("trait.a", "=", {"ago": "P1M"}, ("value/ago", "value_invalid")),
        ("trait.a", "=", {"ago": "-P1D"}, ("value/ago", "value_invalid")),
        ("trait.a", "=", float("nan"), ("value", "value_invalid")),
        ("trait.a", "=", float("inf"), ("value", "value_invalid")),
        ("trait.a", "=", 10**400, ("value", "value_invalid")),
        ("trait.a", "=", "\0", ("value", "value_invalid")),
        ("trait.a", "=", "\ud800", ("value", "value_invalid")),
        ("trait.a", "=", "x" * 4001, ("value", "value_invalid")),
        ("trait.a", "in", "a", ("value", "value_invalid")),
        ("trait.a", "in", ["a", ["b"]], ("value/1", "value_invalid")),
        ("trait.a", "between", [1], ("value", "value_invalid")),
        ("trait.a", "between", [1, {"ago": "P1Y"}], ("value/1/ago", "value_invalid")),
        ("event.a", "did", 3, ("value", "value_invalid")),
        ("event.a", "did", {"often": 3}, ("value", "value_invalid")),
        ("event.a", "did", {"count": 3}, ("value/count", "value_invalid")),
        ("event.a", "did", {"within": "PT36H"}, ("value/within", "value_invalid")),
        ("event.a", "did", {"within": "PT0S"}, ("value/within", "value_invalid")),
        ("event.a", "did", {"within": 30}, ("value/within", "value_invalid")),
        ("event.a", "did", {"within": "P1000000000000D"}, ("value/within", "value_invalid")),
    ],
)  # fmt: skip
def test_a_fault_has_its_path(
    field: Any, operator: Any, value: object, fault: tuple[str, str]
) -> None:
    below, code = fault
    assert faults(one(field, operator, value), at="config/where") == [
        (f"config/where/rules/0/{below}", code)
    ]


@pytest.mark.parametrize("count", [0, -1, True, 1.5, "3", None, 10**10])
def test_at_least_is_a_whole_number_above_none(count: object) -> None:
    tree = one("event.a", "did", {"count": {"at_least": count}})
    assert faults(tree) == [("rules/0/value/count/at_least", "value_invalid")]


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        (None, [("", "rule_invalid")]),
        ([], [("", "rule_invalid")]),
        ("and", [("", "rule_invalid")]),
        ({"combinator": "xor", "rules": []}, [("combinator", "combinator_unknown")]),
        ({"rules": []}, [("combinator", "combinator_unknown")]),
        ({"combinator": "and"}, [("rules", "rules_invalid")]),
        ({"combinator": "and", "rules": {}}, [("rules", "rules_invalid")]),
        ({"combinator": "and", "rules": [], "not": "no"}, [("not", "not_invalid")]),
        ({"combinator": "and", "rules": [], "sql": "1"}, [("sql", "key_unknown")]),
        ({"combinator": "and", "rules": [], "muted": True}, [("muted", "muted_unsupported")]),
        ({"combinator": "and", "rules": [None, 1]},
         [("rules/0", "rule_invalid"), ("rules/1", "rule_invalid")]),
    ],
)  # fmt: skip
def test_a_group_is_checked_too(tree: object, expected: list[tuple[str, str]]) -> None:
    assert faults(tree) == expected


def test_all_faults_are_told_at_once_by_path() -> None:
    tree = {
        "combinator": "or",
        "rules": [
            {"field": "nope", "operator": "=", "value": 1},
            {
                "combinator": "and",
                "rules": [{"field": "trait.a", "operator": "=", "valueSource": 1}],
            },
        ],
    }
    assert faults(tree) == [
        ("rules/0/field", "field_unknown"),
        ("rules/1/rules/0/valueSource", "value_source_unsupported"),
        ("rules/1/rules/0/value", "value_missing"),
    ]


def test_the_rule_builders_own_keys_are_left_alone() -> None:
    tree = one("trait.a", "=", 1, id="r1", path=[0], disabled=True, valueSource="value")
    assert parse({**tree, "id": "root", "path": []}, scope=Scope.SEGMENT) == parse(
        one("trait.a", "=", 1), scope=Scope.SEGMENT
    )


def nested(depth: int) -> dict[str, Any]:
    tree: dict[str, Any] = {"combinator": "and", "rules": []}
    for _ in range(depth - 1):
        tree = {"combinator": "and", "rules": [tree]}
    return tree


def test_groups_nest_ten_deep_and_no_deeper() -> None:
    assert isinstance(parse(nested(10), scope=Scope.SEGMENT), Group)
    assert faults(nested(11)) == [("rules/0" + "/rules/0" * 9, "rule_too_deep")]
    assert faults(nested(10_000)) == [("rules/0" + "/rules/0" * 9, "rule_too_deep")]


def test_a_rule_has_a_thousand_parts_and_no_more() -> None:
    leaves = one("trait.a", "=", 1)["rules"] * 999
    assert len(parse({"combinator": "or", "rules": leaves}, scope=Scope.SEGMENT).rules) == 999
    too_many = {"combinator": "or", "rules": [*leaves, leaves[0]]}
    assert faults(too_many) == [("rules", "rule_too_large")]


def test_a_rule_has_ten_thousand_values_and_no_more() -> None:
    assert leaf("trait.a", "in", list(range(10_000)))
    assert faults(one("trait.a", "in", list(range(10_001)))) == [("rules/0", "rule_too_large")]


def test_the_list_of_problems_ends() -> None:
    assert len(faults({"combinator": "and", "rules": [5] * 999})) == 100


wild = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(["combinator", "rules", "not", "field", "operator", "value", "ago"]),
            st.one_of(inner, st.sampled_from(["and", "trait.a", "=", "did", "event.x", "P1D"])),
            max_size=5,
        ),
    ),
)


@given(wild)
@settings(max_examples=300, deadline=None)
def test_any_json_is_a_rule_or_has_problems(tree: object) -> None:
    problems: tuple[RuleProblem, ...] = ()
    try:
        parsed = parse(tree, scope=Scope.JOURNEY)
    except RuleInvalid as refused:
        problems = refused.problems
    else:
        assert isinstance(parsed, Group)
        return
    assert problems
    assert json.dumps(problems, ensure_ascii=False).encode()


def test_a_key_that_no_encoding_can_write_is_told_readably() -> None:
    assert faults({"combinator": "and", "rules": [], "\ud800": 1}) == [("?", "key_unknown")]
