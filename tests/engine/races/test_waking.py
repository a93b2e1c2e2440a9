"""A resume among steps: it stops none of another shard, and misses nobody whom one still holds."""

import pytest

from engine import clock
from engine.runtime import control, shard, waking
from engine.store.db import Database
from engine.store.tables import journey, run
from tests.engine.races.meeting import beside, in_shard, stopped, wait_for_a_lock
from tests.support.room import Room, hello, node, trigger

pytestmark = pytest.mark.servers

HERE, ELSEWHERE = 5, 9


def paused(room: Room) -> tuple[str, str, str]:
    """A paused journey with somebody inside in each of two shards, whose waits are over."""
    room.push()
    nodes = [trigger("arrived"), node("pause", "wait", time="P1D"), hello()]
    id_ = room.journey(nodes, ["start -> pause", "pause -> hello"])
    ana, ben = in_shard(room, "anonymous", HERE), in_shard(room, "anonymous", ELSEWHERE)
    for who in (ana, ben):
        room.track("arrived", anon=who)
    room.database.run(control.pause, room.workspace, id_, "test")
    room.clock.forward(clock.moment(2 * clock.DAY) - clock.EPOCH)
    return id_, ana, ben


def held(room: Room) -> list[bool]:
    return [row["held"] for row in room.rows(run)]


def test_a_step_on_another_shard_goes_on_while_a_resume_wakes(
    room: Room, database: Database
) -> None:
    id_, ana, ben = paused(room)
    room.settle()
    assert held(room) == [True, True]
    room.database.run(control.resume, room.workspace, id_, "test")

    def wake() -> int:
        return database.run(waking.wake, id_, HERE, 10)

    with stopped(database, wake, "UPDATE run SET") as (stop, waking_):
        stop.wait()
        room.submit([room.incoming("arrived", anon=ana), room.incoming("arrived", anon=ben)])
        with beside(lambda: database.run(shard.process, ELSEWHERE, room.published)) as step:
            assert step.result(10).events == 1
        assert database.run(shard.process, HERE, room.published).events == 0  # it is worked on
        stop.go()
        assert waking_.result(10) == 1
    room.settle()
    assert sorted(row["reason"] for row in room.runs() if row["reason"]) == ["finished"] * 2


def test_the_status_changes_while_steps_are_under_way(room: Room, database: Database) -> None:
    """A step that has read the old status holds somebody yet: who wakes waits for it."""
    id_, _ana, _ben = paused(room)

    def step() -> int:
        return database.run(shard.process, HERE, room.published).timers

    with stopped(database, step, "UPDATE run t SET") as (stop, stepping):
        stop.wait()
        with beside(lambda: waking.resume(database, room.workspace, id_, "test")) as resuming:
            wait_for_a_lock(database)
            with database.read() as tx:
                assert "live" in [row.status for row in tx.execute(journey.select())]
            assert held(room) == [False, False]
            stop.go()
            assert stepping.result(10) == 1
            assert list(resuming.result(10).shards) == [HERE]
    room.settle()
    assert held(room) == [False, False]
    assert [row["reason"] for row in room.runs()] == ["finished", "finished"]
