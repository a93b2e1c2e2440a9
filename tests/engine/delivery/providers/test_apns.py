"""Apple: each documented reason has its receipt, tokens live as long as Apple likes."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from engine import clock, native_keys
from engine.audience.content import Action, Refused
from engine.clock import SECOND, HandClock
from engine.delivery import native
from engine.delivery.providers.provider import (
    Accepted,
    ApnsPush,
    Gone,
    Later,
    Receipt,
    Rejected,
    Unclear,
)
from engine.delivery.providers.pushes import PushProvider
from engine.native_keys import ApnsKey, Wrong
from tests.engine.delivery.conftest import NAME
from tests.engine.delivery.providers import ways
from tests.engine.delivery.providers.ways import key, letter, to_apns
from tests.support import apns_peer, fcm_peer
from tests.support.apns_peer import ApnsPeer, reason
from tests.support.fake_push_service import Fault, Say


@pytest.fixture
def hand() -> HandClock:
    return HandClock(clock.now())


@pytest.fixture
def peer(certificate: Path, hand: HandClock) -> Iterator[ApnsPeer]:
    with apns_peer.running(ways.server_tls(certificate), NAME) as one:
        one.now = hand
        yield one


@pytest.fixture
def provider(peer: ApnsPeer, certificate: Path, hand: HandClock) -> Iterator[PushProvider]:
    line = ways.transport(certificate)
    yield ways.apns_over(line, peer.origin, hand)
    line.close()


def sent(provider: PushProvider, push: ApnsPush) -> Receipt:
    ((_, receipt, _),) = provider.send([push])
    return receipt


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (reason(410, "Unregistered", timestamp=1790000000123), Gone("…", 1790000000123000)),
        (reason(410, "ExpiredToken"), Gone("…", None)),
        (reason(410, "Unregistered", timestamp="soon"), Gone("…", None)),
        # It may be of Apple's other environment: with the wrong one set that holds for all.
        (reason(400, "BadDeviceToken"), "bad_device_token"),
        (reason(400, "DeviceTokenNotForTopic"), "wrong_topic"),
        (reason(400, "TopicDisallowed"), "wrong_topic"),
        (reason(400, "BadTopic"), "bad_request"),
        (reason(400, "IdleTimeout"), Later(None, "…")),
        (reason(403, "InvalidProviderToken"), "credentials_refused"),
        (reason(403, "MissingProviderToken"), "credentials_refused"),
        (reason(403, "BadCertificateEnvironment"), "credentials_refused"),
        (reason(403, "Forbidden"), "credentials_refused"),
        (reason(403, "ExpiredProviderToken"), Later(None, "…")),
        (reason(404, "BadPath"), "not_found"),
        (reason(405, "MethodNotAllowed"), "bad_request"),
        (reason(413, "PayloadTooLarge"), "too_large"),
        (reason(429, "TooManyRequests"), Later(None, "…", alone=True)),
        (reason(429, "TooManyProviderTokenUpdates"), Later(1200.0, "…")),
        (reason(500, "InternalServerError"), Unclear("…")),
        (dataclasses.replace(reason(503, "ServiceUnavailable"), headers=(("Retry-After", "5"),)),
         Unclear("…", 5.0)),
        (reason(503, "Shutdown"), Unclear("…")),
        (Say(403, "<html>a proxy"), "credentials_refused"),
    ],
    ids=str,
)  # fmt: skip
def test_each_documented_reason_has_its_receipt(
    peer: ApnsPeer, provider: PushProvider, fault: Fault, expected: Receipt | str
) -> None:
    token = peer.register()
    peer.next_for(token, fault)
    receipt = sent(provider, to_apns(token))
    if isinstance(expected, str):
        assert isinstance(receipt, Rejected)
        assert receipt.code == expected
    else:
        assert dataclasses.replace(receipt, reason="…") == expected  # type: ignore[type-var]


def test_a_push_bears_what_apple_asks_for(peer: ApnsPeer, provider: PushProvider) -> None:
    token = peer.register()
    actions = (Action("approve", "Yes", "/yes"), Action("reject", "No", None))
    push = to_apns(token, image="https://shop.example/a.png", actions=actions, sound="ding.caf",
                   source="conversation:7")  # fmt: skip
    assert sent(provider, push) == Accepted()
    (got,) = peer.taken
    headers = got.headers
    assert headers["apns-topic"] == "com.example.shop"
    assert (headers["apns-push-type"], headers["apns-priority"]) == ("alert", "10")
    assert headers["apns-collapse-id"] == "m1"
    assert headers["apns-id"] == native.apns_id("m1:d1"), "the same for each try"
    assert abs(int(headers["apns-expiration"]) - clock.now() // SECOND - 3600) < 60
    assert "accept" not in headers
    payload = json.loads(got.body)
    assert payload["aps"] == {
        "alert": {"title": "Hello", "body": "New shoes"}, "sound": "ding.caf",
        "category": "approve.reject", "thread-id": "conversation:7", "mutable-content": 1,
    }  # fmt: skip
    assert (payload["url"], payload["lang"]) == ("/new", "en")
    assert payload["waymark"]["t"] == "report-token"


@pytest.mark.parametrize(
    ("words", "sound"), [({}, "default"), ({"silent": True}, None), ({"sound": "a.caf"}, "a.caf")]
)
def test_the_sound_of_a_push(words: dict[str, Any], sound: str | None) -> None:
    assert json.loads(to_apns("aa", **words).payload)["aps"].get("sound") == sound


def test_a_token_lives_forty_minutes_and_a_new_one_comes_no_sooner_than_apple_bears(
    peer: ApnsPeer, provider: PushProvider, hand: HandClock
) -> None:
    def shown() -> set[str]:
        return {one.headers["authorization"] for one in peer.received}

    for _ in range(8):
        assert sent(provider, to_apns(peer.register())) == Accepted()
        hand.forward(timedelta(minutes=9))
    assert len(shown()) == 2

    token = peer.register()
    peer.next_for(token, *[reason(403, "ExpiredProviderToken")] * 2)
    hand.forward(timedelta(minutes=12))
    before = len(shown())
    assert isinstance(sent(provider, to_apns(token)), Later)
    assert isinstance(sent(provider, to_apns(token)), Later), "Apple's clock or ours is wrong"
    assert sent(provider, to_apns(token)) == Accepted()
    assert len(shown()) == before + 1, "renewed once, not with each push"


def test_many_go_over_few_connections_once_the_first_was_let_in(
    peer: ApnsPeer, provider: PushProvider
) -> None:
    tokens = [peer.register() for _ in range(120)]
    got = [receipt for _, receipt, _ in provider.send(map(to_apns, tokens))]
    assert set(got) == {Accepted()}
    again = [receipt for _, receipt, _ in provider.send(map(to_apns, tokens))]
    assert set(again) == {Accepted()}
    assert len(peer.taken) == 240
    assert peer.connections <= 8


def test_a_body_that_does_not_fit_is_cut_and_links_never_are(
    peer: ApnsPeer, provider: PushProvider
) -> None:
    assert sent(provider, to_apns(peer.register(), body="ü" * 500, url="/" + "x" * 3300)) == (
        Accepted()
    )
    (got,) = peer.taken
    assert len(got.body) <= apns_peer.LARGEST
    assert json.loads(got.body)["aps"]["alert"]["body"].endswith("…")
    refused = native.for_apns(letter("aa", url="/" + "x" * 4100), key())
    assert isinstance(refused, Refused)
    whole = dataclasses.replace(to_apns(peer.register()), payload=b"x" * 4097)
    receipt = sent(provider, whole)
    assert isinstance(receipt, Rejected)
    assert (receipt.code, len(peer.taken)) == ("too_large", 1)


@pytest.mark.parametrize("token", ["", "../x", "AB", "a" * 401, "aa\r\nx: y", "aa?b"])
def test_a_token_that_is_no_hex_is_no_path(
    peer: ApnsPeer, provider: PushProvider, token: str
) -> None:
    assert isinstance(sent(provider, to_apns(token)), Rejected)
    assert peer.connections == 0


@pytest.mark.parametrize(
    "changes",
    [{"key_id": "short"}, {"key_id": "KEY123456\n"}, {"team_id": "team123456"}, {"topic": "shop"},
     {"topic": "com.example.shop\r\nx: y"}, {"key": "no key"}, {"key": ""},
     {"key": fcm_peer.PRIVATE.private_bytes(
         apns_peer.Encoding.PEM, apns_peer.PrivateFormat.PKCS8, apns_peer.NoEncryption()
     ).decode()}],
    ids=["short", "newline", "lower case", "no bundle", "a header", "no key", "empty", "RSA"],
)  # fmt: skip
def test_what_is_no_key_of_apples_is_refused(changes: dict[str, str]) -> None:
    given = {
        "key": apns_peer.p8(), "key_id": "KEY1234567", "team_id": "TEAM123456",
        "topic": "com.example.shop", "environment": "production",
    }  # fmt: skip
    assert isinstance(native_keys.apns_key("x", given), ApnsKey)
    assert isinstance(native_keys.apns_key("x", {**given, **changes}), Wrong)
    kept = key()
    assert native_keys.from_text("apns", "apns-1", native_keys.to_text(kept)) == kept
    assert "PRIVATE" not in repr(kept)
