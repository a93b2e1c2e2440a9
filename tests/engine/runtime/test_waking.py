"""A resume wakes a crowd in batches: nobody who is held is forgotten, nothing loses its order."""

from __future__ import annotations

import itertools
from collections import Counter
from typing import Any

import pytest
from alembic import command
from sqlalchemy import event

from engine import doctor
from engine.runtime import control, emptying, runs, shard, waking
from engine.runtime.control import Controlled
from engine.runtime.erase import erase
from engine.store import migrate
from engine.store.db import Database, Tx
from engine.store.tables import journey, run
from tests.support.room import Room, hello, node, trigger

CROWD = 200


def held_crowd(room: Room, size: int = CROWD) -> str:
    """A paused journey whose wait of a day has ended meanwhile for everybody inside."""
    room.push()
    nodes = [trigger("arrived"), node("pause", "wait", time="P1D"), hello()]
    id_ = room.journey(nodes, ["start -> pause", "pause -> hello"])
    room.submit([room.incoming("arrived", anon=f"p{number}") for number in range(size)])
    room.settle()
    room.database.run(control.pause, room.workspace, id_, "test")
    room.passes(days=2)
    assert [row["held"] for row in room.runs()] == [True] * size
    return id_


def ends(room: Room) -> Counter[tuple[str, str]]:
    return Counter((row["state"], row["reason"]) for row in room.runs())


def dying(monkeypatch: pytest.MonkeyPatch, after: int) -> None:
    """The process ends before the batch of this number."""
    wake, batches = waking.wake, itertools.count()

    def once(*args: Any) -> int:
        if next(batches) == after:
            raise KeyboardInterrupt
        return wake(*args)

    monkeypatch.setattr(waking, "wake", once)


def test_a_crowd_is_woken_in_batches_that_each_hold_one_shard(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waking, "BATCH", 2)
    batches = list[tuple[int, int]]()
    wake = waking.wake

    def watched(tx: Tx, journey_id: str, number: int, limit: int) -> int:
        woken = wake(tx, journey_id, number, limit)
        batches.append((number, woken))
        return woken

    monkeypatch.setattr(waking, "wake", watched)
    id_ = held_crowd(room)
    outcome = waking.resume(room.database, room.workspace, id_, "test")

    assert isinstance(outcome, Controlled)
    assert outcome.journey.status == "live"
    assert list(outcome.shards) == sorted({number for number, _ in batches})
    # The answer does not wait for a large crowd: the upkeep wakes the rest.
    most = max(Counter(number for number, _ in batches).values())
    assert most == waking.ROUNDS
    assert sum(row["held"] for row in room.runs()) == CROWD - sum(woken for _, woken in batches) > 0
    assert max(woken for _, woken in batches) == 2
    room.settle()
    assert sum(woken for _, woken in batches) == CROWD
    assert ends(room) == {("ended", "finished"): CROWD}
    assert len(room.messages()) == CROWD
    assert doctor.examine(room.database) == []


@pytest.mark.parametrize("act", [waking.resume, waking.finish])
def test_whom_a_resume_that_dies_half_way_leaves_behind_the_upkeep_wakes(
    room: Room, monkeypatch: pytest.MonkeyPatch, act: Any
) -> None:
    monkeypatch.setattr(waking, "BATCH", 2)
    id_ = held_crowd(room, 40)
    with monkeypatch.context() as killed:
        dying(killed, after=7)
        with pytest.raises(KeyboardInterrupt):
            act(room.database, room.workspace, id_, "test")
    assert 0 < sum(row["held"] for row in room.runs()) < 40

    room.settle()
    assert ends(room) == {("ended", "finished"): 40}
    assert len(room.messages()) == 40


