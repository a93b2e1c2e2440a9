"""Many at once: exactly once stays exactly once, and an answered opt-out is the end of claims."""

import os
import threading
from collections.abc import Callable
from random import Random

import pytest
import sqlalchemy as sa

from engine.audience import ingestion, names, preferences, reach
from engine.audience.commit import Committer
from engine.audience.incoming import Accepted, Duplicate, Incoming, Outcome
from engine.audience.ingestion import Item
from engine.audience.preferences import Wish
from engine.audience.timetable import Opening, Timetable
from engine.campaigns.lane import of_journeys
from engine.delivery.claim import Claimed, claim
from engine.delivery.senders import Senders
from engine.runtime import shard, step
from engine.runtime.published import Published
from engine.runtime.shard import NOTHING
from engine.store.db import Database, Tx
from engine.store.tables import event, rollup, seen_message, send
from tests.engine.races.meeting import (
    DEADLOCKS,
    HEADS,
    REACH,
    beside,
    in_shard,
    stopped,
    together,
    wait_for_a_lock,
)
from tests.support.room import BASE_URL, Room, hello, trigger

pytestmark = pytest.mark.servers

ROUNDS = int(os.environ.get("ROUNDS", "2"))


def deadlocks(database: Database) -> int:
    with database.read() as tx:
        return int(tx.execute(DEADLOCKS).scalar_one())


def stored(database: Database, table: sa.Table) -> int:
    with database.read() as tx:
        return int(tx.execute(sa.select(sa.func.count()).select_from(table)).scalar_one())


def test_the_same_batch_twice_in_flight(room: Room, database: Database) -> None:
    """F6: a client gives up waiting and sends its batch again, in another order."""
    batch = [room.incoming("bought", anon=f"a{n}", id=f"id{n}") for n in range(40)]
    again = list(reversed(batch))

    def accept(items: list[Incoming]) -> list[Outcome]:
        with database.transaction() as tx:
            wrapped = [Item(room.workspace, one) for one in items]
            return ingestion.accept(tx, wrapped, tx.now()).outcomes

    with stopped(database, lambda: accept(batch), HEADS) as (stop, first):
        stop.wait()
        with beside(lambda: accept(again)) as second:
            wait_for_a_lock(database)
            stop.go()
            assert first.result(10) == [Accepted()] * 40
            assert second.result(10) == [Duplicate()] * 40
    assert stored(database, event) == 40


def test_sixteen_threads_with_the_same_thousand_ids(room: Room, database: Database) -> None:
    """R2: whoever is first is accepted, all others are told that it stands."""
    items = [room.incoming("bought", anon=f"a{n % 97}", id=f"id{n}") for n in range(1_000)]
    before = deadlocks(database)

    def client(number: int) -> Callable[[], list[Outcome]]:
        def post() -> list[Outcome]:
            dice, mine = Random(number), list(items)
            committer = Committer(database, lambda _shards: None)
            told: list[Outcome] = []
            for _ in range(ROUNDS):
                dice.shuffle(mine)
                for start in range(0, len(mine), 250):
                    told += committer.submit(room.workspace, mine[start : start + 250])
            return told

        return post

    told = [each for part in together([client(n) for n in range(16)]) for each in part]
    assert set(map(type, told)) == {Accepted, Duplicate}
    assert sum(isinstance(each, Accepted) for each in told) == 1_000
    assert stored(database, event) == stored(database, seen_message) == 1_000
    assert deadlocks(database) == before


def test_one_id_in_two_workspaces_is_two_events(room: Room, database: Database) -> None:
    other = Room(database)
    acts = [
        lambda: room.submit([room.incoming("bought", anon="a", id="one")]),
        lambda: other.submit([other.incoming("bought", anon="a", id="one")]),
    ] * 3
    told = [each for part in together(acts) for each in part]
    assert sum(isinstance(each, Accepted) for each in told) == 2
    assert stored(database, event) == 2


def test_two_steppers_never_apply_the_same_events(room: Room, database: Database) -> None:
    """The row lock of the position is the fence: who comes second does nothing at all."""
    who = in_shard(room, "anonymous", 5)
    room.track("bought", anon=who, settle=False)

    def one_step() -> object:
        return database.run(shard.process, 5, Published())

    with stopped(database, one_step, "UPDATE shard_pos") as (stop, first):
        stop.wait()
        assert one_step() == NOTHING
        stop.go()
        assert first.result(10) != NOTHING
    assert [row["count"] for row in room.rows(rollup, name="bought")] == [1]


