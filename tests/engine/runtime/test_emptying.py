"""A journey that is archived with a crowd inside: nobody is forgotten, no shard waits for all."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from engine import doctor
from engine.runtime import control, emptying
from engine.runtime.control import Controlled
from engine.store.db import Tx
from engine.store.tables import event, message
from tests.support.room import Room, hello, node, trigger


def waiting(room: Room) -> str:
    """A journey that greets people a day after they arrived."""
    room.push()
    nodes = [trigger("arrived"), node("pause", "wait", time="P1D"), hello()]
    return room.journey(nodes, ["start -> pause", "pause -> hello"])


def crowd(room: Room, size: int) -> None:
    room.submit([room.incoming("arrived", anon=f"p{number}") for number in range(size)])
    room.settle()


def test_a_crowd_is_led_out_in_batches_that_each_hold_one_shard(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(emptying, "BATCH", 2)
    batches = list[tuple[int, int]]()
    lead_out = control.lead_out

    def watched(tx: Tx, journey_id: str, number: int, limit: int) -> int:
        ended = lead_out(tx, journey_id, number, limit)
        batches.append((number, ended))
        return ended

    monkeypatch.setattr(control, "lead_out", watched)
    id_ = waiting(room)
    crowd(room, 200)
    outcome = emptying.archive(room.database, room.workspace, id_, "test", "exit")
    room.settle()

    assert isinstance(outcome, Controlled)
    assert outcome.journey.status == "archived"
    assert list(outcome.shards) == sorted({number for number, _ in batches})
    assert sum(ended for _, ended in batches) == 200  # nobody was left for the last transaction
    assert max(ended for _, ended in batches) == 2
    assert {(row["state"], row["reason"]) for row in room.runs()} == {("ended", "exited")}
    assert all("journey_finished" in room.events(f"p{number}") for number in range(200))
    assert doctor.examine(room.database) == []


def test_who_stops_half_way_through_emptying_leaves_a_paused_journey_and_may_go_on(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    id_ = waiting(room)
    crowd(room, 20)
    lead_out, killed = control.lead_out, iter([False, False, True])

    def dying(*args: Any) -> int:
        if next(killed, False):
            raise KeyboardInterrupt
        return lead_out(*args)

    monkeypatch.setattr(control, "lead_out", dying)
    with pytest.raises(KeyboardInterrupt):
        emptying.archive(room.database, room.workspace, id_, "test", "exit")
    room.settle()
    assert 0 < len([row for row in room.runs() if row["state"] == "ended"]) < 20
    room.track("arrived", anon="late")
    room.passes(days=2)
    assert len(room.runs()) == 20
    assert room.rows(message) == []

    emptying.archive(room.database, room.workspace, id_, "test", "exit")
    room.settle()
    assert {(row["state"], row["reason"]) for row in room.runs()} == {("ended", "exited")}
    with room.database.read() as tx:
        told = tx.execute(sa.select(sa.func.count()).where(event.c.name == "journey_finished"))
        assert told.scalar_one() == 20
