"""Erasure: no table holds the person, and late replays of her events store nothing."""

import sqlalchemy as sa

from engine.audience.incoming import Accepted
from engine.delivery.providers.provider import Later
from engine.doctor import examine
from engine.runtime.erase import erase
from engine.store.tables import device, event, metadata, seen_message
from tests.support.room import Room, hello, node, trigger

CANARY = "canary-7f3a"


def _everything(room: Room) -> str:
    """Every value of every table, as text."""
    with room.database.read() as tx:
        return "\n".join(
            repr(tuple(row))
            for table in metadata.sorted_tables
            for row in tx.execute(sa.select(table))
        )


def _a_full_life(room: Room) -> None:
    room.push(title="Hi {{ person.traits.name }}")
    room.journey(
        [
            trigger(),
            hello(),
            node("ask", "show_popup", popup="simple", expires_in="P1D"),
            node("call", "webhook", url="https://hooks.example/x", body={"a": 1}),
            node("pause", "wait", time="P9D"),
        ],
        ["start -> hello", "hello -> ask", "ask.expired -> call", "call.done -> pause"],
        reentry={"mode": "after_exit", "key": "order"},
    )
    d = room.device(f"{CANARY}-anon")
    room.pushes.script(f"https://fcm.googleapis.com/fcm/send/{d}", *[Later(60.0, "busy")] * 3)
    room.track("identify", kind="identify", anon=f"{CANARY}-anon", traits={"name": CANARY})
    room.track("bought", anon=f"{CANARY}-anon", properties={"order": CANARY, "deep": [CANARY]})
    room.track("page", kind="page", anon=f"{CANARY}-anon", user=f"{CANARY}-user")


def test_no_table_holds_an_erased_person(room: Room) -> None:
    _a_full_life(room)
    assert CANARY in _everything(room)
    who = room.person(f"{CANARY}-user", user=True)

    assert room.database.run(erase, who) is True

    assert CANARY not in _everything(room)
    assert room.database.run(erase, who) is False


def test_a_late_replay_stores_nothing(room: Room) -> None:
    _a_full_life(room)
    room.database.run(erase, room.person(f"{CANARY}-user", user=True))
    before = len(room.rows(event)), len(room.rows(seen_message))

    outcome = room.track("bought", anon=f"{CANARY}-anon", user=f"{CANARY}-user")
    room.track("bought", anon=f"{CANARY}-anon")

    assert outcome == Accepted()
    assert (len(room.rows(event)), len(room.rows(seen_message))) == before
    assert CANARY not in _everything(room)


def test_nothing_more_is_sent_and_the_numbers_stay(room: Room) -> None:
    _a_full_life(room)
    numbers = [(row["shard"], row["seq"]) for row in room.rows(event)]
    room.database.run(erase, room.person(f"{CANARY}-user", user=True))
    attempts = len(room.pushes.attempts)

    room.passes(days=10)

    assert len(room.pushes.attempts) == attempts
    assert [(row["shard"], row["seq"]) for row in room.rows(event)][: len(numbers)] == numbers
    assert {row["state"] for row in room.sends()} == {"suppressed"}
    assert room.rows(device)[0]["owner"] is None
    assert examine(room.database) == []


def test_events_that_wait_are_blanked_and_passed(room: Room) -> None:
    room.track("one", anon="ana")
    room.track("two", anon="ana", properties={"x": CANARY}, settle=False)
    room.track("three", anon="ben", settle=False)
    room.database.run(erase, room.person("ana"))

    room.settle()

    assert CANARY not in _everything(room)
    assert room.events("ben") == ["three"]
    assert examine(room.database) == []


def test_what_was_quarantined_under_another_id_of_hers_goes_too(room: Room) -> None:
    room.track("bought", anon="ana", properties={"x": CANARY}, settle=False)
    with room.database.transaction() as tx:
        tx.execute(event.update().values(body='{"x": "' + CANARY + '", broken'))
    room.settle()
    room.track("page", kind="page", anon="ana", user="u1")
    assert CANARY in _everything(room)

    room.database.run(erase, room.person("u1", user=True))

    assert CANARY not in _everything(room)
