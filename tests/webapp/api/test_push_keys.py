"""VAPID keys: a rotation loses nobody, and no private half leaves the database."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Flask

from engine import workspaces
from engine.store.db import Database
from engine.store.tables import device, vapid_key
from tests.webapp.api.conftest import MASTER_KEY, Api, logged_in
from tests.webapp.api.test_access import stocked


def test_a_rotation_is_for_whoever_subscribes_from_now_on(shop: Api, database: Database) -> None:
    (first,) = shop.get("/keys/vapid")["items"]
    ids = stocked(shop, database)
    with database.transaction() as tx:
        tx.execute(device.update().values(vapid_key_id=first["id"]))

    made = shop.post("/keys/vapid")
    now, before = shop.get("/keys/vapid")["items"]
    assert (now["id"], now["retired_at"], now["devices"]) == (made["id"], None, 0)
    assert (before["id"], before["devices"]) == (first["id"], 1)
    assert before["retired_at"] is not None
    assert shop.get("/settings")["vapid_public_key"] == made["public"] != first["public"]
    with database.read() as tx:
        known = workspaces.vapid_keys(tx, shop.workspace_id, MASTER_KEY)
        used = tx.execute(sa.select(device.c.vapid_key_id)).scalar_one()
    assert used in known, "who subscribed before is sent to with that key"
    assert ids["device_id"]


def test_it_is_in_the_audit_log_and_another_workspace_keeps_its_own(shop: Api, rival: Api) -> None:
    before = rival.get("/keys/vapid")["items"]
    made = shop.post("/keys/vapid")

    (entry,) = shop.get("/audit?what=vapid_key.rotated")["items"]
    assert entry["target"] == made["id"]
    assert rival.get("/keys/vapid")["items"] == before


def test_no_answer_tells_a_private_half(shop: Api, database: Database) -> None:
    with database.read() as tx:
        sealed = set(tx.execute(sa.select(vapid_key.c.sealed)).scalars())
    text = shop.call("GET", "/keys/vapid").text + shop.call("POST", "/keys/vapid").text

    assert sealed
    assert not any(each in text for each in sealed)


def test_only_an_admin_rotates_and_not_without_end(
    app: Flask, shop: Api, database: Database
) -> None:
    marketer = logged_in(app, database, shop, "marketer")
    assert marketer.refused("POST", "/keys/vapid")["code"] == "forbidden"
    assert marketer.refused("GET", "/keys/vapid")["code"] == "forbidden"
    for _ in range(19):
        shop.post("/keys/vapid")
    assert shop.refused("POST", "/keys/vapid")["code"] == "too_many_keys"


def test_which_push_services_are_called_is_told(shop: Api) -> None:
    told = shop.get("/providers")

    assert "fcm.googleapis.com" in told["web"]
    assert "*.push.apple.com" in told["web"]
    assert told["operator"] == []
