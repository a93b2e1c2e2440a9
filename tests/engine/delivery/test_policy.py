"""One decision per message, with its reason; the order of the rules is part of the contract."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from engine import clock
from engine.audience.reach import Cap, Reach
from engine.delivery.policy import Drop, Go, Hold, Question, QuietHours, decide

NOON = clock.micros(datetime(2026, 3, 2, 12, tzinfo=UTC))
NIGHT = clock.micros(datetime(2026, 3, 2, 23, 30, tzinfo=UTC))
ANA = Reach(person_id=1, workspace_id="ws")
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
        {"reach": replace(ANA, recent=(NOON - 6 * clock.MINUTE,))},
        {"reach": replace(ANA, recent=tuple(NOON - 25 * clock.HOUR for _ in range(9)))},
        {
            "resource": {"category": "news"},
            "category_default": False,
            "reach": replace(ANA, categories={"news": True}),
        },
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
