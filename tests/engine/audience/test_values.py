"""How what is known of a person becomes typed values."""

from datetime import UTC, datetime

import pytest
from hypothesis import given

from engine import clock
from engine.audience.values import COLUMNS, HEAD, Typed, flatten, typed_value
from engine.store.tables import person_value
from journeys.rule_fields import LONGEST_NAME, field_named
from journeys.rules import RuleInvalid, Scope, parse
from tests.journeys.strategies import people

OTHER = Typed("other")
FEBRUARY = clock.micros(datetime(2026, 2, 28, tzinfo=UTC))


@pytest.mark.parametrize(
    ("value", "typed"),
    [
        (None, None),
        (True, Typed("boolean", boolean=True)),
        (False, Typed("boolean", boolean=False)),
        (1, Typed("number", number=1.0)),
        (2**53 + 1, Typed("number", number=float(2**53))),
        (10**400, OTHER),
        (float("nan"), OTHER),
        ("", Typed("text", "")),
        ("1", Typed("text", "1")),
        ("2026-02-28", Typed("text", "2026-02-28", instant_at=FEBRUARY)),
        (
            "2026-02-28T01:00:00+01:00",
            Typed("text", "2026-02-28T01:00:00+01:00", instant_at=FEBRUARY),
        ),
        ("2026-02-28T01:00:00", Typed("text", "2026-02-28T01:00:00")),
        ("x" * HEAD, Typed("text", "x" * HEAD)),
        ("x" * HEAD + "yz", Typed("text", "x" * HEAD, "yz")),
        ("\U0001f600" * 101, Typed("text", "\U0001f600" * HEAD, "\U0001f600")),
        ("a\0", OTHER),
        ("a\ud800", OTHER),
        ([], OTHER),
        ([1], OTHER),
        ({}, OTHER),
    ],
)
def test_a_value_has_one_type(value: object, typed: Typed | None) -> None:
    assert typed_value(value) == typed


def test_true_is_a_bool_and_one_a_number() -> None:
    made = flatten("trait", {"a": True, "b": 1})
    assert made["trait.a"].number is None
    assert made["trait.b"].boolean is None


def test_an_object_is_a_value_and_so_are_its_leaves() -> None:
    made = flatten("trait", {"address": {"city": "Bonn", "geo": {"lat": 50.7, "lon": None}}})
    assert made == {
        "trait.address": OTHER,
        "trait.address.city": Typed("text", "Bonn"),
        "trait.address.geo": OTHER,
        "trait.address.geo.lat": Typed("number", number=50.7),
    }


def test_a_key_of_a_trait_with_a_dot_cannot_be_addressed() -> None:
    made = flatten("trait", {"a.b": 1, "a": {"b": 2, "c.d": 3}, "": 4})
    assert made == {"trait.a": OTHER, "trait.a.b": Typed("number", number=2.0)}


def test_a_marker_is_named_whole_and_not_looked_into() -> None:
    assert flatten("marker", {"a.b": 1, "c": {"d": 2}}) == {
        "marker.a.b": Typed("number", number=1.0),
        "marker.c": OTHER,
    }


def test_groups_and_categories_are_bools() -> None:
    assert flatten("group", {"staff": True}) == {"group.staff": Typed("boolean", boolean=True)}
    assert flatten("category", {"news": False}) == {
        "category.news": Typed("boolean", boolean=False)
    }


def test_a_field_too_long_for_a_rule_is_not_kept() -> None:
    longest = "x" * (LONGEST_NAME - len("trait."))
    assert set(flatten("trait", {longest: 1, longest + "x": 2})) == {f"trait.{longest}"}
    assert parse(_known(f"trait.{longest}"), scope=Scope.SEGMENT)
    with pytest.raises(RuleInvalid):
        parse(_known(f"trait.{longest}x"), scope=Scope.SEGMENT)


def _known(field: str) -> object:
    return {"combinator": "and", "rules": [{"field": field, "operator": "notNull"}]}


def test_a_key_no_database_can_hold_is_not_kept() -> None:
    assert flatten("trait", {"a\0": 1, "b\udfff": 2, "c": 3}).keys() == {"trait.c"}


@given(people())
def test_every_field_kept_can_be_named_by_a_rule(person) -> None:
    for kind, known in (("trait", person.traits), ("marker", person.markers)):
        for field in flatten(kind, known):
            assert str(field_named(field)) == field


def test_the_columns_are_those_of_the_table() -> None:
    assert set(COLUMNS) == set(person_value.c.keys())
