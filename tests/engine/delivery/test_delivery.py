"""From a waiting message to its end: claims, receipts, modes, retries, and claimers that die."""

import json
from datetime import timedelta

import pytest
import sqlalchemy as sa
from structlog.testing import capture_logs

from engine import clock, doctor, overview, workspaces
from engine.audience import preferences
from engine.audience.preferences import Wish
from engine.audience.reach import FOREVER
from engine.audience.timetable import ALWAYS, Opening, Timetable
from engine.audience.tokens import Signer
from engine.delivery import claim as claims
from engine.delivery.pace import Paces, origin_of
from engine.delivery.providers.provider import Accepted, Gone, Later, NotSent, Rejected, Unclear
from engine.delivery.senders import Senders
from engine.delivery.settle import Outcome, reap, settle
from engine.runtime import shard, step
from engine.store.db import Tx
from engine.store.tables import device, reach, send, webhook_call
from tests.support.room import BASE_URL, MASTER_KEY, Room, hello, node, trigger


def endpoint(device_id: str) -> str:
    return f"https://fcm.googleapis.com/fcm/send/{device_id}"


def greet(room: Room, *, devices: int = 1, **push: object) -> list[str]:
    """A journey that greets; ana has so many browsers."""
    room.push(**push)
    room.journey([trigger(), hello()], ["start -> hello"], reentry={"mode": "always"})
    return [room.device("ana", f"d{number}") for number in range(devices)]


def claim(room: Room) -> list[claims.Claimed]:
    """Claim as a worker would, and then die."""

    def act(tx: Tx) -> list[claims.Claimed]:
        paces = Paces()
        found, _ = claims.claim(
            tx, Senders(BASE_URL), lambda one: paces.gate(one.endpoint or "", tx.now())
        )
        return found

    return room.database.run(act)


def states(room: Room) -> list[str]:
    return [row["state"] for row in room.sends()]


@pytest.mark.parametrize(
    ("receipt", "state", "reason"),
    [
        (Accepted(), "accepted", None),
        (Gone("410"), "gone", "410"),
        (Rejected("too_large", "…"), "rejected", "too_large"),
    ],
)
def test_a_definite_answer_ends_a_send(
    room: Room, receipt: Accepted | Gone | Rejected, state: str, reason: str | None
) -> None:
    (d,) = greet(room)
    room.pushes.script(endpoint(d), receipt)
    room.track("bought", anon="ana")
    room.passes(days=2)

    (row,) = room.sends()
    assert (row["state"], row["reason"], row["attempts"]) == (state, reason, 1)
    assert len(room.pushes.attempts) == 1
    told = "push_accepted" if state == "accepted" else "push_failed"
    assert told in room.events("ana")


def test_a_service_that_refuses_our_signature_keeps_the_device_and_raises_an_alarm(
    room: Room,
) -> None:
    (d,) = greet(room)
    room.pushes.script(endpoint(d), Rejected("vapid_refused", "403"))
    with capture_logs() as logs:
        room.track("bought", anon="ana")

    assert [row["status"] for row in room.rows(device)] == ["allowed"]
    host = origin_of(endpoint(d))
    with room.database.read() as tx:
        assert overview.refusals(tx) == {host: 1}
    (alarm,) = [each for each in logs if each["event"] == "send.signature_refused"]
    assert (alarm["host"], alarm["refused"], alarm["of"]) == (host, 1, 1)


def test_a_gone_device_is_retired_and_not_tried_again(room: Room) -> None:
    (d,) = greet(room)
    room.pushes.script(endpoint(d), Gone("410"))
    room.track("bought", anon="ana")
    room.passes(hours=1)
    room.track("bought", anon="ana")

    assert [row["status"] for row in room.rows(device)] == ["retired"]
    assert [row["reason"] for row in room.messages()] == [None, "no_device"]


def test_gone_at_the_old_endpoint_leaves_the_new_subscription(room: Room) -> None:
    (d,) = greet(room)
    room.track("bought", anon="ana", settle=False)
    _apply_events(room)
    (one,) = claim(room)
    with room.database.transaction() as tx:
        tx.execute(device.update().values(address=b"renewed", endpoint=f"{endpoint(d)}/renewed"))
    outcome = Outcome(one.message.key, d, Gone("410"), "410", endpoint=one.sending.endpoint)
    room.database.run(settle, one.token, [outcome])

    assert states(room) == ["gone"]
    assert [row["status"] for row in room.rows(device)] == ["allowed"]


