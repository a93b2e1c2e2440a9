"""What apps are reached with: set by admins, checked, kept sealed, never shown again."""

from __future__ import annotations

import json
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from engine import push_services
from engine.native_keys import ApnsKey, FcmAccount
from engine.store.db import Database
from engine.store.tables import push_service
from tests.support import apns_peer, fcm_peer
from tests.webapp.api.conftest import MASTER_KEY, Api, logged_in
from webapp.auth import Role

FCM = {"service_account": fcm_peer.service_account()}
APNS = {
    "key": apns_peer.p8(), "key_id": "KEY1234567", "team_id": "TEAM123456",
    "topic": "com.example.shop", "environment": "sandbox",
}  # fmt: skip


def test_both_are_set_shown_without_their_secret_and_taken_away(
    shop: Api, rival: Api, database: Database
) -> None:
    assert (shop.get("/providers")["fcm"], shop.get("/providers")["apns"]) == (None, None)
    fcm, apns = shop.put("/providers/fcm", FCM), shop.put("/providers/apns", APNS)
    assert (fcm["project_id"], fcm["devices"]) == ("shop-1234", 0)
    assert (apns["topic"], apns["environment"]) == ("com.example.shop", "sandbox")
    told = shop.get("/providers")
    assert (told["fcm"], told["apns"]) == (fcm, apns)
    assert rival.get("/providers")["fcm"] is None
    assert rival.refused("DELETE", "/providers/fcm")["code"] == "not_found"

    answers = shop.call("GET", "/providers").text + shop.call("GET", "/audit").text
    with database.read() as tx:
        rows = json.dumps([list(row) for row in tx.execute(sa.select(push_service))])
        opened = {
            kind: kept.open(MASTER_KEY)
            for kind, kept in push_services.sealed(tx, shop.workspace_id).items()
        }
    for text in (answers, rows):
        assert "PRIVATE" not in text
        assert json.loads(FCM["service_account"])["private_key"][40:80] not in text
    assert isinstance(opened["fcm"], FcmAccount)
    assert isinstance(opened["apns"], ApnsKey)
    assert opened["apns"].private_key.strip() == apns_peer.p8().strip()

    assert shop.call("DELETE", "/providers/fcm").status_code == 204
    assert shop.refused("DELETE", "/providers/fcm")["code"] == "not_found"
    assert shop.get("/providers")["fcm"] is None
    kinds = [each["what"] for each in shop.get("/audit")["items"]]
    assert kinds[:3] == ["push_service.removed", "push_service.set", "push_service.set"]
    (set_,) = [each for each in shop.get("/audit")["items"] if each["target"] == "apns"]
    assert set_["detail"] == {name: APNS[name] for name in APNS if name != "key"}


def test_a_change_takes_the_place_of_what_was(shop: Api, database: Database) -> None:
    shop.put("/providers/apns", APNS)
    with database.read() as tx:
        before = push_services.sealed(tx, shop.workspace_id)["apns"]
    shop.put("/providers/apns", {**APNS, "topic": "com.example.other"})
    with database.read() as tx:
        after = push_services.sealed(tx, shop.workspace_id)["apns"]
    assert before.id != after.id, "whoever keeps what is signed with it knows another"
    assert shop.get("/providers")["apns"]["topic"] == "com.example.other"


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("/providers/fcm", {"service_account": "{}"}, "service_account"),
        ("/providers/fcm", {"service_account": "x" * 10_001}, "service_account"),
        ("/providers/fcm", {"service_account": json.loads(FCM["service_account"])}, None),
        ("/providers/fcm", {}, "service_account"),
        ("/providers/apns", {**APNS, "key": "no key"}, "key"),
        ("/providers/apns", {**APNS, "key_id": "key"}, "key_id"),
        ("/providers/apns", {**APNS, "team_id": "x"}, "team_id"),
        ("/providers/apns", {**APNS, "topic": "https://evil.example/"}, "topic"),
        ("/providers/apns", {**APNS, "environment": "https://evil.example"}, "environment"),
        ("/providers/apns", {**APNS, "origin": "http://169.254.169.254"}, "origin"),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_field_and_changes_nothing(
    shop: Api, path: str, body: dict[str, Any], field: str | None
) -> None:
    problem = shop.refused("PUT", path, body)
    assert problem["status"] == 422
    assert field is None or list(problem["errors"]) == [field]
    assert "PRIVATE" not in json.dumps(problem)
    told = shop.get("/providers")
    assert (told["fcm"], told["apns"]) == (None, None)


@pytest.mark.parametrize("role", ["viewer", "marketer"])
def test_only_an_admin_sets_them(app: Flask, shop: Api, database: Database, role: Role) -> None:
    who = logged_in(app, database, shop, role)
    for method, path, body in (
        ("PUT", "/providers/fcm", FCM), ("PUT", "/providers/apns", APNS),
        ("DELETE", "/providers/fcm", None), ("DELETE", "/providers/apns", None),
    ):  # fmt: skip
        assert who.refused(method, path, body)["code"] == "forbidden"
    assert shop.get("/providers")["fcm"] is None
