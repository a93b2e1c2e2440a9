"""Journeys by the clock: once for each time and person, whatever stops half-way."""

from __future__ import annotations

import json
from collections import Counter
from contextlib import suppress
from datetime import timedelta
from typing import Any

from engine import clock
from engine.runtime import publish, publishing
from engine.runtime.control import archive, pause, resume
from engine.runtime.schedules import PAGES, Schedules
from engine.store.tables import person, schedule, scheduled, segment
from tests.support.room import Room, node

TEN = "0 10 * * *"
BERLIN, NEW_YORK = "Europe/Berlin", "America/New_York"


def by_clock(room: Room, id_: str | None = None, **config: Any) -> str:
    """A journey that marks whoever the clock lets in, as often as it does."""
    made = room.publish(document(**config), id_)
    room.settle()
    return made


def document(**config: Any) -> dict[str, Any]:
    return {
        "name": "By the clock",
        "settings": {"reentry": {"mode": "always"}},
        "nodes": [node("start", "schedule_trigger", **{"cron": TEN, **config}),
                  node("set", "set_traits", traits={"came": True})],
        "edges": [{"source": "start", "target": "set"}],
    }  # fmt: skip


def people(room: Room, *who: str, zone: str | None = None) -> None:
    context = {} if zone is None else {"context": {"timezone": zone}}
    room.submit([room.incoming("seen", anon=each, **context) for each in who])
    room.settle()


def came(room: Room) -> dict[str, list[str]]:
    """When each came in, by name."""
    called = {row["canonical_id"]: row["external_id"] for row in room.rows(person)}
    found: dict[str, list[str]] = {}
    for row in room.runs():
        at = clock.moment(row["entered_at"]).strftime("%d.%H:%M")
        found.setdefault(called[row["person_id"]], []).append(at)
    return found


def goes_on(room: Room, hours: float, step: float = 2) -> None:
    for _ in range(int(hours / step)):
        room.passes(hours=step)


def test_everybody_comes_in_once_at_each_time(room: Room) -> None:
    people(room, "ana", "ben")  # Monday, 2 March, at noon
    by_clock(room)
    goes_on(room, 48)
    people(room, "eve")
    goes_on(room, 24)
    assert came(room) == {
        "ana": ["03.10:00", "04.10:00", "05.10:00"],
        "ben": ["03.10:00", "04.10:00", "05.10:00"],
        "eve": ["05.10:00"],
    }


def test_once_is_once(room: Room) -> None:
    people(room, "ana")
    by_clock(room, cron=None, at="2026-03-02T12:30")
    goes_on(room, 24, 0.5)
    assert came(room) == {"ana": ["02.12:30"]}
    assert [row["due_at"] for row in room.rows(schedule)] == [None]


def test_a_time_before_the_publishing_is_none(room: Room) -> None:
    people(room, "ana")
    by_clock(room, cron=None, at="2026-03-02T11:59")
    goes_on(room, 4)
    assert came(room) == {}


def test_only_those_in_the_segment_and_only_if_they_still_are(room: Room) -> None:
    rule = {"field": "trait.vip", "operator": "=", "value": True}
    text = json.dumps({"combinator": "and", "rules": [rule]})
    values = {"id": "s_vip", "workspace_id": room.workspace, "name": "VIP", "rule": text,
              "created_at": 0, "updated_at": 0}  # fmt: skip
    with room.database.transaction() as tx:
        tx.execute(segment.insert(), values)
        done = publishing.publish_document(tx, room.workspace, document(segment="s_vip"), "test")
    assert isinstance(done, publish.Published)
    room.settle()
    people(room, "ana")
    room.track("identify", kind="identify", anon="ben", traits={"vip": True})
    room.track("identify", kind="identify", anon="eve", traits={"vip": True})
    # Eve leaves it after the page was read and before she is let in.
    room.clock.forward(timedelta(hours=22))
    room.submit([room.incoming("identify", kind="identify", anon="eve", traits={"vip": False})])
    room.schedules.tick()
    room.settle()
    assert came(room) == {"ben": ["03.10:00"]}


def test_on_each_persons_own_clock(room: Room) -> None:
    people(room, "ana", zone=BERLIN)
    people(room, "ben", zone=NEW_YORK)
    people(room, "eve")
    room.set(timezone="Asia/Tokyo")  # hers, as no other is known
    by_clock(room, zone="person")
    goes_on(room, 24, 1)
    assert came(room) == {"ana": ["03.09:00"], "ben": ["02.15:00"], "eve": ["03.01:00"]}


