"""Each role on every route, with its own workspace's ids and another's; what a body may not set."""

from __future__ import annotations

from typing import Any, get_args

import pytest
import structlog
from flask import Flask

from engine.store.db import Database
from journeys import samples
from tests.scenarios.attacker import contents, nothing_stored
from tests.webapp.api.conftest import Api, Member, enrolled, logged_in
from tests.webapp.api.test_access import BODIES, HELLO, NEEDS, filled, routes, stocked
from webapp.auth import MAY, Role

ACTIONS = {route: action for action, found in NEEDS.items() for route in found}
ROLES = get_args(Role)
RULE = {"combinator": "and", "rules": []}


@pytest.fixture
def database(sqlite: Database) -> Database:
    return sqlite


def needed(method: str, path: str) -> str:
    return ACTIONS[f"{method} {path}"]


def allowed(role: Role, action: str) -> bool:
    return action == "open" or action in {str(each) for each in MAY[role]}


@pytest.mark.parametrize("role", ROLES)
def test_a_role_does_what_it_may_and_nothing_else(
    app: Flask, shop: Api, database: Database, role: Role
) -> None:
    ids = stocked(shop, database)
    who = logged_in(app, database, shop, role)
    walked = [(method, path) for method, path in routes(app) if needed(method, path) != "open"]

    refused = [each for each in walked if not allowed(role, needed(*each))]
    with nothing_stored(database):
        for method, path in refused:
            problem = who.refused(method, filled(path, ids), BODIES.get((method, path)))
            assert (problem["status"], problem["code"]) == (403, "forbidden"), (method, path)
    assert len(refused) == {"viewer": 73, "marketer": 36, "admin": 0}[role]

    for method, path in walked:
        if (method, path) not in refused and path != "/session":
            response = who.call(method, filled(path, ids), BODIES.get((method, path)))
            assert response.status_code != 403, (method, path, response.text)


@pytest.mark.parametrize("role", ROLES)
def test_no_role_reaches_what_is_another_workspaces(
    app: Flask, shop: Api, rival: Api, database: Database, role: Role
) -> None:
    ids = stocked(rival, database)
    who = logged_in(app, database, shop, role)
    walked = [route for route in routes(app) if "{" in route[1]]

    with nothing_stored(database):
        for method, path in walked:
            may = allowed(role, needed(method, path))
            problem = who.refused(method, filled(path, ids), BODIES.get((method, path)))
            wanted = (404, "not_found") if may else (403, "forbidden")
            assert (problem["status"], problem["code"]) == wanted, (method, path)
    assert len(walked) > 40


def test_an_id_of_another_workspace_inside_a_document_or_a_query_finds_nothing(
    app: Flask, shop: Api, rival: Api, database: Database
) -> None:
    ids = stocked(rival, database)
    admin = logged_in(app, database, shop, "admin")
    theirs = {"field": f"segment.{ids['segment_id']}", "operator": "=", "value": True}
    rule = {"combinator": "and", "rules": [theirs]}

    for method, path, body in (
        ("POST", "/segments", {"name": "Mine", "rule": rule}),
        ("POST", "/segments/preview", {"rule": rule}),
    ):
        problem = admin.refused(method, path, body)
        assert problem["errors"] == {"rule/rules/0": [f"there is no segment {ids['segment_id']}"]}
    assert admin.refused("GET", f"/messages?journey={ids['journey_id']}")["status"] == 404
    mine = admin.post("/journeys", HELLO)["id"]
    version = f"/journeys/{mine}/versions/{ids['version_id']}/export"
    assert admin.refused("GET", version)["status"] == 404
    runs = admin.call("GET", f"/journeys/{mine}/runs?version={ids['version_id']}")
    assert ids["person_id"] not in runs.text
    there = {"workspace": rival.workspace_id}
    assert admin.refused("PATCH", "/session", there)["code"] == "not_found"
    stolen = admin.refused("POST", "/members", {"email": "a@b.c", "role": "viewer"} | there)
    assert stolen["errors"] == {"workspace": ["Unknown field."]}


def test_a_journey_may_name_what_only_another_workspace_has_and_is_told_so(
    app: Flask, shop: Api, rival: Api, database: Database
) -> None:
    stocked(rival, database)
    admin = logged_in(app, database, shop, "admin")
    nodes = [
        {**node, "config": {**node["config"], "push": "own"}}
        if node["type"] == "send_push"
        else node
        for node in samples.journeys()["ask-for-push-then-say-hello"]["nodes"]
    ]
    told = admin.post("/journeys", {**HELLO, "nodes": nodes})

    assert any(each["severity"] == "error" for each in told["problems"])
    assert admin.refused("POST", f"/journeys/{told['id']}/publish")["status"] == 422


