"""Web push from message to receipt, against a push service that checks everything."""

import dataclasses
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pywebpush import WebPusher

from engine import clock
from engine.delivery.providers.provider import (
    Accepted,
    Answer,
    Gone,
    Later,
    NotSent,
    Outgoing,
    Receipt,
    Rejected,
    Unclear,
)
from engine.delivery.providers.pushes import PushProvider
from engine.delivery.providers.transport import Transport
from engine.delivery.providers.webpush import WebPush
from engine.guard import push_origins
from engine.vapid import Signer, VapidKey, new_key, private_text
from tests.engine.delivery.conftest import NAME, QUICK
from tests.support.fake_push_service import (
    Drip,
    Drop,
    Endless,
    FakePushService,
    Fault,
    Hang,
    Say,
    Subscription,
    running,
)


@pytest.fixture
def provider(service: FakePushService, transport: Transport[Any]) -> PushProvider:
    return over(transport, service.origin)


def over(transport: Transport[Any], *origins: str) -> PushProvider:
    return PushProvider(transport, WebPush(push_origins(origins), Signer(clock.now), clock.now))


@pytest.fixture
def message(service: FakePushService, vapid_key: VapidKey) -> Outgoing:
    return to(service.subscribe(), vapid_key)


def to(device: Subscription, key: VapidKey, name: str = "run:node:1") -> Outgoing:
    return Outgoing(
        id=name,
        endpoint=device.endpoint,
        p256dh=device.p256dh,
        auth=device.auth,
        payload=b'{"title":"Hello"}',
        ttl=3600,
        urgency="normal",
        topic=None,
        vapid=key,
    )


def sent(provider: PushProvider, message: Outgoing) -> Receipt:
    ((back, receipt, _),) = provider.send([message])
    assert back is message
    return receipt


def test_a_message_is_accepted_and_its_device_can_read_it(
    service: FakePushService, provider: PushProvider, vapid_key: VapidKey
) -> None:
    device = service.subscribe()
    message = dataclasses.replace(to(device, vapid_key), topic="Cart1", urgency="high", ttl=60)
    ((_, receipt, answer),) = provider.send([message])
    assert (receipt, answer) == (Accepted(), Answer(201))
    (got,) = service.received
    assert device.open(got.body) == b'{"title":"Hello"}'
    assert (got.headers["ttl"], got.headers["urgency"]) == ("60", "high")
    assert got.headers["topic"] == "Cart1"
    assert got.headers["content-type"] == "application/octet-stream"


def test_a_declarative_message_says_so(
    service: FakePushService, provider: PushProvider, vapid_key: VapidKey
) -> None:
    message = dataclasses.replace(to(service.subscribe(), vapid_key), declarative=True)
    assert sent(provider, message) == Accepted()
    (got,) = service.received
    assert got.headers["content-type"] == "application/notification+json"
    assert got.headers["content-encoding"] == "aes128gcm"


def test_what_is_sent_has_the_form_of_pywebpush(
    service: FakePushService, provider: PushProvider, vapid_key: VapidKey
) -> None:
    device = service.subscribe()
    sent(provider, to(device, vapid_key))
    keys = {"p256dh": device.p256dh, "auth": device.auth}
    theirs = WebPusher({"endpoint": device.endpoint, "keys": keys}).encode(
        b'{"title":"Hello"}', content_encoding="aes128gcm"
    )["body"]
    (ours,) = service.bodies_for(device.endpoint)
    assert (len(ours), ours[16:21]) == (len(theirs), theirs[16:21])
    assert device.open(theirs) == device.open(ours)


def test_ttl_is_always_sent_and_never_negative(
    service: FakePushService, provider: PushProvider, message: Outgoing
) -> None:
    assert sent(provider, dataclasses.replace(message, ttl=-5)) == Accepted()
    assert service.received[0].headers["ttl"] == "0"
    assert "topic" not in service.received[0].headers


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (Say(200), Accepted()),
        (Say(202), Accepted()),
        (Say(307, headers=(("Location", "http://127.0.0.1:1/"),)), Rejected("redirect", "307")),
        (Say(400, "no"), Rejected("bad_request", "400 no")),
        (Say(401), Rejected("vapid_refused", "401")),
        (Say(403), Rejected("vapid_refused", "403")),
        (Say(404), Gone("404")),
        (Say(406, headers=(("Retry-After", "9"),)), Later(9, "406")),
        (Say(410), Gone("410")),
        (Say(410, "Domain Blocked"), Rejected("sender_blocked", "410 Domain Blocked")),
        (Say(413), Rejected("too_large", "413")),
        (Say(429, headers=(("Retry-After", "3"),)), Later(3, "429")),
        (Say(500), Unclear("500")),
        (Say(503, headers=(("Retry-After", "4"),)), Unclear("503", 4)),
        (Endless(), Accepted()),
        (Drip(), Accepted()),
        (Drop(), Unclear("closed")),
        (Drop(reset=True), Unclear("reset")),
        (Hang(), Unclear("timeout")),
    ],
    ids=str,
)
def test_each_fault_of_a_push_service_has_its_receipt(
    service: FakePushService,
    provider: PushProvider,
    message: Outgoing,
    fault: Fault,
    expected: Receipt,
) -> None:
    service.next_for(message.endpoint, fault)
    assert sent(provider, message) == expected
    assert len(service.received) == 1


