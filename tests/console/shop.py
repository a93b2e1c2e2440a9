"""A shop's real history in a running product: people, devices, pushes with every kind of end."""

from __future__ import annotations

import secrets
import subprocess
from pathlib import Path
from typing import Any

import requests

from tests.support.fake_push_service import FakePushService, Say, Subscription
from tests.support.journal import until
from tests.support.process import COMMAND
from tests.support.product import Product

SAMPLE = Path(__file__).parents[1] / "data" / "ecom_sample.ndjson.gz"
ENDS: tuple[tuple[str, str, str, Say | None], ...] = (
    # user, platform, browser, what the push service says to his push
    ("user_0055", "Windows", "Chrome", None),
    ("user_0145", "Android", "Chrome", None),
    ("user_0515", "macOS", "Safari", None),
    ("ana", "iOS", "Safari", None),
    ("ben", "Windows", "Edge", Say(410, "push subscription has unsubscribed or expired")),
    ("cem", "Android", "Firefox", Say(403, "the VAPID credentials do not correspond")),
)
NOWHERE = ("dora", "eva")
"""They have no device."""


def import_events(folder: Path) -> None:
    """The sample of 120 people, as an operator imports it."""
    subprocess.run(
        [*COMMAND, "import", "events", str(SAMPLE), "--data", str(folder), "--json"],
        check=True,
        capture_output=True,
    )


def greeting(product: Product) -> str:
    """A live journey that greets with the push `hello`; its id."""
    push = {"key": "hello", "name": "Say hello", "title": "Hello <b>you</b>", "message": "Again"}
    product.call("POST", "push-resources", {**push, "transactional": True})
    nodes = [
        {"id": "start", "type": "event_trigger", "config": {"event": "greeted"}},
        {"id": "say", "type": "send_push", "config": {"push": "hello"}},
    ]
    return product.publish("Greeting", nodes)


def device(
    product: Product,
    service: FakePushService,
    user: str,
    platform: str = "windows",
    browser: str = "chrome",
) -> str:
    """A browser of this user, subscribed; its endpoint."""
    return subscribed(product, service, user, platform, browser).endpoint


def subscribed(
    product: Product,
    service: FakePushService,
    user: str,
    platform: str = "windows",
    browser: str = "chrome",
) -> Subscription:
    """A browser of this user, and what it keeps to open its pushes."""
    made = service.subscribe(user)
    keys = {"p256dh": made.p256dh, "auth": made.auth}
    answer = requests.put(
        f"{product.base_url}/v1/devices",
        json={
            "anonymousId": secrets.token_hex(8), "userId": user, "kind": "web",
            "identityToken": product.identity_token(user), "status": "allowed", "cause": "prompt",
            "subscription": {"endpoint": made.endpoint, "keys": keys},
            "device": {"platform": platform, "browser": browser},
        },
        auth=(product.write_key, ""),
        timeout=15,
    )  # fmt: skip
    assert answer.ok, answer.text
    return made


def track(product: Product, user: str, event: str, **properties: Any) -> requests.Response:
    """An event as the shop's server tells it."""
    body = {
        "userId": user, "event": event, "messageId": secrets.token_hex(8), "properties": properties,
    }  # fmt: skip
    key = (product.secret_key, "")
    return requests.post(f"{product.base_url}/v1/track", json=body, auth=key, timeout=15)


def greeted(product: Product, service: FakePushService) -> None:
    """Everybody of ENDS and NOWHERE is greeted, one after the other, and it has come to an end."""
    greeting(product)
    for user, platform, browser, said in ENDS:
        endpoint = device(product, service, user, platform, browser)
        if said is not None:
            service.next_for(endpoint, said)
        track(product, user, "greeted")
        settled(product, user)
    for user in NOWHERE:
        track(product, user, "greeted")
        settled(product, user)


def sessions(product: Product) -> None:
    """Visitors of one day: most could be asked, some cannot."""
    for number, status in enumerate(["ask"] * 9 + ["blocked"] * 2 + ["unsupported"]):
        body = {
            "anonymousId": f"visitor-{number}", "event": "session_started",
            "messageId": secrets.token_hex(8), "properties": {"push_status": status},
        }  # fmt: skip
        key = (product.write_key, "")
        told = requests.post(f"{product.base_url}/v1/track", json=body, auth=key, timeout=15)
        assert told.ok, told.text


def settled(product: Product, user: str) -> None:
    def over() -> bool:
        items = product.call("GET", "messages", user_id=user)["items"]
        return bool(items) and all(each["state"] in ("done", "suppressed") for each in items)

    until(over, 30, f"the push to {user}")