def test_a_member_of_both_sees_one_at_a_time(
    app: Flask, shop: Api, rival: Api, database: Database
) -> None:
    ids = stocked(rival, database)
    both = logged_in(app, database, shop, "admin", "both@shop.example")
    invited = rival.post("/members", {"email": "both@shop.example", "role": "viewer"})
    token = invited["link"].partition("#")[2]
    assert both.refused("PATCH", "/session", {"workspace": rival.workspace_id})["status"] == 404

    body = {"token": token, "password": "three grey geese"}
    assert both.client.post("/api/v1/links/accept", json=body).status_code == 200
    both.look()

    assert both.workspace_id == rival.workspace_id
    assert both.get(f"/journeys/{ids['journey_id']}")["id"] == ids["journey_id"]
    assert both.refused("POST", "/segments", {"name": "x", "rule": RULE})["code"] == "forbidden"
    both.patch("/session", {"workspace": shop.workspace_id})
    both.look()
    assert both.refused("GET", f"/journeys/{ids['journey_id']}")["status"] == 404
    assert both.post("/segments", {"name": "x", "rule": RULE})["id"]


FORGED: list[tuple[str, str, dict[str, Any]]] = [
    ("POST", "/members", {"email": "x@shop.example", "role": "owner"}),
    ("POST", "/members", {"email": "x@shop.example", "role": "Admin"}),
    ("POST", "/members", {"email": "x@shop.example", "role": ["admin"]}),
    ("POST", "/members", {"email": "x@shop.example", "role": None}),
    ("POST", "/members", {"email": "x@shop.example", "role": "viewer", "joined_at": 1}),
    ("POST", "/members", {"email": "x@shop.example", "role": "viewer", "password": "x"}),
    ("POST", "/members", {"email": "x@shop.example", "role": "viewer", "id": "member_1"}),
    ("PATCH", "/members/{id}", {"role": "owner"}),
    ("PATCH", "/members/{id}", {"email": "other@shop.example"}),
    ("PATCH", "/members/{id}", {"password": "x", "totp": None}),
    ("PATCH", "/members/{id}", {"user_id": ""}),
    ("PATCH", "/members/{id}", {"user_id": {"$ne": None}}),
    ("PATCH", "/session", {"workspace": "ws_1", "role": "admin"}),
    ("PATCH", "/session", {"workspace": "ws_1", "expires_at": "2099-01-01T00:00:00Z"}),
    ("POST", "/workspaces", {"name": "Mine", "role": "admin"}),
    ("POST", "/workspaces", {"name": "Mine", "secret_key": "sk_chosen"}),
    ("PUT", "/session/password", {"current": "x", "new": "y", "member_id": "member_1"}),
    ("PATCH", "/settings", {"workspace_id": "ws_1"}),
    ("POST", "/keys", {"kind": "secret", "workspace_id": "ws_1"}),
    ("POST", "/session", {"email": "x@shop.example", "password": "x", "role": "admin"}),
    ("POST", "/links/accept", {"token": "x", "password": "x", "role": "admin"}),
]


@pytest.mark.parametrize(("method", "path", "body"), FORGED)
def test_a_body_sets_what_it_may_and_nothing_else(
    admin: Member, database: Database, method: str, path: str, body: dict[str, Any]
) -> None:
    before = contents(database)
    problem = admin.refused(method, path.format(id=admin.id), body)

    assert (problem["status"], problem["code"]) == (422, "invalid")
    assert contents(database) == before


def test_a_viewer_cannot_raise_herself_nor_let_somebody_in(
    viewer: Member, app: Flask, database: Database, shop: Api
) -> None:
    ben = enrolled(database, shop.workspace_id, "marketer", "ben@shop.example")
    with nothing_stored(database):
        for method, path, body in (
            ("PATCH", f"/members/{viewer.id}", {"role": "admin"}),
            ("POST", "/members", {"email": "friend@shop.example", "role": "admin"}),
            ("POST", f"/members/{ben}/reset", None),
            ("DELETE", f"/members/{ben}", None),
            ("POST", "/workspaces", {"name": "Mine"}),
            ("POST", "/keys", {"kind": "secret"}),
        ):
            with structlog.testing.capture_logs() as lines:
                assert viewer.refused(method, path, body)["code"] == "forbidden"
            said = [(line["event"], line["who"]) for line in lines]
            assert said == [("access.refused", f"member:{viewer.id}")] or path == "/workspaces"