def test_an_unclear_answer_is_repeated_in_collapse_and_logged(room: Room) -> None:
    (d,) = greet(room)
    room.pushes.script(endpoint(d), Unclear("reset"), took=True)
    room.track("bought", anon="ana")
    assert states(room) == ["pending"]

    room.passes(minutes=1)

    (row,) = room.sends()
    assert (row["state"], row["attempts"], row["unclear"]) == ("accepted", 2, 1)
    tags = {json.loads(one.payload)["n"]["tag"] for one in room.pushes.attempts}
    assert tags == {row["message_id"]}
    assert [one.id.partition(":")[2] for one in room.pushes.attempts] == [
        f"{row['message_id']}/{d}"
    ] * 2


def test_an_unclear_answer_is_the_end_in_never_twice(room: Room) -> None:
    (d,) = greet(room, mode="never_twice")
    room.pushes.script(endpoint(d), Unclear("reset"), took=True)
    room.track("bought", anon="ana")
    room.passes(days=2)

    (row,) = room.sends()
    assert (row["state"], row["attempts"], row["unclear"]) == ("unknown", 1, 1)
    assert len(room.pushes.attempts) == 1


@pytest.mark.parametrize("mode", ["collapse", "never_twice"])
def test_what_certainly_was_not_accepted_is_tried_again_in_both_modes(
    room: Room, mode: str
) -> None:
    (d,) = greet(room, mode=mode)
    room.pushes.script(endpoint(d), NotSent("dns"), Later(3.0, "429"))
    room.track("bought", anon="ana")
    for _ in range(3):
        room.passes(minutes=1)

    (row,) = room.sends()
    assert (row["state"], row["attempts"], row["unclear"]) == ("accepted", 2, 0)


def test_the_run_time_ends_a_send_that_was_tried_as_dead_and_one_that_was_not_as_expired(
    room: Room,
) -> None:
    first, second = greet(room, devices=2, run_time="PT10M")
    room.pushes.script(endpoint(first), *[Later(600.0, "429")] * 9)
    room.pushes.script(endpoint(second), *[NotSent("dns")] * 99)
    room.track("bought", anon="ana")
    for _ in range(20):
        room.passes(minutes=1)

    assert {row["device_id"]: row["state"] for row in room.sends()} == {
        first: "dead",
        second: "expired",
    }
    assert room.messages()[0]["state"] == "done"


@pytest.mark.parametrize(("mode", "state"), [("collapse", "accepted"), ("never_twice", "unknown")])
def test_a_claimer_that_died_is_found(room: Room, mode: str, state: str) -> None:
    greet(room, mode=mode)
    room.track("bought", anon="ana", settle=False)
    _apply_events(room)
    assert len(claim(room)) == 1

    room.passes(seconds=74)
    assert states(room) == ["claimed"]
    for _ in range(3):
        room.passes(seconds=30)

    assert states(room) == [state]


def test_whoever_settles_late_changes_nothing(room: Room) -> None:
    greet(room, mode="never_twice")
    room.track("bought", anon="ana", settle=False)
    _apply_events(room)
    (one,) = claim(room)
    room.clock.forward(timedelta(minutes=2))
    assert room.database.run(reap) == 1

    outcome = Outcome(one.message.key, one.sending.device_id, Accepted())
    assert room.database.run(settle, one.token, [outcome]) == set()

    assert states(room) == ["unknown"]


def test_two_claims_never_hold_one_send(room: Room) -> None:
    greet(room, devices=3)
    room.track("bought", anon="ana", settle=False)
    _apply_events(room)

    assert len(claim(room)) == 3
    assert claim(room) == []


def test_every_device_of_a_person_gets_it_and_the_cap_counts_it_once(room: Room) -> None:
    greet(room, devices=3)
    room.track("bought", anon="ana")

    assert states(room) == ["accepted"] * 3
    (row,) = room.rows(reach, person_id=room.person("ana"))
    assert len(json.loads(row["recent"])) == 1


def test_each_browser_gets_the_same_words_in_the_form_it_reads_best(room: Room) -> None:
    """N10."""
    room.set(domains=["shop.example"])
    _, apple = greet(room, devices=2, url="https://shop.example/new")
    with room.database.transaction() as tx:
        at_apple = {"endpoint": f"https://web.push.apple.com/{apple}"}
        tx.execute(device.update().where(device.c.id == apple).values(at_apple))
    room.track("bought", anon="ana")

    assert states(room) == ["accepted"] * 2
    made = {one.endpoint: one for one in room.pushes.attempts}
    plain, declared = made[endpoint("d0")], made[f"https://web.push.apple.com/{apple}"]
    assert (plain.declarative, declared.declarative) == (False, True)
    ours, theirs = json.loads(plain.payload), json.loads(declared.payload)
    assert (theirs["web_push"], theirs["mutable"]) == (8030, True)
    said = theirs["notification"]
    assert (said["title"], said["navigate"]) == (ours["n"]["title"], ours["n"]["url"])
    assert said["data"]["waymark"]["t"] != ours["t"], "each send has its own token for reports"


