"""How fast a push service may be called, and when not at all: pure decisions about one host.

A token bucket sets the pace, a circuit breaker stops calling a host that does not answer, and
`slow_until` obeys its Retry-After. The state is one row per host; whoever claims sends asks `allow`
and stores the state in the same transaction, and feeds receipts back through `after`. Times are in
µs since the epoch; a clock that jumps back adds nothing and takes nothing.
"""

from dataclasses import dataclass
from typing import assert_never

from msgspec import Struct
from msgspec.structs import replace

from engine.clock import SECOND
from engine.delivery.providers.provider import (
    Accepted,
    Gone,
    Later,
    NotSent,
    Receipt,
    Rejected,
    Unclear,
)


@dataclass(frozen=True, slots=True)
class Pace:
    """What a host may be asked for; rates in requests a second, spans in seconds."""

    fastest: float = 5_000
    slowest: float = 1
    burst: float = 1_000
    failures: int = 5
    """Failures in a row that open the circuit."""
    open_for: float = 15
    """How long an opened circuit stays so; doubled by each failed trial, up to `open_at_most`."""
    open_at_most: float = 600
    pause: float = 5
    """How long to hold back when a host refuses more and does not say for how long."""
    pause_at_most: float = 3_600


class HostState(Struct, frozen=True, gc=False):
    """One host: tokens at `refilled_at`, its present rate, and what went wrong lately."""

    tokens: float
    refilled_at: int
    rate: float
    failures: int = 0
    trials: int = 0
    """Failed trials since the circuit opened."""
    trial: bool = False
    """Whether a trial is under way."""
    open_until: int | None = None
    slow_until: int | None = None


def fresh(now: int, pace: Pace) -> HostState:
    """A host nothing is known about: a full bucket at full rate."""
    return HostState(pace.burst, now, pace.fastest)


def allow(state: HostState, now: int, want: int, pace: Pace) -> tuple[int, HostState]:
    """How many of `want` requests may begin now, and the state to store.

    While the circuit is open none may; then one is a trial, and the next is allowed only after it
    was answered or its time has passed.
    """
    filled = _refill(state, now, pace)
    if want <= 0 or _before(now, filled.slow_until) or _before(now, filled.open_until):
        return 0, filled
    if filled.open_until is not None:
        return 1, replace(filled, trial=True, open_until=_later(now, pace.open_for))
    granted = min(want, int(filled.tokens))
    return granted, replace(filled, tokens=filled.tokens - granted) if granted else filled


def after(state: HostState, receipt: Receipt, now: int, pace: Pace) -> HostState:
    """The state after one receipt from this host."""
    match receipt:
        case Accepted():
            alive = _alive(state)
            rate = min(pace.fastest, state.rate * 1.01)
            return alive if rate == alive.rate else replace(alive, rate=rate)
        case Gone() | Rejected() | Later(alone=True):
            return _alive(state)
        case Later(after_seconds):
            return _slower(_alive(state), after_seconds, now, pace)
        case Unclear(_, after_seconds):
            failed = _failed(state, now, pace)
            return failed if after_seconds is None else _slower(failed, after_seconds, now, pace)
        case NotSent(reason):
            # "late" is our own slowness: it says nothing about the host.
            return state if reason == "late" else _failed(state, now, pace)
        case _:
            assert_never(receipt)


def _refill(state: HostState, now: int, pace: Pace) -> HostState:
    if now == state.refilled_at:
        return state
    spent = max(0, now - state.refilled_at) / SECOND
    return replace(
        state, tokens=min(pace.burst, state.tokens + spent * state.rate), refilled_at=now
    )


def _alive(state: HostState) -> HostState:
    if not (state.failures or state.trials or state.trial) and state.open_until is None:
        return state
    return replace(state, failures=0, trials=0, trial=False, open_until=None)


def _slower(state: HostState, seconds: float | None, now: int, pace: Pace) -> HostState:
    """Half the rate and nothing saved up, once per pause however many answers ask for it."""
    wait = min(pace.pause if seconds is None else seconds, pace.pause_at_most)
    until = _later(now, wait)
    if _before(now, state.slow_until):
        return replace(state, slow_until=max(until, state.slow_until or until))
    rate = max(pace.slowest, state.rate / 2)
    return replace(state, rate=rate, tokens=0.0, refilled_at=now, slow_until=until)


def _failed(state: HostState, now: int, pace: Pace) -> HostState:
    if state.open_until is None:
        failures = state.failures + 1
        opens = _later(now, pace.open_for) if failures >= pace.failures else None
        return replace(state, failures=failures, open_until=opens)
    if not state.trial:
        return state  # an answer to what was sent before the circuit opened
    trials = state.trials + 1
    until = _later(now, min(pace.open_at_most, pace.open_for * 2**trials))
    return replace(state, trials=trials, trial=False, open_until=until)


def _before(now: int, until: int | None) -> bool:
    return until is not None and now < until


def _later(now: int, seconds: float) -> int:
    return now + round(seconds * SECOND)
