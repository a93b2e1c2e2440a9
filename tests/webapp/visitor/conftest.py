"""The visitor endpoints of the whole application, and a page that calls them."""

from __future__ import annotations

import base64
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from engine import clock, workspaces
from engine.audience import names
from engine.audience.tokens import Signer
from engine.runtime import step
from engine.runtime.published import Published
from engine.runtime.shard import due_shards
from engine.store.db import Database

MASTER_KEY = bytes(range(32))


@dataclass
class Site:
    """A customer's site: his keys, and what runs behind it."""

    client: FlaskClient
    database: Database
    made: workspaces.Created
    signer: Signer = field(default_factory=lambda: Signer(MASTER_KEY))

    @property
    def id(self) -> str:
        return self.made.id

    def identity(self, user_id: str, **claims: object) -> str:
        """An identity token, as the customer's server signs it."""
        exp = clock.now() // clock.SECOND + 3600
        payload = {"sub": user_id, "aud": self.id, "exp": exp, **claims}
        return jwt.encode(payload, self.made.identity_secret, algorithm="HS256")

    def fold(self) -> None:
        """Let the shards do all that is in the log."""
        published = Published()
        while True:
            with self.database.read() as tx:
                due = due_shards(tx, tx.now())
            if not due:
                return
            for shard in due:
                step.run_shard(self.database, shard, published)

    def person(self, user_id: str) -> int:
        with self.database.read() as tx:
            return names.canonical(tx, names.person_id(self.id, "user", user_id))


def keys() -> dict[str, str]:
    """A browser's subscription keys: a point on P-256 and 16 bytes."""
    point = ec.generate_private_key(ec.SECP256R1()).public_key()
    raw = point.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return {"p256dh": base64url(raw), "auth": base64url(secrets.token_bytes(16))}


def base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def subscription() -> dict[str, Any]:
    """As `PushSubscription.toJSON` writes it."""
    endpoint = f"https://fcm.googleapis.com/fcm/send/{secrets.token_urlsafe(12)}"
    return {"endpoint": endpoint, "expirationTime": None, "keys": keys()}


@dataclass
class Page:
    """A page with the snippet; it keeps what the snippet keeps."""

    site: Site
    anonymous_id: str = field(default_factory=lambda: secrets.token_hex(8))
    user_id: str | None = None
    subscription: dict[str, Any] | None = None
    token: str | None = None
    device_id: str = ""

    def report(self, status: str = "ask", cause: str = "sync", **changes: object) -> dict[str, Any]:
        """A PUT that is taken; what it answers."""
        response = self.put(status, cause, **changes)
        assert response.status_code == 200, response.text
        body: dict[str, Any] = response.get_json()
        self.token, self.device_id = body["visitorToken"], body["deviceId"]
        return body

    def put(self, status: str = "ask", cause: str = "sync", **changes: object) -> TestResponse:
        body: dict[str, object] = {
            "writeKey": self.site.made.write_key,
            "anonymousId": self.anonymous_id,
            "kind": "web",
            "status": status,
            "cause": cause,
            "device": {"platform": "Linux", "browser": "Firefox", "timezone": "Europe/Vienna"},
        }
        if self.user_id is not None:
            body |= {"userId": self.user_id, "identityToken": self.site.identity(self.user_id)}
        if self.subscription is not None and status == "allowed":
            body["subscription"] = self.subscription
        return self.call("PUT", "/v1/devices", {**body, **changes})

    def grant(self) -> dict[str, Any]:
        self.subscription = self.subscription or subscription()
        return self.report("allowed", "prompt")

    def call(self, method: str, path: str, body: object = None, **headers: str) -> TestResponse:
        """As fetch does it: the visitor token in its header, never a cookie."""
        known = {} if self.token is None else {"Authorization": f"Bearer {self.token}"}
        return self.site.client.open(
            path,
            method=method,
            data=None if body is None else json.dumps(body),
            headers={**known, **{name.replace("_", "-"): text for name, text in headers.items()}},
        )

    def good(self, method: str, path: str, body: object = None) -> Any:
        response = self.call(method, path, body)
        assert response.status_code < 300, response.text
        return response.get_json() if response.data else None

    def refused(self, method: str, path: str, body: object = None) -> tuple[int, str]:
        """The status and the code of a refusal, which is JSON with a code and a message."""
        response = self.call(method, path, body)
        return refusal(response)


def refusal(response: TestResponse) -> tuple[int, str]:
    assert response.status_code >= 400, response.text
    told = response.get_json()
    assert set(told) == {"code", "message"}
    assert isinstance(told["message"], str)
    return response.status_code, told["code"]


def _site(app: Flask, database: Database, name: str) -> Site:
    with database.transaction() as tx:
        made = workspaces.create(tx, name, master_key=MASTER_KEY)
        workspaces.furnish(tx, made.id, tx.now())
    return Site(app.test_client(), database, made)


@pytest.fixture
def site(app: Flask, database: Database) -> Site:
    return _site(app, database, "Shop")


@pytest.fixture
def rival(app: Flask, database: Database) -> Site:
    return _site(app, database, "Rival")


@pytest.fixture
def page(site: Site) -> Page:
    return Page(site)
