"""Schedule trigger."""

import pytest

from journeys.config import ConfigInvalid
from journeys.draft import draft
from journeys.lint import References, lint
from journeys.lint_pushes import worst_day
from journeys.node import load, references
from journeys.rules import SegmentIs
from journeys.timetravel import World
from journeys.visit import SCHEDULED
from tests.journeys.building import document, is_

PUSH = ("hello", "send_push", {"push": "welcome"})
DAILY = {"cron": "0 9 * * *"}


def by_clock(*path, config=DAILY, **settings) -> dict:
    made = document(*path, **settings)
    made["nodes"][0] |= {"type": "schedule_trigger", "config": config}
    return made


@pytest.mark.parametrize(
    ("config", "path"),
    [
        ({}, "at"),
        ({"at": "2026-12-24T09:00", **DAILY}, "at"),
        ({"at": "2026-12-24"}, "at"),
        ({"at": "2026-12-24T09:00Z"}, "at"),
        ({"at": "2026-02-30T09:00"}, "at"),
        ({"cron": "* * * * *"}, "cron"),
        ({"segment": "", **DAILY}, "segment"),
        ({"zone": "moon", **DAILY}, "zone"),
    ],
)
def test_bad_configurations(config, path):
    with pytest.raises(ConfigInvalid) as invalid:
        load("schedule_trigger", config)
    assert [fault.path for fault in invalid.value.faults] == [path]


def test_its_segment_is_a_rule_and_must_be_there():
    node = load("schedule_trigger", {"segment": "s_1", **DAILY})
    assert node.schedule().rule == SegmentIs("s_1")
    assert list(references(node)) == []
    problems = lint(by_clock(PUSH, config={"segment": "s_1", **DAILY}), References(
        pushes=frozenset({"welcome"})))  # fmt: skip
    assert [(each.code, each.path) for each in problems] == [
        ("unknown_segment", "nodes/0/config/segment")
    ]


def test_a_condition_that_asks_for_the_same_segment_has_no_other_way():
    again = ("again", "condition", {"rule": is_("segment.s_1", True)})
    made = by_clock(again, PUSH, config={"segment": "s_1", **DAILY}, edges={"again.no": "hello"})
    assert "contradiction" in {each.code for each in lint(made)}


@pytest.mark.parametrize(
    ("config", "mode", "pushes"),
    [
        (DAILY, "after_exit", 1),
        ({"cron": "0 9,18 * * *"}, "after_exit", 51),  # how often is not looked into
        ({"at": "2026-12-24T09:00"}, "after_exit", 1),
        (DAILY, "once", 1),
    ],
)
def test_the_worst_day(config, mode, pushes):
    assert worst_day(draft(by_clock(PUSH, config=config, reentry={"mode": mode}))) == pushes


def test_what_passes_through_a_daily_start_is_not_held_by_it():
    made = by_clock(("pause", "wait", {"time": "PT1H"}), PUSH,
                    edges={"pause.next": "hello", "hello.next": "start"})  # fmt: skip
    assert worst_day(draft(made)) > 20


@pytest.mark.parametrize(
    ("key", "found"), [("order", True), ("scheduled_at", False), (None, False)]
)
def test_the_clock_has_no_order_to_be_keyed_by(key, found):
    made = by_clock(PUSH, reentry={"mode": "once", "key": key})
    assert ("no_key" in {each.code for each in lint(made)}) is found


def test_in_time_travel_the_clock_is_an_event():
    world = World(by_clock(PUSH, config={"segment": "vip", **DAILY}),
                  segments={"vip": is_("trait.vip", True)})  # fmt: skip
    one, two = world.person("one", traits={"vip": True}), world.person("two")
    for each in (one, two):
        each.event(SCHEDULED)
    assert (one.pushes, two.pushes) == (["welcome"], [])
    assert [each.reason for each in two.refused] == ["where"]
