"""What a run remembers of its way: each step once, in order, the last ones only."""

from datetime import timedelta

from msgspec.structs import replace

from journeys.advance import advance, end
from journeys.run import Run
from journeys.trail import KEPT, Step
from journeys.visit import Timer
from tests.journeys.building import NOON, begun, compiled, document, is_, moment, started

DAY = timedelta(days=1)
WAIT = ("wait", "wait", {"time": "P1D"})
HELLO = ("hello", "send_push", {"push": "p"})
AGAIN = compiled(document(WAIT, HELLO, edges={"wait.next": "hello", "hello.next": "wait"}))
"""A push a day, for ever."""


def days(run: Run, number: int) -> Run:
    for day in range(1, number + 1):
        run = advance(AGAIN, run, Timer(NOON + day * DAY), moment(1, after=day * DAY)).run
    return run


def test_a_step_is_remembered_with_the_port_and_the_time_it_was_left():
    asks = ("member", "condition", {"rule": is_("properties.member", True)})
    edges = {"member.no": "wait", "wait.next": "hello"}
    plan = compiled(document(asks, WAIT, HELLO, edges=edges))

    run = started(plan)
    assert run.trail == (Step("start", "next", NOON), Step("member", "no", NOON))

    run = advance(plan, run, Timer(NOON + DAY), moment(1, after=DAY)).run
    assert run.trail[2:] == (Step("wait", "next", NOON + DAY), Step("hello", "next", NOON + DAY))
    assert run.untold == 0


def test_where_a_run_was_ended_from_outside_is_no_step_that_it_took():
    run = end(started(compiled(document(WAIT))), "exited", NOON + DAY)

    assert [step.node for step in run.trail] == ["start"]
    assert (run.node, run.untold) == ("wait", 0)


def test_one_that_came_too_late_ended_there_by_no_port():
    late = {"at": "09:00", "max_lateness": "PT1H"}
    plan = compiled(document(("nine", "wait_for_time", late)))
    waits = begun(plan).run
    after = waits.until + timedelta(hours=2) - NOON

    run = advance(plan, waits, Timer(waits.until), moment(1, after=after)).run

    assert (run.trail[-1], run.untold) == (Step("nine", "", NOON + after), 0)


def test_of_a_loop_the_last_steps_are_kept_and_the_rest_is_counted():
    run = days(started(AGAIN), 150)

    assert len(run.trail) == KEPT
    assert run.trail[-1] == Step("hello", "next", NOON + 150 * DAY)
    assert run.trail[0].at == NOON + 51 * DAY
    assert run.untold == 1 + 2 * 50
    assert Run.from_state(run.to_state()) == run


def test_a_run_from_before_trails_were_kept_says_how_much_it_does_not_know():
    run = days(started(AGAIN), 3)
    old = {name: value for name, value in run.to_state().items() if name != "trail"}

    read = Run.from_state(old)
    assert (read.trail, read.untold) == ((), 7)

    on = advance(AGAIN, read, Timer(NOON + 4 * DAY), moment(1, after=4 * DAY)).run
    assert [step.node for step in on.trail] == ["wait", "hello"]
    assert on.untold == 7
    ended = end(read, "exited", NOON)
    assert Run.from_state(ended.to_state()).untold == 7


def test_steps_are_written_as_one_flat_list_of_small_things():
    run = replace(days(started(AGAIN), 1), event=None)

    assert run.to_state()["trail"] == [
        "start", "next", 0, "wait", "next", 86_400_000_000, "hello", "next", 0,
    ]  # fmt: skip
