"""A campaign's audience is taken while people are merged and erased, and while it is paused."""

from __future__ import annotations

from functools import partial

import pytest

from engine.campaigns import course, taking
from engine.delivery.lanes import CAMPAIGN
from engine.runtime import merge, shard
from engine.runtime.erase import erase
from tests.engine.campaigns.conftest import Sender
from tests.engine.races.meeting import (
    beside,
    in_shard,
    stopped,
    together,
    wait_for_a_lock,
)
from tests.support.room import BASE_URL, Room

pytestmark = pytest.mark.servers

LOSER = 5  # the visitor's shard


@pytest.fixture
def sender(room: Room) -> Sender:
    room.set(frequency_cap={})
    return Sender(room)


def test_several_workers_at_once_take_everybody_once(
    room: Room, sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking, "PAGES", {True: 2, False: 2})
    names = [f"p{number}" for number in range(40)]
    room.submit([room.incoming("seen", user=name) for name in names])
    room.settle()
    devices = sorted(room.device(name, f"d-{name}", user=True) for name in names)
    id_ = sender.send()

    def work() -> None:
        for _ in range(200):
            if not room.lanes.deliver(CAMPAIGN) and sender.state(id_) == "done":
                return

    together([work] * 4)
    room.settle()
    assert sender.devices(id_) == devices
    assert len(room.pushes.attempts) == len(devices)
    found = sender.get(id_)
    assert (found.state, found.people, found.devices) == ("done", 40, 40)


def test_a_merge_waits_for_the_page_and_its_person_gets_no_second_one(
    room: Room, sender: Sender
) -> None:
    visitor, user = in_shard(room, "anonymous", LOSER), in_shard(room, "user", 9)
    for who, is_user in ((visitor, False), (user, True)):
        room.device(who, user=is_user)
        room.track("looked", **({"user": who} if is_user else {"anon": who}))
    id_ = sender.send()
    room.database.run(course.begin)
    room.database.run(taking.page, BASE_URL)  # the staff: there is none
    room.track("identify", kind="identify", anon=visitor, user=user, settle=False)
    room.database.run(shard.process, LOSER, room.published)
    page = partial(room.database.run, taking.page, BASE_URL)
    merged = partial(room.database.run, merge.apply, LOSER, room.published)

    with stopped(room.database, page, "INSERT INTO message") as (stop, taken):
        stop.wait()
        with beside(merged) as merging:
            wait_for_a_lock(room.database)
            stop.go()
            assert taken.result(10)
            assert merging.result(10) is not None
    room.settle()
    (row,) = sender.messages(id_)
    assert row["person_id"] == room.person(visitor) == room.person(user, user=True)
    assert [each["state"] for each in sender.sends(id_)] == ["accepted"]
    assert sender.state(id_) == "done"


def test_who_is_erased_while_a_page_is_written_gets_nothing(room: Room, sender: Sender) -> None:
    who = in_shard(room, "user", LOSER)
    room.device(who, user=True)
    room.track("looked", user=who)
    id_ = sender.send()
    room.database.run(course.begin)
    room.database.run(taking.page, BASE_URL)
    page = partial(room.database.run, taking.page, BASE_URL)

    with stopped(room.database, page, "INSERT INTO message") as (stop, taken):
        stop.wait()
        with beside(partial(room.database.run, erase, room.person(who, user=True))) as erasing:
            wait_for_a_lock(room.database)
            stop.go()
            assert taken.result(10)
            assert erasing.result(10) is True
    room.settle()
    assert [(each["state"], each["reason"]) for each in sender.sends(id_)] == [
        ("suppressed", "erased")
    ]
    assert room.pushes.attempts == []


def test_a_pause_waits_for_the_claim_under_way_and_none_follows(room: Room, sender: Sender) -> None:
    who = in_shard(room, "user", LOSER)
    room.device(who, user=True)
    room.track("looked", user=who)
    id_ = sender.send()
    while taking.advance(room.database, BASE_URL):
        pass
    late = room.device(who, user=True)
    claim = partial(room.lanes.deliver, CAMPAIGN)

    with stopped(room.database, claim, "UPDATE send") as (stop, claimed):
        stop.wait()
        with beside(partial(sender.act, id_, "pause")) as pausing:
            wait_for_a_lock(room.database)
            assert not pausing.done()
            stop.go()
            pausing.result(10)
            claimed.result(10)
    assert sender.state(id_) == "paused"
    made = len(room.pushes.attempts)
    room.settle()
    assert len(room.pushes.attempts) == made == 1
    assert late not in sender.devices(id_)