def test_who_travels_comes_in_once_for_each_date(room: Room) -> None:
    people(room, "ana", zone=BERLIN)
    people(room, "ben", zone=NEW_YORK)
    by_clock(room, zone="person")
    goes_on(room, 22)  # ten in Berlin on the 3rd
    people(room, "ana", zone=NEW_YORK)
    goes_on(room, 24)  # and in New York on the 3rd, in Berlin on the 4th
    assert came(room)["ana"] == ["03.10:00"]
    goes_on(room, 8)
    assert came(room) == {"ana": ["03.10:00", "04.16:00"],
                          "ben": ["02.16:00", "03.16:00", "04.16:00"]}  # fmt: skip


def test_a_time_that_comes_too_late_is_left_out(room: Room) -> None:
    people(room, "ana")
    by_clock(room)
    room.clock.forward(timedelta(hours=22, minutes=59))
    room.settle()
    assert came(room) == {"ana": ["03.10:59"]}
    room.clock.forward(timedelta(days=3, hours=2))  # of the 6th: ten was more than an hour ago
    room.settle()
    goes_on(room, 22, 21.5)
    room.passes(minutes=30)
    assert came(room) == {"ana": ["03.10:59", "07.10:29"]}


def test_a_pause_takes_away_the_times_in_it(room: Room) -> None:
    people(room, "ana")
    id_ = by_clock(room)
    room.database.run(pause, room.workspace, id_, "test")
    goes_on(room, 36)
    room.database.run(resume, room.workspace, id_, "test")
    goes_on(room, 24)
    assert came(room) == {"ana": ["04.10:00"]}
    room.database.run(archive, room.workspace, id_, "test", "exit")
    goes_on(room, 24)
    assert (came(room), room.rows(schedule)) == ({"ana": ["04.10:00"]}, [])


def test_other_times_begin_with_their_publishing(room: Room) -> None:
    people(room, "ana")
    id_ = by_clock(room)
    goes_on(room, 22)
    room.passes(hours=1)  # eleven
    by_clock(room, id_, cron="0 9,12 * * *")
    goes_on(room, 24, 1)
    assert came(room) == {"ana": ["03.10:00", "03.12:00", "04.09:00"]}


class Stopped(Exception):
    pass


def test_whoever_is_stopped_between_pages_loses_and_repeats_nobody(room: Room) -> None:
    """Three at a time by two in turn; every third page is lost before its commit."""
    crowd = [f"p{number}" for number in range(20)]
    people(room, *crowd)
    by_clock(room)
    room.clock.forward(timedelta(hours=22))
    workers = [Schedules(room.database, room.published, page=3) for _ in range(2)]
    for turn in range(40):
        worker = workers[turn % 2]

        def act(tx: Any, worker: Schedules = worker, turn: int = turn) -> object:
            handed = worker.hand_out(tx)
            if turn % 3 == 0:
                raise Stopped
            return handed

        with suppress(Stopped):
            room.database.run(act)
    room.settle()
    assert Counter(map(len, came(room).values())) == {1: 20}
    assert len(came(room)) == 20


def test_a_large_crowd_is_let_in_page_by_page(room: Room) -> None:
    people(room, *(f"p{number}" for number in range(25)))
    by_clock(room)
    room.clock.forward(timedelta(hours=22))
    small = Schedules(room.database, room.published, page=2)
    assert len(small.tick()) > 0
    (row,) = room.rows(schedule)
    assert row["after"] is not None  # ten pages of two: the rest waits for its next turn
    assert PAGES * 2 < 25
    small.tick()
    room.settle()
    assert len(came(room)) == 25


def test_a_time_that_has_begun_is_finished_however_late(room: Room) -> None:
    people(room, *(f"p{number}" for number in range(5)))
    by_clock(room, max_lateness="PT1H")
    room.clock.forward(timedelta(hours=22))
    small = Schedules(room.database, room.published, page=2)
    room.database.run(small.hand_out)
    room.clock.forward(timedelta(hours=6))
    small.tick()
    room.settle()
    assert len(came(room)) == 5


def test_what_is_remembered_of_travellers_goes_after_days(room: Room) -> None:
    people(room, "ana", zone=BERLIN)
    by_clock(room, cron=None, at="2026-03-02T14:00", zone="person")
    goes_on(room, 2)
    assert len(room.rows(scheduled)) == 1
    goes_on(room, 96, 12)
    assert room.rows(scheduled) == []
