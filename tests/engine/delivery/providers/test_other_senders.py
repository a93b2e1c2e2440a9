"""The same message by other people's senders arrives as ours does: Firebase's own, and aioapns."""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from engine import clock
from engine.audience.content import Action
from engine.clock import SECOND
from engine.delivery.providers.provider import Accepted, Push
from engine.delivery.providers.pushes import PushProvider
from tests.engine.delivery.conftest import NAME
from tests.engine.delivery.providers import ways
from tests.support import apns_peer, fake_push_service, fcm_peer
from tests.support.apns_peer import ApnsPeer
from tests.support.fcm_peer import FcmPeer, canonical

WORDS: dict[str, Any] = {
    "title": "Grüße 🎉", "body": "New shoes", "image": "https://shop.example/a.png",
    "actions": (Action("approve", "Yes", "/yes"), Action("reject", "No", None)),
    "sound": "ding.caf", "source": "conversation:7", "vibrate": (200, 100),
    "require_interaction": True,
}  # fmt: skip


@pytest.fixture
def firebase() -> Iterator[FcmPeer]:
    with fake_push_service.running(make=FcmPeer) as one:
        assert isinstance(one, FcmPeer)
        yield one


def alone(act: Callable[[], None]) -> None:
    """Where no loop runs yet: a browser's driver may keep one going in this thread."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(act).result()


def arrives(provider: PushProvider, push: Push) -> None:
    ((_, receipt, _),) = provider.send([push])
    assert receipt == Accepted()


@pytest.mark.filterwarnings("ignore")
def test_firebases_own_sender_says_the_same(
    firebase: FcmPeer, monkeypatch: pytest.MonkeyPatch
) -> None:
    import firebase_admin
    from firebase_admin import credentials, messaging

    token = firebase.register()
    arrives(ways.fcm_over(ways.transport(), firebase.origin), ways.to_fcm(token, **WORDS))
    (ours,) = firebase.messages

    url = f"{firebase.origin}/v1/projects/{{0}}/messages:send"
    monkeypatch.setattr(messaging._MessagingService, "FCM_URL", url)
    account = fcm_peer.service_account(token_uri=f"{firebase.origin}/token")
    app = firebase_admin.initialize_app(credentials.Certificate(json.loads(account)))
    try:
        messaging.send(_as_firebase_has_it(token, ours), app=app)
    finally:
        alone(lambda: firebase_admin.delete_app(app))
    theirs = firebase.messages[1]
    assert canonical(theirs) == canonical(ours)
    by_us, by_them = [one for one in firebase.received if one.path != "/token"]
    assert by_us.path == by_them.path
    assert by_us.headers["content-type"] == by_them.headers["content-type"]


def _as_firebase_has_it(token: str, ours: dict[str, Any]) -> Any:
    """The same push in the words of firebase-admin; what is Waymark's own data is taken over."""
    from firebase_admin import messaging

    android = messaging.AndroidNotification(
        tag="m1", sound="ding.caf", sticky=True, vibrate_timings_millis=[0, 200, 100]
    )
    aps = messaging.Aps(
        sound="ding.caf", category="approve.reject", thread_id="conversation:7",
        mutable_content=True,
    )  # fmt: skip
    return messaging.Message(
        token=token,
        notification=messaging.Notification("Grüße 🎉", "New shoes", WORDS["image"]),
        data=ours["data"],
        android=messaging.AndroidConfig(priority="high", ttl=3600, notification=android),
        apns=messaging.APNSConfig(
            headers=ours["apns"]["headers"],
            payload=messaging.APNSPayload(aps),
            fcm_options=messaging.APNSFCMOptions(image=WORDS["image"]),
        ),
    )


@pytest.mark.filterwarnings("ignore")
def test_aioapns_says_the_same(certificate: Path) -> None:
    with apns_peer.running(ways.server_tls(certificate), NAME) as apple:
        token = apple.register()
        push = ways.to_apns(token, **WORDS)
        arrives(ways.apns_over(ways.transport(certificate), apple.origin), push)
        words = json.loads(push.payload)
        alone(lambda: asyncio.run(_by_aioapns(apple, certificate, token, words, push.apns_id)))
        ours, theirs = apple.taken
    assert json.loads(theirs.body) == json.loads(ours.body)
    names = ("apns-topic", "apns-priority", "apns-push-type", "apns-collapse-id", "apns-id")
    assert [theirs.headers[name] for name in names] == [ours.headers[name] for name in names]
    expires = [int(one.headers["apns-expiration"]) for one in (ours, theirs)]
    assert abs(expires[0] - expires[1]) < 60
    assert abs(expires[0] - clock.now() // SECOND - 3600) < 60
    assert (ours.method, ours.path) == (theirs.method, theirs.path)
    assert not {name for name in ours.headers if name not in theirs.headers} - {
        ":authority", "content-type", "user-agent", "content-length",
    }  # fmt: skip


async def _by_aioapns(
    apple: ApnsPeer, certificate: Path, token: str, message: dict[str, Any], apns_id: str
) -> None:
    from aioapns import APNs, NotificationRequest, PushType
    from aioapns.connection import APNsProductionClientProtocol

    class Here(APNsProductionClientProtocol):  # type: ignore[misc]
        APNS_SERVER = "127.0.0.1"
        APNS_PORT = int(apple.origin.rpartition(":")[2])

    context = ssl.create_default_context(cafile=str(certificate))
    context.check_hostname = False
    sender = APNs(
        key=apns_peer.p8(), key_id=apns_peer.KEY_ID, team_id=apns_peer.TEAM,
        topic=apns_peer.TOPIC, ssl_context=context,
    )  # fmt: skip
    sender.pool.protocol_class = Here
    request = NotificationRequest(
        token, message, notification_id=apns_id, time_to_live=3600, priority=10,
        collapse_key="m1", push_type=PushType.ALERT,
    )  # fmt: skip
    answer = await sender.send_notification(request)
    assert answer.is_successful, answer.description
    for connection in list(sender.pool.connections):
        connection.inactivity_timer.cancel()
        connection.transport.abort()
    for _ in range(5):  # what closes its sockets is done in the loop's next rounds
        await asyncio.sleep(0)
