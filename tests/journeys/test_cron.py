"""Times that come again: the five fields of a crontab, and when they come on a clock on a wall."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journeys.cron import parse
from journeys.rules import EVERYONE
from journeys.schedule import Schedule
from journeys.zones import lookup

MONDAY = date(2026, 3, 2)
WEEK = [MONDAY + timedelta(days=ahead) for ahead in range(7)]
BERLIN = lookup("Europe/Berlin")


def days(text: str, month: int = 3, year: int = 2026) -> list[int]:
    """The days of the month on which it comes."""
    first = date(year, month, 1)
    all_ = (first + timedelta(days=ahead) for ahead in range(31))
    return [day.day for day in all_ if day.month == month and parse(text).comes_on(day)]


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("0 9 * * *", [time(9)]),
        ("30 7,19 * * *", [time(7, 30), time(19, 30)]),
        ("*/30 8-9 * * *", [time(8), time(8, 30), time(9), time(9, 30)]),
        ("0 */6 * * *", [time(0), time(6), time(12), time(18)]),
        ("5 1-9/4 * * *", [time(1, 5), time(5, 5), time(9, 5)]),
    ],
)
def test_the_times_of_a_day(text, times):
    assert list(parse(text).times) == times


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("0 9 * * mon-fri", [2, 3, 4, 5, 6]),
        ("0 9 * * 0", [8]),
        ("0 9 * * 7", [8]),
        ("0 9 * * 5-7", [6, 7, 8]),
        ("0 9 * * MON,wed", [2, 4]),
        ("0 9 1,3-4 * *", [3, 4]),
        ("0 9 3 * mon", [2, 3]),  # either of them is enough
        ("0 9 3 * *", [3]),
        ("0 9 * mar *", [2, 3, 4, 5, 6, 7, 8]),
        ("0 9 * 4 *", []),
    ],
)
def test_the_days_of_a_week(text, found):
    assert [day.day for day in WEEK if parse(text).comes_on(day)] == found


def test_days_that_few_months_have():
    assert days("0 9 31 * *", month=3) == [31]
    assert days("0 9 31 * *", month=4) == []
    assert (days("0 9 29 2 *", 2, 2028), days("0 9 29 2 *", 2, 2026)) == ([29], [])


@pytest.mark.parametrize(
    "text",
    ["", "0 9 * *", "0 9 * * * *", "60 9 * * *", "0 24 * * *", "0 9 0 * *", "0 9 32 * *",
     "0 9 * 13 *", "0 9 * * 8", "0 9 * * fri-mon", "a 9 * * *", "0 9 * * funday", "0 9 30 2 *",
     "0 9 31 4,6 *", "0 */0 * * *", "0 5/2 * * *", "-1 9 * * *", "0,5 9 * * *", "* * * * *",
     "*/10 * * * *", "0 9 * * *" + " " * 100, "٠ 9 * * *", "@daily", "0 9 1-2-3 * *"],
)  # fmt: skip
def test_what_is_no_cron(text):
    with pytest.raises(ValueError, match=r"."):
        parse(text)


def coming(text: str, after: datetime, zone, count: int) -> list[str]:
    schedule = Schedule(None, parse(text), "workspace", EVERYONE, timedelta(hours=1))
    found, at, done = [], after, ""
    for _ in range(count):
        slot = schedule.following(at, zone, done)
        found.append(f"{slot.name[5:16]} {slot.at:%d.%H:%M}")
        at, done = slot.at, slot.name
    return found


def test_a_time_that_the_clocks_skip_comes_later_and_one_that_comes_twice_comes_once():
    assert coming("30 2 * * *", datetime(2026, 3, 28, tzinfo=UTC), BERLIN, 3) == [
        "03-28T02:30 28.01:30", "03-29T02:30 29.01:30", "03-30T02:30 30.00:30",
    ]  # fmt: skip
    assert coming("30 2 * * *", datetime(2026, 10, 24, 12, tzinfo=UTC), BERLIN, 2) == [
        "10-25T02:30 25.00:30", "10-26T02:30 26.01:30",
    ]  # fmt: skip
    assert coming("30 */1 29 3 *", datetime(2026, 3, 29, 0, tzinfo=UTC), BERLIN, 2) == [
        "03-29T01:30 29.00:30", "03-29T02:30 29.01:30",
    ]  # fmt: skip


def test_of_a_29th_of_february_the_next_may_be_eight_years_ahead():
    after = datetime(2096, 3, 1, tzinfo=UTC)
    assert coming("0 0 29 2 *", after, UTC, 1) == ["02-29T00:00 29.00:00"]


def test_once_is_once():
    once = Schedule(datetime(2026, 3, 29, 2, 30), None, "person", EVERYONE, timedelta(0))  # noqa: DTZ001
    slot = once.following(datetime(2026, 3, 1, tzinfo=UTC), BERLIN)
    assert slot.at == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert once.following(slot.at, BERLIN) is None
    assert once.following(slot.at - timedelta(days=1), BERLIN, slot.name) is None


fields = st.sampled_from(["*", "1", "*/7", "2-5", "1,3"])


@given(
    st.builds("{} {} {} {} {}".format, st.sampled_from(["0", "15", "0,30"]), fields, fields,
              fields, fields),
    st.datetimes(datetime(2025, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"]),
)  # fmt: skip
def test_the_next_time_is_the_first_of_all_that_come(text, after, name):
    """Against the slow way: every minute that the wall clock shows for a while, looked at."""
    cron, zone = parse(text), lookup(name)
    schedule = Schedule(None, cron, "person", EVERYONE, timedelta(0))
    slot = schedule.following(after, zone)
    assert slot is None or slot.at > after
    begins = after.replace(minute=after.minute // 15 * 15, second=0, microsecond=0)
    for quarter in range(1, 4 * 24 * 3):
        at = begins + timedelta(minutes=15 * quarter)
        shown = at.astimezone(zone)
        if shown.fold == 0 and cron.comes_on(shown.date()) and shown.time() in cron.times:
            assert slot is not None
            assert slot.at <= at
            break
