"""Wait."""

from datetime import timedelta

import pytest

from journeys.decision import Leave, Stay, TooLate
from journeys.node import load
from journeys.visit import Timer
from tests.journeys.building import NOON, visit

HOUR = timedelta(hours=1)


def test_it_holds_for_its_time():
    assert load("wait", {"time": "P1DT2H"}).enter(visit()) == Stay(NOON + timedelta(hours=26))


@pytest.mark.parametrize("late", [timedelta(0), HOUR])
def test_it_goes_on_when_its_time_has_come(late):
    wait = load("wait", {"time": "P1D", "max_lateness": "PT1H"})
    assert wait.resume(visit(until=NOON - late), Timer(NOON - late)) == Leave()


def test_it_may_be_too_late():
    due = NOON - HOUR - timedelta(microseconds=1)
    wait = load("wait", {"time": "P1D", "max_lateness": "PT1H"})
    assert wait.resume(visit(until=due), Timer(due)) == TooLate()
    patient = load("wait", {"time": "P1D"})
    assert patient.resume(visit(until=due), Timer(due)) == Leave()


@pytest.mark.parametrize("time", ["PT60S", "P3660D"])
def test_long_waits_hold_back_a_loop(time):
    assert load("wait", {"time": time}).holds_back("next")


def test_short_ones_do_not():
    assert not load("wait", {"time": "PT59.9S"}).holds_back("next")
