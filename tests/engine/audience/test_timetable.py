"""When a weekly timetable is open, over changes of the clocks too."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import clock
from engine.audience import timetable
from engine.audience.timetable import ALWAYS, MIDNIGHT, Opening, Timetable, Unreadable
from journeys import zones

ZONES = (
    "UTC", "Europe/Berlin", "America/New_York", "America/Sao_Paulo", "Australia/Lord_Howe",
    "Pacific/Apia", "Africa/Casablanca", "Asia/Kathmandu", "America/St_Johns", "Asia/Beirut",
)  # fmt: skip
minutes = st.integers(0, MIDNIGHT).map(lambda minute: minute // 15 * 15)


@st.composite
def openings(draw: st.DrawFn) -> Opening:
    begins, ends = sorted(draw(st.lists(minutes, min_size=2, max_size=2, unique=True)))
    return Opening(draw(st.integers(0, 6)), begins, ends)


tables = st.lists(openings(), min_size=1, max_size=8).map(Timetable.of)
names = st.sampled_from(ZONES)
# Pacific/Apia had no 30 December 2011; America/Sao_Paulo skipped midnights until 2018.
moments = st.integers(1_293_840_000, 1_800_000_000).map(
    lambda seconds: datetime.fromtimestamp(seconds, UTC)
)


def berlin(*at: int, fold: int = 0) -> int:
    zone = zones.lookup("Europe/Berlin")
    return clock.micros(datetime(*at, tzinfo=zone, fold=fold))  # type: ignore[arg-type,misc]


def opens(table: Timetable, now: int, name: str = "Europe/Berlin") -> int | None:
    zone = zones.lookup(name)
    assert zone is not None
    return table.opens_at(now, zone)


def entry(day: str, begins: str, ends: str) -> dict[str, str]:
    return {"day": day, "from": begins, "to": ends}


@given(tables, moments, names)
def test_held_until_it_opens_it_is_open_then(table: Timetable, at: datetime, name: str) -> None:
    now = clock.micros(at)
    until = opens(table, now, name)
    if until is not None:
        assert until > now
        assert opens(table, until, name) is None


@given(tables, moments, names, st.floats(0, 1, exclude_max=True))
def test_it_is_shut_until_then(table: Timetable, at: datetime, name: str, part: float) -> None:
    """At whatever time between it is asked, the answer is the same: nothing is held too long."""
    now = clock.micros(at)
    until = opens(table, now, name)
    if until is not None:
        assert opens(table, now + int((until - now) * part), name) == until


@given(tables, moments, names)
def test_where_no_clock_changes_it_is_what_the_wall_clock_shows(
    table: Timetable, at: datetime, name: str
) -> None:
    zone = zones.lookup(name)
    local = at.astimezone(zone)
    offsets = {(at + timedelta(hours=ago)).astimezone(zone).utcoffset() for ago in range(-48, 49)}
    if len(offsets) > 1:
        return
    minute = local.hour * 60 + local.minute
    shown = any(
        one.day == local.weekday() and one.begins <= minute < one.ends for one in table.openings
    )
    assert (opens(table, clock.micros(at), name) is None) is shown


@given(tables, tables, moments, names)
def test_the_stricter_of_two_is_open_only_where_both_are_if_they_ever_are(
    one: Timetable, other: Timetable, at: datetime, name: str
) -> None:
    both, now = one.stricter(other), clock.micros(at)
    if both not in (one, other) and opens(both, now, name) is None:
        assert opens(one, now, name) is None
        assert opens(other, now, name) is None
    assert both.openings
    assert one.stricter(one) == one
    assert one.stricter(ALWAYS) == ALWAYS.stricter(one) == one


@given(st.lists(openings(), min_size=1, max_size=8))
def test_it_reads_back_as_it_is_told(given_: list[Opening]) -> None:
    table = Timetable.of(given_)
    assert timetable.read(table.told()) == table


@pytest.mark.parametrize(
    ("opening", "now", "until"),
    [
        # Berlin, 2026-03-29: from 02:00 the clocks leap to 03:00.
        ((6, 150, 240), (2026, 3, 29, 1, 0), (2026, 3, 29, 3, 30)),
        ((6, 120, 180), (2026, 3, 29, 1, 0), (2026, 4, 5, 2, 0)),  # that hour does not come
        ((6, 60, 120), (2026, 3, 29, 1, 59), None),
        ((6, 60, 120), (2026, 3, 29, 3, 0), (2026, 4, 5, 1, 0)),
        # 2026-10-25: at 03:00 they go back to 02:00; of 02:30 the first counts.
        ((6, 150, 240), (2026, 10, 25, 1, 0), (2026, 10, 25, 2, 30)),
        ((6, 60, 150), (2026, 10, 25, 2, 29), None),
        ((6, 60, 150), (2026, 10, 25, 2, 30), (2026, 11, 1, 1, 0)),
        ((6, 0, 1440), (2026, 10, 25, 23, 59), None),
        ((6, 0, 1440), (2026, 10, 26, 0, 0), (2026, 11, 1, 0, 0)),
        ((0, 480, 1200), (2026, 3, 2, 8, 0), None),
        ((0, 480, 1200), (2026, 3, 2, 20, 0), (2026, 3, 9, 8, 0)),
    ],
)
def test_an_opening_over_a_change_of_the_clocks(
    opening: tuple[int, int, int], now: tuple[int, ...], until: tuple[int, ...] | None
) -> None:
    expected = None if until is None else berlin(*until)
    assert opens(Timetable.of([Opening(*opening)]), berlin(*now)) == expected


def test_no_openings_are_no_limit() -> None:
    assert opens(ALWAYS, 0) is None
    assert timetable.read(None) == ALWAYS
    assert ALWAYS.told() is None


def test_what_touches_is_one_opening() -> None:
    read = timetable.read([
        entry("monday", "12:00", "24:00"), entry("monday", "08:00", "12:00"),
        entry("sunday", "22:00", "00:00"),
    ])  # fmt: skip
    assert read == Timetable((Opening(0, 480, 1440), Opening(6, 1320, 1440)))


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ([], ""),
        ([entry("monday", "08:00", "08:00")], "[0].to"),
        ([entry("monday", "08:00", "09:00"), entry("friday", "22:00", "06:00")], "[1].to"),
        ([entry("monday", "08:00", "09:00")] * 85, ""),
    ],
)
def test_what_never_opens_or_ends_before_it_begins_is_refused(
    written: list[dict[str, str]], path: str
) -> None:
    read = timetable.read(written)
    assert isinstance(read, Unreadable)
    assert read.path == path


def test_two_that_are_never_open_together_leave_the_one_that_is_open_less() -> None:
    long, short = Timetable((Opening(0, 0, 600),)), Timetable((Opening(1, 0, 60),))
    assert long.stricter(short) == short.stricter(long) == short
