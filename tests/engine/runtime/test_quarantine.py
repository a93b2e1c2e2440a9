"""A fault stops only itself: after five tries it is set aside, seen, and can be replayed."""

import pytest
import sqlalchemy as sa

from engine import doctor
from engine.runtime import replay, step
from engine.store.db import Tx
from engine.store.tables import attempt, event, quarantine, rollup, run
from journeys.nodes.set_traits import SetTraits as SetTraitsNode
from tests.support.room import Room, hello, node, trigger


@pytest.fixture
def poisoned(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """A node type that raises for as long as the list is not empty."""
    sick = [True]
    well = SetTraitsNode.enter

    def enter(self: SetTraitsNode, visit: object) -> object:
        if sick:
            raise ValueError("poison")
        return well(self, visit)  # type: ignore[arg-type]

    monkeypatch.setattr(SetTraitsNode, "enter", enter)
    return sick


def _sick_journey(room: Room) -> None:
    room.journey(
        [trigger(), node("sick", "set_traits", traits={"done": True}, markers={})],
        ["start -> sick"],
    )


def test_a_sick_run_is_tried_five_times_then_put_in_quarantine(
    room: Room, poisoned: list[bool]
) -> None:
    _sick_journey(room)
    room.track("bought", anon="ana")
    assert [row["state"] for row in room.runs("ana")] == ["active"]

    for _ in range(4):
        room.passes(minutes=1)

    (row,) = room.runs("ana")
    assert (row["state"], row["reason"]) == ("quarantined", "quarantined")
    assert "ValueError: poison" in row["body"]
    (finding,) = doctor.examine(room.database)
    assert (finding.check, finding.warning) == ("quarantined runs", True)


def test_a_fault_that_passes_leaves_no_trace(room: Room, poisoned: list[bool]) -> None:
    _sick_journey(room)
    room.track("bought", anon="ana")
    poisoned.clear()

    room.passes(minutes=2)

    assert [row["reason"] for row in room.runs("ana")] == ["finished"]
    assert doctor.examine(room.database) == []


def test_a_run_in_quarantine_goes_on_where_it_stood_once_its_cause_is_mended(
    room: Room, poisoned: list[bool]
) -> None:
    _sick_journey(room)
    room.track("bought", anon="ana")
    for _ in range(4):
        room.passes(minutes=1)
    (row,) = room.runs("ana")
    assert row["state"] == "quarantined"
    poisoned.clear()

    assert room.database.run(replay.journey_run, row["shard"], row["id"]) is True
    room.settle()

    assert [one["reason"] for one in room.runs("ana")] == ["finished"]
    assert room.database.run(replay.journey_run, row["shard"], row["id"]) is False
    assert doctor.examine(room.database) == []


def test_healthy_journeys_and_people_go_on_meanwhile(room: Room, poisoned: list[bool]) -> None:
    room.push()
    room.device("ana")
    _sick_journey(room)
    room.journey([trigger(), hello()], ["start -> hello"])

    room.track("bought", anon="ana")

    assert [row["state"] for row in room.sends()] == ["accepted"]
    assert room.rows(attempt) == []


def test_failures_of_a_run_that_lie_far_apart_do_not_add_up(room: Room) -> None:
    """A run may fail with its whole batch now and then for a year: that is no sick run."""

    def fail(tx: Tx) -> int:
        return step._one_more(tx, 0, "run:1", "OperationalError")

    counted = []
    for pause in (0, 1, 30, 60 * 24, 1):
        room.passes(minutes=pause)
        counted.append(room.database.run(fail))
    assert counted == [1, 2, 3, 1, 2]


def test_an_event_that_cannot_be_read_is_set_aside_and_its_shard_goes_on(room: Room) -> None:
    room.track("bought", anon="ana", settle=False)
    room.track("looked", anon="ana", settle=False)
    with room.database.transaction() as tx:
        tx.execute(event.update().where(event.c.name == "bought").values(body="{not json"))

    room.settle()

    assert [row["name"] for row in room.rows(rollup)] == ["looked"]
    (row,) = room.rows(quarantine)
    assert row["subject"] == "event:1"
    assert [one["tries"] for one in room.rows(attempt)] == [5]


def test_an_event_in_quarantine_can_be_replayed(room: Room) -> None:
    room.track("bought", anon="ana", settle=False)
    with room.database.transaction() as tx:
        tx.execute(event.update().values(body="{not json"))
    room.settle()
    (row,) = room.rows(quarantine)
    with room.database.transaction() as tx:
        mended = sa.func.replace(quarantine.c.body, "{not json", "{}")
        tx.execute(quarantine.update().values(body=mended))

    assert room.database.run(replay.event, row["shard"], row["subject"]) is True
    room.settle()

    assert [one["count"] for one in room.rows(rollup, name="bought")] == [1]
    assert room.database.run(replay.event, row["shard"], row["subject"]) is False


def test_what_happens_to_a_failing_run_meanwhile_is_not_forgotten(
    room: Room, poisoned: list[bool]
) -> None:
    room.journey(
        [
            trigger(),
            node("sick", "set_traits", traits={"done": True}, markers={}),
            node("paid", "wait_for_event", event="paid"),
        ],
        ["start -> sick", "sick -> paid"],
    )
    room.track("bought", anon="ana")
    room.track("paid", anon="ana")
    poisoned.clear()

    room.passes(minutes=2)

    assert [row["reason"] for row in room.rows(run)] == ["finished"]


@pytest.mark.parametrize("status", [[], {}, ["ask"], 5, None, "asked"])
def test_a_status_that_is_none_is_data_and_nothing_more(room: Room, status: object) -> None:
    room.track("session_started", anon="ana", properties={"push_status": status}, settle=False)
    room.track("bought", anon="ana")

    assert room.events("ana") == ["session_started", "bought"]
    assert room.profile("ana")["last_session_status"] == "ask"
    assert room.rows(quarantine) == []
    assert room.rows(attempt) == []


def test_what_stands_before_an_event_that_cannot_be_read_is_not_held_up_by_it(room: Room) -> None:
    here = [f"p{number}" for number in range(200)]
    shard_of_first = None
    for who in here:
        room.track("bought", anon=who, settle=False)
    for row in room.rows(event):
        shard_of_first = row["shard"] if shard_of_first is None else shard_of_first
    with room.database.transaction() as tx:
        last = sa.select(sa.func.max(event.c.seq)).where(event.c.shard == shard_of_first)
        poison = (event.c.shard == shard_of_first, event.c.seq == last.scalar_subquery())
        tx.execute(event.update().where(*poison).values(body="[1]"))
    room.settle()

    assert sum(row["count"] for row in room.rows(rollup, name="bought")) == 199
    assert len(room.rows(quarantine)) == 1


def test_a_run_that_cannot_be_read_is_set_aside_and_its_shard_comes_to_rest(room: Room) -> None:
    room.journey([trigger(), node("pause", "wait", time="P1D")], ["start -> pause"])
    room.track("bought", anon="ana")
    with room.database.transaction() as tx:
        tx.execute(run.update().values(body='{"run": {"step_schema": 99}}'))

    room.passes(days=2)

    (row,) = room.runs("ana")
    assert row["state"] == "quarantined"
    assert row["reason"].startswith("unreadable")
    room.track("looked", anon="ana")
    assert "looked" in room.events("ana")


def test_a_run_whose_version_is_gone_is_set_aside(room: Room) -> None:
    room.journey([trigger(), node("pause", "wait", time="P1D")], ["start -> pause"])
    room.track("bought", anon="ana")
    with room.database.transaction() as tx:
        tx.execute(
            run.update().values(
                body=sa.func.replace(run.c.body, '"version":"jv_', '"version":"no_')
            )
        )

    room.passes(days=2)

    (row,) = room.runs("ana")
    assert (row["state"], row["reason"][:7]) == ("quarantined", "no plan")
