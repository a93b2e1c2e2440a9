"""Event types: what the workspace has by default, and what a person says to it (K4)."""

import pytest

from engine.audience import preferences
from engine.audience.preferences import Wish
from tests.support.room import Room, hello, trigger

OFF = {"chat.message": {"name": "New message", "default": False}}


def greet(room: Room, **push: object) -> None:
    room.push(event_type="chat.message", **push)
    room.journey([trigger(), hello()], ["start -> hello"], reentry={"mode": "always"})
    room.set(frequency_cap={"per_day": None, "per_5_minutes": None})
    room.device("ana", "d1")


def chooses(room: Room, who: str, on: bool, *, user: bool = False) -> None:
    wish = Wish(events={"chat.message": on})
    person = room.person(who, user=user)
    told = room.database.run(preferences.change, room.workspace, person, wish, room.clock())
    assert isinstance(told, set)


def reasons(room: Room) -> list[str | None]:
    return [row["reason"] for row in room.messages()]


def test_one_that_is_off_by_default_comes_to_those_who_chose_it(room: Room) -> None:
    """It holds for the next claim, without a restart."""
    greet(room)
    room.track("bought", anon="ana")
    room.set(event_types=OFF)
    room.passes(minutes=1)
    room.track("bought", anon="ana")
    chooses(room, "ana", on=True)
    room.passes(minutes=1)
    room.track("bought", anon="ana")
    assert reasons(room) == [None, "event_type", None]
    assert len(room.pushes.accepted) == 2


@pytest.mark.parametrize(("hers", "reason"), [(None, None), (True, None), (False, "event_type")])
def test_of_transactional_messages_only_her_own_no_holds_one_back(
    room: Room, hers: bool | None, reason: str | None
) -> None:
    greet(room, transactional=True)
    room.set(event_types=OFF)
    if hers is not None:
        chooses(room, "ana", on=hers)
    room.track("bought", anon="ana")
    assert reasons(room) == [reason]


@pytest.mark.parametrize(
    ("hers", "his", "reason"),
    [
        (None, None, "event_type"),
        (None, True, None),
        (True, None, None),
        (True, False, "event_type"),
        (False, True, "event_type"),
    ],
)
def test_two_who_turn_out_to_be_one_keep_a_no_before_a_yes_before_the_default(
    room: Room, hers: bool | None, his: bool | None, reason: str | None
) -> None:
    greet(room)
    room.set(event_types=OFF)
    room.track("seen", user="u1")
    for who, user, choice in (("ana", False, hers), ("u1", True, his)):
        if choice is not None:
            chooses(room, who, on=choice, user=user)
    room.track("identify", kind="identify", anon="ana", user="u1")
    room.track("bought", user="u1")
    assert reasons(room) == [reason]
