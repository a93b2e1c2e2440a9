"""Until 09:00 local means 09:00 on the wall clock, in every zone, around every change of it.

The oracle never turns a local time into UTC: it knows each zone only as stretches of UTC time with
an offset, and looks for the instants that show the wished time by adding whole seconds.
"""

import json
from bisect import bisect_right
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path

import pytest

from journeys import wall_clock, zones

VECTORS = json.loads((Path(__file__).parents[1] / "data" / "tz_vectors.json").read_text())
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DAY = 86_400
FROM, TO = (
    int((datetime(year, 1, 1, tzinfo=UTC) - EPOCH).total_seconds()) for year in (2020, 2036)
)
STEP = 3 * DAY  # no zone changes twice within this, or the second change would be missed


@dataclass(frozen=True)
class Zone:
    """Where each stretch begins, in seconds of UTC, and its offset."""

    starts: tuple[int, ...]
    offsets: tuple[int, ...]

    def instants(self, local: int) -> list[int]:
        """The seconds of UTC at which the clock shows `local`, seconds since 1970 on the wall."""
        ends = (*self.starts[1:], 1 << 60)
        return [
            local - offset
            for start, end, offset in zip(self.starts, ends, self.offsets, strict=True)
            if start <= local - offset < end
        ]

    def instant(self, local: int) -> int:
        """The first of them; if there is none, `local` was skipped and comes that much later."""
        found = self.instants(local)
        if found:
            return min(found)
        for start, before, after in zip(
            self.starts[1:], self.offsets, self.offsets[1:], strict=False
        ):
            if start + before <= local < start + after:
                return start + (local - (start + before))
        raise AssertionError("neither shown nor skipped")

    def next(self, now: int, at: int, weekdays: tuple[int, ...]) -> int:
        today = (now + self.offsets[bisect_right(self.starts, now) - 1]) // DAY
        days = (day for day in range(today - 1, today + 9) if (day + 3) % 7 in weekdays)
        return min(found for day in days if (found := self.instant(day * DAY + at)) > now)


def scanned(name: str, start: int = FROM, end: int = TO) -> Zone:
    zone = zones.lookup(name)
    assert zone is not None

    @cache
    def offset(second: int) -> int:
        shown = (EPOCH + timedelta(seconds=second)).astimezone(zone).utcoffset()
        assert shown is not None
        return int(shown.total_seconds())

    starts, offsets = [start - 400 * DAY], [offset(start)]
    for low in range(start, end, STEP):
        high = low + STEP
        if offset(low) == offset(high):
            continue
        known_low, known_high = low, high
        while known_high - known_low > 1:
            middle = (known_low + known_high) // 2
            if offset(middle) == offset(low):
                known_low = middle
            else:
                known_high = middle
        starts.append(known_high)
        offsets.append(offset(high))
    return Zone(tuple(starts), tuple(offsets))


def at(second: int) -> datetime:
    return EPOCH + timedelta(seconds=second)


def clock(second: int) -> time:
    return (EPOCH + timedelta(seconds=second % DAY)).time()


NAMES = tuple(sorted(zones.names()))


def test_the_oracle_knows_every_zone_and_its_changes():
    assert len(NAMES) > 590
    changes = {name: len(scanned(name).starts) - 1 for name in ("Europe/Berlin", "Asia/Tokyo")}
    assert changes == {"Europe/Berlin": 32, "Asia/Tokyo": 0}
    assert len(scanned("Africa/Casablanca").starts) - 1 >= 12  # around each Ramadan


