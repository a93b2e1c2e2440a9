"""The linter: what it finds, where, and how bad it is."""

from copy import deepcopy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeys import plan as plans
from journeys import samples
from journeys.definition import load
from journeys.lint import References, has_errors, lint
from tests.journeys.building import document, is_

WAIT = ("pause", "wait", {"time": "P1D"})
PUSH = ("hello", "send_push", {"push": "welcome"})
ASK = is_("push.last_session_status", "ask")
RESOURCES = samples.resources()
KNOWN = References(
    pushes=frozenset(each["key"] for each in RESOURCES["push_resources"]),
    popups=frozenset(each["key"] for each in RESOURCES["popups"]),
    categories=frozenset(each["key"] for each in RESOURCES["categories"]),
)


def found(made: object, references: References | None = None) -> list[tuple[str, str, str]]:
    return [(each.severity, each.code, each.path) for each in lint(made, references)]


@pytest.mark.parametrize("name", samples.journeys())
def test_ready_made_journeys_are_clean(name):
    assert lint(samples.journeys()[name], KNOWN) == ()


def condition(rule: dict, name: str = "if") -> tuple[str, str, dict]:
    return (name, "condition", {"rule": rule})


def without_a_trigger() -> dict:
    made = document(PUSH)
    made["nodes"].pop(0)
    made["edges"].clear()
    return made


def with_config(at: int, **config) -> dict:
    made = document(WAIT, PUSH)
    made["nodes"][at]["config"] |= config
    return made


def with_edge(source: str, port: str, target: str) -> dict:
    made = document(WAIT, PUSH)
    made["edges"].append({"source": source, "sourceHandle": port, "target": target})
    return made


def twice() -> dict:
    made = document(WAIT, PUSH)
    made["nodes"].append(made["nodes"][2])
    return made


def split(*weights: float) -> dict:
    arms = [{"name": f"a{index}", "weight": weight} for index, weight in enumerate(weights)]
    return document(("lot", "random_split", {"arms": arms}), edges={})


PROBLEMS = {
    "unknown type": (document(("x", "teleport", {})), "unknown_type", "nodes/1/type"),
    "unknown port": (
        with_edge("hello", "sideways", "pause"),
        "unknown_port",
        "edges/2/sourceHandle",
    ),
    "edge to nowhere": (with_edge("hello", "next", "ghost"), "unknown_node", "edges/2/target"),
    "edge from nowhere": (with_edge("ghost", "next", "hello"), "unknown_node", "edges/2/source"),
    "two edges": (with_edge("pause", "next", "hello"), "port_taken", "edges/2"),
    "duplicate id": (twice(), "duplicate_id", "nodes/3/id"),
    "no trigger": (without_a_trigger(), "no_trigger", "nodes"),
    "wait too short": (with_config(1, time="PT0S"), "invalid", "nodes/1/config/time"),
    "wait too long": (with_config(1, time="PT1000000000000S"), "invalid", "nodes/1/config/time"),
    "wait negative": (with_config(1, time="-PT1S"), "invalid", "nodes/1/config/time"),
    "wait a number": (with_config(1, time=60), "invalid", "nodes/1/config/time"),
    "unknown field": (with_config(1, tiem="PT1S"), "unknown_field", "nodes/1/config/tiem"),
    "bad choice": (with_config(2, target="moon"), "invalid", "nodes/2/config/target"),
    "weight 0": (split(1, 0), "invalid", "nodes/1/config/arms/1/weight"),
    "weight negative": (split(-1), "invalid", "nodes/1/config/arms/0/weight"),
    "weight a text": (split("10"), "invalid", "nodes/1/config/arms/0/weight"),
    "no arms": (split(), "invalid", "nodes/1/config/arms"),
    "bad rule": (
        document(condition(is_("moon.phase", "full"))),
        "field_unknown",
        "nodes/1/config/rule/rules/0/field",
    ),
    "bad goal": (document(PUSH, goal={}), "required", "settings/goal/event"),
}


@pytest.mark.parametrize("name", PROBLEMS)
def test_an_error_is_found_at_its_place(name):
    made, code, path = PROBLEMS[name]
    assert ("error", code, path) in found(made)
    assert has_errors(lint(made))


def test_not_a_number_is_no_document():
    assert found(split(float("nan"))) == [("error", "invalid_document", "")]


def test_a_problem_names_its_node_and_field():
    (problem,) = lint(with_config(1, time="PT0S"))
    assert (problem.node, problem.field) == ("pause", "time")
    assert problem.message == "must be at least PT1S"


