"""A campaign from its draft to what came of it, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa

from engine.audience import saved_segments
from engine.audience.saved_segments import Saved
from engine.campaigns import audience, taking
from engine.delivery.providers.provider import Gone
from engine.store.tables import SHARDS, membership, profile, shard_head
from tests.engine.campaigns.conftest import EMPTY, Sender
from tests.support.room import BASE_URL, Room

Crowd = Callable[..., list[str]]


def segment(room: Room, field: str, value: object) -> str:
    rule = {"combinator": "and", "rules": [{"field": field, "operator": "=", "value": value}]}
    made = room.database.run(saved_segments.create, room.workspace, f"{field}", rule)
    assert isinstance(made, Saved)
    return made.segment.id


def test_everybody_with_a_device_gets_it_once_and_it_ends(
    room: Room, sender: Sender, crowd: Crowd
) -> None:
    devices = crowd(12)
    room.track("seen", user="nobody")  # she has no device
    id_ = sender.send()
    assert sender.state(id_) == "scheduled"
    room.settle()

    assert sender.devices(id_) == devices
    assert {row["state"] for row in sender.sends(id_)} == {"accepted"}
    assert len(room.pushes.accepted) == len(devices)
    done = sender.get(id_)
    assert (done.state, done.people, done.devices, done.taken) == ("done", 12, 12, True)
    assert not sender.active(id_)
    texts = {row["content"] for row in sender.items()}
    assert len(sender.items()) == 12
    assert len(texts) == 1
    assert "Everything must go" in texts.pop()
    room.settle()
    assert len(room.pushes.attempts) == len(devices)


def test_it_goes_to_a_segment_to_those_who_read_its_language_and_to_kinds_of_devices(
    room: Room, sender: Sender, crowd: Crowd
) -> None:
    crowd(3, locale="de-AT")
    room.track("seen", user="p1", kind="identify", traits={"plan": "pro"})
    room.track("seen", user="tom", context={"locale": "fr"})
    room.device("tom", "d-tom", user=True)
    pro = segment(room, "trait.plan", "pro")
    for wanted, devices in (
        ({"segment": pro}, ["d-p1"]),
        ({"language": "de", "only_language": True}, ["d-p0", "d-p1", "d-p2"]),
        ({"language": "fr", "only_language": True, "segment": pro}, []),
        ({"target": "native"}, []),
        ({"target": "web"}, ["d-p0", "d-p1", "d-p2", "d-tom"]),
    ):
        id_ = sender.send(**wanted)
        with room.database.read() as tx:
            size = audience.size(tx, room.workspace, {**EMPTY, **wanted})
        room.settle()
        assert sender.devices(id_) == devices, wanted
        assert tuple(size) == (len(devices), len(devices))
        assert sender.state(id_) == "done"


def test_managers_receive_it_whatever_the_audience_but_once(
    room: Room, sender: Sender, crowd: Crowd
) -> None:
    crowd(3)
    room.track("seen", user="p1", kind="identify", traits={"plan": "pro"})
    pro = segment(room, "trait.plan", "pro")
    with room.database.transaction() as tx:
        for user in ("p0", "p1", "gone"):
            member = {"id": f"m-{user}", "email": f"{user}@shop.example", "created_at": 0}
            tx.execute(sa.insert(membership.metadata.tables["member"]), member)
            joined = {"member_id": f"m-{user}", "workspace_id": room.workspace, "user_id": user}
            tx.execute(
                membership.insert(), {**joined, "role": "viewer", "created_at": 0, "joined_at": 0}
            )
    id_ = sender.send(segment=pro)
    room.settle()
    assert sender.devices(id_) == ["d-p0", "d-p1"]

    room.set(managers_receive_all=False)
    other = sender.send(segment=pro)
    room.settle()
    assert sender.devices(other) == ["d-p1"]


def test_words_may_depend_on_the_person_and_the_bell_says_what_the_push_says(
    room: Room, sender: Sender, crowd: Crowd
) -> None:
    crowd(2)
    room.track("seen", user="p1", kind="identify", traits={"name": "Ana"})
    sender.send(title="For {{ person.traits.name | default('you') }}")
    room.settle()
    said = sorted(row["content"].split('"title":"')[1].split('"')[0] for row in sender.items())
    assert said == ["For Ana", "For you"]
    assert sorted(b"For Ana" in each.payload for each in room.pushes.accepted) == [False, True]


def test_what_a_person_or_her_workspace_refused_holds_and_has_its_reason(
    room: Room, sender: Sender, crowd: Crowd
) -> None:
    crowd(2)
    room.set(frequency_cap={"per_day": 1, "per_5_minutes": None})
    sender.send()
    room.settle()
    capped = sender.send()
    room.settle()
    assert {(row["state"], row["reason"]) for row in sender.sends(capped)} == {
        ("suppressed", "cap")
    }
    room.set(push_enabled=False, frequency_cap={})
    off = sender.send()
    room.settle()
    assert {row["reason"] for row in sender.sends(off)} == {"push_off"}
    assert "push_suppressed" in room.events("p0", user=True)


def test_a_browser_that_withdrew_fails_and_is_not_tried_by_the_next(
    room: Room, sender: Sender, crowd: Crowd
) -> None:
    crowd(2)
    room.pushes.script("https://fcm.googleapis.com/fcm/send/d-p0", Gone("410"))
    first = sender.send()
    room.settle()
    assert {row["device_id"]: row["state"] for row in sender.sends(first)} == {
        "d-p0": "gone", "d-p1": "accepted"
    }  # fmt: skip
    second = sender.send()
    room.settle()
    assert sender.devices(second) == ["d-p1"]


def test_it_waits_for_its_time_and_for_the_morning_of_each(
    room: Room, sender: Sender, crowd: Crowd
) -> None:
    at = room.clock() + int(timedelta(hours=24).total_seconds()) * 1_000_000  # 12:00 UTC tomorrow
    for name, zone in (("kiri", "Pacific/Kiritimati"), ("lee", "Asia/Tokyo"), ("ann", None),
                       ("bob", "America/New_York"), ("eve", "Nowhere/Land")):  # fmt: skip
        room.track("seen", user=name, context={"timezone": zone} if zone else {})
        room.device(name, f"d-{name}", user=True)
    when = "2026-03-03T12:00:00+00:00"
    later = sender.send(send_at=when)
    local = sender.send(send_at=when, at_local_time=True)
    room.settle()
    assert (sender.devices(later), sender.devices(local)) == ([], [])

    seen = []
    for _ in range(40):
        room.passes(hours=1)
        seen.append((room.clock(), sender.devices(local)))
    reached = {
        name: next(now for now, devices in seen if f"d-{name}" in devices)
        for name in ("kiri", "lee", "ann", "eve", "bob")
    }
    hour = 3_600_000_000
    assert [(reached[name] - at) // hour for name in reached] == [-14, -9, 0, 0, 5]
    assert sender.devices(later) == sender.devices(local) == [
        "d-ann", "d-bob", "d-eve", "d-kiri", "d-lee"
    ]  # fmt: skip
    assert (sender.state(later), sender.state(local)) == ("done", "done")


def test_a_throttled_one_keeps_its_pace_and_nobody_expires_for_it(
    room: Room, sender: Sender, crowd: Crowd
) -> None:
    crowd(9)
    id_ = sender.send(per_minute=2, run_time="PT1M")
    sent = []
    for _ in range(30):
        room.passes(seconds=10)
        sent.append(len(room.pushes.accepted))
    assert all(sent[later] - sent[later - 6] <= 2 for later in range(6, 30))
    assert sent[-1] == 9
    assert sender.state(id_) == "done"


def test_what_was_held_back_is_sent_when_it_may(room: Room, sender: Sender, crowd: Crowd) -> None:
    crowd(2)
    room.set(quiet_hours={"from": "11:00", "to": "13:00"})
    id_ = sender.send()
    room.settle()
    assert sender.state(id_) == "sending"
    assert {row["reason"] for row in sender.messages(id_)} == {"quiet_hours"}
    room.passes(hours=2)
    assert sender.state(id_) == "done"
    assert len(room.pushes.accepted) == 2


def test_a_segment_that_is_gone_when_it_begins_cancels_it_with_that_reason(
    room: Room, sender: Sender, crowd: Crowd
) -> None:
    crowd(1)
    id_ = sender.send(segment="seg_gone")
    room.settle()
    assert (sender.state(id_), sender.get(id_).reason) == ("cancelled", "segment_missing")
    assert sender.devices(id_) == []
    assert not room.lanes.due()


def test_what_the_segment_becomes_later_changes_nothing_of_one_that_has_begun(
    room: Room, sender: Sender, crowd: Crowd, monkeypatch: pytest.MonkeyPatch
) -> None:
    crowd(8)
    for each in range(8):
        room.track("seen", user=f"p{each}", kind="identify", traits={"plan": "pro"})
    id_ = sender.send(segment=(pro := segment(room, "trait.plan", "pro")))
    monkeypatch.setattr(taking, "AT_ONCE", 3)
    taking.advance(room.database, BASE_URL)
    assert room.database.run(saved_segments.remove, room.workspace, pro) == []
    room.settle()
    assert sender.get(id_).people == 8


def test_its_events_say_which_campaign_it_was(room: Room, sender: Sender, crowd: Crowd) -> None:
    crowd(1)
    id_ = sender.send()
    room.settle()
    with room.database.read() as tx:
        bodies = tx.execute(
            sa.text("SELECT body FROM event WHERE name = 'push_accepted'")
        ).scalars()
        assert all(f'"campaign":"{id_}"' in body for body in bodies)
        heads = tx.execute(sa.select(sa.func.count()).select_from(shard_head)).scalar_one()
        people = tx.execute(sa.select(sa.func.count()).select_from(profile)).scalar_one()
    assert (heads, people) == (SHARDS, 1)
