"""Which names of time zones count."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from journeys import zones

VECTORS = json.loads((Path(__file__).parents[1] / "data" / "tz_vectors.json").read_text())
NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize("name", VECTORS["accepted_legacy_names"])
def test_old_names_count(name):
    assert zones.normalise(name) == name
    assert zones.lookup(name) is not None


@pytest.mark.parametrize("name", VECTORS["rejected_icu_only_names"])
def test_abbreviations_that_mean_many_things_do_not(name):
    assert zones.normalise(name) is None
    assert zones.lookup(name) is None


@pytest.mark.parametrize(
    "name",
    [
        None, "", " ", "localtime", "posixrules", "Factory", "../../etc/passwd", "/etc/localtime",
        "Europe", "Europe/", "Europe/Berlin\0", "Europe/Berlin ", "x" * 5000, "UTC+15", "UTC+5:60",
        "+99", "GMT+٥", "zones", "tzdata.zi", "Europe/../Europe/Berlin",
    ],
)  # fmt: skip
def test_what_is_no_zone_is_none(name):
    assert zones.normalise(name) is None
    assert zones.lookup(name) is None


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        ("europe/berlin", "Europe/Berlin"),
        ("Asia/Calcutta", "Asia/Calcutta"),
        ("GMT+0530", "UTC+05:30"),
        ("UTC+5", "UTC+05:00"),
        ("UTC-03:30", "UTC-03:30"),
        ("+0545", "UTC+05:45"),
        ("UTC+0", "UTC"),
    ],
)
def test_a_zone_has_one_spelling(name, known):
    assert zones.normalise(name) == known
    assert zones.normalise(known) == known
    assert zones.lookup(name) == zones.lookup(known)


def test_an_offset_is_east_of_greenwich():
    assert NOON.astimezone(zones.lookup("UTC+5")).utcoffset() == timedelta(hours=5)
    assert NOON.astimezone(zones.lookup("GMT-0330")).utcoffset() == -timedelta(hours=3.5)
    # POSIX counts west: these names are IANA's and mean the opposite of what they seem to say.
    assert NOON.astimezone(zones.lookup("Etc/GMT+5")).utcoffset() == -timedelta(hours=5)


def test_every_name_can_be_loaded():
    for name in zones.names():
        assert NOON.astimezone(zones.lookup(name)).utcoffset() is not None
