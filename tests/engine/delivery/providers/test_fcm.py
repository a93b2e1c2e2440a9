"""Firebase: each documented error has its receipt, sign-in is kept warm, bodies fit the schema."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from engine import clock, native_keys
from engine.audience.content import Action, Refused
from engine.clock import HandClock
from engine.delivery import native
from engine.delivery.providers.provider import (
    Accepted,
    Gone,
    Later,
    NotSent,
    Receipt,
    Rejected,
    Unclear,
)
from engine.delivery.providers.pushes import PushProvider
from engine.native_keys import FcmAccount, Wrong
from tests.engine.delivery.providers import ways
from tests.engine.delivery.providers.ways import account, letter, to_fcm
from tests.support import fake_push_service, fcm_peer
from tests.support.fake_push_service import Drop, Fault, Hang, Say
from tests.support.fcm_peer import FcmPeer, error

NOT_A_TOKEN = "The registration token is not a valid FCM registration token"


@pytest.fixture
def hand() -> HandClock:
    return HandClock(clock.now())


@pytest.fixture
def peer(hand: HandClock) -> Iterator[FcmPeer]:
    with fake_push_service.running(make=FcmPeer) as one:
        assert isinstance(one, FcmPeer)
        one.now = hand
        yield one


@pytest.fixture
def provider(peer: FcmPeer, hand: HandClock) -> Iterator[PushProvider]:
    line = ways.transport()
    yield ways.fcm_over(line, peer.origin, hand)
    line.close()


def sent(provider: PushProvider, token: str, **words: Any) -> Receipt:
    ((_, receipt, _),) = provider.send([to_fcm(token, **words)])
    return receipt


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (error(404, "UNREGISTERED", word="NOT_FOUND"), Gone),
        (error(400, "INVALID_ARGUMENT", NOT_A_TOKEN), Gone),
        (error(400, "INVALID_ARGUMENT", "Android message is too big"), "bad_request"),
        (error(403, "SENDER_ID_MISMATCH", word="PERMISSION_DENIED"), "sender_id_mismatch"),
        (error(401, "THIRD_PARTY_AUTH_ERROR", word="UNAUTHENTICATED"), "credentials_refused"),
        (error(401, None), Later(None, "…")),
        (error(403, None, word="PERMISSION_DENIED"), "credentials_refused"),
        # An address of ours that is wrong, a project that is no more: no device is given up for it.
        (error(404, None, word="NOT_FOUND"), "not_found"),
        (Say(404, "<html>Not Found</html>"), "not_found"),
        (error(429, "QUOTA_EXCEEDED"), Later(60.0, "…")),
        (error(429, "QUOTA_EXCEEDED", Retry_After="7"), Later(7.0, "…")),
        (error(503, "UNAVAILABLE", Retry_After="9"), Unclear("…", 9.0)),
        (error(500, "INTERNAL"), Unclear("…", None)),
        (Say(502, "<html>Bad Gateway</html>"), Unclear("…", None)),
        (Say(200, "this is no JSON"), Accepted),
        (Say(400, '{"error": [' * 2000), "bad_request"),
    ],
    ids=str,
)
def test_each_documented_error_has_its_receipt(
    peer: FcmPeer, provider: PushProvider, fault: Fault, expected: Receipt | type | str
) -> None:
    token = peer.register()
    peer.next_for(token, fault)
    receipt = sent(provider, token)
    if isinstance(expected, str):
        assert isinstance(receipt, Rejected)
        assert receipt.code == expected
    elif isinstance(expected, Later | Unclear):
        assert isinstance(receipt, type(expected))
        assert receipt.after_seconds == expected.after_seconds
    else:
        assert isinstance(receipt, expected)


def test_one_sign_in_serves_an_hour_and_is_renewed_before_it_ends(
    peer: FcmPeer, provider: PushProvider, hand: HandClock
) -> None:
    token = peer.register()
    assert [sent(provider, token) for _ in range(3)] == [Accepted()] * 3
    assert peer.sign_ins == 1
    hand.forward(timedelta(minutes=55))
    assert sent(provider, token) == Accepted(), "with the old one, while a new one is asked for"
    hand.forward(timedelta(minutes=30))
    assert sent(provider, token) == Accepted()
    assert peer.sign_ins == 2
    hand.forward(timedelta(hours=3))
    assert sent(provider, token) == Accepted(), "after an idle time it waits for a new one"
    assert peer.sign_ins == 3


def test_a_token_that_is_no_longer_taken_is_asked_for_anew(
    peer: FcmPeer, provider: PushProvider, hand: HandClock
) -> None:
    token = peer.register()
    assert sent(provider, token) == Accepted()
    hand.forward(timedelta(minutes=2))
    peer.revoke()
    assert isinstance(sent(provider, token), Later)
    assert sent(provider, token) == Accepted()
    assert peer.sign_ins == 2


def test_a_sign_in_that_is_refused_or_hangs_calls_nobody_and_is_not_repeated_for_each_push(
    peer: FcmPeer, provider: PushProvider, hand: HandClock
) -> None:
    token = peer.register()
    peer.sign_in_faults = [Say(400, json.dumps({"error": "invalid_grant"})), Hang()]
    got = [sent(provider, token) for _ in range(3)]
    assert all(isinstance(one, Rejected) and one.code == "credentials_refused" for one in got), got
    assert (peer.sign_ins, peer.messages) == (1, [])

    hand.forward(timedelta(minutes=1))
    before = clock.monotonic()
    got = [sent(provider, token) for _ in range(5)]
    assert all(isinstance(one, NotSent) for one in got), got
    assert clock.monotonic() - before < 1.5, "what waits for a sign-in waits once"
    assert (peer.sign_ins, peer.messages) == (2, [])


def test_several_threads_sign_in_once(peer: FcmPeer, provider: PushProvider) -> None:
    tokens = [peer.register(str(number)) for number in range(8)]
    with ThreadPoolExecutor(8) as pool:
        got = list(pool.map(lambda token: sent(provider, token), tokens))
    assert got == [Accepted()] * 8
    assert peer.sign_ins == 1


@pytest.mark.parametrize(
    "fault",
    [Say(302, headers=(("Location", "http://127.0.0.1:1/"),)), Say(200, "{}"), Say(200, "<html>"),
     Say(200, '{"access_token": "x"}'), Say(403, "x" * 20_000), Drop()],
    ids=["redirect", "no token", "html", "no end", "long", "drop"],
)  # fmt: skip
def test_an_odd_answer_to_a_sign_in_sends_nothing_and_breaks_nothing(
    peer: FcmPeer, provider: PushProvider, hand: HandClock, fault: Fault
) -> None:
    token = peer.register()
    peer.sign_in_faults = [fault]
    assert isinstance(sent(provider, token), Rejected | NotSent)
    assert peer.messages == []
    hand.forward(timedelta(minutes=1))
    assert sent(provider, token) == Accepted()


def test_all_that_a_push_says_arrives_and_fits_googles_schema(
    peer: FcmPeer, provider: PushProvider
) -> None:
    actions = (Action("approve", "Yes", "/yes"), Action("reject", "No", None, reply=True))
    receipt = sent(
        provider, peer.register(), title="Grüße 🎉", image="https://shop.example/a.png",
        actions=actions, sound="ding.caf", vibrate=(200, 100), require_interaction=True,
        source="conversation:7",
    )  # fmt: skip
    assert receipt == Accepted()
    (message,) = peer.messages
    assert message["notification"] == {
        "title": "Grüße 🎉", "body": "New shoes", "image": "https://shop.example/a.png"
    }  # fmt: skip
    assert message["android"]["notification"] == {
        "tag": "m1", "sound": "ding.caf", "sticky": True, "vibrateTimings": ["0s", "0.2s", "0.1s"],
    }  # fmt: skip
    assert (message["android"]["ttl"], message["android"]["priority"]) == ("3600s", "HIGH")
    assert message["data"]["url"] == "/new"
    assert [each["action"] for each in json.loads(message["data"]["actions"])] == [
        "approve", "reject",
    ]  # fmt: skip
    assert json.loads(message["data"]["waymark"])["t"] == "report-token"
    aps = message["apns"]["payload"]["aps"]
    assert (aps["category"], aps["sound"]) == ("approve.reject", "ding.caf")
    assert aps["thread-id"] == "conversation:7"


@pytest.mark.parametrize(
    ("words", "sound", "default"),
    [({}, None, True), ({"silent": True, "sound": "ding"}, None, False),
     ({"sound": "ding"}, "ding", False)],
)  # fmt: skip
def test_the_sound_of_a_push(words: dict[str, Any], sound: str | None, default: bool) -> None:
    message = json.loads(to_fcm("t", **words).body)["message"]
    android, aps = message["android"]["notification"], message["apns"]["payload"]["aps"]
    assert (android.get("sound"), android.get("defaultSound", False)) == (sound, default)
    assert aps.get("sound") == ("default" if default else sound)


def test_a_body_that_does_not_fit_is_cut_and_links_never_are(
    peer: FcmPeer, provider: PushProvider
) -> None:
    url = "/" + "x" * 1500
    assert sent(provider, peer.register(), body="ä" * 500, url=url, ttl=10**9) == Accepted()
    (message,) = peer.messages
    assert message["data"]["url"] == url
    assert message["android"]["ttl"] == "2419200s"
    assert sent(provider, peer.register(), body="ü" * 500, url="/" + "x" * 3000) == Accepted()
    assert peer.messages[1]["notification"]["body"].endswith("…")
    refused = native.for_fcm(letter("t", url="/" + "x" * 4000), account())
    assert isinstance(refused, Refused)
    assert refused.code == "too_large"


BROKEN = {
    "no JSON": "{", "a list": "[]", "deep": "[" * 9000, "long": " " * 20_000,
    "a user's": fcm_peer.service_account(type="authorized_user"),
    "another universe": fcm_peer.service_account(universe_domain="evil.example"),
    "a path in the project": fcm_peer.service_account(project_id="../../x"),
    "no project": fcm_peer.service_account(project_id=None),
    "no key": fcm_peer.service_account(private_key="-----BEGIN"),
    "a key on a curve": fcm_peer.service_account(private_key=ways.key().private_key),
    "a header in the mail": fcm_peer.service_account(client_email="a@b\r\nHost: x"),
}  # fmt: skip


@pytest.mark.parametrize("text", BROKEN.values(), ids=list(BROKEN))
def test_what_is_no_service_account_is_refused(text: str) -> None:
    assert isinstance(native_keys.fcm_account("x", text), Wrong)


def test_an_account_is_kept_whole_and_shows_no_secret() -> None:
    # Where to sign in is never taken from the file: it would lead anywhere.
    text = fcm_peer.service_account(token_uri="http://169.254.169.254/latest")
    found = native_keys.fcm_account("x", text)
    assert isinstance(found, FcmAccount)
    assert native_keys.from_text("fcm", "x", native_keys.to_text(found)) == found
    assert "169.254" not in native_keys.to_text(found)
    assert "PRIVATE" not in f"{found!r} {found.shown}"
