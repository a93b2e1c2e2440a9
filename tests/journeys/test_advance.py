"""How a run moves: by arrival, by timers, by events, and when it ends."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from journeys.advance import Loop, advance, check_exit, end, respond, retime
from journeys.run import DEPTH, Ended, Passed, Run, Waiting
from journeys.visit import Timer
from tests.journeys.building import (
    NOON,
    ana,
    begun,
    compiled,
    document,
    event,
    is_,
    moment,
    started,
)

WAIT = ("pause", "wait", {"time": "P1D"})
PUSH = ("hello", "send_push", {"push": "welcome"})
DAY = timedelta(days=1)


def until(name: str, **config) -> tuple[str, str, dict]:
    return ("until", "wait_for_event", {"event": name, **config})


def test_a_run_goes_on_until_it_must_wait():
    moved = begun(compiled(document(PUSH, WAIT)))
    assert moved.run.state == Waiting("pause", NOON + DAY)
    assert moved.visits == (Passed("start", "next"), Passed("hello", "next"))
    (push,) = moved.effects
    assert push.key == f"{moved.run.id}:hello:2"


def test_a_port_without_an_edge_ends_the_run():
    moved = begun(compiled(document(PUSH)))
    assert moved.run.state == Ended("finished", NOON, "hello")


def test_a_timer_before_its_time_changes_nothing():
    plan = compiled(document(WAIT, PUSH))
    run = started(plan)
    early = moment(1, after=DAY - timedelta(microseconds=1))
    assert advance(plan, run, Timer(NOON + DAY), early).run == run


def test_a_timer_carries_the_run_on():
    plan = compiled(document(WAIT, PUSH))
    moved = advance(plan, started(plan), Timer(NOON + DAY), moment(1, after=DAY))
    assert [effect.push for effect in moved.effects] == ["welcome"]
    assert moved.run.ended


def test_a_waiting_run_is_not_entered_again():
    plan = compiled(document(WAIT, PUSH))
    run = started(plan)
    assert advance(plan, run, None, moment(1, after=DAY)).run == run


def test_an_ended_run_stays_as_it_is():
    plan = compiled(document(PUSH))
    run = started(plan)
    assert advance(plan, run, Timer(NOON), moment(9)).run == run
    assert respond(plan, run, event("go", 9), moment(9)) is None
    assert end(run, "merged", NOON + DAY) == run


def test_the_awaited_event_moves_the_run_and_becomes_the_event_at_hand():
    plan = compiled(document(until("paid"), WAIT, edges={"until.happened": "pause"}))
    paid = event("paid", 2, order=7)
    moved = respond(plan, started(plan), paid, moment(2))
    assert moved is not None
    assert moved.run.node == "pause"
    assert moved.run.event == paid


def test_an_event_that_nobody_waits_for_concerns_nobody():
    plan = compiled(document(until("paid", where=is_("properties.order", 7))))
    run = started(plan)
    assert respond(plan, run, event("seen", 2), moment(2)) is None
    assert respond(plan, run, event("paid", 2, order=8), moment(2)) is None
    assert advance(plan, run, event("paid", 2, order=8), moment(2)).run == run


def test_one_event_moves_a_run_past_one_wait_only():
    plan = compiled(
        document(
            until("paid"),
            ("again", "wait_for_event", {"event": "paid"}),
            edges={"until.happened": "again"},
        )
    )
    paid = event("paid", 2)
    moved = respond(plan, started(plan), paid, moment(2, recent=(paid,)))
    assert moved is not None
    assert moved.run.node == "again"
    assert respond(plan, moved.run, paid, moment(2, recent=(paid,))) is None


def test_the_event_that_started_the_run_is_used_up():
    plan = compiled(document(until("go")))
    run = started(plan)
    assert run.node == "until"
    assert respond(plan, run, event("go", 1), moment(1)) is None
    later = respond(plan, run, event("go", 2), moment(2))
    assert later is not None
    assert later.run.ended


def overtaken(kind: str, config: dict, port: str):
    return compiled(
        document(
            ("first", kind, config),
            until("paid"),
            PUSH,
            edges={f"first.{port}": "until", "until.happened": "hello"},
        )
    )


def test_an_event_since_the_previous_visit_began_is_not_missed():
    plan = overtaken("wait", {"time": "P1D"}, "next")
    run, paid = started(plan), event("paid", 2)
    moved = advance(plan, run, Timer(NOON + DAY), moment(3, after=DAY, recent=(paid,)))
    assert [effect.push for effect in moved.effects] == ["welcome"]
    assert moved.run.event == paid


@pytest.mark.parametrize("seq", [0, 1, 4])
def test_an_event_before_that_or_not_yet_processed_does_not_count(seq):
    plan = overtaken("wait", {"time": "P1D"}, "next")
    recent = (event("paid", seq),)
    moved = advance(plan, started(plan), Timer(NOON + DAY), moment(3, after=DAY, recent=recent))
    assert moved.run.node == "until"
    assert moved.effects == ()


def test_events_about_messages_count_only_for_their_own_run():
    plan = compiled(document(until("push_clicked")))
    run = started(plan)
    assert respond(plan, run, event("push_clicked", 2, run="another"), moment(2)) is None
    assert respond(plan, run, event("push_clicked", 2), moment(2)) is None
    assert respond(plan, run, event("push_clicked", 2, run=run.id), moment(2)) is not None


def test_about_any_takes_those_of_other_runs_too():
    plan = compiled(document(until("push_clicked", about="any")))
    other = event("push_clicked", 2, run="another")
    assert respond(plan, started(plan), other, moment(2)) is not None


def test_a_changed_push_status_is_about_no_run():
    plan = compiled(document(until("push_status_changed")))
    changed = event("push_status_changed", 2, run="another")
    assert respond(plan, started(plan), changed, moment(2)) is not None


def test_exit_when_an_event_happens():
    plan = compiled(
        document(WAIT, PUSH, exit_when={"event": "left", "where": is_("properties.why", "bored")})
    )
    run = started(plan)
    assert respond(plan, run, event("left", 2, why="tired"), moment(2)) is None
    moved = respond(plan, run, event("left", 2, why="bored"), moment(2))
    assert moved is not None
    assert moved.run.state == Ended("exited", NOON, "pause")
    assert moved.effects == ()


def test_exit_when_a_rule_holds():
    plan = compiled(document(WAIT, PUSH, exit_when={"rule": is_("trait.plan", "gone")}))
    run, gone = started(plan), ana(traits={"plan": "gone"})
    assert check_exit(plan, run, moment(2)) is None
    exited = check_exit(plan, run, moment(2, person=gone))
    assert exited is not None
    assert exited.run.state == Ended("exited", NOON, "pause")
    assert respond(plan, run, event("any", 2), moment(2, person=gone)) == exited
    timer = advance(plan, run, Timer(NOON + DAY), moment(2, after=DAY, person=gone))
    assert timer.run.state == Ended("exited", NOON + DAY, "pause")
    assert timer.effects == ()


def goal(ends: bool) -> dict:
    return {"goal": {"event": "bought", "window": "P1D", "exit": ends}}


def test_a_goal_that_exits_ends_the_run():
    plan = compiled(document(until("bought"), **goal(True)))
    moved = respond(plan, started(plan), event("bought", 2), moment(2))
    assert moved is not None
    assert moved.goal_reached
    assert moved.run.state == Ended("goal", NOON, "until")
    assert moved.run.goal_at == NOON


def test_a_goal_that_does_not_exit_counts_once_and_lets_the_run_go_on():
    plan = compiled(
        document(until("bought"), WAIT, edges={"until.happened": "pause"}, **goal(False))
    )
    moved = respond(plan, started(plan), event("bought", 2), moment(2))
    assert moved is not None
    assert moved.goal_reached
    assert moved.run.node == "pause"
    assert respond(plan, moved.run, event("bought", 3), moment(3)) is None


@pytest.mark.parametrize(("after", "counts"), [(DAY, True), (DAY + timedelta(seconds=1), False)])
def test_a_goal_counts_within_its_window(after, counts):
    plan = compiled(document(until("never"), **goal(True)))
    moved = respond(plan, started(plan), event("bought", 2), moment(2, after=after))
    assert (moved is not None) is counts


def test_a_keyed_run_takes_only_events_of_its_key():
    keyed = {"mode": "always", "key": "order"}
    plan = compiled(document(until("paid"), reentry=keyed, exit_when={"event": "cancelled"}))
    run = started(plan, order=7)
    assert run.entry_key == "7"
    assert respond(plan, run, event("paid", 2, order=8), moment(2)) is None
    assert respond(plan, run, event("cancelled", 2, order="7x"), moment(2)) is None
    assert respond(plan, run, event("paid", 2, order=7.0), moment(2)) is not None
    assert respond(plan, run, event("paid", 2), moment(2)) is not None


def test_a_hundred_hops_are_enough():
    split = {"arms": [{"name": "next", "weight": 1}]}
    made = document(("a", "random_split", split), ("b", "random_split", split))
    made["edges"].append({"source": "b", "sourceHandle": "next", "target": "a"})
    plan = compiled(made)
    with pytest.raises(Loop):
        started(plan)


def test_a_run_too_many_journeys_deep_is_quarantined():
    plan = compiled(document(PUSH))
    run = replace(started(compiled(document(WAIT, PUSH))), depth=DEPTH + 1)
    moved = advance(plan, run, Timer(NOON + DAY), moment(2, after=DAY))
    assert moved.run.state == Ended("quarantined", NOON + DAY, "pause")
    assert moved.effects == ()


def test_a_run_can_be_ended_from_outside():
    run = started(compiled(document(WAIT)))
    assert end(run, "merged", NOON + DAY).state == Ended("merged", NOON + DAY, "pause")


NINE = ("nine", "wait_for_time", {"at": "09:00"})


def test_a_person_who_moves_is_waited_for_by_her_new_clock():
    plan = compiled(document(NINE, PUSH))
    run = started(plan, person=ana(timezone="Europe/Berlin"))
    assert run.until == NOON + timedelta(hours=20)
    moved = retime(plan, run, moment(1, person=ana(timezone="America/New_York")))
    assert moved.until == NOON + timedelta(hours=2)


def test_a_wait_that_is_due_keeps_its_aim():
    plan = compiled(document(NINE, PUSH))
    run = started(plan, person=ana(timezone="Europe/Berlin"))
    due = moment(1, after=timedelta(hours=20), person=ana(timezone="America/New_York"))
    assert retime(plan, run, due) == run


def test_a_wait_without_a_wish_keeps_its_time():
    plan = compiled(document(WAIT))
    run = started(plan)
    assert retime(plan, run, moment(1, person=ana(timezone="Asia/Tokyo"))) == run


def test_flying_west_does_not_bring_the_same_morning_twice():
    made = document(NINE, PUSH)
    made["edges"].append({"source": "hello", "sourceHandle": "next", "target": "nine"})
    plan = compiled(made)
    run = started(plan, person=ana(timezone="Europe/Berlin"))
    berlin_nine = timedelta(hours=20)
    there = moment(1, after=berlin_nine, person=ana(timezone="America/New_York"))
    again = advance(plan, run, Timer(NOON + berlin_nine), there).run
    # In New York it is 3 o'clock of the same date: the next nine o'clock is tomorrow's.
    assert again.until == NOON + timedelta(days=2, hours=2)


@pytest.mark.parametrize(
    "run",
    [
        started(compiled(document(NINE)), person=ana(timezone="Nowhere")),
        started(compiled(document(until("paid", timeout="P1D"))), deep={"er": [1, None, "ü"]}),
        started(compiled(document(PUSH))),
        end(started(compiled(document(WAIT))), "quarantined", NOON),
        replace(started(compiled(document(WAIT))), goal_at=NOON, memory={"n": "2026-01-05"}),
    ],
    ids=lambda run: type(run.state).__name__,
)
def test_a_run_is_read_back_as_it_was_written(run):
    state = run.to_state()
    assert state["step_schema"] == 1
    assert Run.from_state(state) == run


def test_an_unknown_step_schema_is_refused():
    state = started(compiled(document(WAIT))).to_state()
    with pytest.raises(ValueError, match="step schema 99"):
        Run.from_state({**state, "step_schema": 99})
