"""Who may call what: keys, roles, other workspaces' ids, and nothing secret in any answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, get_args

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from flask import Flask

from engine.audience import names
from engine.members import sessions
from engine.members.sessions import Client
from engine.store.db import Database
from engine.store.tables import device, message, send
from journeys import samples
from tests.webapp.api.conftest import Api, enrolled
from webapp.api import ROOMS
from webapp.auth import MAY, Action, Caller

HELLO = samples.journeys()["ask-for-push-then-say-hello"]
RULE = {"combinator": "and", "rules": []}
ENDPOINT = "https://fcm.googleapis.com/fcm/send/canary"
# A body that a route would take, so that it comes to look the id up.
BODIES: dict[tuple[str, str], Any] = {
    ("PUT", "/journeys/{journey_id}/draft"): HELLO,
    ("POST", "/journeys/{journey_id}/archive"): {},
    ("POST", "/journeys/{journey_id}/start"): {"people": [{"user_id": "ana"}]},
    ("POST", "/journeys/{journey_id}/try"): {"moves": [{"event": "x"}]},
    ("POST", "/segments/{segment_id}/exported"): {"rows": 1},
    ("POST", "/people/exported"): {"rows": 1},
    ("PUT", "/segments/{segment_id}"): {"name": "x", "rule": RULE},
    ("PUT", "/push-resources/{key}"): {"key": "own", "name": "x", "title": "x"},
    ("PUT", "/popups/{key}"): {"key": "own", "title": "x"},
    ("PUT", "/categories/{key}"): {"key": "own", "name": "x"},
    ("PATCH", "/people/{person_id}"): {"target": "web"},
    ("POST", "/devices/{device_id}/test"): {"push": "own"},
    ("PATCH", "/members/{member_id}"): {"role": "admin"},
    ("PATCH", "/campaigns/{campaign_id}"): {"title": "x"},
    ("POST", "/campaigns/{campaign_id}/exported"): {"rows": 1},
    ("PATCH", "/webhooks/{webhook_id}"): {"on": True},
}
OWN = {
    ("DELETE", "/sessions/{session_id}"),
    ("POST", "/journeys/{journey_id}/presence"),
    ("DELETE", "/journeys/{journey_id}/presence"),
}
"""What is a member's own: no key comes so far as to look an id up."""


@pytest.fixture
def database(sqlite: Database) -> Database:
    return sqlite


def routes(app: Flask) -> Iterator[tuple[str, str]]:
    """(method, path below /api/v1) of every operation."""
    told = app.test_client().get("/api/openapi.json").get_json()
    for path, item in told["paths"].items():
        for method in sorted(item.keys() - {"parameters"}):
            yield method.upper(), path.removeprefix("/api/v1")


def filled(path: str, ids: dict[str, str]) -> str:
    return re.sub(r"{(\w+)}", lambda found: ids[found[1]], path)


def stocked(api: Api, database: Database) -> dict[str, str]:
    """One of each thing that a path can name, in this workspace."""
    journey = api.post("/journeys", HELLO)["id"]
    version = api.post(f"/journeys/{journey}/publish")["version"]["id"]
    segment = api.post("/segments", {"name": "Own", "rule": RULE})["id"]
    api.post("/push-resources", {"key": "own", "name": "Own", "title": "Own"})
    api.post("/popups", {"key": "own", "title": "Own"})
    api.post("/categories", {"key": "own", "name": "Own"})
    key = api.post("/keys", {"kind": "write"})["key"]
    public = ec.generate_private_key(ec.SECP256R1()).public_key()
    pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    api.post("/keys/identity", {"kid": "own", "pem": pem})
    told = {"url": "https://crm.example/in", "kinds": ["journey.entered"]}
    webhook = api.post("/webhooks", told)["id"]
    call = api.post(f"/webhooks/{webhook}/test")["call"]
    return {
        "webhook_id": webhook,
        "call_id": call,
        "journey_id": journey,
        "version_id": version,
        "segment_id": segment,
        "campaign_id": api.post("/campaigns", {"title": "Own"})["id"],
        "key": "own",
        "kid": "own",
        "name": "no-such",  # of the gallery, which is the same for all
        "key_id": next(each["id"] for each in api.get("/keys")["items"] if each["shown"] == key),
        **living(api, database),
        **staffed(api, database),
    }


