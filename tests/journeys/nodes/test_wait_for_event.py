"""Wait for an event."""

from datetime import timedelta

import pytest

from journeys.decision import Awaited, Leave, Stay
from journeys.node import load
from journeys.visit import Timer
from tests.journeys.building import NOON, event, visit


def test_it_waits_for_the_event_or_the_time_out():
    wait = load("wait_for_event", {"event": "paid", "timeout": "P1D"})
    assert wait.enter(visit()) == Stay(NOON + timedelta(days=1), (Awaited("paid"),))


def test_without_a_time_out_it_may_wait_for_ever():
    wait = load("wait_for_event", {"event": "paid"})
    assert wait.enter(visit()) == Stay(None, (Awaited("paid"),))
    assert wait.can_stick()


def test_the_event_becomes_the_one_at_hand():
    wait = load("wait_for_event", {"event": "paid"})
    paid = event("paid", 2)
    assert wait.resume(visit(), paid) == Leave("happened", event=paid)
    assert wait.resume(visit(), Timer(NOON)) == Leave("timeout")


@pytest.mark.parametrize(
    ("name", "about", "own"),
    [
        ("push_clicked", "this_run", True),
        ("popup_answered", "this_run", True),
        ("push_clicked", "any", False),
        ("push_status_changed", "this_run", False),
        ("paid", "this_run", False),
    ],
)
def test_events_about_messages_are_about_this_run_by_default(name, about, own):
    awaited = load("wait_for_event", {"event": name, "about": about}).awaited()
    assert awaited == (Awaited(name, about_this_run=own),)
    if about == "this_run":
        assert load("wait_for_event", {"event": name}).awaited() == awaited
