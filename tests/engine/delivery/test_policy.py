"""One decision per message, with its reason; the order of the rules is part of the contract."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import clock
from engine.audience.reach import Cap, Reach
from engine.audience.timetable import ALWAYS, Opening, Timetable
from engine.delivery.policy import RULES, Drop, Go, Hold, Question, QuietHours, Reason, decide
from engine.delivery.policy_text import page

NOON = clock.micros(datetime(2026, 3, 2, 12, tzinfo=UTC))
NIGHT = clock.micros(datetime(2026, 3, 2, 23, 30, tzinfo=UTC))
ANA = Reach(person_id=1, workspace_id="ws")
MORNINGS = Timetable.of([Opening(day, 8 * 60, 11 * 60) for day in range(7)])  # shut at noon
OPEN = Timetable.of([Opening(day, 10 * 60, 14 * 60) for day in range(7)])  # open
SLEEP = QuietHours.read({"from": "22:00", "to": "08:00"})


def question(**more: object) -> Question:
    given: dict[str, object] = {
        "now": NOON,
        "push_enabled": True,
        "reach": ANA,
        "cap": Cap(),
        "quiet_hours": None,
        "zone": None,
        "workspace_zone": "UTC",
        "resource": {},
        "category_default": True,
        "event_default": True,
        "decided": False,
        "live": 1,
    }
    return Question(**{**given, **more})  # type: ignore[arg-type]


def test_nothing_against_it_lets_it_go() -> None:
    assert decide(question()) == Go()


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"reach": replace(ANA, erased=True)}, "erased"),
        ({"push_enabled": False}, "push_off"),
        ({"resource": None}, "missing_resource"),
        ({"reach": replace(ANA, push_on=False)}, "opted_out"),
        ({"reach": replace(ANA, muted_until=NOON + 1)}, "do_not_disturb"),
        ({"resource": {"category": "news"}, "category_default": False}, "category"),
        (
            {"resource": {"category": "news"}, "reach": replace(ANA, categories={"news": False})},
            "category",
        ),
        (
            {"reach": replace(ANA, sources={"group:7": NOON + 1}), "source": "group:7"},
            "muted",
        ),
        (
            {"resource": {"event_type": "chat"}, "reach": replace(ANA, events={"chat": False})},
            "event_type",
        ),
        ({"resource": {"event_type": "chat"}, "event_default": False}, "event_type"),
        (
            {"resource": {"outside_hours": "drop"}, "reach": replace(ANA, timetable=MORNINGS)},
            "timetable",
        ),
        ({"live": 0}, "moved"),
        ({"live": 0, "lost": "no_device"}, "no_device"),
        ({"reach": replace(ANA, recent=(NOON - clock.MINUTE,))}, "cap"),
        ({"reach": replace(ANA, recent=tuple(NOON - n * clock.HOUR for n in range(1, 6)))}, "cap"),
    ],
)
def test_each_reason_holds_it_back(more: dict[str, object], reason: str) -> None:
    assert decide(question(**more)) == Drop(reason)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "more",
    [
        {"reach": replace(ANA, muted_until=NOON)},
        {"reach": replace(ANA, sources={"group:7": NOON}), "source": "group:7"},
        {"reach": replace(ANA, sources={"group:7": NOON + 1}), "source": "group:8"},
        {"reach": replace(ANA, sources={"group:7": NOON + 1})},
        {"resource": {"event_type": "chat"}, "reach": replace(ANA, events={"other": False})},
        {"reach": replace(ANA, timetable=OPEN)},
        {"reach": replace(ANA, timetable=ALWAYS), "default_timetable": MORNINGS},
        {"reach": replace(ANA, timetable=OPEN), "default_timetable": MORNINGS},
        {"reach": replace(ANA, recent=(NOON - 6 * clock.MINUTE,))},
        {"reach": replace(ANA, recent=tuple(NOON - 25 * clock.HOUR for _ in range(9)))},
        {
            "resource": {"category": "news"},
            "category_default": False,
            "reach": replace(ANA, categories={"news": True}),
        },
        {
            "resource": {"event_type": "chat"},
            "event_default": False,
            "reach": replace(ANA, events={"chat": True}),
        },
        {"resource": {}, "event_default": False, "category_default": False},
        {"reach": replace(ANA, recent=(NOON,)), "decided": True},
        {"reach": replace(ANA, recent=(NOON,)), "cap": Cap(None, None)},
    ],
)
def test_what_is_over_or_counted_already_holds_nothing_back(more: dict[str, object]) -> None:
    assert decide(question(**more)) == Go()


def test_a_transactional_message_ignores_caps_and_quiet_hours_but_not_the_person() -> None:
    paid = {"transactional": True}
    capped = replace(ANA, recent=(NIGHT,))

    assert decide(question(now=NIGHT, resource=paid, reach=capped, quiet_hours=SLEEP)) == Go()
    assert decide(question(resource=paid, reach=replace(ANA, push_on=False))) == Drop("opted_out")


@pytest.mark.parametrize(
    ("hers", "verdict"),
    [
        ({"timetable": MORNINGS}, Go()),
        ({"muted_until": NOON + 1}, Drop("do_not_disturb")),
        ({"sources": {"group:7": NOON + 1}}, Drop("muted")),
        ({"categories": {"news": False}}, Drop("category")),
        ({"events": {"chat": False}}, Drop("event_type")),
        ({}, Go()),
    ],
)
def test_only_her_own_no_holds_a_transactional_message_back(
    hers: dict[str, object], verdict: object
) -> None:
    """Requirements, conflicts settled; a default of the workspace is not her own."""
    paid = {"transactional": True, "category": "news", "event_type": "chat"}
    asked = question(
        resource=paid, reach=replace(ANA, **hers), source="group:7", category_default=False,
        event_default=False, default_timetable=MORNINGS,
    )  # type: ignore[arg-type]  # fmt: skip
    assert decide(asked) == verdict


@given(
    of_category=st.tuples(st.booleans(), st.sampled_from([None, False, True])),
    of_event=st.tuples(st.booleans(), st.sampled_from([None, False, True])),
    paid=st.booleans(),
)
def test_a_choice_of_hers_is_before_the_workspaces_default(
    of_category: tuple[bool, bool | None], of_event: tuple[bool, bool | None], paid: bool
) -> None:
    """K4: category and event type are asked alike, and each may refuse."""
    goes = [
        (default or paid) if chosen is None else chosen
        for default, chosen in (of_category, of_event)
    ]
    asked = question(
        resource={"category": "news", "event_type": "chat", "transactional": paid},
        category_default=of_category[0], event_default=of_event[0],
        reach=replace(
            ANA, categories={"news": of_category[1]} if of_category[1] is not None else {},
            events={"chat": of_event[1]} if of_event[1] is not None else {},
        ),
    )  # fmt: skip
    first = {(False, True): "category", (False, False): "category", (True, False): "event_type"}
    verdict = first.get((goes[0], goes[1]))
    assert decide(asked) == (Drop(verdict) if verdict else Go())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "more", [{"reach": replace(ANA, timetable=MORNINGS)}, {"default_timetable": MORNINGS}]
)
def test_what_comes_while_the_timetable_is_shut_waits_until_it_opens(
    more: dict[str, object],
) -> None:
    assert decide(question(**more)) == Hold(NOON + 20 * clock.HOUR, "timetable")
    vienna = question(**more, zone="Europe/Vienna")
    assert decide(vienna) == Hold(NOON + 19 * clock.HOUR, "timetable")


def test_her_own_no_is_asked_before_what_would_only_hold() -> None:
    """Held, it would be told that it waits, and then never come."""
    off = replace(ANA, timetable=MORNINGS, categories={"news": False})
    assert decide(question(reach=off, resource={"category": "news"})) == Drop("category")


def test_the_document_says_what_the_rules_do() -> None:
    """K11."""
    document = Path(__file__).parents[3] / "docs" / "delivery.md"
    assert document.read_text() == page(), "write it anew: see docs/README.md"
    assert {reason for rule in RULES for reason in rule.reasons} == set(get_args(Reason))


@pytest.mark.parametrize(
    ("now", "zone", "until"),
    [
        ((2026, 3, 2, 21, 59), "UTC", None),
        ((2026, 3, 2, 22, 0), "UTC", (2026, 3, 3, 8, 0)),
        ((2026, 3, 3, 7, 59), "UTC", (2026, 3, 3, 8, 0)),
        ((2026, 3, 3, 8, 0), "UTC", None),
        ((2026, 3, 2, 21, 30), "Europe/Berlin", (2026, 3, 3, 7, 0)),
        ((2026, 3, 3, 1, 0), "America/New_York", None),
        # the night in which Berlin's clock leaps from two to three
        ((2026, 3, 28, 23, 0), "Europe/Berlin", (2026, 3, 29, 6, 0)),
        ((2026, 3, 2, 23, 0), "no/where", (2026, 3, 3, 8, 0)),
    ],
)
def test_quiet_hours_are_the_persons_own(
    now: tuple[int, ...], zone: str, until: tuple[int, ...] | None
) -> None:
    at = clock.micros(datetime(*now, tzinfo=UTC))  # type: ignore[misc,arg-type]
    verdict = decide(question(now=at, zone=zone, quiet_hours=SLEEP))

    if until is None:
        assert verdict == Go()
    else:
        end = clock.micros(datetime(*until, tzinfo=UTC))  # type: ignore[misc,arg-type]
        assert verdict == Hold(end, "quiet_hours")


def test_a_resource_may_rather_be_dropped_than_late() -> None:
    late = {"outside_hours": "drop"}

    assert decide(question(now=NIGHT, resource=late, quiet_hours=SLEEP)) == Drop("quiet_hours")


def test_quiet_hours_within_a_day() -> None:
    lunch = QuietHours.read({"from": "11:30", "to": "13:00"})

    verdict = decide(question(quiet_hours=lunch))

    assert verdict == Hold(NOON + clock.HOUR, "quiet_hours")
    assert QuietHours.read({"from": "08:00", "to": "08:00"}) is None
