"""The linter accuses no path that a person can walk: the product's own `advance` is the judge."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journeys.draft import draft
from journeys.known import learn
from journeys.lint import has_errors, lint
from journeys.lint_flow import closed_ports
from journeys.person import Person
from journeys.rules import Rule, Scope, parse, predicate
from journeys.timetravel import Traveller, World
from tests.journeys import strategies
from tests.journeys.building import document, is_
from tests.journeys.strategies import NOW, Happened


def leaves(rule: dict) -> list[dict]:
    """The rule and each of its parts, as rules of their own."""
    found = [rule]
    for part in rule["rules"]:
        found += leaves(part) if "rules" in part else [{"combinator": "and", "rules": [part]}]
    return found


VALUES = ("a", "ab")
simple = st.fixed_dictionaries(
    {
        "combinator": st.just("and"),
        "not": st.booleans(),
        "rules": st.lists(
            st.fixed_dictionaries(
                {
                    "field": st.sampled_from(["trait.plan", "properties.plan"]),
                    "operator": st.sampled_from(["=", "contains"]),
                    "value": st.sampled_from(VALUES),
                }
            ),
            min_size=1, max_size=1,
        ),
    }
)  # fmt: skip
"""Rules of a world so small that the same question comes back again and again."""

some_values = st.dictionaries(st.just("plan"), st.sampled_from(VALUES), min_size=1, max_size=1)


def steps(rules: st.SearchStrategy[dict]) -> dict[str, st.SearchStrategy[dict]]:
    whether = st.none() | rules
    return {
        "condition": st.fixed_dictionaries({"rule": rules}),
        "branches": st.lists(st.fixed_dictionaries({"rule": rules}), min_size=2, max_size=2).map(
            lambda two: {
                "arms": [{"name": name, **each} for name, each in zip("ab", two, strict=True)]
            }
        ),
        "wait": st.just({"time": "P1D"}),
        "set_traits": st.fixed_dictionaries({"traits": some_values}),
        "wait_for_event": st.fixed_dictionaries(
            {"event": st.just("purchase"), "where": whether, "timeout": st.just("P1D")}
        ),
        "send_push": st.just({"push": "p"}),
    }


PORTS = {
    "condition": ["yes", "no"],
    "branches": ["a", "b", "else"],
    "wait_for_event": ["happened", "timeout"],
}


@st.composite
def journeys(draw: st.DrawFn) -> dict[str, Any]:
    """Conditions that ask alike questions, with waits and changes between.

    One port of a node leads to the next node, another to a later one or nowhere.
    """
    wild = draw(st.none() | strategies.rule_documents(Scope.JOURNEY))
    some = draw(st.lists(simple, min_size=1, max_size=3))
    configs = steps(st.sampled_from([*some, *(leaves(wild) if wild else ())]))
    kind = st.sampled_from(["condition", *sorted(configs)])
    kinds = draw(st.lists(kind, min_size=2, max_size=7))
    where = draw(st.none() | st.sampled_from(some))
    nodes = [
        {"id": "start", "type": "event_trigger", "config": {"event": "go", "where": where}},
        *({"id": f"n{at}", "type": kind, "config": draw(configs[kind])}
          for at, kind in enumerate(kinds)),
    ]  # fmt: skip
    edges = [{"source": "start", "target": "n0"}]
    for at, kind in enumerate(kinds[:-1]):
        leads, *others = draw(st.permutations(PORTS.get(kind, ["next"])))
        edges.append({"source": f"n{at}", "sourceHandle": leads, "target": f"n{at + 1}"})
        for port in others:
            later = [each["id"] for each in nodes[at + 2 :]]
            back = ["start"] if kind == "wait_for_event" else []
            target = draw(st.sampled_from([None, *later, *back]))
            if target is not None:
                edges.append({"source": f"n{at}", "sourceHandle": port, "target": target})
    made = {"reentry": {"mode": "always"}}
    return {"name": "Any", "settings": made, "nodes": nodes, "edges": edges}


happenings = st.lists(
    st.tuples(
        st.sampled_from(("go", "purchase")),
        some_values,
        st.sampled_from([timedelta(0), timedelta(minutes=10), timedelta(days=2)]),
        st.none() | some_values,
    ),
    min_size=1, max_size=6,
)  # fmt: skip


def walked(made: dict[str, Any], person: Person, told: list) -> Traveller:
    """All she went through; between events she may have become another."""
    segments = {name: {"combinator": "and", "rules": []} for name in strategies.SEGMENTS}
    world = World(made, start=NOW, segments=segments)
    ana = world.people["ana"] = Traveller(world, person)
    for name, properties, passes, becomes in told:
        world.until(world.now + passes)
        if becomes is not None:
            ana.person = replace(ana.person, traits=becomes)
        world.happens(ana, name, properties)
    world.until(world.now + timedelta(days=30))
    return ana


@given(journeys(), strategies.people(), some_values, happenings)
def test_a_port_that_somebody_took_is_never_called_closed(made, person, traits, told):
    if has_errors(lint(made)):
        return
    closed = {(each.node, each.port) for each in closed_ports(draft(made))}
    taken = {
        (passed.node, passed.port)
        for passed in walked(made, replace(person, traits=traits), told).passed
    }
    assert not closed & taken


def goes(made: dict[str, Any], *happenings: tuple[str, dict, dict]) -> set[tuple[str, str]]:
    """The ports she took, none of which the linter may call closed; a day passes after each."""
    world = World(made, start=NOW)
    ana = world.person("ana")
    for name, properties, traits in happenings:
        ana.becomes(traits=traits)
        ana.event(name, **properties)
        world.passes("P1D")
    taken = {(passed.node, passed.port) for passed in ana.passed}
    assert not {(each.node, each.port) for each in closed_ports(draft(made))} & taken
    return taken


TWICE = {"count": {"at_least": 2}}
DE, FR = is_("trait.country", "DE"), is_("trait.country", "FR")
PAID, OWED = is_("properties.state", "paid"), is_("properties.state", "owed")


def asks(name: str, rule: dict) -> tuple[str, str, dict]:
    return name, "condition", {"rule": rule}


def test_what_time_may_have_changed_is_asked_anew():
    made = document(
        asks("one", DE), ("pause", "wait", {"time": "PT1H"}), asks("two", FR),
        edges={"one.yes": "pause", "pause.next": "two"}, reentry={"mode": "always"},
    )  # fmt: skip
    world = World(made, start=NOW)
    ana = world.person("ana", traits={"country": "DE"})
    ana.event("go")
    ana.becomes(traits={"country": "FR"})
    world.passes("P1D")
    assert [(each.node, each.port) for each in ana.passed][-1] == ("two", "yes")
    assert list(closed_ports(draft(made))) == []


def test_an_event_that_happened_is_another_than_the_one_before():
    made = document(
        asks("one", PAID), ("answer", "wait_for_event", {"event": "order"}), asks("two", OWED),
        edges={"one.yes": "answer", "answer.happened": "two"},
    )  # fmt: skip
    taken = goes(made, ("go", {"state": "paid"}, {}), ("order", {"state": "owed"}, {}))
    assert ("two", "yes") in taken


def test_the_event_at_hand_stays_the_same_while_time_passes():
    made = document(
        asks("one", PAID), ("pause", "wait", {"time": "PT1H"}), asks("two", OWED),
        edges={"one.yes": "pause", "pause.next": "two"},
    )  # fmt: skip
    assert [(each.node, each.port) for each in closed_ports(draft(made))] == [("two", "yes")]
    assert ("two", "no") in goes(made, ("go", {"state": "paid"}, {}))


def test_who_comes_to_a_start_along_an_edge_was_not_asked_by_its_rule():
    made = document(
        ("again", "wait_for_event", {"event": "order"}), asks("two", FR),
        edges={"start.next": "two", "two.no": "again", "again.happened": "start"},
    )  # fmt: skip
    made["nodes"][0]["config"]["where"] = DE
    taken = goes(made, ("go", {}, {"country": "DE"}), ("order", {}, {"country": "FR"}))
    assert ("two", "yes") in taken


def test_what_a_step_changes_may_be_different_behind_it():
    made = document(
        asks("one", DE), ("write", "set_traits", {"traits": {"country": "FR"}}), asks("two", DE),
        edges={"one.yes": "write", "write.next": "two"},
    )  # fmt: skip
    assert list(closed_ports(draft(made))) == []
    made["nodes"][2]["config"] = {"traits": {"city": "Kiel"}}
    assert [(each.node, each.port) for each in closed_ports(draft(made))] == [("two", "no")]


@pytest.mark.parametrize(
    ("first", "then", "closed"),
    [
        (is_("trait.n", 5, ">="), is_("trait.n", 3, "<"), True),
        (is_("trait.n", 5, ">="), is_("trait.n", 5, "<="), False),
        (is_("trait.n", 5, ">"), is_("trait.n", 5, "<="), True),
        (is_("trait.n", [1, 4], "between"), is_("trait.n", [4, 9], "between"), False),
        (is_("trait.n", [1, 4], "between"), is_("trait.n", [5, 9], "between"), True),
        (is_("trait.n", 5, ">="), is_("trait.n", "a", ">="), True),
        (is_("trait.c", "DE", "beginsWith"), is_("trait.c", "DE-AT"), False),
        (is_("trait.c", "DE", "beginsWith"), is_("trait.c", "FR"), True),
        (is_("trait.c", ["DE", "AT"], "in"), is_("trait.c", "F", "contains"), True),
        (is_("trait.c", "E", "contains"), is_("trait.c", None, "null"), True),
        (is_("trait.c", "E", "contains"), is_("trait.c", "E", "doesNotContain"), True),
        (is_("trait.c", ["DE", "AT"], "notIn"), is_("trait.c", "AT"), True),
        (is_("push.enabled", True, "!="), is_("push.enabled", True), True),
        (is_("push.last_session_status", ["ask", "blocked"], "notIn"),
         is_("push.last_session_status", "ask"), True),
        (is_("person.created_at", "2026-01-01", "<"),
         is_("person.created_at", "2026-02-01", ">"), True),
        (is_("person.created_at", {"ago": "P1D"}, "<"),
         is_("person.created_at", {"ago": "P1D"}, ">="), False),
        (is_("segment.vip", True), is_("segment.vip", False), True),
        (is_("event.order", TWICE, "did"), is_("event.order", TWICE, "did_not"), True),
        (is_("device.kind", "web"), is_("device.kind", "fcm"), False),
        (is_("category.news", True), is_("category.news", False), True),
    ],
)  # fmt: skip
def test_two_questions_one_after_the_other(first, then, closed):
    made = document(asks("one", first), asks("two", then), edges={"one.yes": "two"})
    assert (
        ("two", "yes") in {(each.node, each.port) for each in closed_ports(draft(made))}
    ) is closed


def test_a_contradiction_says_what_is_certain():
    made = document(
        asks("one", is_("trait.country", ["DE", "AT"], "in")), asks("two", FR),
        ("hello", "send_push", {"push": "p"}),
        edges={"one.yes": "two", "two.yes": "hello"},
    )  # fmt: skip
    (problem,) = [each for each in lint(made) if each.code == "contradiction"]
    assert problem.message == (
        "nobody can go on by “yes”: of everybody who comes here it is certain that "
        "Trait country is AT or DE"
    )


def test_what_is_certain_of_a_choice_is_said_by_its_label():
    status = "push.last_session_status"
    made = document(
        asks("one", is_(status, "ask")), asks("two", is_(status, "allowed")),
        ("hello", "send_push", {"push": "p"}),
        edges={"one.yes": "two", "two.yes": "hello"},
    )  # fmt: skip
    (message,) = [each.message for each in lint(made) if each.code == "contradiction"]
    assert message.endswith("it is certain that Push status of the last session is Ask")


def asked(rules: list[Rule], person: Person, event: Happened) -> bool:
    answers = [predicate(rule)(person, event, NOW) for rule in rules]
    facts = {}
    for rule, holds in zip(rules, answers, strict=True):
        found = learn(facts, rule, holds)
        if found is None:
            return False
        facts = found
    return True


@given(
    st.lists(strategies.rule_documents(Scope.JOURNEY), min_size=1, max_size=5),
    strategies.people(),
    strategies.happenings,
)
def test_what_is_true_of_a_person_never_contradicts_itself(documents, person, event):
    rules: list[Rule] = [
        parse(part, scope=Scope.JOURNEY) for document in documents for part in leaves(document)
    ]
    assert asked(rules, person, event)
