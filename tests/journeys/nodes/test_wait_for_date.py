"""Wait for a date."""

from datetime import UTC, datetime, timedelta

import pytest

from journeys.config import ConfigInvalid
from journeys.decision import Leave, Stay
from journeys.node import load
from journeys.timetravel import World
from tests.journeys.building import NOON, ana, document, event, visit

PUSH = ("hello", "send_push", {"push": "welcome"})


def utc(*parts: int) -> datetime:
    return datetime(2026, *parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("date", "config", "zone", "until"),
    [
        ("2026-01-30", {}, None, utc(1, 30)),
        ("2026-01-30", {}, "Europe/Berlin", utc(1, 29, 23)),
        ("2026-01-30", {"zone": "workspace"}, "Europe/Berlin", utc(1, 30)),
        ("2026-01-30", {"offset": "-P3D"}, "Europe/Berlin", utc(1, 26, 23)),
        ("2026-01-30", {"offset": "-P3D", "at": "09:00"}, "Europe/Berlin", utc(1, 27, 8)),
        ("2026-01-30", {"offset": "PT36H", "at": "09:00"}, None, utc(1, 31, 9)),
        ("2026-01-30T20:00:00Z", {}, "Asia/Tokyo", utc(1, 30, 20)),
        ("2026-01-30T20:00:00Z", {"offset": "-PT2H"}, "Asia/Tokyo", utc(1, 30, 18)),
        ("2026-01-30T20:00:00Z", {"at": "09:00"}, "Asia/Tokyo", utc(1, 31, 0)),  # the 31st there
        ("2026-03-30", {"offset": "-P1D", "at": "02:30"}, "Europe/Berlin", utc(3, 29, 1, 30)),
        ("2026-03-30", {"offset": "-P1D"}, "Europe/Berlin", utc(3, 28, 23)),  # a day of 23 hours
        ("2026-03-30T00:00:00+02:00", {"offset": "-P1D"}, "Europe/Berlin", utc(3, 28, 22)),
    ],
)
def test_when_it_is_over(date, config, zone, until):
    node = load("wait_for_date", {"field": "trait.due", **config})
    stay = node.enter(visit(person=ana(traits={"due": date}, timezone=zone)))
    assert isinstance(stay, Stay)
    assert stay.until == until


@pytest.mark.parametrize(
    "value", [None, "", "tomorrow", "30.01.2026", 20260130, True, ["2026-01-30"], "2026-02-30",
              "2026-01-30T20:00:00", "0001-01-01", "9999-12-31"]
)  # fmt: skip
def test_what_is_no_date_leaves_at_once(value):
    node = load("wait_for_date", {"field": "trait.due", "offset": "-P400D"})
    if value == "9999-12-31":
        node = load("wait_for_date", {"field": "trait.due", "offset": "P400D"})
    person = ana(traits={} if value is None else {"due": value})
    assert node.enter(visit(person=person)) == Leave("no_date")


@pytest.mark.parametrize("date", ["2026-01-05", "2026-01-05T12:00:00Z", "2025-01-30"])
def test_a_time_that_has_come_already_leaves_by_past(date):
    node = load("wait_for_date", {"field": "trait.due"})
    assert node.enter(visit(person=ana(traits={"due": date}))) == Leave("past")


def test_it_may_be_a_property_of_the_event_at_hand_or_a_marker():
    told = event("booked", 1, trip={"starts": "2026-02-01"})
    node = load("wait_for_date", {"field": "properties.trip.starts"})
    assert node.enter(visit(event=told)).until == utc(2, 1)
    assert node.enter(visit()) == Leave("no_date")
    node = load("wait_for_date", {"field": "marker.due"})
    assert node.enter(visit(person=ana(markers={"due": "2026-02-01"}))).until == utc(2, 1)


@pytest.mark.parametrize(
    ("config", "path"),
    [
        ({"field": "person.created_at"}, "field"),
        ({"field": "trait."}, "field"),
        ({"field": "due"}, "field"),
        ({"field": "trait.due", "offset": "3 days"}, "offset"),
        ({"field": "trait.due", "offset": "-P1Y"}, "offset"),
        ({"field": "trait.due", "at": "25:00"}, "at"),
    ],
)
def test_bad_configurations(config, path):
    with pytest.raises(ConfigInvalid) as invalid:
        load("wait_for_date", config)
    assert [fault.path for fault in invalid.value.faults] == [path]


def waiting(**config):
    """Ana waits for three days before her renewal of the 30th."""
    config = {"field": "trait.renewal", "offset": "-P3D", "at": "09:00", **config}
    ports = {f"date.{port}": port for port in ("past", "no_date")}
    made = document(("date", "wait_for_date", config), PUSH, ("past", "end", {}),
                    ("no_date", "end", {}), edges={"date.next": "hello", **ports})  # fmt: skip
    world = World(made)
    one = world.person("ana", traits={"renewal": "2026-01-30"}, timezone="Europe/Berlin")
    one.event("go")
    assert one.at == "date"
    return world, one


def left_by(one) -> str | None:
    return next((each.port for each in one.passed if each.node == "date"), None)


def test_she_is_told_three_days_before_in_her_morning():
    world, one = waiting()
    world.until(utc(1, 27, 7, 59))
    assert one.pushes == []
    world.until(utc(1, 27, 8))
    assert one.pushes == ["welcome"]


def test_a_date_that_moves_takes_her_with_it():
    world, one = waiting()
    one.becomes(traits={"renewal": "2026-02-10"})
    world.until(utc(2, 7, 7, 59))
    assert one.pushes == []
    one.becomes(timezone="America/New_York")
    world.until(utc(2, 7, 13, 59))
    assert one.pushes == []
    world.passes("PT1M")
    assert one.pushes == ["welcome"]


@pytest.mark.parametrize(
    ("renewal", "port"), [("2026-01-06", "past"), (None, "no_date"), ("never", "no_date")]
)
def test_a_date_that_is_gone_ends_the_wait_at_once(renewal, port):
    world, one = waiting()
    one.becomes(traits={"renewal": renewal})
    world.passes("PT0S")
    assert left_by(one) == port
    assert world.now == NOON


def test_the_last_word_counts_of_several_at_once():
    world, one = waiting()
    for renewal in (None, "2026-01-06"):
        one.becomes(traits={"renewal": renewal})
    world.passes("PT0S")
    assert left_by(one) == "past"
    world, one = waiting()
    for renewal in (None, "2026-02-10"):
        one.becomes(traits={"renewal": renewal})
    world.passes("P1D")
    assert (left_by(one), one.run.until) == (None, utc(2, 7, 8))


def test_a_date_that_the_journey_itself_writes_counts():
    write = ("write", "set_traits", {"traits": {"renewal": "2026-01-09"}})
    made = document(
        write, ("date", "wait_for_date", {"field": "trait.renewal", "zone": "workspace"}), PUSH
    )
    world = World(made)
    one = world.person("ana", traits={"renewal": "2026-01-30"})
    one.event("go")
    assert one.run.until == utc(1, 9)
    world.passes("P5D")
    assert one.pushes == ["welcome"]


def test_after_an_outage_it_may_be_too_late():
    node = load("wait_for_date", {"field": "trait.due", "max_lateness": "PT1H"})
    person = ana(traits={"due": "2026-01-05"})
    due = NOON - timedelta(hours=12)
    stay = node._aim(visit(person=person))
    late = node.resume(visit(person=person, until=due, wish=stay.wish), None)
    assert type(late).__name__ == "TooLate"
