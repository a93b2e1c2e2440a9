"""A rehearsal tells what the product would do, step by step, and ends in good time."""

from datetime import UTC, datetime, timedelta

from journeys import samples
from journeys.decision import SendPush, ShowPopup
from journeys.rehearsal import (
    MOST_STEPS,
    Answers,
    Happens,
    Move,
    Push,
    Told,
    Until,
    rehearse,
)
from journeys.run import Ended
from tests.journeys.building import NOON, ana, document, is_

HELLO = samples.journeys()["ask-for-push-then-say-hello"]


def played(made: dict, *acts, person=None, segments=None) -> Told:
    moves = [act if isinstance(act, Move) else Move(act) for act in acts]
    return rehearse(made, person or ana(), moves, start=NOON, segments=segments or {})


def path(told: Told) -> list[tuple[str, str | None]]:
    return [(step.node, step.port) for step in told.steps if step.node is not None]


def test_a_person_is_followed_from_a_visit_to_the_hello():
    told = played(HELLO, Happens("session_started", {}), Answers("subscribe"), Push("allowed"))
    assert path(told) == [
        ("start", "next"), ("ask", None), ("ask", "subscribe"), ("answer", None),
        ("answer", "happened"), ("hello", "next"),
    ]  # fmt: skip
    effects = [type(each) for step in told.steps for each in step.effects]
    assert effects == [ShowPopup, SendPush]
    (run,) = told.runs
    assert isinstance(run.state, Ended)
    assert (told.next_timer, told.cut, told.faults) == (None, False, {})
    assert [step.move for step in told.steps] == sorted(step.move for step in told.steps)


def test_it_tells_what_was_looked_at_and_where_she_stands():
    told = played(HELLO, Happens("session_started", {}))
    heard, start, ask = told.steps[0], *(s for s in told.steps if s.node)
    assert (heard.outcome, heard.reads[0].field, heard.reads[0].values) == (
        "entered", "push.last_session_status", ("ask",),
    )  # fmt: skip
    assert (start.node, ask.node, ask.awaits) == ("start", "ask", ("popup_answered",))
    assert ask.until == told.next_timer == NOON + timedelta(days=1)


def test_it_tells_why_she_does_not_enter():
    told = played(HELLO, Happens("session_started", {}), person=ana(last_session_status="allowed"))
    assert [(step.outcome, step.reads[0].values) for step in told.steps] == [
        ("where", ("allowed",))
    ]
    assert told.runs == ()


def refusals(told: Told) -> list[tuple[str, str | None, tuple[str, ...]]]:
    return [(s.event.name, s.refused, s.starts) for s in told.steps if s.node is None]


def test_each_event_says_why_nothing_came_of_it():
    made = document(("a", "wait", {"time": "P1D"}), reentry={"mode": "once"})
    acts = (Happens("other", {}), Happens("go", {}), Happens("go", {}), Until(None))
    told = played(made, *acts, Happens("go", {}))
    assert refusals(told) == [
        ("other", "no_trigger", ()),
        ("go", None, ("start",)),
        ("journey_entered", None, ()),  # follows from it: nobody expects that somebody listens
        ("go", "active", ("start",)),
        ("journey_finished", None, ()),
        ("go", "once", ("start",)),
    ]
    turned = played(HELLO, Push("allowed"), Happens("session_started", {}))
    assert refusals(turned) == [
        ("push_status_changed", "no_trigger", ()), ("session_started", "where", ("start",)),
    ]  # fmt: skip
    waited = document(("a", "wait_for_event", {"event": "x"}))
    told = played(waited, Happens("go", {}), Happens("x", {}))
    assert ("x", None, ()) in refusals(told), "what moves her on is not unheard"


def test_a_decision_is_told_with_its_values():
    asked = [is_("trait.country", "DE"), is_("properties.total", 20, ">")]
    rule = {"combinator": "or", "rules": asked}
    made = document(("if", "condition", {"rule": rule}), edges={"if.yes": "if"})
    made["edges"].pop()
    told = played(made, Happens("go", {"total": 30}), person=ana(traits={"country": "FR"}))
    found = next(step for step in told.steps if step.node == "if")
    assert found.port == "yes"
    assert {read.field: read.values for read in found.reads} == {
        "trait.country": ("FR",), "properties.total": (30.0,),
    }  # fmt: skip
    assert found.at == NOON


def test_time_passes_to_the_next_timer_or_to_a_time():
    made = document(
        ("a", "wait", {"time": "PT1H"}), ("b", "wait", {"time": "P2D"}), ("c", "end", {})
    )
    told = played(made, Happens("go", {}), Until(None))
    assert (told.now, told.runs[0].node) == (NOON + timedelta(hours=1), "b")
    told = played(made, Happens("go", {}), Until(None), Until(None), Until(None))
    assert told.runs[0].ended
    assert told.faults == {3: "she waits for no time"}
    later = NOON + timedelta(days=9)
    told = played(made, Happens("go", {}), Move(Happens("other", {}), at=later))
    assert (told.now, told.runs[0].ended) == (later, True)


def test_a_popup_that_is_not_open_cannot_be_answered():
    told = played(HELLO, Answers("later"), Happens("session_started", {}))
    assert told.faults == {0: "no popup is open"}
    assert told.runs[0].node == "ask"


def test_it_ends_in_good_time():
    made = document(
        ("a", "wait", {"time": "PT1M"}), ("p", "send_push", {"push": "p"}),
        edges={"a.next": "p", "p.next": "a"},
    )  # fmt: skip
    far = datetime(9999, 1, 1, tzinfo=UTC)
    told = played(made, Happens("go", {}), Until(far), Happens("go", {}))
    assert (told.cut, len(told.steps)) == (True, MOST_STEPS)
    told = played(document(("a", "wait_for_event", {"event": "x"})), Happens("go", {}), Until(far))
    assert told.now == NOON + timedelta(days=3660)
    echo = document(("end", "end", {}), reentry={"mode": "always"})
    echo["nodes"][0]["config"]["event"] = "journey_finished"
    assert not played(echo, Happens("journey_finished", {})).cut


def test_segments_are_asked_by_their_rules():
    made = document(("if", "condition", {"rule": is_("segment.vip", True)}))
    for country, port in (("DE", "yes"), ("FR", "no")):
        told = played(
            made, Happens("go", {}), person=ana(traits={"country": country}),
            segments={"vip": is_("trait.country", "DE")},
        )  # fmt: skip
        found = next(step for step in told.steps if step.node == "if")
        assert (found.port, found.reads[0].field) == (port, "trait.country")
