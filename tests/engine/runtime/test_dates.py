"""Waits for a date that changes meanwhile: whoever writes it, the wait is for the new one."""

import pytest

from engine import clock
from tests.support.room import Room, hello, node, trigger

JOURNEY = (
    [trigger(), node("due", "wait_for_date", field="trait.due", offset="-P1D", at="09:00"),
     hello(), node("gone", "set_traits", traits={"gone": True})],
    ["start -> due", "due -> hello", "due.no_date -> gone", "due.past -> gone"],
)  # fmt: skip


def day(room: Room, ahead: int) -> str:
    """The date so many days from today; it is noon."""
    return clock.date_of(clock.day(room.clock()) + ahead).isoformat()


def says(room: Room, who: str, **traits: object) -> None:
    room.track("identify", kind="identify", anon=who, traits=traits)


@pytest.fixture
def waiting(room: Room) -> Room:
    """Ana and Ben wait until the morning of the day after tomorrow."""
    room.push()
    room.journey(*JOURNEY)
    for who in ("ana", "ben"):
        says(room, who, due=day(room, 3))
        room.track("bought", anon=who)
    return room


def test_a_date_that_moves_moves_the_wait(waiting: Room) -> None:
    says(waiting, "ana", due=day(waiting, 2))
    waiting.passes(hours=22)  # tomorrow at ten
    assert [each["person_id"] for each in waiting.messages()] == [waiting.person("ana")]
    waiting.passes(days=1)
    assert len(waiting.messages()) == 2


def test_a_date_that_goes_ends_the_wait_at_once(waiting: Room) -> None:
    says(waiting, "ana", due=None)
    says(waiting, "ben", due=day(waiting, -1))
    assert '"gone":true' in waiting.profile("ana")["traits"].replace(" ", "")
    assert '"gone":true' in waiting.profile("ben")["traits"].replace(" ", "")
    assert {row["state"] for row in waiting.runs()} == {"ended"}


def test_another_journey_may_write_it(waiting: Room) -> None:
    later = day(waiting, 9)
    waiting.journey(
        [trigger("renewed"), node("set", "set_traits", traits={"due": later})], ["start -> set"]
    )
    waiting.track("renewed", anon="ana")
    waiting.passes(days=3)
    assert [each["person_id"] for each in waiting.messages()] == [waiting.person("ben")]
    waiting.passes(days=6)
    assert len(waiting.messages()) == 2
