"""Two schedulers at one time that has come: they take turns, and nobody is let in twice."""

import pytest

from engine import clock
from engine.runtime.schedules import Schedules
from engine.store.db import Database
from tests.engine.races.meeting import beside, stopped
from tests.support.room import Room, node

pytestmark = pytest.mark.servers


def test_another_scheduler_leaves_alone_what_one_is_at(room: Room, database: Database) -> None:
    room.submit([room.incoming("seen", anon=f"p{number}") for number in range(4)])
    start = node("start", "schedule_trigger", at="2026-03-02T13:00")
    room.journey([start, node("set", "set_traits", traits={"a": 1})], ["start -> set"],
                 reentry={"mode": "always"})  # fmt: skip
    room.settle()
    room.clock.forward(clock.moment(clock.HOUR) - clock.EPOCH)
    one, other = (Schedules(database, room.published, page=2) for _ in range(2))

    with stopped(database, lambda: database.run(one.hand_out), "UPDATE schedule") as (stop, first):
        stop.wait()
        with beside(lambda: database.run(other.hand_out)) as second:
            assert second.result(10) is None
        stop.go()
        assert first.result(10)
    assert other.tick()
    room.settle()
    assert len(room.runs()) == 4
