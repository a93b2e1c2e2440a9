"""The difference of two versions: complete, readable, and of any draft whatever."""

from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journeys import samples
from journeys.versions import EdgeChange, difference
from journeys.words import said
from tests.journeys.building import is_
from tests.journeys.test_lint import damaged, garbage

VALUE = "Event property value"
CART = samples.journeys()["cart-reminder"]


def changed() -> dict:
    after = deepcopy(CART)
    after["name"] = "Remind"
    after["settings"]["priority"] = 7
    del after["settings"]["exit_when"]
    nodes = {each["id"]: each for each in after["nodes"]}
    nodes["checkout"]["config"]["timeout"] = "PT1H30M"
    nodes["start"]["config"]["where"] = is_("properties.value", 50, ">=")
    nodes["ask"]["position"] = {"x": 1, "y": 1}
    after["nodes"] = [each for each in after["nodes"] if each["id"] != "note"]
    after["nodes"].append({"id": "over", "type": "end", "config": {}})
    after["edges"] = [each for each in after["edges"] if each["target"] != "note"]
    after["edges"].append({"source": "remind", "target": "over"})
    return after


def test_every_change_is_told_in_words():
    found = difference(CART, changed())
    assert [(each.field, each.before_words, each.after_words) for each in found.journey] == [
        ("name", "Remind of a full cart", "Remind"),
        ("settings.priority", "6", "7"),
        ("settings.exit_when", "event: cart_emptied", "nothing"),
    ]
    told = {
        each.node: (each.change, each.title, [
            (of.label, of.before_words, of.after_words) for of in each.fields])
        for each in found.nodes
    }  # fmt: skip
    assert told == {
        "start": ("changed", "When something happens", [
            ("Where", f"{VALUE} is at least 20", f"{VALUE} is at least 50")]),
        "checkout": ("changed", "Wait for an event", [("At most", "2 hours", "1 hour 30 minutes")]),
        "over": ("added", "End", []),
        "note": ("gone", "Set traits", []),
    }  # fmt: skip
    assert found.edges == (EdgeChange("remind", "next", "note", "over"),)


def test_backwards_it_is_the_other_way_round():
    found = difference(changed(), CART)
    assert {each.node: each.change for each in found.nodes} == {
        "start": "changed", "checkout": "changed", "note": "added", "over": "gone",
    }  # fmt: skip
    assert found.edges == (EdgeChange("remind", "next", "over", "note"),)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("P1DT1S", "1 day 1 second"),
        ("PT0S", "no time"),
        ("Paris", "Paris"),
        (True, "yes"),
        (1, "1"),
        ([], "nothing"),
        (["mon", "tue"], "mon, tue"),
        (is_("trait.country", ["DE", "AT"], "in"), "Trait country is one of DE, AT"),
        (is_("trait.country", None, "null"), "Trait country is not known"),
        ({**is_("push.enabled", True), "not": True}, "not (Can be sent a push is yes)"),
        (is_("event.order", {"count": {"at_least": 3}, "within": "P30D"}, "did"),
         "order happened at least 3 times within 30 days"),
        ({"combinator": "or", "rules": [
            is_("trait.a", 1), {"combinator": "and", "rules": [
                *is_("trait.b", 2)["rules"], *is_("trait.c", 3)["rules"]]}]},
         "Trait a is 1 or (Trait b is 2 and Trait c is 3)"),
        ({"combinator": "and", "rules": []}, "everybody"),
    ],
)  # fmt: skip
def test_values_are_said_in_words(value, words):
    assert said(value) == words


@given(damaged(), damaged())
def test_any_two_drafts_can_be_compared(one, other):
    assert difference(one, one).same
    difference(one, other)


@given(st.dictionaries(st.sampled_from(["name", "nodes", "edges", "settings"]), garbage), garbage)
def test_garbage_can_be_compared_and_said(made, value):
    assert difference(made, made).same
    difference(CART, {**made, "nodes": [{"id": "start", "config": {"where": value}}]})
    assert len(said(value)) <= 300
