"""An ingestion API over a twin of the engine that lives in memory; builders for its requests."""

import base64
import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import jwt
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from engine.audience.commit import Overloaded
from engine.audience.incoming import Accepted, Conflict, Duplicate, Incoming, Outcome, Refused
from engine.audience.keys import Key
from engine.audience.tokens import Invalid, Verified, verify_identity
from engine.settings import Network
from webapp import errors
from webapp.ingest import IngestDoor, IngestSettings, Limits, Rates, blueprint
from webapp.ingest.buckets import Rate

NOW = 1_790_000_000_000_000  # 2026-09-21T14:13:20Z
SECRETS = {
    "ws1": "the identity secret of the shop, long",
    "ws2": "another identity secret, as long",
}
BRAND = {"name": "Shop", "icon": None, "color": "#0f766e"}
KEYS = {
    "wk_shop": Key("key1", "ws1", "write"),
    "sk_shop": Key("key2", "ws1", "secret"),
    "wk_other": Key("key3", "ws2", "write"),
}


@dataclass
class Twin:
    """What the engine does with items, in memory: dedup per key class, refusals when told to."""

    stored: list[tuple[str, Incoming]] = field(default_factory=list)
    seen: dict[tuple[str, str, str], bytes] = field(default_factory=dict)
    refused: dict[str, Refused] = field(default_factory=dict)  # by message id
    overloaded: bool = False
    settings: dict[str, IngestSettings] = field(default_factory=dict)
    now: int = NOW
    verified: int = 0  # tokens looked at
    sighted: list[tuple[str, str]] = field(default_factory=list)  # key id, origin
    proxies: tuple[Network, ...] = ()  # trusted

    def forget(self) -> None:
        """Be as new."""
        for name, value in vars(Twin()).items():
            setattr(self, name, value)

    def submit(self, workspace_id: str, items: Sequence[Incoming]) -> list[Outcome]:
        if self.overloaded:
            raise Overloaded("twin", 7)
        return [self._accept(workspace_id, item) for item in items]

    def _accept(self, workspace_id: str, item: Incoming) -> Outcome:
        if item.message_id in self.refused:
            return self.refused[item.message_id]
        if item.message_id is not None:
            known = (workspace_id, item.key_class, item.message_id)
            digest = self.seen.setdefault(known, item.digest)
            if digest != item.digest:
                return Conflict()
            if any(one.message_id == item.message_id and one.key_class == item.key_class
                   for where, one in self.stored if where == workspace_id):  # fmt: skip
                return Duplicate()
        self.stored.append((workspace_id, item))
        return Accepted()

    def verify(self, workspace_id: str, token: str, now: int) -> Verified | Invalid:
        self.verified += 1
        return verify_identity({"": SECRETS[workspace_id]}, workspace_id, token, now)

    def door(self, rates: Rates) -> IngestDoor:
        return IngestDoor(
            find_key=KEYS.get,
            submit=self.submit,
            verify_identity=self.verify,
            settings_of=lambda workspace: self.settings.get(
                workspace,
                IngestSettings(vapid_public_key="BPublic", fallback="Something new.", brand=BRAND),
            ),
            clock=lambda: self.now,
            base_url="https://push.example",
            limits=Limits(rates, self.proxies),
            sighted=lambda key, origin: self.sighted.append((key.id, origin)),
        )


ENDLESS = Rate(per_second=1e9, burst=1e9)
UNLIMITED = Rates(ENDLESS, ENDLESS, ENDLESS)


def app_of(twin: Twin, rates: Rates = UNLIMITED) -> Flask:
    app = Flask("webapp")  # for the templates of its error pages
    errors.install(app)
    app.register_blueprint(blueprint(twin.door(rates)))
    return app


def basic(key: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{key}:".encode()).decode()}


def token(user: str, workspace: str = "ws1", seconds: int = 3600) -> str:
    payload = {"sub": user, "aud": workspace, "exp": NOW // 1_000_000 + seconds}
    return jwt.encode(payload, SECRETS[workspace], "HS256")


@dataclass
class Api:
    """Posts as clients do and shows what the twin holds."""

    twin: Twin
    client: FlaskClient

    def post(
        self, path: str, body: Any, key: str | None = "wk_shop", **headers: str
    ) -> TestResponse:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.post(path, data=data, headers=(basic(key) if key else {}) | named)

    def batch(self, *events: Any, key: str = "wk_shop", **body: Any) -> TestResponse:
        return self.post("/v1/batch", {"batch": list(events), **body}, key)

    @property
    def items(self) -> list[Incoming]:
        return [item for _, item in self.twin.stored]

    @property
    def last(self) -> Incoming:
        return self.items[-1]

    @property
    def body(self) -> Any:
        """What would stand in the log of the last item."""
        return json.loads(self.last.body)


def track(**changes: Any) -> dict[str, Any]:
    """A track call that is accepted with either key."""
    return {"type": "track", "event": "Viewed", "anonymousId": "a1"} | changes


def packed(body: Any) -> bytes:
    return gzip.compress(json.dumps(body).encode(), mtime=0)