def living(api: Api, database: Database) -> dict[str, str]:
    """A person with a device and a message to it."""
    ids = {"message_id": f"m_{api.workspace_id}", "device_id": f"d_{api.workspace_id}"}
    common = {"workspace_id": api.workspace_id}
    with database.transaction() as tx:
        at = tx.now()
        person = names.ensure(tx, api.workspace_id, [("user", "ana")], at)["user", "ana"]
        tx.execute(
            device.insert(),
            {
                **common, "id": ids["device_id"], "owner": person, "kind": "web",
                "status": "allowed", "endpoint": ENDPOINT, "p256dh": "canary-p256dh",
                "auth": "canary-auth", "created_at": at, "updated_at": at,
            },
        )  # fmt: skip
        tx.execute(
            message.insert(),
            {
                **common, "shard": 3, "id": ids["message_id"], "person_id": person,
                "push": "own", "target": "all", "mode": "collapse", "state": "pending",
                "created_at": at, "due_at": at, "expires_at": at,
            },
        )  # fmt: skip
        tx.execute(
            send.insert(),
            {
                **common, "shard": 3, "message_id": ids["message_id"],
                "device_id": ids["device_id"], "owner": person, "epoch": 0,
                "state": "pending", "token": "canary-token", "due_at": at,
            },
        )  # fmt: skip
    return {"person_id": names.shown(person), **ids}


def staffed(api: Api, database: Database) -> dict[str, str]:
    """A member who is logged in."""
    email = f"ana@{api.workspace_id.replace('_', '-')}.example"
    member_id = enrolled(database, api.workspace_id, "marketer", email)
    with database.transaction() as tx:
        sessions.start(tx, member_id, api.workspace_id, Client("192.0.2.7", "A browser"))
        (session,) = sessions.listed(tx, member_id)
    return {"member_id": member_id, "session_id": session.id}


def test_what_is_another_workspaces_does_not_exist(
    app: Flask, shop: Api, rival: Api, database: Database
) -> None:
    ids = stocked(rival, database)
    before = rival.get(f"/journeys/{ids['journey_id']}")

    walked = [route for route in routes(app) if "{" in route[1]]
    for method, path in walked:
        problem = shop.refused(method, filled(path, ids), BODIES.get((method, path)))
        if (method, path) in OWN:
            assert (problem["status"], problem["code"]) == (403, "member_required")
            continue
        assert (problem["status"], problem["code"]) == (404, "not_found"), (method, path)
    assert len(walked) > 30

    query = f"/messages?journey={ids['journey_id']}"
    assert shop.refused("GET", query)["status"] == 404
    assert shop.get("/people?user_id=ana")["items"] == []
    assert rival.get(f"/journeys/{ids['journey_id']}") == before
    assert rival.get(f"/people/{ids['person_id']}")["reach"]["target"] is None


def test_the_same_ids_answer_their_own_workspace(
    app: Flask, rival: Api, database: Database
) -> None:
    ids = stocked(rival, database)

    for method, path in routes(app):
        if method == "GET" and "{" in path:
            assert rival.call("GET", filled(path, ids)).status_code == 200, path


def test_a_segment_of_another_workspace_cannot_be_named_in_a_rule(shop: Api, rival: Api) -> None:
    theirs = rival.post("/segments", {"name": "Theirs", "rule": RULE})["id"]
    field = {"field": f"segment.{theirs}", "operator": "=", "value": True}
    rule = {"combinator": "and", "rules": [field]}

    for path, body in (
        ("/segments", {"name": "Mine", "rule": rule}),
        ("/segments/preview", {"rule": rule}),
    ):
        problem = shop.refused("POST", path, body)
        assert problem["errors"] == {"rule/rules/0": [f"there is no segment {theirs}"]}
    nodes = [{**HELLO["nodes"][0], "config": {"event": "x", "where": rule}}, *HELLO["nodes"][1:]]
    journey = shop.post("/journeys", {**HELLO, "nodes": nodes})
    assert "unknown_segment" in {each["code"] for each in journey["problems"]}


