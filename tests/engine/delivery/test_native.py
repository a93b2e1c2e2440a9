"""Native apps from message to receipt: who gets what, by which credentials, and who is retired."""

from __future__ import annotations

import dataclasses
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from engine import clock, doctor, overview, push_services
from engine.delivery import native
from engine.delivery.lanes import Lanes, Outside
from engine.delivery.providers.apns import Apns, ProviderTokens
from engine.delivery.providers.fcm import Fcm
from engine.delivery.providers.memory import address_of
from engine.delivery.providers.oauth import Access
from engine.delivery.providers.provider import ApnsPush, FcmPush, Gone, Later, Outgoing, Rejected
from engine.delivery.providers.pushes import PushProvider
from engine.delivery.providers.transport import Transport
from engine.guard import app_origins
from engine.store.db import Database
from engine.store.tables import device, reach
from tests.engine.delivery.conftest import NAME
from tests.engine.delivery.providers import ways
from tests.support import apns_peer, fake_push_service
from tests.support.fcm_peer import FcmPeer, error
from tests.support.room import BASE_URL, MASTER_KEY, Room, hello, trigger

APPLE = "ab" * 32


@pytest.fixture
def room(database: Database) -> Room:
    made = Room(database)
    made.set(frequency_cap=None)
    made.service(ways.account())
    made.service(ways.key())
    return made


def told(room: Room, target: str = "all", **push: Any) -> None:
    """Ana has a browser and both kinds of apps, and something happens that she is told of."""
    room.push(url="/basket", **push)
    room.journey([trigger(), hello(target=target)], ["start -> hello"])
    room.device("ana", "browser")
    room.app("ana", "fcm", "token-of-android")
    room.app("ana", "apns", APPLE)
    room.track("bought", anon="ana")


BROWSER, ANDROID = "https://fcm.googleapis.com/fcm/send/browser", "token-of-android"


@pytest.mark.parametrize(
    ("target", "own", "expected"),
    [
        ("all", None, {BROWSER, ANDROID, APPLE}),
        ("web", None, {BROWSER}),
        ("native", None, {ANDROID, APPLE}),
        ("all", "native", {ANDROID, APPLE}),
        ("all", "web", {BROWSER}),
        ("native", "web", set()),
        ("native", "all", {ANDROID, APPLE}),
    ],
)
def test_target_devices_of_the_step_and_of_the_person(
    sqlite: Database, target: str, own: str | None, expected: set[str]
) -> None:
    """S20."""
    room = Room(sqlite)
    room.service(ways.account())
    room.service(ways.key())
    room.track("seen", anon="ana")
    if own is not None:
        with room.database.transaction() as tx:
            tx.execute(reach.update().values(target=own))
    told(room, target)
    assert {address_of(push) for push in room.pushes.accepted} == expected


def test_each_kind_gets_the_same_words_in_its_own_form(room: Room) -> None:
    told(room, title="Hi", message="Your basket waits", sound="ding.caf")
    kinds = {type(push): push for push in room.pushes.accepted}
    assert set(kinds) == {Outgoing, FcmPush, ApnsPush}
    fcm, apns = kinds[FcmPush], kinds[ApnsPush]
    assert isinstance(fcm, FcmPush)
    assert isinstance(apns, ApnsPush)
    message = json.loads(fcm.body)["message"]
    payload = json.loads(apns.payload)
    assert message["token"] == ANDROID
    assert message["notification"] == payload["aps"]["alert"]
    assert message["notification"] == {"title": "Hi", "body": "Your basket waits"}
    assert message["data"]["url"] == payload["url"] == "/basket"
    assert message["android"]["notification"]["sound"] == payload["aps"]["sound"] == "ding.caf"
    ours, theirs = json.loads(message["data"]["waymark"]), payload["waymark"]
    assert ours["t"] != theirs["t"], "each send is reported by its own token"
    assert {send["state"] for send in room.sends()} == {"accepted"}
    # The same push once more, after a lost answer, replaces what is shown and keeps its name.
    assert apns.collapse_id == message["android"]["notification"]["tag"] == room.messages()[0]["id"]
    assert apns.apns_id == native.apns_id(theirs["id"])


def test_without_credentials_a_send_says_so_and_the_device_stays(room: Room) -> None:
    with room.database.transaction() as tx:
        assert push_services.remove(tx, room.workspace, "fcm")
        assert not push_services.remove(tx, room.workspace, "fcm")
    told(room)
    states = {send["device_id"]: (send["state"], send["reason"]) for send in room.sends()}
    by_kind = {row["kind"]: states[row["id"]] for row in _devices(room)}
    assert by_kind["fcm"] == ("rejected", "no_credentials")
    assert by_kind["web"] == by_kind["apns"] == ("accepted", None)
    assert {row["status"] for row in _devices(room)} == {"allowed"}


def test_another_account_holds_from_the_next_claim_on(room: Room) -> None:
    told(room)
    other = dataclasses.replace(ways.account(), id="another", project_id="other-project")
    room.service(other)
    room.app("ben", "fcm", "token-of-ben")
    room.track("bought", anon="ben")
    used = [push.account for push in room.pushes.accepted if isinstance(push, FcmPush)]
    assert used == [ways.account(), other]


