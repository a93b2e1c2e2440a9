"""Who may start a journey, and the run that begins."""

from datetime import timedelta

import pytest

from journeys.entry import NEVER_ENTERED, Entered, History, Refused, enter, entry_key
from journeys.run import At
from tests.journeys.building import NOON, compiled, document, event, is_, moment

DAY = timedelta(days=1)
END = ("end", "end", {})


def plan(trigger: dict | None = None, **reentry):
    made = document(END, **({"reentry": reentry} if reentry else {}))
    made["nodes"][0]["config"] |= trigger or {}
    return compiled(made)


def test_a_run_begins_at_the_trigger_with_the_event_at_hand():
    went = event("go", 5, depth=2)
    entered = enter(plan(), went, moment(5), NEVER_ENTERED)
    assert isinstance(entered, Entered)
    run = entered.run
    assert (run.state, run.event, run.entered_at, run.depth) == (At("start"), went, NOON, 2)
    assert (run.since, run.visit_since, run.used, run.entry_key) == (5, 5, ("e5",), "")


def test_the_same_beginning_has_the_same_id_and_any_other_has_another():
    def run_id(seq=1, mode="always", **options):
        made = plan(mode=mode)
        found = enter(made, event("go", seq, **options), moment(seq), NEVER_ENTERED)
        assert isinstance(found, Entered)
        return found.run.id

    assert run_id() == run_id()
    assert len({run_id(), run_id(seq=2), run_id(mode="once")}) == 3
    assert len(run_id()) == 20


@pytest.mark.parametrize(
    ("trigger", "happened", "reason"),
    [
        ({}, event("gone", 1), "no_trigger"),
        ({"where": is_("properties.x", 1)}, event("go", 1, x=2), "where"),
        ({}, event("go", 1, at=NOON - timedelta(hours=1, microseconds=1)), "too_old"),
        ({}, event("go", 1, depth=12), "too_deep"),
        ({"max_age": "PT1M"}, event("go", 1, at=NOON - timedelta(minutes=2)), "too_old"),
    ],
)
def test_an_event_that_is_no_beginning(trigger, happened, reason):
    assert enter(plan(trigger), happened, moment(1), NEVER_ENTERED) == Refused(reason)


def test_an_event_may_be_just_as_old_as_max_age():
    happened = event("go", 1, at=NOON - timedelta(hours=1))
    assert isinstance(enter(plan(), happened, moment(1), NEVER_ENTERED), Entered)


def test_the_first_trigger_that_takes_the_event_counts():
    made = document(END)
    made["nodes"][0]["config"]["where"] = is_("properties.x", 1)
    made["nodes"].append({"id": "other", "type": "event_trigger", "config": {"event": "go"}})
    found = enter(compiled(made), event("go", 1, x=2), moment(1), NEVER_ENTERED)
    assert isinstance(found, Entered)
    assert found.run.state == At("other")


ACTIVE = History(active_keys=frozenset({""}))
ENDED = History(ended_at={"": NOON - DAY})


@pytest.mark.parametrize(
    ("reentry", "history", "reason"),
    [
        ({"mode": "once"}, ACTIVE, "active"),
        ({"mode": "once"}, ENDED, "once"),
        ({"mode": "after_exit"}, ACTIVE, "active"),
        ({"mode": "after_exit"}, ENDED, None),
        ({"mode": "after_exit", "cooldown": "P2D"}, ENDED, "cooldown"),
        ({"mode": "after_exit", "cooldown": "P1D"}, ENDED, None),
        ({"mode": "always"}, ACTIVE, None),
        ({"mode": "always"}, ENDED, None),
        ({"mode": "always"}, History(active_keys=frozenset({"e1"})), "active"),
    ],
)
def test_who_may_enter_again(reentry, history, reason):
    found = enter(plan(**reentry), event("go", 1), moment(1), history)
    if reason is None:
        assert isinstance(found, Entered)
    else:
        assert found == Refused(reason)


def test_always_makes_a_run_of_its_own_for_each_event():
    assert entry_key(plan(mode="always"), event("go", 7)) == "e7"


@pytest.mark.parametrize(
    ("properties", "key"),
    [
        ({"order": {"id": "A-1"}}, "A-1"),
        ({"order": {"id": 5}}, "5"),
        ({"order": {"id": 5.0}}, "5"),
        ({"order": {"id": True}}, "true"),
        ({"order": {"id": None}}, None),
        ({"order": {"id": ["A-1"]}}, None),
        ({"order": "A-1"}, None),
        ({}, None),
    ],
)
def test_a_keyed_journey_has_a_run_for_each_key(properties, key):
    keyed = plan(mode="after_exit", key="order.id")
    happened = event("go", 1, **properties)
    assert entry_key(keyed, happened) == key
    found = enter(keyed, happened, moment(1), History(frozenset({"A-2"}), {"A-3": NOON}))
    assert isinstance(found, Refused) if key is None else isinstance(found, Entered)


def test_a_key_counts_for_itself_alone():
    keyed = plan(mode="once", key="order")
    history = History(frozenset({"1"}), {"2": NOON - DAY})

    def order(number):
        return enter(keyed, event("go", 1, order=number), moment(1), history)

    assert order(1) == Refused("active")
    assert order(2) == Refused("once")
    assert isinstance(order(3), Entered)


def test_a_long_key_is_shortened_and_still_tells_two_apart():
    keyed = plan(mode="always", key="order")
    keys = {entry_key(keyed, event("go", 1, order="x" * 500 + last)) for last in "ab"}
    assert len(keys) == 2
    assert all(key is not None and len(key) <= 100 for key in keys)