@pytest.mark.parametrize(
    ("header", "status", "code"),
    [
        (None, 401, "unauthorized"),
        ("Basic c2tfeDo=", 401, "unauthorized"),
        ("Bearer", 401, "unauthorized"),
        ("Bearer sk_nobody", 401, "unauthorized"),
        ("Bearer {write}", 403, "secret_key_required"),
    ],
)
def test_without_a_secret_key_nothing_can_be_asked(
    app: Flask, shop: Api, database: Database, header: str | None, status: int, code: str
) -> None:
    ids = stocked(shop, database)
    text = None if header is None else header.format(write=shop.write_key)
    headers = {} if text is None else {"Authorization": text}

    for method, path in routes(app):
        if f"{method} {path}" in NEEDS["open"]:
            continue
        expected = code
        if header is None and f"{method} {path}" in NEEDS["own"]:
            expected = "not_logged_in"
        known = shop.client.open(f"/api/v1{filled(path, ids)}", method=method, headers=headers)
        none = dict.fromkeys(ids, "nothing")
        unknown = shop.client.open(f"/api/v1{filled(path, none)}", method=method, headers=headers)
        assert known.status_code == unknown.status_code == status, (method, path)
        assert known.get_json(force=True)["code"] == expected
        assert known.data == unknown.data
    assert status != 401 or known.headers["WWW-Authenticate"] == "Bearer"


def test_a_revoked_key_opens_nothing(shop: Api) -> None:
    other = shop.post("/keys", {"kind": "secret"})["key"]
    mine, shop.secret_key = shop.secret_key, other
    assert shop.get("/journeys")["items"] == []
    shop.secret_key = mine

    revoked = next(
        each["id"]
        for each in shop.get("/keys")["items"]
        if each["kind"] == "secret" and shop.call("DELETE", f"/keys/{each['id']}").status_code < 300
    )
    assert revoked
    shop.secret_key = other
    assert shop.refused("GET", "/journeys")["status"] == 401


def test_no_answer_holds_a_secret(app: Flask, shop: Api, database: Database) -> None:
    ids = stocked(shop, database)

    for method, path in routes(app):
        if method != "GET":
            continue
        text = shop.call("GET", filled(path, ids)).text
        for secret in ("canary", shop.secret_key, "digest", "sealed", "p256dh", "endpoint"):
            assert secret not in text, (path, secret)


def test_every_answer_is_kept_by_nobody_and_framed_by_nobody(shop: Api) -> None:
    headers = shop.call("GET", "/journeys").headers

    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


