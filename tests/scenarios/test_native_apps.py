"""Native apps and the running product: set up, registered, sent to; their reports come back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import requests

from tests.engine.delivery.providers.ways import server_tls
from tests.support import apns_peer, fake_push_service, fcm_peer
from tests.support.certificate import self_signed
from tests.support.fcm_peer import FcmPeer
from tests.support.journal import until
from tests.support.product import Product, started


def test_a_push_reaches_both_kinds_of_apps_and_their_reports_come_back(tmp_path: Path) -> None:
    certificate = self_signed("localhost", tmp_path)
    with (
        fake_push_service.running(make=FcmPeer) as firebase,
        apns_peer.running(server_tls(certificate), "localhost") as apple,
    ):
        assert isinstance(firebase, FcmPeer)
        env = {
            "WAYMARK_FCM_ORIGIN": firebase.origin,
            "WAYMARK_APNS_ORIGIN": apple.origin,
            "SSL_CERT_FILE": str(certificate),
        }
        folder = tmp_path / "data"
        folder.mkdir()
        with started(folder, [], env=env) as product:
            _set_up(product)
            android, iphone = firebase.register(), apple.register()
            _register(product, "fcm", android, "Pixel 8")
            _register(product, "apns", iphone.upper(), "iPhone 17")
            product.call("POST", "push-resources", _push())
            product.publish("Greeting", _greeting())
            _track(product)
            until(lambda: firebase.messages and apple.taken, what="a push to both")

            (message,) = firebase.messages
            payload = json.loads(apple.taken[0].body)
            assert message["notification"] == payload["aps"]["alert"]
            assert message["notification"]["body"] == "Hello ana"
            told = json.loads(message["data"]["waymark"])
            answer = requests.post(
                f"{told['h']}/v1/reports", json={"token": told["t"], "type": "clicked"}, timeout=15
            )
            assert answer.ok, answer.text
            until(lambda: "push_clicked" in product.events("ana"), what="the report")


def _set_up(product: Product) -> None:
    product.call("PUT", "providers/fcm", {"service_account": fcm_peer.service_account()})
    given = {
        "key": apns_peer.p8(), "key_id": apns_peer.KEY_ID, "team_id": apns_peer.TEAM,
        "topic": apns_peer.TOPIC,
    }  # fmt: skip
    product.call("PUT", "providers/apns", given)


def _register(product: Product, kind: str, token: str, model: str) -> None:
    answer = requests.put(
        f"{product.base_url}/v1/devices",
        json={
            "anonymousId": f"app-{model}", "userId": "ana", "kind": kind, "status": "allowed",
            "identityToken": product.identity_token("ana"), "cause": "prompt",
            "subscription": token, "device": {"model": model, "appVersion": "4.2.1"},
        },
        auth=(product.write_key, ""),
        timeout=15,
    )  # fmt: skip
    assert answer.ok, answer.text


def _push() -> dict[str, Any]:
    words = {"title": "Hi", "message": "Hello {{ person.user_id }}"}
    return {"key": "greeting", "name": "Greeting", "transactional": True, **words}


def _greeting() -> list[dict[str, Any]]:
    return [
        {"id": "start", "type": "event_trigger", "config": {"event": "greeted"}},
        {"id": "say", "type": "send_push", "config": {"push": "greeting", "target": "native"}},
    ]


def _track(product: Product) -> None:
    body = {"userId": "ana", "event": "greeted", "messageId": "m1"}
    key = (product.secret_key, "")
    answer = requests.post(f"{product.base_url}/v1/track", json=body, auth=key, timeout=15)
    assert answer.ok, answer.text