def test_what_another_master_key_sealed_sends_nothing_and_breaks_nothing(room: Room) -> None:
    with room.database.transaction() as tx:
        push_services.keep(tx, room.workspace, ways.account(), master_key=b"x" * 32, now=tx.now())
    told(room)
    states = {send["reason"] or send["state"] for send in room.sends()}
    assert states == {"compose_failed", "accepted"}


@pytest.mark.parametrize(
    ("since", "retired"), [(timedelta(hours=-1), False), (timedelta(hours=1), True), (None, True)]
)
def test_a_token_that_was_registered_again_is_not_retired(
    room: Room, since: timedelta | None, retired: bool
) -> None:
    """Apple tells when it found the token dead; the app may have been put there anew since."""
    at = None if since is None else room.clock() + clock.span(since)
    room.pushes.script(APPLE, Gone("410 Unregistered", at))
    told(room)
    (row,) = [row for row in _devices(room) if row["kind"] == "apns"]
    assert (row["status"] == "retired") is retired
    assert room.events("ana").count("push_failed") == 1


def test_a_workspace_that_used_up_its_quota_holds_back_nobody_else(room: Room) -> None:
    room.pushes.script(ANDROID, Later(600.0, "429 QUOTA_EXCEEDED"))
    room.pushes.script(APPLE, Later(600.0, "429 TooManyRequests", alone=True))
    told(room)
    room.app("ben", "fcm", "token-of-ben")
    room.app("ben", "apns", "cd" * 32)
    room.device("ben", "bens")
    room.track("bought", anon="ben")
    reached = {address_of(push) for push in room.pushes.accepted}
    assert "token-of-ben" not in reached, "the project's quota is the same"
    assert "cd" * 32 in reached, "that was about one device"
    assert "https://fcm.googleapis.com/fcm/send/bens" in reached, "web push is another matter"
    room.clock.forward(timedelta(minutes=15))
    room.settle()
    reached = {address_of(push) for push in room.pushes.accepted}
    assert {"token-of-ben", ANDROID, APPLE} <= reached


def test_a_refusal_of_our_credentials_is_counted_for_whoever_looks(room: Room) -> None:
    room.pushes.script(ANDROID, Rejected("sender_id_mismatch", "403"))
    told(room)
    with room.database.read() as tx:
        assert overview.refusals(tx) == {f"fcm:{room.workspace}": 1}


def test_the_whole_way_to_both_services(sqlite: Database, certificate: Path) -> None:
    room = Room(sqlite)
    room.service(ways.account())
    room.service(ways.key())
    with (
        fake_push_service.running(make=FcmPeer) as firebase,
        apns_peer.running(ways.server_tls(certificate), NAME) as apple,
    ):
        assert isinstance(firebase, FcmPeer)
        allowed = app_origins([firebase.origin, apple.origin])
        access = Access(Transport(ways.PATIENT), f"{firebase.origin}/token", allowed)
        provider = PushProvider(
            ways.transport(certificate), Fcm(access, allowed, clock.now, firebase.origin),
            Apns(ProviderTokens(clock.now), allowed, clock.now, apple.origin),
        )  # fmt: skip
        room.lanes = Lanes(
            sqlite, Outside(provider, room.calls), MASTER_KEY, BASE_URL, room.rung.update
        )
        living, gone, iphone = firebase.register(), firebase.register(), apple.register()
        firebase.next_for(gone, error(404, "UNREGISTERED", word="NOT_FOUND"))
        room.push(title="Hi")
        room.journey([trigger(), hello()], ["start -> hello"])
        ids = [room.app("ana", "fcm", living), room.app("ana", "fcm", gone)]
        ids.append(room.app("ana", "apns", iphone))
        room.track("bought", anon="ana")

    states = {send["device_id"]: send["state"] for send in room.sends()}
    assert [states[id_] for id_ in ids] == ["accepted", "gone", "accepted"]
    assert [message["notification"]["title"] for message in firebase.messages] == ["Hi"]
    assert len(apple.taken) == 1
    assert {row["id"]: row["status"] for row in _devices(room)}[ids[1]] == "retired"


def _devices(room: Room) -> list[dict[str, Any]]:
    return room.rows(device)


def test_the_doctor_tells_of_apps_that_nothing_reaches(room: Room) -> None:
    told(room)
    assert doctor.examine(room.database) == []
    with room.database.transaction() as tx:
        push_services.remove(tx, room.workspace, "apns")
    (finding,) = doctor.examine(room.database)
    assert (finding.check, finding.warning) == ("apps without credentials", True)
    row = {"workspace_id": room.workspace, "kind": "apns", "devices": 1}
    assert finding.rows == [row]


def test_an_app_plays_the_sound_of_its_category_or_of_the_workspace(sqlite: Database) -> None:
    """K9."""
    room = Room(sqlite)
    room.service(ways.account())
    room.service(ways.key())
    room.set(frequency_cap=None, sound={"sound": "shop.caf"})
    room.category("news", default=True, sound="news.caf")
    told(room)
    room.push("of_news", category="news")
    room.journey([trigger("read"), hello("of_news")], ["start -> hello"])
    room.track("read", anon="ana")
    played = [
        json.loads(push.payload)["aps"]["sound"]
        for push in room.pushes.accepted
        if isinstance(push, ApnsPush)
    ]
    assert played == ["shop.caf", "news.caf"]
    heard = [
        json.loads(push.body)["message"]["android"]["notification"]["sound"]
        for push in room.pushes.accepted
        if isinstance(push, FcmPush)
    ]
    assert heard == played