@cache
def questions(known: Zone) -> list[tuple[int, int, tuple[int, ...], int]]:
    """Now, the wished time and the weekdays around each change, and the oracle's answer."""
    asked = []
    for index, start in enumerate(known.starts[1:], 1):
        before, after = known.offsets[index - 1], known.offsets[index]
        for shift in {before, after, (before + after) // 2, before - 60}:
            day, wish = divmod(start + shift, DAY)
            every_day, that_day = tuple(range(7)), ((day + 3) % 7,)
            asked += [
                (now, wish, every_day, known.next(now, wish, every_day))
                for now in (start - 2 * DAY, start - 1, start, start + 1800)
            ]
            week_before = start - 8 * DAY
            asked.append((week_before, wish, that_day, known.next(week_before, wish, that_day)))
    return asked


def test_every_change_of_every_zone_from_2020_to_2035():
    answered = 0
    for name in NAMES:
        zone = zones.lookup(name)
        for now, wish, weekdays, expected in questions(scanned(name)):
            found, local_date = wall_clock.next_time(at(now), clock(wish), zone, weekdays=weekdays)
            assert found == at(expected), (name, at(now), clock(wish), weekdays)
            assert local_date.weekday() in weekdays
            answered += 1
    assert answered > 100_000


@pytest.mark.parametrize("case", VECTORS["local_to_utc"], ids=lambda case: case["local"])
def test_gaps_go_forward_and_overlaps_mean_the_first(case):
    local = datetime.fromisoformat(case["local"])
    zone = zones.lookup(case["zone"])
    found = wall_clock.instant(local.date(), local.time(), zone)
    assert found == datetime.fromisoformat(case["compatible"])


# What the tz database has corrected since CPython recorded its changes.
REVISED = {
    ("America/Santiago", "1890-01-01T00:00:00"),
    ("America/Santiago", "1910-01-10T00:00:00"),
    ("America/Santiago", "1916-07-01T00:00:00"),
    ("Australia/Sydney", "1917-01-01T00:01:00"),
    ("Australia/Sydney", "1917-03-25T02:00:00"),
    ("Europe/Dublin", "1880-08-02T00:00:00"),
}


def _changes() -> list[tuple[str, dict]]:
    return [
        (name, change)
        for name, changes in VECTORS["cpython_transitions"].items()
        for change in changes
        if (name, change["local"]) not in REVISED
    ]


@pytest.mark.parametrize(
    ("name", "change"),
    _changes(),
    ids=lambda value: value if isinstance(value, str) else value["local"],
)
def test_recorded_changes_of_the_clock(name, change):
    """In a gap the old offset still counts, so that the time moves forward; in a fold the first."""
    zone, local = zones.lookup(name), datetime.fromisoformat(change["local"])
    before, after = (timedelta(seconds=change[side][1]) for side in ("before", "after"))
    inside = local if change["gap"] else local - timedelta(seconds=1)
    found = wall_clock.instant(inside.date(), inside.time(), zone)
    assert found == (inside - before).replace(tzinfo=UTC)
    if after != before:
        end = local + (after - before) if change["gap"] else local
        later = wall_clock.instant(end.date(), end.time(), zone)
        assert later == (end - after).replace(tzinfo=UTC)


def test_samoa_had_no_30th_of_december_2011():
    zone = zones.lookup("Pacific/Apia")
    now = datetime(2011, 12, 30, 9, 30, tzinfo=UTC)  # 23:30 on the 29th in Samoa
    first, _ = wall_clock.next_time(now, time(9), zone)
    assert first == datetime(2011, 12, 30, 19, tzinfo=UTC)
    assert first.astimezone(zone).date() == date(2011, 12, 31)
    second, local_date = wall_clock.next_time(first, time(9), zone)
    assert second - first == timedelta(days=1)
    assert local_date == date(2012, 1, 1)


def test_midnight_in_sao_paulo_when_there_was_none():
    zone = zones.lookup("America/Sao_Paulo")
    now = datetime(2018, 11, 3, 15, tzinfo=UTC)
    found, local_date = wall_clock.next_time(now, time(0), zone)
    assert found.astimezone(zone).isoformat() == "2018-11-04T01:00:00-02:00"
    assert local_date == date(2018, 11, 4)


def test_the_same_instant_is_not_the_next():
    now = datetime(2026, 1, 5, 9, tzinfo=UTC)
    found, _ = wall_clock.next_time(now, time(9), UTC)
    assert found == now + timedelta(days=1)


def test_only_later_dates_count_after_a_date():
    now = datetime(2026, 1, 5, 8, tzinfo=UTC)
    found, local_date = wall_clock.next_time(now, time(9), UTC, after=date(2026, 1, 6))
    assert (found, local_date) == (datetime(2026, 1, 7, 9, tzinfo=UTC), date(2026, 1, 7))


def test_a_time_that_never_comes_is_an_error():
    with pytest.raises(LookupError, match="370 days"):
        wall_clock.next_time(datetime(2026, 1, 5, tzinfo=UTC), time(9), UTC, weekdays=())
