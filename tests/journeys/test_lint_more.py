"""The linter's logic: waits for nothing, pushes in a day, journeys that take in the same people."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journeys import samples
from journeys.draft import Around, draft
from journeys.lint import Review, lint, review
from journeys.lint_overlap import neighbour
from journeys.lint_pushes import MOST, worst_day
from journeys.timetravel import World
from tests.journeys.building import document, is_

PUSH = ("hello", "send_push", {"push": "welcome"})
ASK = ("ask", "show_popup", {"popup": "simple"})


def wait_for(event: str, **config) -> tuple[str, str, dict]:
    return ("hear", "wait_for_event", {"event": event, **config})


def codes(made: dict, around: Around | None = None) -> list[tuple[str, str | None]]:
    problems = lint(made, None, around) if around else lint(made)
    return [(each.code, each.node) for each in problems]


@pytest.mark.parametrize(
    ("path", "edges", "found"),
    [
        ([wait_for("push_clicked")], {}, "never_ends"),
        ([wait_for("push_clicked", timeout="P1D")], {}, "never_happens"),
        ([wait_for("push_clicked", about="any", timeout="P1D")], {}, None),
        ([PUSH, wait_for("push_clicked", timeout="P1D")], {"hello.next": "hear"}, None),
        ([PUSH, wait_for("popup_shown", timeout="P1D")], {"hello.next": "hear"}, "never_happens"),
        ([ASK, wait_for("popup_answered", timeout="P1D")], {"ask.later": "hear"}, "never_happens"),
        ([ASK, wait_for("popup_shown", timeout="P1D")], {"ask.later": "hear"}, None),
        ([ASK, wait_for("popup_answered", timeout="P1D")], {"ask.expired": "hear"}, None),
        ([ASK, wait_for("push_status_changed", timeout="P1D")], {"ask.subscribe": "hear"}, None),
        ([wait_for("push_clicked", timeout="P1D"), PUSH],
         {"hear.timeout": "hello", "hello.next": "hear"}, None),
        ([wait_for("order", where=is_("properties.n", "a", "<") | {"not": True}, timeout="P1D")],
         {}, None),
        ([wait_for("order", where={"combinator": "and", "rules": [
            {"field": "properties.n", "operator": "=", "value": 1},
            {"field": "properties.n", "operator": "=", "value": 2}]}, timeout="P1D")],
         {}, "never_happens"),
        ([wait_for("order", where=is_("event.name", "other"), timeout="P1D")], {}, "never_happens"),
    ],
)  # fmt: skip
def test_a_wait_for_what_cannot_come(path, edges, found):
    made = document(*path, edges=edges)
    about = [code for code, node in codes(made) if node == "hear" and code.startswith("never")]
    assert about == ([found] if found else [])
    assert ("no_way_out", "hear") not in codes(made)


def test_an_event_that_ends_the_journey_is_never_waited_for_in_vain():
    made = document(wait_for("order"), PUSH, edges={"hear.happened": "hello"})
    assert ("no_way_out", "hear") in codes(made)
    made["settings"]["exit_when"] = {"event": "order"}
    assert ("never_ends", "hear") in codes(made)
    made["settings"]["exit_when"]["where"] = is_("properties.n", 1)
    assert ("never_ends", "hear") not in codes(made)


def test_of_clicks_the_journey_ends_by_its_own_messages_alone():
    made = document(
        PUSH, wait_for("push_clicked", about="any"), exit_when={"event": "push_clicked"}
    )
    assert ("never_ends", "hear") not in codes(made)
    made["nodes"][2]["config"]["about"] = "this_run"
    assert ("never_ends", "hear") in codes(made)


def wait(name: str, time: str) -> tuple[str, str, dict]:
    return (name, "wait", {"time": time})


def push(name: str, key: str = "p") -> tuple[str, str, dict]:
    return (name, "send_push", {"push": key})


def at(name: str, clock: str) -> tuple[str, str, dict]:
    return (name, "wait_for_time", {"at": clock})


ARMS = [{"name": "x", "weight": 1}, {"name": "y", "weight": 1}]
SIX_HOURS = {"mode": "after_exit", "cooldown": "PT6H"}
LOOP = {"start.next": "a", "a.next": "p", "p.next": "a"}
DAYS = {
    "one": (document(push("a")), 1),
    "none": (document(wait("a", "P1D")), 0),
    "three in a row": (document(push("a"), push("b"), push("c")), 3),
    "a day between": (document(push("a"), wait("w", "P1D"), push("b")), 1),
    "less than a day between": (document(push("a"), wait("w", "PT23H"), push("b")), 2),
    "the longer way": (
        document(
            ("lot", "random_split", {"arms": ARMS}),
            push("a"), push("b"), push("c"),
            edges={"lot.x": "a", "lot.y": "b", "b.next": "c"},
        ),
        2,
    ),
    "each hour": (document(wait("a", "PT1H"), push("p"), edges=LOOP), 24),
    "each morning": (document(at("a", "09:00"), push("p"), edges=LOOP), 1),
    "morning and evening": (
        document(
            at("a", "09:00"), push("p"), at("b", "18:00"), push("q"),
            edges={"a.next": "p", "p.next": "b", "b.next": "q", "q.next": "a"},
        ),
        2,
    ),
    "before a morning": (document(push("p"), at("a", "09:00"), push("q")), 2),
    "each minute": (document(wait("a", "PT1M"), push("p"), edges=LOOP), MOST + 1),
    "each answer": (
        document(wait_for("replied"), push("p"), edges={"hear.happened": "p", "p.next": "hear"}),
        MOST + 1,
    ),
    "a time-out of hours": (
        document(wait_for("paid", timeout="PT8H"), push("p"),
                 edges={"hear.timeout": "p", "p.next": "hear"}),
        3,
    ),
    "again after a cooldown": (
        document(push("p"), reentry=SIX_HOURS), 4,
    ),
    "again after the run and a cooldown": (
        document(wait("w", "PT6H"), push("p"), reentry=SIX_HOURS), 2,
    ),
    "again at once": (document(push("p"), reentry={"mode": "after_exit"}), MOST + 1),
    "for each order": (document(push("p"), reentry={"mode": "after_exit", "key": "order_id"}), 1),
    "for each event": (document(push("p"), reentry={"mode": "always"}), 1),
    "once": (document(push("p"), push("q"), reentry={"mode": "once"}), 2),
}  # fmt: skip


@pytest.mark.parametrize("name", DAYS)
def test_the_worst_day_of_a_person(name):
    made, worst = DAYS[name]
    assert worst_day(draft(made)) == worst


def test_a_worst_day_that_cannot_be_said_is_not_none_at_all():
    waits = [(f"w{number}", "wait_for_time", {"at": "09:00"}) for number in range(7)]
    made = document(*waits, push("p"))
    assert worst_day(draft(made)) is None
    assert review(made, None, Around(per_day=1)) == Review((), None)
    assert review(document(push("p"))).worst_day == 1
    assert review({"name": "unfinished"}).worst_day is None


def test_more_pushes_than_the_workspace_lets_through_are_a_warning():
    made = document(*(push(f"n{number}") for number in range(6)))
    (problem,) = [each for each in lint(made, None, Around(5)) if each.code == "too_many_pushes"]
    assert (problem.severity, problem.path) == ("warning", "settings")
    assert "may get 6 pushes in a day" in problem.message
    assert codes(made, Around(6)) == []
    assert codes(made, Around(5, uncapped=frozenset({"p"}))) == []
    assert codes(made) == []


@st.composite
def sending(draw: st.DrawFn) -> dict:
    """Pushes and waits, one after another, with a way back to one of them."""
    kinds = draw(st.lists(st.sampled_from(["push", "PT1H", "PT7H", "P1D", "09:00", "18:00"]),
                          min_size=1, max_size=6))  # fmt: skip
    path = [
        push(name) if kind == "push" else wait(name, kind) if kind[0] == "P" else at(name, kind)
        for name, kind in ((f"n{place}", kind) for place, kind in enumerate(kinds))
    ]
    made = document(
        *path, reentry={"mode": "after_exit", "cooldown": draw(st.sampled_from(["PT5H", "P2D"]))}
    )
    back = draw(st.none() | st.integers(0, len(kinds) - 1))
    if back is not None and any(kind != "push" for kind in kinds[back:]):
        made["edges"].append({"source": f"n{len(kinds) - 1}", "target": f"n{back}"})
    return made


@given(sending(), st.integers(0, 23))
def test_nobody_gets_more_in_a_day_than_the_worst(made, hour):
    world = World(made)
    ana = world.person("ana", push="allowed")
    world.passes(f"PT{hour}H")
    sent = []
    for _ in range(24 * 4):
        before = len(ana.pushes)
        ana.event("go")
        world.passes("PT1H")
        sent.append(len(ana.pushes) - before)
    most = max(sum(sent[begin : begin + 24]) for begin in range(len(sent)))
    # An hour's pushes are counted together: those of the last one may be of the next day.
    slack = max(sent)
    worst = worst_day(draft(made))
    assert worst > MOST or most <= worst + slack, "past what is counted, it says “any more”"


def enters(where: dict | None = None, event: str = "go", node=PUSH) -> dict:
    made = document(node)
    made["nodes"][0]["config"] |= {"event": event, **({"where": where} if where else {})}
    return made


@pytest.mark.parametrize(
    ("one", "other", "overlap"),
    [
        (enters(), enters(), True),
        (enters(), enters(event="gone"), False),
        (enters(is_("trait.c", "DE")), enters(is_("trait.c", "FR")), False),
        (enters(is_("trait.c", "DE")), enters(is_("trait.c", "FR", "!=")), True),
        (enters(is_("trait.c", "DE")), enters(is_("trait.d", "FR")), True),
        (enters(is_("properties.n", 20, ">=")), enters(is_("properties.n", 20, "<")), False),
        (enters(is_("segment.vip", True)), enters(is_("segment.vip", False)), False),
        (enters(), enters(node=("note", "set_traits", {"traits": {"n": 1}})), False),
        (enters(), enters(node=ASK), True),
    ],
)  # fmt: skip
def test_journeys_that_take_in_the_same_people(one, other, overlap):
    for here, there in ((one, other), (other, one)):
        around = Around(others=(neighbour(draft({**there, "name": "Other"}), "j"),))
        found = [each for each in lint(here, None, around) if each.code == "overlap"]
        assert bool(found) is overlap
        assert all("“Other”" in each.message and each.node == "start" for each in found)


def test_the_demo_shops_first_questions_do_not_overlap():
    shop = samples.shop_journeys()
    around = Around(others=(neighbour(draft(shop["to-the-home-screen"])),))
    assert "overlap" not in {code for code, _ in codes(shop["ask-on-first-visit"], around)}