def test_the_cap_holds_back_a_second_message_within_five_minutes(room: Room) -> None:
    greet(room)
    room.track("bought", anon="ana")
    room.passes(seconds=1)
    room.track("bought", anon="ana")
    room.passes(minutes=6)
    room.track("bought", anon="ana")

    assert [(row["state"], row["reason"]) for row in room.messages()] == [
        ("done", None),
        ("suppressed", "cap"),
        ("done", None),
    ]


def test_a_retry_is_not_counted_again(room: Room) -> None:
    (d,) = greet(room)
    room.pushes.script(endpoint(d), Later(30.0, "429"))
    room.track("bought", anon="ana")
    room.passes(minutes=2)

    assert states(room) == ["accepted"]


def test_the_workspaces_switch_holds_at_once(room: Room) -> None:
    greet(room)
    room.track("bought", anon="ana", settle=False)
    _apply_events(room)
    room.set(push_enabled=False)
    room.settle()

    assert [row["reason"] for row in room.messages()] == ["push_off"]
    assert room.pushes.attempts == []


def test_an_opt_out_before_a_retry_ends_it(room: Room) -> None:
    (d,) = greet(room)
    room.pushes.script(endpoint(d), Later(60.0, "429"))
    room.track("bought", anon="ana")
    with room.database.transaction() as tx:
        tx.execute(reach.update().values(push_on=False))
    room.passes(minutes=5)

    assert [(row["state"], row["reason"]) for row in room.sends()] == [("suppressed", "opted_out")]
    assert len(room.pushes.attempts) == 1


def test_a_device_that_moved_is_not_sent_to(room: Room) -> None:
    greet(room)
    room.track("bought", anon="ana", settle=False)
    _apply_events(room)
    with room.database.transaction() as tx:
        tx.execute(device.update().values(epoch=device.c.epoch + 1))
    room.settle()

    assert [(row["state"], row["reason"]) for row in room.sends()] == [("suppressed", "moved")]
    assert [row["reason"] for row in room.messages()] == ["moved"]


def test_of_two_devices_the_one_that_is_left_gets_it(room: Room) -> None:
    greet(room, devices=2)
    room.track("bought", anon="ana", settle=False)
    _apply_events(room)
    with room.database.transaction() as tx:
        tx.execute(device.update().where(device.c.id == "d0").values(status="blocked"))
    room.settle()

    assert {row["device_id"]: row["state"] for row in room.sends()} == {
        "d0": "suppressed",
        "d1": "accepted",
    }


def test_quiet_hours_hold_it_until_they_end(room: Room) -> None:
    greet(room)
    room.set(quiet_hours={"from": "11:00", "to": "13:30"})
    room.track("bought", anon="ana")
    assert states(room) == ["pending"]

    room.passes(minutes=89)
    assert states(room) == ["pending"]
    room.passes(minutes=2)
    assert states(room) == ["accepted"]


def test_a_resource_deleted_meanwhile_says_so(room: Room) -> None:
    greet(room)
    room.track("bought", anon="ana", settle=False)
    _apply_events(room)
    with room.database.transaction() as tx:
        tx.execute(sa.text("DELETE FROM resource"))
        workspaces.touch(tx, room.workspace)
    room.settle()

    assert [row["reason"] for row in room.messages()] == ["missing_resource"]


def test_a_host_that_fails_again_and_again_is_left_alone_for_a_while(room: Room) -> None:
    room.push()
    room.set(frequency_cap={"per_day": None, "per_5_minutes": None})
    room.journey([trigger(), hello()], ["start -> hello"], reentry={"mode": "always"})
    d = room.device("ana")
    room.pushes.script(endpoint(d), *[NotSent("connect")] * 3, *[Unclear("503")] * 5)
    for _ in range(10):
        room.track("bought", anon="ana")
    tried = len(room.pushes.attempts)

    assert tried < 10
    for _ in range(6):
        room.passes(minutes=10)
    assert set(states(room)) == {"accepted"}
    assert doctor.examine(room.database) == []


def test_a_webhook_moves_its_run_by_what_came_of_it(room: Room) -> None:
    room.journey(
        [
            trigger(),
            node("call", "webhook", url="https://hooks.example/x", body={"n": 1}),
            node("good", "set_traits", traits={"called": True}, markers={}),
            node("bad", "set_traits", traits={"called": False}, markers={}),
        ],
        ["start -> call", "call.done -> good", "call.failed -> bad"],
    )
    room.calls.script("https://hooks.example/x", Later(1.0, "503"), Accepted(), Rejected("400", ""))
    room.track("bought", anon="ana")
    room.passes(minutes=1)
    room.track("bought", anon="ben")

    assert room.profile("ana")["traits"] == '{"called":true}'
    assert room.profile("ben")["traits"] == '{"called":false}'
    assert [row["state"] for row in room.rows(webhook_call)].count("done") == 1
    assert len({one.id for one in room.calls.attempts}) == 2


