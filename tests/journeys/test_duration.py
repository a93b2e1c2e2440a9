"""Durations of fixed length, read and written."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journeys.duration import LONGEST, format_duration, parse_duration


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("P7D", timedelta(days=7)),
        ("P1W", timedelta(days=7)),
        ("P1W2D", timedelta(days=9)),
        ("PT10M", timedelta(minutes=10)),
        ("PT1H30M", timedelta(hours=1, minutes=30)),
        ("P1DT12H", timedelta(days=1, hours=12)),
        ("PT36H", timedelta(days=1, hours=12)),
        ("PT0.5S", timedelta(microseconds=500_000)),
        ("PT1,25S", timedelta(seconds=1, microseconds=250_000)),
        ("PT0.0000019S", timedelta(microseconds=1)),
        ("PT0S", timedelta(0)),
        ("P3660D", LONGEST),
    ],
)
def test_a_duration_is_read(text: str, length: timedelta) -> None:
    assert parse_duration(text) == length


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("P1Y", "years and months"),
        ("P1M", "years and months"),
        ("P1Y2M3D", "years and months"),
        ("P", "without a length"),
        ("PT", "without a length"),
        ("P1DT", "without a length"),
        ("", "no ISO 8601"),
        ("7D", "no ISO 8601"),
        ("p7d", "no ISO 8601"),
        ("P7D ", "no ISO 8601"),
        ("P7D\n", "no ISO 8601"),
        ("P1.5D", "no ISO 8601"),
        ("PT1M1H", "no ISO 8601"),
        ("PT.5S", "no ISO 8601"),
        ("P٧D", "no ISO 8601"),
        ("PTNaNS", "no ISO 8601"),
        ("P" + "9" * 100 + "D", "no ISO 8601"),
        ("-P3D", "sign"),
        ("+P3D", "sign"),
        ("P3661D", "longer than 3660 days"),
        ("PT1000000000000S", "longer than"),
        ("P99999999999999999999D", "longer than"),
    ],
)
def test_anything_else_is_refused_with_its_reason(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        parse_duration(text)


def test_a_sign_counts_where_one_is_asked_for() -> None:
    assert parse_duration("-P3DT1H", signed=True) == -timedelta(days=3, hours=1)
    assert parse_duration("+P3D", signed=True) == timedelta(days=3)
    with pytest.raises(ValueError, match="longer"):
        parse_duration("-P4000D", signed=True)


def test_the_longest_length_can_be_set() -> None:
    assert parse_duration("P20000D", longest=timedelta(days=20_000)) == timedelta(days=20_000)
    with pytest.raises(ValueError, match="longer than 1 days"):
        parse_duration("P2D", longest=timedelta(days=1))


@pytest.mark.parametrize(
    ("length", "text"),
    [
        (timedelta(0), "PT0S"),
        (timedelta(days=7), "P7D"),
        (timedelta(hours=36), "P1DT12H"),
        (timedelta(minutes=90), "PT1H30M"),
        (timedelta(seconds=60), "PT1M"),
        (timedelta(microseconds=500_000), "PT0.5S"),
        (-timedelta(days=3), "-P3D"),
        (-timedelta(seconds=1), "-PT1S"),
    ],
)
def test_a_duration_is_written_short(length: timedelta, text: str) -> None:
    assert format_duration(length) == text


@given(st.timedeltas(-LONGEST, LONGEST))
def test_what_is_written_is_read_back(length: timedelta) -> None:
    assert parse_duration(format_duration(length), signed=True) == length


@given(st.text(alphabet="P-+TYMWDHS0123456789.,", max_size=20))
def test_any_text_is_a_duration_or_refused(text: str) -> None:
    refusal = ""
    length = timedelta(0)
    try:
        length = parse_duration(text, signed=True)
    except ValueError as wrong:
        refusal = str(wrong)
    assert abs(length) <= LONGEST
    assert not (refusal and length)
