"""Moments survive the way into the database and back, to the microsecond."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.clock import HandClock, micros, moment, now


@given(st.datetimes(timezones=st.timezones()))
def test_micros_and_moment_are_inverse(at: datetime) -> None:
    try:
        utc = at.astimezone(UTC)
    except OverflowError:
        return
    assert moment(micros(utc)) == utc
    assert moment(micros(utc)).tzinfo is UTC


def test_a_naive_datetime_is_refused() -> None:
    with pytest.raises(TypeError):
        micros(datetime(2026, 5, 3))  # noqa: DTZ001  that is the point


def test_now_is_this_moment_in_microseconds() -> None:
    assert abs(moment(now()) - datetime.now(UTC)) < timedelta(seconds=1)


def test_a_hand_clock_moves_only_by_hand() -> None:
    clock = HandClock(1_000_000)

    assert clock() == clock() == 1_000_000
    assert clock.forward(timedelta(days=1)) == 1_000_000 + 86_400_000_000
    assert clock() == 86_401_000_000
    assert clock.forward(timedelta(seconds=-1)) == 86_400_000_000