NEEDS = {
    "open": {"POST /session", "POST /links/accept"},
    "own": {
        "GET /session", "PATCH /session", "DELETE /session", "PUT /session/password",
        "POST /session/totp", "PUT /session/totp", "DELETE /session/totp", "GET /sessions",
        "DELETE /sessions/{session_id}", "GET /workspaces", "POST /workspaces",
        "POST /journeys/{journey_id}/presence", "DELETE /journeys/{journey_id}/presence",
    },
    "members": {
        "POST /members", "PATCH /members/{member_id}", "DELETE /members/{member_id}",
        "POST /members/{member_id}/reset",
    },
    "read": {
        "GET /members",
        "GET /node-types", "GET /gallery", "GET /journeys", "GET /journeys/{journey_id}",
        "GET /journeys/{journey_id}/export", "GET /journeys/{journey_id}/versions",
        "GET /journeys/{journey_id}/versions/{version_id}/export",
        "GET /journeys/{journey_id}/diff",
        "GET /journeys/{journey_id}/stats", "GET /journeys/{journey_id}/runs",
        "GET /journeys/{journey_id}/people/{person_id}/way",
        "POST /segments/{segment_id}/exported", "POST /messages/exported",
        "POST /people/exported",
        "GET /segments", "GET /segments/{segment_id}", "GET /segments/{segment_id}/people",
        "GET /segments/{segment_id}/uses",
        "POST /segments/preview", "GET /push-resources", "GET /push-resources/{key}",
        "GET /popups", "GET /popups/{key}", "GET /categories", "GET /categories/{key}",
        "GET /people", "GET /people/{person_id}", "GET /people/{person_id}/devices",
        "GET /people/{person_id}/push-status", "GET /people/{person_id}/timeline",
        "GET /people/{person_id}/runs", "GET /people/{person_id}/messages", "GET /messages",
        "GET /messages/{message_id}", "GET /settings", "GET /stats", "GET /stats/days",
        "GET /stats/stuck", "GET /browsers", "GET /events", "GET /events/refused",
        "GET /names",
        "POST /push-resources/preview", "POST /popups/preview", "GET /gallery/pushes",
        "GET /push-resources/{key}/uses", "GET /popups/{key}/uses", "GET /categories/{key}/uses",
        "GET /campaigns", "GET /campaigns/{campaign_id}", "POST /campaigns/preview",
        "GET /campaigns/{campaign_id}/preview", "GET /campaigns/{campaign_id}/stats",
        "GET /campaigns/{campaign_id}/recipients", "POST /campaigns/{campaign_id}/exported",
        "GET /install", "GET /supported-browsers", "GET /providers", "GET /webhooks/calls",
    },
    "edit": {
        "POST /journeys", "POST /gallery/{name}", "PUT /journeys/{journey_id}/draft",
        "POST /journeys/{journey_id}/versions/{version_id}/restore",
        "POST /journeys/{journey_id}/duplicate", "POST /segments", "PUT /segments/{segment_id}",
        "DELETE /segments/{segment_id}", "POST /push-resources", "PUT /push-resources/{key}",
        "DELETE /push-resources/{key}", "POST /popups", "PUT /popups/{key}",
        "DELETE /popups/{key}", "POST /categories", "PUT /categories/{key}",
        "DELETE /categories/{key}", "POST /campaigns", "PATCH /campaigns/{campaign_id}",
        "DELETE /campaigns/{campaign_id}",
    },
    "publish": {
        "POST /campaigns/{campaign_id}/send", "POST /campaigns/{campaign_id}/pause",
        "POST /campaigns/{campaign_id}/resume", "POST /campaigns/{campaign_id}/cancel",
        "POST /journeys/{journey_id}/publish", "POST /journeys/{journey_id}/pause",
        "POST /journeys/{journey_id}/resume", "POST /journeys/{journey_id}/archive",
        "POST /journeys/{journey_id}/unarchive",
    },
    "people": {
        "PATCH /people/{person_id}", "POST /people/{person_id}/preferences-link",
        "DELETE /devices/{device_id}", "POST /journeys/{journey_id}/start",
        "POST /people/import",
    },
    "test": {
        "POST /devices/{device_id}/test", "GET /journeys/{journey_id}/try",
        "POST /journeys/{journey_id}/try",
    },
    "export": {
        "GET /people/{person_id}/export", "GET /events/export", "GET /messages/export",
    },
    "erase": {"DELETE /people/{person_id}"},
    "settings": {
        "PATCH /settings", "POST /settings/reset-messages", "POST /settings/reset-subscribers",
    },
    "keys": {
        "GET /keys", "POST /keys", "DELETE /keys/{key_id}", "GET /keys/identity",
        "POST /keys/identity", "DELETE /keys/identity/{kid}", "POST /keys/webhook-secret",
        "GET /keys/vapid", "POST /keys/vapid", "POST /keys/identity-secret",
        "PUT /providers/fcm", "DELETE /providers/fcm", "PUT /providers/apns",
        "DELETE /providers/apns",
    },
    "webhooks": {
        "GET /webhooks", "POST /webhooks", "GET /webhooks/{webhook_id}",
        "PATCH /webhooks/{webhook_id}", "DELETE /webhooks/{webhook_id}",
        "POST /webhooks/{webhook_id}/secret", "POST /webhooks/{webhook_id}/test",
        "POST /webhooks/calls/{call_id}/resend",
    },
    "audit": {"GET /audit", "GET /audit/kinds", "POST /audit/export"},
}  # fmt: skip


def test_each_route_needs_the_right_it_should(app: Flask) -> None:
    found: dict[str, set[str]] = {}
    for room in ROOMS:
        for rule in app.url_map.iter_rules():
            blueprint, _, endpoint = rule.endpoint.rpartition(".")
            if blueprint == room.blueprint.name and endpoint in room.routes:
                path = re.sub(r"<(\w+)>", r"{\1}", rule.rule.removeprefix("/api/v1"))
                for method in rule.methods & {"GET", "POST", "PUT", "PATCH", "DELETE"}:
                    found.setdefault(room.routes[endpoint].action, set()).add(f"{method} {path}")

    assert found == NEEDS
    assert {f"{method} {path}" for method, path in routes(app)} == set().union(*NEEDS.values())


@pytest.mark.parametrize(
    ("role", "rights"),
    [
        ("viewer", {"own", "read"}),
        ("marketer", {"own", "read", "edit", "publish", "test", "people"}),
        ("admin", set(get_args(Action))),
    ],
)
def test_each_role_has_the_rights_it_should(role: Any, rights: set[str]) -> None:
    caller = Caller("ws", role, "member:x")

    assert {action for action in get_args(Action) if caller.may(action)} == rights
    assert set(MAY) == {"viewer", "marketer", "admin"}
