"""Endpoints over the API: who may, what is kept, what a receiver's answers come to."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from engine import webhook_endpoints
from engine.clock import SECOND, HandClock
from engine.delivery.providers.memory import MemoryProvider
from engine.delivery.providers.transport import Transport
from engine.delivery.providers.webhook import WebhookProvider
from engine.delivery.webhooks import Webhooks
from engine.guard import webhook_origins
from engine.runtime import telling
from engine.store.db import Database
from engine.store.tables import webhook_call, webhook_endpoint
from tests.engine.delivery.conftest import QUICK
from tests.support.fake_push_service import FakePushService, Hang, Say, running
from tests.webapp.api.conftest import MASTER_KEY, Api, logged_in

URL = "https://crm.example/in/token"
BODY = {"url": URL, "kinds": ["journey.finished", "journey.entered", "journey.entered"]}


@pytest.fixture
def service() -> Iterator[FakePushService]:
    """A customer's server."""
    with running() as one:
        yield one


def deliver(database: Database, service: FakePushService | None = None) -> MemoryProvider[Any]:
    """One turn of the lane; to a real server where there is one."""
    twin: MemoryProvider[Any] = MemoryProvider()
    if service is None:
        Webhooks(database, twin, MASTER_KEY, lambda _: None).deliver()
        return twin
    with database.read() as tx:
        now = HandClock(tx.now())
    with closing(Transport[Any](QUICK)) as transport:
        real = WebhookProvider(transport, webhook_origins([service.origin]), now)
        Webhooks(database, real, MASTER_KEY, lambda _: None).deliver()
    return twin


def test_an_endpoint_lives(shop: Api, database: Database) -> None:
    made = shop.post("/webhooks", BODY)
    secret = made.pop("secret")
    assert secret.startswith("whsec_")
    assert (made["kinds"], made["on"]) == (["journey.entered", "journey.finished"], True)
    assert shop.get("/webhooks")["items"] == [made]
    path = f"/webhooks/{made['id']}"

    changed = shop.patch(path, {"on": False, "kinds": ["person.erased"]}, If_Match='"1"')
    assert (changed["on"], changed["kinds"], changed["version"]) == (False, ["person.erased"], 2)
    assert shop.refused("PATCH", path, {"on": True}, If_Match='"1"')["status"] == 412
    assert shop.refused("POST", f"{path}/test")["code"] == "webhook_off"
    shop.patch(path, {"on": True})
    renewed = shop.post(f"{path}/secret")["secret"]
    with database.read() as tx:
        row = str(tx.execute(webhook_endpoint.select()).mappings().one())
    assert not any(word in row for word in (secret, renewed))
    call = shop.post(f"{path}/test")["call"]
    (sent,) = deliver(database).accepted
    assert (sent.id, sent.url, sent.secret, sent.also) == (call, URL, renewed, (secret,))
    assert json.loads(sent.body)["type"] == "webhook.test"
    assert shop.call("DELETE", path).status_code == 204
    assert shop.get("/webhooks")["items"] == []
    assert shop.refused("GET", path)["status"] == 404

    acts = shop.get("/audit")["items"]
    assert [each["what"].removeprefix("webhook.") for each in reversed(acts)] == [
        "created", "changed", "changed", "secret_renewed", "tested", "removed",
    ]  # fmt: skip
    # Neither a secret nor what stands in a URL's path is kept for good.
    for word in ("token", secret, renewed):
        assert word not in json.dumps(acts)


@pytest.mark.parametrize(
    "url",
    [
        "http://crm.example/", "https://127.0.0.1/", "https://10.1.2.3/", "https://[::1]/",
        "https://localhost/", "https://crm.example:8443/", "https://a@crm.example/",
        "https://169.254.169.254/latest/meta-data/", "ftp://crm.example/", "https://intranet/",
        "https://crm.example\\@127.0.0.1/", "//crm.example/",
    ],
)  # fmt: skip
def test_only_public_servers_can_be_named(shop: Api, url: str) -> None:
    assert set(shop.refused("POST", "/webhooks", {**BODY, "url": url})["errors"]) == {"url"}
    made = shop.post("/webhooks", BODY)
    problem = shop.refused("PATCH", f"/webhooks/{made['id']}", {"url": url})
    assert set(problem["errors"]) == {"url"}


def test_what_a_body_may_not_say(shop: Api) -> None:
    wrong: tuple[dict[str, Any], ...] = (
        {"kinds": []},
        {"kinds": ["x"]},
        {"secret": "whsec_x"},
        {"url": None},
    )
    for body in wrong:
        assert shop.refused("POST", "/webhooks", {**BODY, **body})["status"] == 422
    for number in range(webhook_endpoints.MOST):
        shop.post("/webhooks", {**BODY, "url": f"{URL}/{number}"})
    assert shop.refused("POST", "/webhooks", BODY)["code"] == "too_many_webhooks"


