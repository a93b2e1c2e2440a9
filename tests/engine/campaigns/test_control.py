"""Paused, resumed, cancelled, reset: what goes out then, and what becomes of what does not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from engine.campaigns import lane, rows, taking
from engine.campaigns.control import hurry
from engine.campaigns.drafts import Wrong
from engine.delivery import resetting
from engine.delivery.lanes import CAMPAIGN, PUSH
from engine.store.db import Tx
from engine.store.tables import audit
from tests.engine.campaigns.conftest import WHO, Sender, steps
from tests.support.room import BASE_URL, Room, hello, trigger

Crowd = Callable[..., list[str]]


@pytest.fixture(autouse=True)
def _small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking, "PAGES", {True: 2, False: 2})
    monkeypatch.setattr(taking, "AT_ONCE", 3)


def test_a_second_click_sends_nothing_more_and_wrong_states_are_told(
    room: Room, sender: Sender, crowd: Crowd
) -> None:
    crowd(3)
    id_ = sender.draft()
    for what in ("pause", "resume", "cancel"):
        assert sender.act(id_, what) == Wrong("draft")
    first = sender.act(id_, "send")
    assert sender.act(id_, "send") == first
    room.settle()
    sender.act(id_, "send")
    room.settle()
    assert len(room.pushes.attempts) == 3
    assert sender.act(id_, "cancel") == Wrong("done")
    assert [row["what"] for row in room.rows(audit) if row["target"] == id_].count(
        "campaign.sent"
    ) == 1


def test_nothing_goes_out_while_it_is_paused_and_the_rest_when_it_is_resumed(
    room: Room, sender: Sender, crowd: Crowd
) -> None:
    devices = crowd(20)
    id_ = sender.send()
    taking.advance(room.database, BASE_URL)
    taken = len(sender.devices(id_))
    assert 0 < taken < len(devices)

    sender.act(id_, "pause")
    room.settle()
    room.passes(hours=1)
    assert (len(sender.devices(id_)), room.pushes.attempts) == (taken, [])
    assert room.lanes.due() == []

    sender.act(id_, "resume")
    room.settle()
    assert sender.devices(id_) == devices
    assert (sender.state(id_), len(room.pushes.accepted)) == ("done", 20)


def test_what_waits_of_a_cancelled_one_ends_with_that_reason_and_nobody_else_gets_it(
    room: Room, sender: Sender, crowd: Crowd
) -> None:
    crowd(20)
    room.set(quiet_hours={"from": "11:00", "to": "13:00"})
    id_ = sender.send()
    room.lanes.deliver(CAMPAIGN)  # held back: it would wait an hour
    waiting = len(sender.messages(id_))
    assert 0 < waiting < 20

    sender.act(id_, "cancel")
    hurry(room.database, room.workspace, id_)
    room.settle()
    ended = [(row["state"], row["reason"]) for row in sender.sends(id_)]
    assert ended == [("suppressed", "cancelled")] * waiting
    assert (sender.state(id_), sender.active(id_)) == ("cancelled", False)
    assert room.pushes.attempts == []


def test_a_planned_one_that_is_cancelled_never_begins(room: Room, sender: Sender) -> None:
    id_ = sender.send(send_at="2026-03-03T12:00:00+00:00")
    sender.act(id_, "cancel")
    room.passes(days=2)
    assert (sender.state(id_), sender.messages(id_), sender.active(id_)) == (
        "cancelled", [], False
    )  # fmt: skip


def test_a_reset_of_the_messages_ends_what_is_on_its_way_and_not_what_is_planned(
    room: Room, sender: Sender, crowd: Crowd
) -> None:
    crowd(20)
    planned = sender.send(send_at="2026-03-03T12:00:00+00:00")
    id_ = sender.send()
    taking.advance(room.database, BASE_URL)
    waiting = len(sender.messages(id_))
    assert resetting.reset_messages(room.database, room.workspace, WHO) == waiting
    room.settle()
    assert {(row["state"], row["reason"]) for row in sender.sends(id_)} == {
        ("suppressed", "cancelled")
    }
    assert (sender.get(id_).reason, sender.state(planned)) == ("reset", "scheduled")
    room.passes(days=1)
    assert (sender.state(planned), len(room.pushes.accepted)) == ("done", 20)


def test_a_reset_of_the_subscribers_leaves_a_campaign_nobody(
    room: Room, sender: Sender, crowd: Crowd
) -> None:
    crowd(4)
    id_ = sender.send()
    taking.advance(room.database, BASE_URL)
    resetting.reset_subscribers(room.database, room.workspace, WHO)
    room.settle()
    assert {row["state"] for row in sender.sends(id_)} <= {"suppressed"}
    assert (sender.state(id_), room.pushes.attempts) == ("done", [])


def test_what_journeys_say_goes_before_a_campaign_in_either_lane(
    room: Room, sender: Sender, crowd: Crowd
) -> None:
    crowd(8)
    room.push()
    room.journey([trigger(), hello()], ["start -> hello"], reentry={"mode": "always"})
    id_ = sender.send()
    while taking.advance(room.database, BASE_URL):
        pass
    assert {row["state"] for row in sender.messages(id_)} == {"pending"}
    room.clock.forward(by=timedelta(minutes=1))
    taking_turns = lane.Campaigns()
    room.track("bought", user="p1", settle=False)
    steps(room)
    with room.database.transaction() as tx:
        first = taking_turns.take(tx, 100)
        assert [one.campaign_id for one in first.messages] == [None]
        assert first.more
    room.lanes.deliver(PUSH)
    assert len(room.pushes.accepted) == 1  # of all that is due, the journey's alone
    with room.database.transaction() as tx:
        then = taking_turns.take(tx, 100)
        assert {one.campaign_id for one in then.messages} == {id_}


def test_a_page_that_fails_stops_its_own_campaign_alone(
    room: Room, sender: Sender, crowd: Crowd, monkeypatch: pytest.MonkeyPatch
) -> None:
    devices = crowd(6)
    broken, sound = sender.send(), sender.send()
    written = rows.write

    def write(tx: Tx, one: rows.Campaign, *more: Any) -> rows.Written:
        found = written(tx, one, *more)
        if one.id == broken:
            raise ZeroDivisionError  # behind what it has written
        return found

    monkeypatch.setattr(rows, "write", write)
    room.settle()
    assert (sender.state(sound), sender.devices(sound)) == ("done", devices)
    assert (sender.state(broken), sender.devices(broken)) == ("sending", [])

    monkeypatch.setattr(rows, "write", written)
    room.passes(minutes=2)
    assert (sender.state(broken), sender.devices(broken)) == ("done", devices)


def test_two_campaigns_take_turns(room: Room, sender: Sender, crowd: Crowd) -> None:
    crowd(6)
    ids = {sender.send(), sender.send()}
    while taking.advance(room.database, BASE_URL):
        pass
    turns = lane.Campaigns()
    seen = []
    for _ in range(4):
        with room.database.transaction() as tx:
            seen.append({one.campaign_id for one in turns.take(tx, 2).messages})
    assert all(len(each) == 1 for each in seen)
    assert seen[0] != seen[1]
    assert seen[0] | seen[1] == ids
    assert seen[2:] == seen[:2]
