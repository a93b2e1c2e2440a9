"""A reset of the messages: what waited is cancelled with its reason, what comes later goes out."""

from __future__ import annotations

from engine.delivery import resetting
from engine.delivery.providers.provider import Later
from tests.support.room import Room, hello, trigger

ENDPOINT = "https://fcm.googleapis.com/fcm/send/d0"


def greet(room: Room) -> None:
    room.push()
    room.set(frequency_cap={})
    room.journey([trigger(), hello()], ["start -> hello"], reentry={"mode": "always"})
    room.device("ana", "d0")


def states(room: Room) -> list[tuple[str, str | None]]:
    return [(row["state"], row["reason"]) for row in room.messages()]


def test_what_waited_is_cancelled_and_what_comes_later_goes_out(room: Room) -> None:
    greet(room)
    room.set(quiet_hours={"from": "00:00", "to": "23:59"})
    room.track("bought", anon="ana")
    assert states(room) == [("pending", "quiet_hours")]

    assert resetting.reset_messages(room.database, room.workspace, "member:x") == 1
    room.settle()
    assert states(room) == [("suppressed", "cancelled")]
    assert [row["state"] for row in room.sends()] == ["suppressed"]
    assert "push_suppressed" in room.events("ana")

    room.set(quiet_hours=None)
    room.passes(hours=1)
    room.track("bought", anon="ana")
    assert states(room) == [("suppressed", "cancelled"), ("done", None)]
    assert len(room.pushes.accepted) == 1


def test_nothing_that_is_tried_again_goes_out_after_it(room: Room) -> None:
    greet(room)
    room.pushes.script(ENDPOINT, Later(600, "busy"))
    room.track("bought", anon="ana")
    assert len(room.pushes.attempts) == 1

    resetting.reset_messages(room.database, room.workspace, "member:x")
    room.passes(hours=1)
    assert states(room) == [("suppressed", "cancelled")]
    assert len(room.pushes.attempts) == 1


def test_a_reset_of_one_workspace_is_none_of_another(room: Room) -> None:
    greet(room)
    other = Room(room.database)
    assert resetting.reset_messages(room.database, other.workspace, "member:x") == 0
    room.track("bought", anon="ana")

    assert states(room) == [("done", None)]