def test_the_upkeep_may_die_anywhere_as_well(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    id_ = held_crowd(room, 20)
    room.database.run(control.resume, room.workspace, id_, "test")
    for left in range(20, 0, -1):
        held = sum(row["held"] for row in room.runs())
        if not held:
            break
        assert held <= left
        with monkeypatch.context() as killed:
            dying(killed, after=1)
            try:
                waking.catch_up(room.database)
            except KeyboardInterrupt:
                continue
    room.settle()
    assert ends(room) == {("ended", "finished"): 20}


def test_who_was_not_woken_yet_gets_what_comes_after_what_was_missed(room: Room) -> None:
    """Between the resume and her waking: the event of the pause decides, not the later one."""
    for key in ("missed", "later"):
        room.push(key)
    nodes = [
        trigger("arrived"),
        node("first", "wait_for_event", event="bought", timeout="P9D"),
        node("missed", "send_push", push="missed"),
        node("second", "wait_for_event", event="viewed", timeout="P9D"),
        node("later", "send_push", push="later"),
    ]
    edges = ["start -> first", "first.happened -> missed", "missed -> second",
             "second.happened -> later"]  # fmt: skip
    id_ = room.journey(nodes, edges)
    room.track("arrived", anon="ana")
    room.database.run(control.pause, room.workspace, id_, "test")
    room.track("bought", anon="ana")
    room.database.run(control.resume, room.workspace, id_, "test")
    room.submit([room.incoming("viewed", anon="ana")])
    number = room.runs()[0]["shard"]
    room.database.run(shard.process, number, room.published)
    assert [row["node"] for row in room.runs()] == ["first"]
    assert room.runs()[0]["held"]

    room.settle()
    assert {row["push"] for row in room.messages()} == {"missed", "later"}
    assert ends(room) == {("ended", "finished"): 1}


def test_nobody_is_woken_where_the_journey_is_paused_once_more(room: Room) -> None:
    id_ = held_crowd(room, 5)
    number = room.runs()[0]["shard"]
    assert room.database.run(waking.wake, id_, number, 10) == 0
    assert waking.catch_up(room.database) == []
    room.settle()
    assert [row["held"] for row in room.runs()] == [True] * 5

    room.database.run(control.resume, room.workspace, id_, "test")
    assert room.database.run(waking.wake, id_, number, 10) > 0
    room.database.run(control.pause, room.workspace, id_, "test")
    room.settle()
    assert [row["held"] for row in room.runs()] == [True] * 5
    waking.resume(room.database, room.workspace, id_, "test")
    room.settle()
    assert ends(room) == {("ended", "finished"): 5}


def test_who_is_led_out_or_erased_or_set_aside_is_held_no_more(room: Room) -> None:
    id_ = held_crowd(room, 10)
    room.database.run(erase, room.person("p0"))
    room.database.run(runs.set_aside, room.runs("p1")[0]["shard"], room.runs("p1")[0]["id"], "x")
    assert sum(row["held"] for row in room.runs()) == 8
    emptying.archive(room.database, room.workspace, id_, "test", "exit")
    assert not any(row["held"] for row in room.runs())
    assert waking.catch_up(room.database) == []


def test_a_resume_is_answered_alike_again(room: Room) -> None:
    id_ = held_crowd(room, 3)
    waking.resume(room.database, room.workspace, id_, "test")
    again = waking.resume(room.database, room.workspace, id_, "test")
    assert isinstance(again, Controlled)
    assert (again.journey.status, list(again.shards)) == ("live", [])


def test_the_search_for_the_held_reads_no_table_of_runs(sqlite: Database) -> None:
    asked = list[tuple[str, Any]]()
    event.listen(sqlite.reading, "before_cursor_execute", lambda *each: asked.append(each[2:4]))
    waking.catch_up(sqlite)
    (query,) = (each for each in asked if "FROM run" in each[0])
    with sqlite.read() as tx:
        plan = str(tx.conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {query[0]}", query[1]).all())
    assert "ix_run_held" in plan
    assert "SCAN run" not in plan


def test_the_migration_marks_whom_the_version_before_held(room: Room, database: Database) -> None:
    id_ = held_crowd(room, 2)
    made = migrate.config()
    with database.transaction() as tx:
        made.attributes["connection"] = tx.conn
        command.downgrade(made, "0002")
        before = (
            'UPDATE run SET body = replace(body, \'{"run":\', \'{"held":true,"run":\') '
            f"WHERE person_id = {room.person('p0')}"
        )
        tx.conn.exec_driver_sql(before)
    migrate.upgrade(database)
    assert {row["person_id"]: row["held"] for row in room.runs()} == {
        room.person("p0"): True,
        room.person("p1"): False,
    }
    assert room.rows(journey, id=id_)[0]["status"] == "paused"
    assert room.rows(run)[0]["state"] == "active"
