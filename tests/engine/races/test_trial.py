"""A test push is asked for while its person becomes somebody else."""

import pytest

from engine.delivery import trial
from engine.runtime import merge, shard
from tests.engine.races.meeting import beside, in_shard, stopped, wait_for_a_lock
from tests.support.room import Room

pytestmark = pytest.mark.servers

LOSER = 5  # the visitor's shard


def test_a_merge_waits_for_a_test_push_and_takes_its_message_along(room: Room) -> None:
    room.set(frequency_cap=None)
    room.push()
    visitor, user = in_shard(room, "anonymous", LOSER), in_shard(room, "user", 9)
    device = room.device(visitor)
    room.track("looked", anon=visitor)
    room.track("looked", user=user)
    room.track("identify", kind="identify", anon=visitor, user=user, settle=False)
    room.database.run(shard.process, LOSER, room.published)

    def request() -> object:
        return room.database.run(trial.request, room.workspace, device, "welcome")

    def merged() -> object:
        return room.database.run(merge.apply, LOSER, room.published)

    with stopped(room.database, request, "INSERT INTO message") as (stop, requesting):
        stop.wait()
        with beside(merged) as merging:
            wait_for_a_lock(room.database)
            stop.go()
            assert isinstance(requesting.result(10), str)
            assert merging.result(10) is not None
    (row,) = room.messages()
    assert row["person_id"] == room.person(visitor) == room.person(user, user=True)
    room.settle()
    assert [row["state"] for row in room.sends()] == ["accepted"]
