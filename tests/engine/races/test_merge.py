"""A merge comes between: it holds more locks than anything else, and everybody may meet it."""

from dataclasses import dataclass

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from engine import clock
from engine.audience import ingestion, names, reports
from engine.audience.ingestion import Item
from engine.audience.reports import Report
from engine.audience.tokens import SendRef
from engine.delivery import webhooks
from engine.delivery.claim import claim
from engine.delivery.providers.provider import Accepted
from engine.delivery.senders import Senders
from engine.runtime import merge, shard
from engine.runtime import merging as joining
from engine.runtime.erase import erase
from engine.runtime.published import Published
from engine.store.db import Database, Retry, Tx
from engine.store.tables import event, person, send, webhook_call
from tests.engine.races.meeting import HEADS, REACH, beside, in_shard, stopped, wait_for_a_lock
from tests.support.room import BASE_URL, Room, hello, node, trigger

pytestmark = pytest.mark.servers

LOSER, WINNER = 5, 9  # shards


@dataclass(frozen=True, slots=True)
class Two:
    """A visitor and a user about to become one; the merge is next in the visitor's shard."""

    visitor: str
    user: str


@pytest.fixture
def two(room: Room) -> Two:
    """Both in one journey, the user later, each with a message that waits and a device."""
    room.set(frequency_cap=None)
    room.push()
    room.journey(
        [trigger(), hello(), node("pause", "wait", time="P1D")],
        ["start -> hello", "hello -> pause"],
    )
    room.journey(
        [trigger("ordered"), node("call", "webhook", url="https://shop.example/h", body={})],
        ["start -> call"],
    )
    found = Two(in_shard(room, "anonymous", LOSER), in_shard(room, "user", WINNER))
    room.device(found.visitor, "d_1")
    room.device(found.user, "d_2", user=True)
    room.track("bought", anon=found.visitor, settle=False)
    room.track("ordered", anon=found.visitor, settle=False)
    step(room, LOSER)
    room.clock.forward(clock.moment(clock.SECOND) - clock.EPOCH)
    room.track("bought", user=found.user, settle=False)
    step(room, WINNER)
    room.track("identify", kind="identify", anon=found.visitor, user=found.user, settle=False)
    step(room, LOSER)
    return found


def step(room: Room, number: int) -> None:
    room.database.run(shard.process, number, room.published)


def merged(database: Database) -> bool:
    """The merge, tried once: with these locks nobody has to begin anew."""
    with database.transaction() as tx:
        return merge.apply(tx, LOSER, Published()) is not None


def claimed(database: Database) -> int:
    with database.transaction() as tx:
        return len(claim(tx, Senders(BASE_URL), lambda _one: None)[0])


def places(room: Room, name: str) -> list[tuple[int, str]]:
    """(shard, kind) of the events of this name."""
    return [(row["shard"], row["kind"]) for row in room.rows(event, name=name)]


def test_a_claim_that_waits_for_reach_and_a_merge(room: Room, two: Two, database: Database) -> None:
    """F2: the merge ends the user's run, whose message the claim holds."""
    with stopped(database, lambda: claimed(database), REACH) as (stop, claiming):
        stop.wait()
        with beside(lambda: merged(database)) as merging:
            wait_for_a_lock(database)
            stop.go()
            assert claiming.result(10) == 2
            assert merging.result(10)
    assert room.person(two.visitor) == room.person(two.user, user=True)
    ended = [run["reason"] for run in room.runs(two.visitor) if run["state"] == "ended"]
    assert ended == ["merged"]