def test_an_accepted_and_lost_answer_is_unclear_and_arrives_once_on_a_used_connection(
    service: FakePushService, provider: PushProvider, vapid_key: VapidKey
) -> None:
    messages = [to(service.subscribe(str(n)), vapid_key, str(n)) for n in range(60)]
    for message in messages[20::2]:
        service.next_for(message.endpoint, Drop())
    receipts = {message.id: receipt for message, receipt, _ in provider.send(messages)}
    assert all(receipts[message.id] == Unclear("closed") for message in messages[20::2])
    # Nobody got a message twice; one that shared a dropped connection may be unclear, never lost.
    arrived = Counter(got.path for got in service.received)
    assert max(arrived.values()) == 1
    assert all(isinstance(receipt, Accepted | Unclear) for receipt in receipts.values())


def test_an_unreachable_service_is_not_sent(transport: Transport[Any], vapid_key: VapidKey) -> None:
    with running() as service:
        message = to(service.subscribe(), vapid_key)
        provider = over(transport, service.origin)
    assert sent(provider, message) == NotSent("connect")


def test_an_endpoint_that_is_not_on_the_list_is_rejected_without_a_call(
    service: FakePushService, transport: Transport[Any], message: Outgoing
) -> None:
    receipt = sent(over(transport), message)
    assert isinstance(receipt, Rejected)
    assert receipt.code == "endpoint_not_allowed"
    assert service.connections == 0


def test_a_public_service_whose_name_leads_inside_is_rejected_without_a_call(
    vapid_key: VapidKey,
) -> None:
    poisoned: Transport[Any] = Transport(QUICK, lookup=lambda host, port: ["127.0.0.1"])
    device = Subscription(f"https://{NAME}/wpush/v2/x", *keys())
    receipt = sent(over(poisoned), to(device, vapid_key))
    assert isinstance(receipt, Rejected)
    assert receipt.code == "address"
    poisoned.close()


def keys() -> tuple[Any, ...]:
    with running() as service:
        device = service.subscribe()
    return device.p256dh, device.auth, device.private, device.secret


def test_over_tls_the_name_stays_and_the_address_is_pinned(
    secure_service: FakePushService, certificate: Path, vapid_key: VapidKey
) -> None:
    secure: Transport[Any] = Transport(
        QUICK, ca_file=str(certificate), lookup=lambda host, port: ["127.0.0.1"]
    )
    device = secure_service.subscribe()
    provider = over(secure, secure_service.origin)
    assert sent(provider, to(device, vapid_key)) == Accepted()
    assert device.open(secure_service.bodies_for(device.endpoint)[0]) == b'{"title":"Hello"}'
    secure.close()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"payload": b"x" * 3994}, "too_large"),
        ({"p256dh": "AAAA"}, "invalid_keys"),
        ({"auth": "AAAA"}, "invalid_keys"),
        ({"topic": "a b"}, "bad_topic"),
        ({"topic": "x" * 33}, "bad_topic"),
        ({"topic": ""}, "bad_topic"),
        ({"topic": "x\r\nEvil: 1"}, "bad_topic"),
        ({"endpoint": "https://127.0.0.1/"}, "endpoint_not_allowed"),
    ],
)
def test_a_message_that_cannot_be_sent_is_rejected_and_the_others_go_on(
    service: FakePushService,
    provider: PushProvider,
    message: Outgoing,
    vapid_key: VapidKey,
    change: dict[str, Any],
    code: str,
) -> None:
    good = to(service.subscribe(), vapid_key, "good")
    bad = dataclasses.replace(message, **change)
    receipts = {back.id: receipt for back, receipt, _ in provider.send([bad, good])}
    assert receipts["good"] == Accepted()
    rejected = receipts[bad.id]
    assert isinstance(rejected, Rejected)
    assert rejected.code == code


def test_the_largest_message_is_accepted(
    service: FakePushService, provider: PushProvider, message: Outgoing
) -> None:
    assert sent(provider, dataclasses.replace(message, payload=b"x" * 3993)) == Accepted()
    assert len(service.received[0].body) == 4096


def test_a_forged_signature_is_seen_by_the_service_and_keeps_the_device(
    service: FakePushService, provider: PushProvider, message: Outgoing
) -> None:
    another = new_key("other", "mailto:a@example.com")
    lying = dataclasses.replace(another, public=message.vapid.public)
    receipt = sent(provider, dataclasses.replace(message, vapid=lying))
    assert isinstance(receipt, Rejected)
    assert receipt.code == "vapid_refused"


def test_two_services_each_get_their_own_audience(
    service: FakePushService, transport: Transport[Any], vapid_key: VapidKey
) -> None:
    with running() as other:
        messages = [
            to(peer.subscribe(), vapid_key, str(n))
            for n, peer in enumerate((service, other, service, other))
        ]
        provider = over(transport, service.origin, other.origin)
        assert {receipt for _, receipt, _ in provider.send(messages)} == {Accepted()}


def test_a_batch_is_taken_lazily_and_each_message_answered_once(
    service: FakePushService, provider: PushProvider, vapid_key: VapidKey
) -> None:
    devices = [service.subscribe(str(n)) for n in range(200)]

    def claimed() -> Iterator[Outgoing]:
        for number, device in enumerate(devices):
            yield to(device, vapid_key, str(number))

    ids = [message.id for message, receipt, _ in provider.send(claimed()) if receipt == Accepted()]
    assert sorted(ids, key=int) == [str(n) for n in range(200)]
    assert all(len(service.bodies_for(device.endpoint)) == 1 for device in devices)


def test_a_message_prints_none_of_its_secrets(message: Outgoing) -> None:
    shown = repr(message) + str(message) + repr((message, Accepted()))
    for secret in (
        message.endpoint,
        message.p256dh,
        message.auth,
        "Hello",
        private_text(message.vapid),
    ):
        assert secret not in shown
    assert "run:node:1" in shown