def test_nothing_is_left_open(room: Room) -> None:
    greet(room, devices=2)
    for who in ("ana", "ben"):
        room.track("bought", anon=who)
    room.passes(days=2)

    assert doctor.examine(room.database) == []
    with room.database.read() as tx:
        open_ = sa.select(sa.func.count()).where(send.c.state.in_(("pending", "claimed")))
        assert tx.execute(open_).scalar_one() == 0


def test_a_push_bears_the_mark_of_whose_device_it_was(room: Room) -> None:
    """G3: the browser compares it with those it was told by `PUT /v1/devices`."""
    (d,) = greet(room, transactional=True)
    room.track("bought", anon="ana")
    with room.database.transaction() as tx:
        tx.execute(device.update().values(epoch=7))
    room.track("bought", anon="ana")

    told = [json.loads(one.payload)["o"] for one in room.pushes.attempts]
    assert told == [Signer(MASTER_KEY).mark(d, epoch) for epoch in (0, 7)]


def _apply_events(room: Room) -> None:
    """Only the shard steps, no delivery."""
    for _ in range(10):
        with room.database.read() as tx:
            due = shard.due_shards(tx, tx.now())
        for number in due:
            step.run_shard(room.database, number, room.published)


def test_a_persons_own_target_overrides_the_nodes(room: Room) -> None:
    greet(room)
    room.track("looked", anon="ana")
    with room.database.transaction() as tx:
        tx.execute(reach.update().values(target="native"))
    room.track("bought", anon="ana")

    assert [(row["state"], row["reason"]) for row in room.sends()] == [("suppressed", "no_device")]


def wish(room: Room, wish: Wish, who: str = "ana") -> None:
    """She changes her mind, and is answered."""
    now = room.clock()
    told = room.database.run(preferences.change, room.workspace, room.person(who), wish, now)
    assert isinstance(told, set)


CHAT = {"source": "conversation:{{ event.properties.chat }}", "event_type": "chat"}


@pytest.mark.parametrize(
    ("wished", "reason"),
    [
        (Wish(sources={"conversation:abc": FOREVER}), "muted"),
        (Wish(events={"chat": False}), "event_type"),
        (Wish(timetable=Timetable((Opening(6, 0, 60),))), "timetable"),
    ],
)
def test_an_answered_wish_holds_for_a_retry_too(room: Room, wished: Wish, reason: str) -> None:
    """R13: what was asked for before the claim binds it, the first as the later ones."""
    (d,) = greet(room, **CHAT, outside_hours="drop")
    room.pushes.script(endpoint(d), Later(60.0, "429"))
    room.track("bought", anon="ana", properties={"chat": "abc"})
    wish(room, wished)
    room.passes(minutes=5)
    room.track("bought", anon="ana", properties={"chat": "abc"})

    assert [row["reason"] for row in room.sends()] == [reason, reason]
    assert len(room.pushes.attempts) == 1


def test_a_muted_conversation_is_silent_and_others_are_not(room: Room) -> None:
    """K7: it ends by itself."""
    greet(room, **CHAT)
    room.set(frequency_cap=None)
    wish(room, Wish(sources={"conversation:abc": room.clock() + clock.HOUR}))
    for chat in ("abc", "xyz", None):
        room.track("bought", anon="ana", properties={} if chat is None else {"chat": chat})
        room.clock.forward(timedelta(minutes=1))
    assert sorted(str(row["reason"]) for row in room.messages()) == ["None", "None", "muted"]
    room.passes(hours=1)
    room.track("bought", anon="ana", properties={"chat": "abc"})
    assert len(room.pushes.accepted) == 3


def test_a_push_waits_for_her_timetable_in_her_own_zone(room: Room) -> None:
    """K5; it is noon in UTC on a Monday."""
    greet(room, run_time="P3D")
    room.track("seen", anon="ana", context={"timezone": "America/New_York"})
    wish(room, Wish(timetable=Timetable(tuple(Opening(day, 480, 1200) for day in range(1, 7)))))
    room.track("bought", anon="ana")
    (held,) = room.messages()
    assert (held["state"], held["reason"]) == ("pending", "timetable")
    room.passes(hours=24, minutes=59)
    assert room.pushes.attempts == []
    room.passes(minutes=2)
    assert [row["state"] for row in room.messages()] == ["done"]


def test_the_workspaces_timetable_holds_for_who_made_none(room: Room) -> None:
    greet(room)
    shut = [{"day": "sunday", "from": "08:00", "to": "09:00"}]
    room.set(default_timetable=shut)
    room.track("bought", anon="ana")
    assert [row["reason"] for row in room.messages()] == ["timetable"]
    wish(room, Wish(timetable=ALWAYS))
    room.track("bought", anon="ana")
    assert len(room.pushes.accepted) == 1