def test_messages_locked_after_reach_would_deadlock(
    room: Room, two: Two, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same with the order of locks that locking.md's F2 had: the test has teeth."""
    monkeypatch.setattr(joining.Joining, "_lock_messages", lambda _self: None)
    with stopped(database, lambda: claimed(database), REACH) as (stop, claiming):
        stop.wait()
        with beside(lambda: merged(database)) as merging:
            wait_for_a_lock(database)
            stop.go()
            errors = [claiming.exception(10), merging.exception(10)]
    (deadlock,) = (each for each in errors if each is not None)
    assert isinstance(deadlock, OperationalError)
    assert "deadlock" in str(deadlock)


def test_a_report_and_a_merge(room: Room, two: Two, database: Database) -> None:
    """A browser displays what is done while its visitor signs in: the report holds the message."""
    deliver(room)
    (sent,) = (one for one in room.sends() if one["device_id"] == "d_1")
    ref = SendRef(room.workspace, reports.send_id(sent["message_id"], "d_1"))

    def report() -> object:
        with database.transaction() as tx:
            return reports.take(tx, ref, Report("displayed"), tx.now())

    with stopped(database, report, HEADS) as (stop, reporting):
        stop.wait()
        with beside(lambda: merged(database)) as merging:
            wait_for_a_lock(database)
            stop.go()
            assert reporting.result(10) == {LOSER}
            assert merging.result(10)
    room.settle()
    assert "push_displayed" in room.events(two.user, user=True)


def test_a_webhook_result_and_a_merge(room: Room, two: Two, database: Database) -> None:
    rows = database.run(webhooks.claim, "token")

    def settle() -> set[int]:
        with database.transaction() as tx:
            return webhooks.settle(tx, "token", [(row, Accepted()) for row in rows])

    with stopped(database, settle, HEADS) as (stop, settling):
        stop.wait()
        with beside(lambda: merged(database)) as merging:
            wait_for_a_lock(database)
            stop.go()
            assert settling.result(10) == {LOSER}
            assert merging.result(10)
    assert [row["state"] for row in room.rows(webhook_call)] == ["done"]
    room.settle()
    assert "webhook_finished" in room.events(two.user, user=True)


def test_events_resolved_before_a_merge_land_behind_it(
    room: Room, two: Two, database: Database
) -> None:
    """F3: the route was read, the merge commits, and only then the heads are locked."""
    item = Item(room.workspace, room.incoming("looked", anon=two.visitor))
    tries: list[int] = []

    def accept(tx: Tx) -> object:
        tries.append(1)
        return ingestion.accept(tx, [item], tx.now())

    with stopped(database, lambda: database.run(accept), HEADS) as (stop, accepting):
        stop.wait()
        assert merged(database)
        stop.go()
        accepting.result(10)
    assert len(tries) == 2
    assert places(room, "looked") == [(WINNER, "track")]


def test_an_erasure_that_waited_for_a_merge_erases_who_she_became(
    room: Room, two: Two, database: Database
) -> None:
    """F5: whom she stands for is asked again once the locks are granted."""
    visitor = names.person_id(room.workspace, "anonymous", two.visitor)
    with stopped(database, lambda: database.run(erase, visitor), "FROM shard_pos") as (stop, going):
        stop.wait()
        assert merged(database)
        stop.go()
        assert going.result(10)
    assert all(row["erased"] for row in room.rows(person))
    assert {run["reason"] for run in room.runs()} <= {"erased", "merged", "finished"}


def test_a_merge_that_waited_for_an_erasure_does_nothing(
    room: Room, two: Two, database: Database
) -> None:
    user = names.person_id(room.workspace, "user", two.user)
    with stopped(database, lambda: database.run(erase, user), "UPDATE device") as (stop, going):
        stop.wait()
        with beside(lambda: database.run(merge.apply, LOSER, Published())) as merging:
            wait_for_a_lock(database)
            stop.go()
            assert going.result(10)
            merging.result(10)
    assert room.person(two.visitor) != user


def test_an_erasure_and_a_late_settling(room: Room, two: Two, database: Database) -> None:
    """Who settles late holds a message that is done, and waits for one that is not."""
    deliver(room)
    (done,) = (one["message_id"] for one in room.sends() if one["device_id"] == "d_1")
    visitor = names.person_id(room.workspace, "anonymous", two.visitor)

    def report() -> object:
        with database.transaction() as tx:
            ref = SendRef(room.workspace, reports.send_id(done, "d_1"))
            return reports.take(tx, ref, Report("clicked"), tx.now())

    with stopped(database, report, HEADS) as (stop, reporting):
        stop.wait()
        with beside(lambda: database.run(erase, visitor)) as erasing:
            wait_for_a_lock(database)
            stop.go()
            reporting.result(10)
            assert erasing.result(10)
    assert room.rows(send, owner=visitor)[0]["answer"] is None


def test_a_retry_is_asked_for_when_the_route_moved(
    room: Room, two: Two, database: Database
) -> None:
    item = Item(room.workspace, room.incoming("looked", anon=two.visitor))

    def accept() -> object:
        with database.transaction() as tx:
            return ingestion.accept(tx, [item], tx.now())

    with stopped(database, accept, HEADS) as (stop, accepting):
        stop.wait()
        assert merged(database)
        stop.go()
        assert isinstance(accepting.exception(10), Retry)
    with database.read() as tx:
        assert tx.execute(sa.select(event.c.seq).where(event.c.name == "looked")).all() == []


def deliver(room: Room) -> None:
    """Send what waits; the merge stays where it is."""
    room.lanes.deliver("push")