def test_many_steppers_on_one_shard_count_each_event_once(room: Room, database: Database) -> None:
    who = in_shard(room, "anonymous", 5)
    for start in range(0, 300, 100):
        room.submit([room.incoming("bought", anon=who, id=f"m{start + n}") for n in range(100)])

    def work() -> None:
        published = Published()
        for _ in range(20):
            database.run(shard.process, 5, published, events=17)

    together([work] * 4)
    step.run_shard(database, 5, Published())
    assert [row["count"] for row in room.rows(rollup, name="bought")] == [300]


def waiting_sends(room: Room, people: int, **push: object) -> list[str]:
    """People with a message each that waits for its claim."""
    room.set(frequency_cap=None)
    room.push(**push)  # type: ignore[arg-type]
    room.journey([trigger(), hello()], ["start -> hello"])
    names_ = [f"p{number}" for number in range(people)]
    for name in names_:
        room.device(name, f"d_{name}")
    room.submit([room.incoming("bought", anon=name) for name in names_])
    with room.database.read() as tx:
        due = shard.due_shards(tx, tx.now())
    for number in due:
        room.database.run(shard.process, number, room.published)
    assert len(room.rows(send, state="pending")) == people
    return names_


def test_a_second_claimer_takes_what_the_first_does_not_hold(
    room: Room, database: Database
) -> None:
    waiting_sends(room, 4)

    def take() -> list[Claimed]:
        return database.run(claim, Senders(BASE_URL), lambda _one: None, of_journeys, 2)[0]

    with stopped(database, take, REACH) as (stop, first):
        stop.wait()
        second = take()
        stop.go()
        both = [*first.result(10), *second]
    assert len({(one.message.id, one.sending.device_id) for one in both}) == 4


def test_many_claimers_claim_each_send_once(room: Room, database: Database) -> None:
    waiting_sends(room, 60)

    def take() -> list[Claimed]:
        senders, mine = Senders(BASE_URL), list[Claimed]()
        for _ in range(12):
            mine += database.run(claim, senders, lambda _one: None, of_journeys, 7)[0]
        return mine

    taken = [each for part in together([take] * 4) for each in part]
    assert len(taken) == len({one.message.id for one in taken}) == 60
    assert {row["attempts"] for row in room.sends()} == {1}


def test_after_an_answered_opt_out_nothing_is_claimed(room: Room, database: Database) -> None:
    """R13: what was claimed when the answer came is all that ever is."""
    people = waiting_sends(room, 60)
    claimed_then: dict[int, int] = {}
    over = threading.Event()

    def opt_out(tx: Tx, person: int) -> None:
        preferences.change(tx, room.workspace, person, Wish(push_on=False), tx.now())

    def leave() -> None:
        for name in reversed(people):
            person = names.person_id(room.workspace, "anonymous", name)
            database.run(opt_out, person)
            claimed_then[person] = claims_of(database, person)
        over.set()

    def take() -> None:
        senders = Senders(BASE_URL)
        while not over.is_set():
            database.run(claim, senders, lambda _one: None, of_journeys, 3)
        database.run(claim, senders, lambda _one: None, of_journeys, 100)

    before = deadlocks(database)
    together([leave, take, take])
    assert {person: claims_of(database, person) for person in claimed_then} == claimed_then
    assert {row["state"] for row in room.sends()} <= {"claimed", "suppressed"}
    assert deadlocks(database) == before


def claims_of(database: Database, person: int) -> int:
    query = sa.select(sa.func.sum(send.c.attempts)).where(send.c.owner == person)
    with database.read() as tx:
        return int(tx.execute(query).scalar_one() or 0)


SHUT = Timetable((Opening(6, 0, 60),))  # it is a Monday


@pytest.mark.parametrize(
    ("wish", "reason"),
    [
        (Wish(push_on=False), "opted_out"),
        (Wish(mute=reach.FOREVER), "do_not_disturb"),
        (Wish(sources={"person:7": reach.FOREVER}), "muted"),
        (Wish(events={"chat": False}), "event_type"),
        (Wish(timetable=SHUT), "timetable"),
    ],
)
def test_a_wish_that_comes_first_wins(
    room: Room, database: Database, wish: Wish, reason: str
) -> None:
    """The claim has picked its message and waits for her `reach` row, which her wish holds."""
    (name,) = waiting_sends(room, 1, source="person:7", event_type="chat", outside_hours="drop")
    person = names.person_id(room.workspace, "anonymous", name)
    with database.transaction() as tx:
        preferences.change(tx, room.workspace, person, wish, tx.now())
        taking: list[list[Claimed]] = []

        def take() -> None:
            taking.append(database.run(claim, Senders(BASE_URL), lambda _one: None)[0])

        thread = threading.Thread(target=take)
        thread.start()
        wait_for_a_lock(database)
    thread.join(10)
    assert taking == [[]]
    assert [row["reason"] for row in room.sends()] == [reason]
