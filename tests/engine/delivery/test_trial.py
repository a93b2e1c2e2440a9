"""A test push, and a message that missed the merge of its person."""

from __future__ import annotations

import pytest

from engine import doctor
from engine.delivery import trial
from engine.store.tables import message, send
from tests.support.room import Room


@pytest.fixture
def ana(room: Room) -> str:
    """The browser of a visitor who has not said yet who she is."""
    room.set(frequency_cap=None)
    room.push()
    room.track("looked", anon="ana")
    return room.device("ana")


def sign_in(room: Room) -> None:
    room.track("identify", kind="identify", anon="ana", user="u-1")


def test_a_test_push_goes_to_its_device_alone(room: Room, ana: str) -> None:
    room.device("ana")
    room.database.run(trial.request, room.workspace, ana, "welcome")
    room.settle()
    assert [(row["device_id"], row["state"]) for row in room.sends()] == [(ana, "accepted")]


def test_a_message_of_a_merged_person_goes_to_whom_she_is_now(room: Room, ana: str) -> None:
    visitor = room.person("ana")
    sign_in(room)
    user = room.person("ana")
    assert user != visitor
    id_ = room.database.run(trial.request, room.workspace, ana, "welcome")
    assert isinstance(id_, str)
    with room.database.transaction() as tx:
        tx.execute(message.update().values(person_id=visitor))
        tx.execute(send.update().values(owner=visitor))
    room.device("ben", "d_ben")
    other = room.database.run(trial.request, room.workspace, "d_ben", "welcome")
    room.settle()

    assert {row["id"]: row["state"] for row in room.messages()} == {id_: "done", other: "done"}
    assert [row["state"] for row in room.sends()] == ["accepted", "accepted"]
    assert user in {row["person_id"] for row in room.messages()}
    assert doctor.examine(room.database) == []