LOOPS = {
    "condition": ("condition", {"rule": ASK}, "yes", True),
    "short wait": ("wait", {"time": "PT59S"}, "next", True),
    "wait": ("wait", {"time": "PT1M"}, "next", False),
    "time of day": ("wait_for_time", {"at": "09:00"}, "next", False),
    "event from outside": (
        "wait_for_event",
        {"event": "paid", "timeout": "PT5S"},
        "happened",
        False,
    ),
    "its own echo": ("wait_for_event", {"event": "push_accepted"}, "happened", True),
    "short time-out": ("wait_for_event", {"event": "paid", "timeout": "PT5S"}, "timeout", True),
    "popup in back-off": ("show_popup", {"popup": "simple"}, "expired", True),
    "popup answered": ("show_popup", {"popup": "simple"}, "later", False),
    "webhook": ("webhook", {"url": "https://shop.example/"}, "failed", True),
}


@pytest.mark.parametrize("name", LOOPS)
def test_a_loop_needs_a_wait_of_a_minute(name):
    kind, config, port, spins = LOOPS[name]
    made = document(("a", kind, config), PUSH, edges={f"a.{port}": "hello", "hello.next": "a"})
    assert ("loop_without_wait" in {problem.code for problem in lint(made)}) is spins


def test_a_node_that_leads_to_itself_is_a_loop():
    made = document(condition(ASK), edges={"if.yes": "if"})
    assert ("error", "loop_without_wait", "nodes/1") in found(made)


def test_what_no_path_leads_to_is_a_warning():
    made = document(WAIT, PUSH, edges={})
    assert ("warning", "unreachable", "nodes/2") in found(made)
    assert not has_errors(lint(made))


def test_what_nothing_follows_is_a_dead_end_unless_it_did_something():
    assert ("warning", "dead_end", "nodes/1") in found(document(WAIT))
    assert ("warning", "dead_end", "nodes/0") in found(document())
    assert found(document(PUSH)) == []
    assert found(document(PUSH, ("end", "end", {}))) == []


def test_a_wait_without_a_time_out_may_last_for_ever():
    made = document(("x", "wait_for_event", {"event": "paid"}), PUSH, edges={"x.happened": "hello"})
    assert found(made) == [("warning", "no_way_out", "nodes/1")]


def test_an_edge_into_a_start_is_a_warning():
    assert ("warning", "edge_into_trigger", "edges/2/target") in found(
        with_edge("hello", "next", "start")
    )


def test_references_are_looked_up_where_they_are_known():
    rule = {"combinator": "or", "rules": [
        {"field": "segment.vip", "operator": "=", "value": True},
        {"field": "journey.other", "operator": "=", "value": "active"},
        {"field": "category.news", "operator": "=", "value": True},
    ]}  # fmt: skip
    made = document(
        ("ask", "show_popup", {"popup": "simple"}),
        PUSH,
        condition(rule),
        edges={"ask.subscribe": "hello", "hello.next": "if"},
        exit_when={"rule": is_("segment.gone", True)},
    )
    assert [each for each in found(made) if each[0] == "error"] == []
    assert {each for each in found(made, References()) if each[0] == "error"} == {
        ("error", "unknown_popup", "nodes/1/config/popup"),
        ("error", "unknown_push_resource", "nodes/2/config/push"),
        ("error", "unknown_segment", "nodes/3/config/rule"),
        ("error", "unknown_journey", "nodes/3/config/rule"),
        ("error", "unknown_category", "nodes/3/config/rule"),
        ("error", "unknown_segment", "settings/exit_when/rule"),
    }


def pushed(*path, where: dict | None = None, edges: dict) -> set[str]:
    made = document(*path, PUSH, edges=edges)
    if where:
        made["nodes"][0]["config"]["where"] = where
    return {problem.code for problem in lint(made)}


UNREACHABLE = "push_unreachable"


@pytest.mark.parametrize(
    ("where", "lost"),
    [
        (ASK, True),
        (is_("push.last_session_status", "blocked"), True),
        (is_("push.last_session_status", ["ask", "blocked"], "in"), True),
        (is_("push.last_session_status", "allowed", "!="), True),
        (is_("push.enabled", False), True),
        (is_("push.last_session_status", ["ask", "allowed"], "in"), False),
        (is_("push.last_session_status", "ask", "!="), False),
        (is_("push.enabled", True), False),
        (is_("trait.plan", "ask"), False),
        ({"combinator": "or", "rules": [ASK, is_("trait.plan", "free")]}, False),
        ({"combinator": "or", "rules": [ASK, is_("push.enabled", False)]}, False),
        ({"combinator": "and", "rules": [ASK, is_("trait.plan", "free")]}, True),
        ({"combinator": "and", "not": True, "rules": [
            is_("push.last_session_status", "allowed")]}, True),
    ],
)  # fmt: skip
def test_a_push_that_only_people_without_push_get_to(where, lost):
    assert (UNREACHABLE in pushed(WAIT, where=where, edges={"pause.next": "hello"})) is lost


