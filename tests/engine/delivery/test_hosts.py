"""The pace of one push service: its bucket, its pauses, its circuit."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import asdict

from engine.clock import SECOND
from engine.delivery.hosts import HostState, Pace, after, allow, fresh
from engine.delivery.providers.provider import (
    Accepted,
    Gone,
    Later,
    NotSent,
    Receipt,
    Rejected,
    Unclear,
)

PACE = Pace(fastest=100, burst=50, failures=3, open_for=10, open_at_most=60, pause=5)
T0 = 1_800_000_000 * SECOND
TIMEOUT = Unclear("timeout")


def fed(state: HostState, *receipts: Receipt, now: int = T0) -> HostState:
    for receipt in receipts:
        state = after(state, receipt, now, PACE)
    return state


def granted(state: HostState, seconds: float, want: int = 1_000) -> int:
    return allow(state, T0 + round(seconds * SECOND), want, PACE)[0]


def test_a_bucket_grants_its_burst_and_then_its_rate() -> None:
    first, state = allow(fresh(T0, PACE), T0, 80, PACE)
    none, state = allow(state, T0, 80, PACE)
    later, state = allow(state, T0 + SECOND // 10, 80, PACE)
    assert (first, none, later) == (50, 0, 10)
    assert granted(state, 3600) == 50


def test_no_more_is_granted_than_wanted() -> None:
    got, state = allow(fresh(T0, PACE), T0, 7, PACE)
    assert (got, state.tokens) == (7, 43)
    assert allow(state, T0, 0, PACE)[0] == 0


def test_a_clock_that_jumps_back_neither_fills_nor_empties() -> None:
    _, state = allow(fresh(T0, PACE), T0, 30, PACE)
    assert granted(state, -3600) == 20


def test_retry_after_is_obeyed_and_halves_the_rate_once() -> None:
    state = fed(fresh(T0, PACE), *[Later(30, "429")] * 40)
    assert state.rate == 50
    assert granted(state, 29.9) == 0
    assert granted(state, 30) == 50
    assert granted(fed(state, Later(60, "429")), 45) == 0


def test_a_refusal_without_a_time_pauses_for_a_while_and_never_for_ever() -> None:
    assert granted(fed(fresh(T0, PACE), Later(None, "429")), 4.9) == 0
    assert granted(fed(fresh(T0, PACE), Later(None, "429")), 5) > 0
    assert granted(fed(fresh(T0, PACE), Later(10**9, "429")), PACE.pause_at_most) > 0


def test_acceptance_brings_the_rate_back() -> None:
    state = fed(fresh(T0, PACE), Later(1, "429"))
    assert fed(state, *[Accepted()] * 200).rate == 100


def test_failures_in_a_row_open_the_circuit() -> None:
    state = fed(fresh(T0, PACE), TIMEOUT, TIMEOUT)
    assert granted(state, 0) == 50
    state = fed(state, NotSent("connect"))
    assert granted(state, 9.9) == 0
    assert granted(state, 10) == 1


@pytest.mark.parametrize("answer", [Accepted(), Gone("410"), Rejected("x", "y"), Later(0, "429")])
def test_any_definite_answer_breaks_the_row(answer: Receipt) -> None:
    assert granted(fed(fresh(T0, PACE), TIMEOUT, TIMEOUT, answer, TIMEOUT), 1) > 1


def test_our_own_lateness_is_not_the_hosts_failure() -> None:
    assert granted(fed(fresh(T0, PACE), *[NotSent("late")] * 10), 0) == 50


def test_an_open_circuit_lets_one_trial_through_at_a_time() -> None:
    state = fed(fresh(T0, PACE), *[TIMEOUT] * 3)
    trial, state = allow(state, T0 + 10 * SECOND, 100, PACE)
    second, state = allow(state, T0 + 11 * SECOND, 100, PACE)
    assert (trial, second) == (1, 0)
    # The worker with the trial died: another may try after a while.
    assert granted(state, 20) == 1
    assert granted(fed(state, Accepted(), now=T0 + 12 * SECOND), 12) == 50


def test_failed_trials_wait_twice_as_long_each_up_to_a_limit() -> None:
    state, now, waits = fed(fresh(T0, PACE), *[TIMEOUT] * 3), T0, []
    for _ in range(5):
        assert state.open_until is not None
        waits.append((state.open_until - now) / SECOND)
        now = state.open_until
        got, state = allow(state, now, 10, PACE)
        assert got == 1
        state = after(state, TIMEOUT, now, PACE)
    assert waits == [10, 20, 40, 60, 60]


def test_stragglers_of_the_batch_that_opened_it_do_not_lengthen_it() -> None:
    assert fed(fresh(T0, PACE), *[TIMEOUT] * 3) == fed(fresh(T0, PACE), *[TIMEOUT] * 90)


def test_a_503_with_a_time_counts_as_failure_and_as_pause() -> None:
    state = fed(fresh(T0, PACE), Unclear("503", 20))
    assert (state.failures, state.slow_until) == (1, T0 + 20 * SECOND)


RECEIPTS = st.sampled_from(
    [
        *(Accepted(), Gone("410"), Rejected("x", "y"), Later(None, "429"), Later(3, "429")),
        *(TIMEOUT, Unclear("503", 7), NotSent("connect"), NotSent("late")),
    ]
)


@given(st.lists(RECEIPTS | st.integers(0, 30), max_size=60))
def test_whatever_happens_the_host_is_asked_again_within_its_limits(
    events: list[Receipt | int],
) -> None:
    state, now = fresh(T0, PACE), T0
    for event in events:
        if isinstance(event, int):
            now += event * SECOND
            got, state = allow(state, now, 500, PACE)
            assert 0 <= got <= PACE.burst
        else:
            state = after(state, event, now, PACE)
        assert PACE.slowest <= state.rate <= PACE.fastest
        assert 0 <= state.tokens <= PACE.burst
    assert allow(state, now + 3_600 * SECOND, 10, PACE)[0] >= 1


def test_a_state_survives_being_stored_as_json() -> None:
    state = fed(fresh(T0, PACE), *[TIMEOUT] * 3, Later(3, "429"))
    assert HostState(**json.loads(json.dumps(asdict(state)))) == state
