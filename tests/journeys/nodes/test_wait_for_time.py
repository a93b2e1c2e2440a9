"""Wait for a time."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from journeys.config import ConfigInvalid
from journeys.decision import Leave, Stay, TooLate, Wish
from journeys.node import load
from journeys.visit import Timer
from tests.journeys.building import NOON, ana, visit

NINE = load("wait_for_time", {"at": "09:00"})
TODAY, TOMORROW = date(2026, 1, 5), date(2026, 1, 6)


def utc(*parts: int) -> datetime:
    return datetime(2026, *parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "workspace", "until", "wish"),
    [
        ("Europe/Berlin", "UTC", utc(1, 6, 8), Wish(time(9), TOMORROW, "Europe/Berlin")),
        ("America/New_York", "UTC", utc(1, 5, 14), Wish(time(9), TODAY, "America/New_York")),
        ("GMT+0530", "UTC", utc(1, 6, 3, 30), Wish(time(9), TOMORROW, "UTC+05:30")),
        ("../x", "Asia/Tokyo", utc(1, 6, 0), Wish(time(9), TOMORROW, "Asia/Tokyo", "unknown_zone")),
        (None, "nowhere", utc(1, 6, 9), Wish(time(9), TOMORROW, "UTC", "unknown_zone")),
    ],
)  # fmt: skip
def test_it_waits_for_the_clock_on_her_wall(zone, workspace, until, wish):
    person = ana(timezone=zone, workspace_timezone=workspace)
    assert NINE.enter(visit(person=person)) == Stay(until=until, wish=wish)


def test_it_may_go_by_the_workspaces_clock():
    nine = load("wait_for_time", {"at": "09:00", "zone": "workspace"})
    person = ana(timezone="Europe/Berlin", workspace_timezone="Asia/Tokyo")
    assert nine.enter(visit(person=person)) == Stay(
        until=utc(1, 6, 0), wish=Wish(time(9), TOMORROW, "Asia/Tokyo")
    )


def test_it_waits_for_one_of_its_weekdays():
    nine = load("wait_for_time", {"at": "09:00", "weekdays": ["sat", "mon"]})
    stay = nine.enter(visit(person=ana(timezone="Europe/Berlin")))
    assert isinstance(stay, Stay)
    assert stay.until == utc(1, 10, 8)


def test_it_says_when_the_workspaces_zone_stood_in_and_remembers_the_date():
    wish = Wish(time(9), TOMORROW, "UTC", "unknown_zone")
    assert NINE.resume(visit(wish=wish, until=NOON), Timer(NOON)) == Leave(
        reason="unknown_zone", remember="2026-01-06"
    )


def test_it_waits_for_a_later_date_than_it_remembers():
    stay = NINE.enter(visit(memory="2026-01-06", person=ana(timezone="Europe/Berlin")))
    assert isinstance(stay, Stay)
    assert stay.until == utc(1, 7, 8)


def test_it_may_be_too_late():
    nine = load("wait_for_time", {"at": "09:00", "max_lateness": "PT1H"})
    due = NOON - timedelta(hours=2)
    assert nine.resume(visit(until=due), Timer(due)) == TooLate()


@pytest.mark.parametrize("at", ["9:00", "24:00", "09:60", "09:00:60", "0900", 9, "٠٩:٠٠"])
def test_what_is_no_time_of_day(at):
    with pytest.raises(ConfigInvalid):
        load("wait_for_time", {"at": at})


@pytest.mark.parametrize("days", [[], ["mon", "mon"], ["Monday"], [1], "mon"])
def test_what_are_no_weekdays(days):
    with pytest.raises(ConfigInvalid):
        load("wait_for_time", {"at": "09:00", "weekdays": days})
