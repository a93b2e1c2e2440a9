"""A visitor's browser on the shop's site, by the calls that the snippet makes."""

from __future__ import annotations

import secrets
from typing import Any

import requests

from tests.support.fake_push_service import FakePushService, Subscription
from tests.support.product import Product


class Visitor:
    """Somebody who can be asked; nobody knows who she is."""

    def __init__(self, product: Product) -> None:
        self._product = product
        self.anonymous_id = secrets.token_hex(8)
        self._token = ""

    def comes(self) -> None:
        """She opens the shop."""
        event = {
            "anonymousId": self.anonymous_id, "event": "session_started",
            "messageId": secrets.token_hex(8), "properties": {"push_status": "ask"},
        }  # fmt: skip
        self._said("POST", "/v1/track", event)

    def says_yes(self) -> None:
        """She is shown the popup that she is offered, and takes it."""
        self._reports({"status": "ask"})
        (offer,) = self._said("GET", "/v1/me/popups")["items"]
        answer = {"token": offer["token"], "answer": "subscribe"}
        self._said("POST", f"/v1/me/popups/{offer['id']}/answer", answer)

    def grants(self, service: FakePushService) -> Subscription:
        """Her browser asks too, and subscribes."""
        made = service.subscribe("visitor")
        keys = {"p256dh": made.p256dh, "auth": made.auth}
        told = {"endpoint": made.endpoint, "keys": keys}
        self._reports({"status": "allowed", "cause": "prompt", "subscription": told})
        return made

    def _reports(self, told: dict[str, Any]) -> None:
        whose = {"anonymousId": self.anonymous_id, "kind": "web"}
        device = {"platform": "windows", "browser": "chrome"}
        self._token = self._said("PUT", "/v1/devices", {**whose, "device": device, **told})[
            "visitorToken"
        ]

    def _said(self, method: str, path: str, body: object = None) -> Any:
        bearer = path.startswith("/v1/me/")
        answer = requests.request(
            method,
            f"{self._product.base_url}{path}",
            json=body,
            headers={"Authorization": f"Bearer {self._token}"} if bearer else {},
            auth=None if bearer else (self._product.write_key, ""),
            timeout=15,
        )
        assert answer.ok, answer.text
        return answer.json() if answer.content else None