def test_a_viewer_sees_the_calls_but_not_where_they_go(
    app: Flask, shop: Api, rival: Api, database: Database
) -> None:
    made = shop.post("/webhooks", BODY)
    shop.post(f"/webhooks/{made['id']}/test")
    for role in ("viewer", "marketer"):
        who = logged_in(app, database, shop, role)
        assert who.refused("GET", "/webhooks")["code"] == "forbidden"
        (call,) = who.get("/webhooks/calls")["items"]
        assert (call["url"], call["kind"]) == ("https://crm.example", "webhook.test")
    assert shop.get("/webhooks/calls")["items"][0]["url"] == URL
    assert rival.get("/webhooks/calls")["items"] == []
    assert rival.get(f"/webhooks/calls?webhook={made['id']}")["items"] == []
    shop.secret_key = shop.write_key
    assert shop.refused("GET", "/webhooks")["code"] == "secret_key_required"


def test_the_log_is_narrowed_and_a_call_made_again(shop: Api, database: Database) -> None:
    one, two = (shop.post("/webhooks", {**BODY, "url": f"{URL}/{n}"})["id"] for n in "ab")
    first, second = (shop.post(f"/webhooks/{each}/test")["call"] for each in (one, two))
    again = f"/webhooks/calls/{first}/resend"
    assert shop.refused("POST", again)["code"] == "not_ended"
    deliver(database)
    found = shop.get(f"/webhooks/calls?webhook={one}&state=done&limit=1")
    assert ([each["id"] for each in found["items"]], found["next"]) == ([first], None)
    assert shop.get("/webhooks/calls?state=failed")["items"] == []
    page = shop.get("/webhooks/calls?limit=1")
    rest = shop.get(f"/webhooks/calls?limit=1&after={page['next']}")
    assert {page["items"][0]["id"], rest["items"][0]["id"]} == {first, second}

    assert shop.call("POST", again).status_code == 204
    assert [each.id for each in deliver(database).accepted] == [first]
    shop.patch(f"/webhooks/{one}", {"on": False})
    assert shop.refused("POST", again)["code"] == "webhook_off"
    with database.transaction() as tx:
        tx.execute(webhook_call.update().values(body="", url=""))
    assert shop.refused("POST", f"/webhooks/calls/{second}/resend")["code"] == "body_gone"


@pytest.mark.parametrize(
    ("says", "state", "reason", "on"),
    [
        (Say(204), "done", None, True),
        (Say(500), "pending", "500", True),
        (Say(410), "failed", "gone", False),
        (Say(302, headers=(("Location", "http://127.0.0.1:1/"),)), "failed", "redirect", True),
        (Hang(), "pending", "timeout", True),
    ],
    ids=str,
)
def test_what_a_servers_answer_comes_to(
    shop: Api,
    database: Database,
    service: FakePushService,
    says: Any,
    state: str,
    reason: str | None,
    on: bool,
) -> None:
    where = service.origin + "/hook/in"
    made = database.run(
        webhook_endpoints.create, shop.workspace_id, where, ["journey.entered"], MASTER_KEY
    )
    endpoint, secret = made
    with database.transaction() as tx:
        one = telling.tried((endpoint.id, where), shop.workspace_id, "k", tx.now())
        (id_,) = telling.write(tx, 0, [one], tx.now())
    service.next_for(where, says)
    deliver(database, service)

    (call,) = shop.get("/webhooks/calls")["items"]
    assert (call["id"], call["state"], call["reason"]) == (id_, state, reason)
    assert shop.get(f"/webhooks/{endpoint.id}")["on"] is on
    assert shop.get("/stats/stuck")["webhooks_off"] == (0 if on else 1)
    (got,) = service.received
    content = f"{id_}.{got.headers['webhook-timestamp']}.".encode() + got.body
    key = base64.b64decode(secret.removeprefix("whsec_"))
    expected = base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
    assert got.headers["webhook-signature"] == f"v1,{expected}"
    assert int(got.headers["webhook-timestamp"]) > 10**15 // SECOND


def test_the_documentation_tells_of_each_kind() -> None:
    text = Path("docs/webhooks.md").read_text("utf-8")
    rows = dict(re.findall(r"^\| `([a-z_.]+)` \| ([^|]+) \|", text, re.MULTILINE))
    assert list(rows) == list(webhook_endpoints.KINDS)
    for kind, meaning in webhook_endpoints.KINDS.items():
        assert meaning.startswith(rows[kind].strip()), kind
