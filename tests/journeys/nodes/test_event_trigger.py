"""Event trigger."""

from datetime import timedelta

from journeys.node import load


def test_it_says_what_starts_a_run():
    trigger = load("event_trigger", {"event": "go"}).trigger()
    assert trigger is not None
    assert (trigger.event, trigger.where, trigger.max_age) == ("go", None, timedelta(hours=1))


def test_no_other_type_starts_one():
    assert load("end", {}).trigger() is None