def test_asking_first_makes_a_push_reachable():
    ask = ("ask", "show_popup", {"popup": "simple"})
    assert UNREACHABLE not in pushed(ask, where=ASK, edges={"ask.subscribe": "hello"})
    assert UNREACHABLE in pushed(ask, where=ASK, edges={"ask.later": "hello"})


def test_a_push_that_does_not_wait_for_the_browsers_answer():
    """The popup's “subscribe” is a click: the permission comes after it, or never."""
    early, ask = "push_too_early", ("ask", "show_popup", {"popup": "simple"})
    at_once = {"ask.subscribe": "hello"}
    assert early in pushed(ask, where=ASK, edges=at_once)
    assert early not in pushed(ask, edges=at_once), "who is allowed already gets it"
    assert early not in pushed(ask, WAIT, where=ASK, edges={**PAUSED, "pause.next": "hello"})
    both = {"ask.subscribe": "if", "if.yes": "hello"}
    unasked = condition(is_("trait.plan", "free"))
    assert early in pushed(ask, unasked, where=ASK, edges=both)
    allowed = condition(is_("push.last_session_status", "allowed"))
    assert early not in pushed(ask, allowed, where=ASK, edges=both)
    assert early not in pushed(ask, where=ASK, edges={"ask.later": "hello"}), "lost, not early"


PAUSED = {"ask.subscribe": "pause"}


def test_one_path_of_reachable_people_is_enough():
    edges = {"if.yes": "hello", "if.no": "pause", "pause.next": "hello"}
    assert UNREACHABLE not in pushed(condition(ASK), WAIT, edges=edges)
    assert UNREACHABLE in pushed(condition(ASK), WAIT, edges={"if.yes": "hello"})


def test_conditions_that_contradict_each_other_on_the_way():
    edges = {"if.yes": "then", "then.yes": "hello"}

    def second(rule: dict, first: dict | None = None) -> bool:
        path = condition(first or is_("trait.country", "DE")), condition(rule, "then")
        return "contradiction" in pushed(*path, edges=edges)

    assert second(is_("trait.country", "FR"))
    assert second(is_("trait.country", None, "null"))
    assert second(is_("trait.country", "DE", "!="))
    assert not second(is_("trait.country", "DE"))
    assert not second(is_("trait.city", "FR"))
    assert second(is_("trait.n", 1), first=is_("trait.n", True))
    assert not second(is_("device.kind", "web"), first=is_("device.kind", "fcm"))


def test_a_condition_that_always_holds_has_no_other_way():
    made = document(
        condition(is_("trait.n", 1)),
        condition(is_("trait.n", 1), "then"),
        PUSH,
        edges={"if.yes": "then", "then.no": "hello"},
    )
    assert ("warning", "contradiction", "nodes/2") in found(made)


def test_time_may_resolve_a_contradiction():
    path = condition(is_("trait.n", 1)), WAIT, condition(is_("trait.n", 2), "then")
    edges = {"if.yes": "pause", "pause.next": "then", "then.yes": "hello"}
    assert "contradiction" not in pushed(*path, edges=edges)


def test_too_many_nodes_are_refused():
    made = document(*[(f"n{index}", "wait", {"time": "P1D"}) for index in range(500)])
    assert ("error", "invalid", "nodes") in found(made)


def test_a_document_of_the_largest_size_is_linted():
    made = document(
        *[(f"n{index}", "condition", {"rule": is_("trait.n", index)}) for index in range(499)],
        edges={f"n{index}.yes": f"n{index + 1}" for index in range(498)},
    )
    codes = {problem.code for problem in lint(made)}
    assert "contradiction" in codes
    assert not has_errors(lint(made))


garbage = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda below: (
        st.lists(below, max_size=4) | st.dictionaries(st.text(max_size=5), below, max_size=4)
    ),
    max_leaves=20,
)


@given(garbage)
def test_garbage_gets_problems_and_no_exception(value):
    assert has_errors(lint(value))
    assert has_errors(lint({"name": "x", "nodes": value}))
    assert lint({"name": "x", "nodes": [{"id": "a", "type": "wait", "config": value}]}) != ()


@st.composite
def damaged(draw: st.DrawFn) -> dict:
    """A ready-made journey with a part of it replaced by garbage."""
    made = deepcopy(samples.journeys()[draw(st.sampled_from(sorted(samples.journeys())))])
    place = made
    while True:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        key = draw(st.sampled_from(keys))
        if isinstance(place[key], dict | list) and place[key] and draw(st.booleans()):
            place = place[key]
            continue
        place[key] = draw(garbage)
        return made


@given(damaged())
@settings(max_examples=200)
def test_what_lints_without_errors_compiles(made):
    if not has_errors(lint(made)):
        plan = plans.compile(load(made), journey="j", version="1", segments={})
        assert set(plan.nodes) == {node["id"] for node in made["nodes"]}
