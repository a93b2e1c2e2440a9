"""What is counted from day to day: nobody is forgotten or counted twice, whatever happens."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest
import sqlalchemy as sa

from engine import clock
from engine.audience import offers
from engine.delivery.providers.provider import Gone, Rejected
from engine.reports import days
from engine.runtime.erase import erase
from engine.store.tables import daily_count, offer, profile
from tests.support.room import Room, hello, node, trigger


def counted(room: Room, day: int | None = None) -> dict[str, int]:
    """The workspace's counters, of one day or of all; those of people apart."""
    found: Counter[str] = Counter()
    for row in room.rows(daily_count, workspace_id=room.workspace):
        if day is None or row["day"] == day:
            found[row["name"]] += row["count"]
    return {name: count for name, count in found.items() if count and "." not in name}


def people(room: Room) -> dict[str, int]:
    """How many people there should be in each push status, by the counters alone."""
    found: Counter[str] = Counter()
    for row in room.rows(daily_count):
        if row["name"].startswith("people."):
            found[row["name"].removeprefix("people.")] += row["count"]
    return {status: count for status, count in found.items() if count}


def standing(room: Room) -> dict[str, int]:
    with room.database.read() as tx:
        column = profile.c.last_session_status
        rows = tx.execute(sa.select(column, sa.func.count()).group_by(column))
        return {row[0]: row[1] for row in rows}


def session(room: Room, status: str, **who: Any) -> None:
    room.track("session_started", properties={"push_status": status}, **who)


def test_sessions_are_counted_and_who_could_be_asked(room: Room) -> None:
    for who, status in (("ana", "ask"), ("ben", "allowed"), ("ana", "ask"), ("cem", "blocked")):
        session(room, status, anon=who)

    assert counted(room) == {"session": 4, "askable": 2, "blocked": 1}
    assert people(room) == standing(room) == {"ask": 1, "allowed": 1, "blocked": 1}


def test_what_is_imported_is_no_session(room: Room) -> None:
    room.track("session_started", anon="ana", kind="import:track", imported=True)

    assert counted(room) == {}


def test_a_status_that_changes_moves_a_person_from_one_count_to_the_other(room: Room) -> None:
    session(room, "ask", anon="ana")
    room.passes(days=1)
    session(room, "allowed", anon="ana")
    room.passes(days=1)
    session(room, "blocked", anon="ana")

    assert people(room) == standing(room) == {"blocked": 1}
    with room.database.read() as tx:
        found = days.by_day(tx, room.workspace, 4)
    assert {name: list(row) for name, row in found.people.items()} == {
        "ask": [0, 1, 0, 0],
        "allowed": [0, 0, 1, 0],
        "blocked": [0, 0, 0, 1],
        "unsupported": [0, 0, 0, 0],
        "suspended": [0, 0, 0, 0],
    }
    assert found.since == found.days[1]
    assert list(found.counts["session"]) == [0, 1, 1, 1]


@pytest.mark.parametrize("other", ["a1", "a2", "a3"])
def test_two_who_turn_out_to_be_one_are_one(room: Room, other: str) -> None:
    """In one shard or in two, whoever of them was known."""
    session(room, "allowed", user="u1")
    session(room, "ask", anon=other)
    room.track("page", kind="page", anon=other, user="u1")

    assert people(room) == standing(room)
    assert sum(people(room).values()) == 1


def test_whoever_is_erased_is_counted_no_more_and_leaves_no_trace(room: Room) -> None:
    session(room, "blocked", anon="ana")
    session(room, "ask", anon="ben")
    room.database.run(erase, room.person("ana"))

    assert people(room) == standing(room) == {"ask": 1}
    assert counted(room)["blocked"] == 1  # that it happened stays, whom it happened to does not
    assert str(room.person("ana")) not in json.dumps(room.rows(daily_count))


def test_a_popup_and_its_answer_are_counted_unless_it_leads_to_the_home_screen(room: Room) -> None:
    room.journey(
        [trigger(), node("ask", "show_popup", popup="simple", expires_in="P1D")], ["start -> ask"]
    )
    for who, answer in (("ana", "subscribe"), ("ben", "later"), ("cem", "dismissed")):
        room.track("bought", anon=who)
        (made,) = [row for row in room.offers() if row["person_id"] == room.person(who)]
        with room.database.transaction() as tx:
            found = offers.by_name(
                tx, room.workspace, f"{made['shard']}-{made['id']}", made["person_id"]
            )
            assert found is not None
            offers.shown(tx, found, tx.now())
            offers.answer(tx, found, answer, (), tx.now())  # type: ignore[arg-type]
        room.settle()

    assert counted(room) == {"asked": 3, "yes": 1, "later": 2}
    assert len(room.rows(offer)) == 3


def test_what_became_of_pushes_is_counted_by_send(room: Room) -> None:
    room.push()
    room.journey([trigger(), hello()], ["start -> hello"])
    ends = {"ana": None, "ben": Gone("410"), "cem": Rejected("vapid_refused", "403")}
    for who, end in ends.items():
        id_ = room.device(who)
        if end is not None:
            room.pushes.script(f"https://fcm.googleapis.com/fcm/send/{id_}", end)
    for who in (*ends, "dora"):
        room.track("bought", anon=who)

    assert counted(room, clock.day(room.clock())) == {
        "accepted": 1, "failed": 2, "key_refused": 1, "suppressed": 1,
    }  # fmt: skip


def test_another_workspace_is_not_counted_here(room: Room) -> None:
    session(room, "ask", anon="ana")
    with room.database.read() as tx:
        found = days.by_day(tx, "ws_other", 2)

    assert (found.counts, found.since) == ({}, None)
    assert not any(map(any, found.people.values()))
