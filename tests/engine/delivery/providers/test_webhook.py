"""Webhooks: the signature of Standard Webhooks, the guard, the clock."""

import base64
import hashlib
import hmac
import time
from dataclasses import replace
from typing import Any

import pytest

from engine.clock import SECOND, HandClock
from engine.delivery.call_rows import FORGOTTEN
from engine.delivery.providers.provider import (
    Accepted,
    Call,
    Gone,
    NotSent,
    Receipt,
    Rejected,
    Unclear,
)
from engine.delivery.providers.transport import Transport
from engine.delivery.providers.webhook import BEGIN_WITHIN, LIMITS, WebhookProvider, sign
from engine.guard import webhook_origins
from tests.engine.delivery.conftest import QUICK
from tests.support.fake_push_service import Drop, FakePushService, Hang, Say

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
NOW = HandClock(1_614_265_330 * 1_000_000)


@pytest.fixture
def provider(service: FakePushService, transport: Transport[Any]) -> WebhookProvider:
    return WebhookProvider(transport, webhook_origins([service.origin]), NOW)


def call(at: str, /, **changes: Any) -> Call:
    return Call(**{"id": "msg_1", "url": at, "body": b'{"a": 1}', "secret": SECRET, **changes})


def sent(provider: WebhookProvider, one: Call) -> Receipt:
    ((back, receipt, _),) = provider.send([one])
    assert back is one
    return receipt


def test_the_example_of_standard_webhooks_comes_out() -> None:
    signed = sign(SECRET, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, b'{"test": 2432232314}')
    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_the_receiver_can_verify_what_came(
    service: FakePushService, provider: WebhookProvider
) -> None:
    assert sent(provider, call(f"{service.origin}/hook/in?x=1")) == Accepted()
    (got,) = service.received
    assert got.headers["webhook-id"] == "msg_1"
    assert got.headers["webhook-timestamp"] == "1614265330"
    assert got.headers["content-type"] == "application/json"
    key = base64.b64decode(SECRET.removeprefix("whsec_"))
    content = b"msg_1.1614265330." + got.body
    expected = base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
    assert got.headers["webhook-signature"] == f"v1,{expected}"


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (Say(204), Accepted()),
        (Say(302, headers=(("Location", "http://127.0.0.1:1/"),)), Rejected("redirect", "302")),
        (Say(401), Rejected("refused", "401")),
        (Say(404), Rejected("refused", "404")),
        (Say(410), Gone("410")),
        (Say(500), Unclear("500")),
        (Drop(), Unclear("closed")),
        (Hang(), Unclear("timeout")),
    ],
    ids=str,
)
def test_each_answer_has_its_receipt(
    service: FakePushService, provider: WebhookProvider, fault: Any, expected: Receipt
) -> None:
    url = f"{service.origin}/hook/in"
    service.next_for(url, fault)
    assert sent(provider, call(url)) == expected


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"url": "http://169.254.169.254/"}, "endpoint_not_allowed"),
        ({"url": "https://10.0.0.1/"}, "endpoint_not_allowed"),
        ({"url": "https://hooks.shop.example:8443/"}, "endpoint_not_allowed"),
        ({"id": "a.b"}, "bad_id"),
        ({"id": "a\r\nEvil: 1"}, "bad_id"),
        ({"id": ""}, "bad_id"),
        ({"secret": "whsec_c2hvcnQ="}, "bad_secret"),
        ({"secret": SECRET.removeprefix("whsec_")}, "bad_secret"),
        ({"secret": "whsec_???"}, "bad_secret"),
    ],
)
def test_a_call_that_must_not_go_out_is_rejected(
    service: FakePushService, provider: WebhookProvider, changes: dict[str, Any], code: str
) -> None:
    receipt = sent(provider, call(f"{service.origin}/hook", **changes))
    assert isinstance(receipt, Rejected)
    assert receipt.code == code
    assert service.connections == 0


def test_a_public_name_that_leads_inside_is_rejected(service: FakePushService) -> None:
    poisoned: Transport[Any] = Transport(QUICK, lookup=lambda host, port: ["169.254.169.254"])
    provider = WebhookProvider(poisoned, webhook_origins(), NOW)
    receipt = sent(provider, call("https://hooks.shop.example/"))
    assert isinstance(receipt, Rejected)
    assert receipt.code == "address"
    poisoned.close()


def test_a_slow_receiver_gets_ten_seconds_in_all() -> None:
    assert (LIMITS.total, LIMITS.connect) == (10, 5)


def test_a_hanging_receiver_does_not_hold_up_another(
    service: FakePushService, provider: WebhookProvider
) -> None:
    slow = call(f"{service.origin}/hook/slow", id="slow")
    service.next_for(slow.url, Hang())
    began = time.monotonic()
    for back, receipt, _ in provider.send([slow, call(f"{service.origin}/hook/fast", id="fast")]):
        assert (back.id, receipt) == ("fast", Accepted())
        break
    assert time.monotonic() - began < 0.9


def test_a_call_prints_none_of_its_secrets() -> None:
    shown = repr(call("https://hooks.shop.example/token"))
    assert "token" not in shown
    assert SECRET not in shown
    assert '"a"' not in shown


def test_behind_a_receiver_that_hangs_calls_do_not_wait_for_long(
    service: FakePushService,
) -> None:
    url = f"{service.origin}/hook/in"
    for _ in range(3):
        service.next_for(url, Hang())
    transport: Transport[Any] = Transport(replace(QUICK, connections=1))
    origins = webhook_origins([service.origin])
    provider = WebhookProvider(transport, origins, NOW, begin_within=0.3)
    calls = [call(url, id=f"msg_{number}") for number in range(3)]
    receipts = [receipt for _, receipt, _ in provider.send(calls)]
    transport.close()
    assert sorted(receipts, key=str) == [NotSent("late"), NotSent("late"), Unclear("timeout")]
    assert BEGIN_WITHIN + LIMITS.total < FORGOTTEN / SECOND
