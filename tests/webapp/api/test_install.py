"""What a site needs, and whether its events arrive: over both databases."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from flask import Flask

from engine.audience import sightings
from engine.store.db import Database
from tests.webapp.api.conftest import Api, logged_in
from webapp import scripts

PAGE = "https://shop.example"


def tell(shop: Api, origin: str | None = PAGE, key: str | None = None) -> None:
    """One event, as a page or a server sends it."""
    user = base64.b64encode(f"{key or shop.write_key}:".encode()).decode()
    headers = {"Authorization": f"Basic {user}"} | ({"Origin": origin} if origin else {})
    event = {"event": "x", "anonymousId": "a"}
    assert shop.client.post("/v1/track", json=event, headers=headers).status_code == 200


def test_a_site_is_seen_once_its_events_arrive(shop: Api, rival: Api) -> None:
    assert shop.get("/install")["sites"] == []
    tell(shop)

    (site,) = shop.get("/install")["sites"]
    assert site["origin"] == PAGE
    assert site["first_at"] == site["last_at"] <= shop.get("/install")["at"]
    assert rival.get("/install")["sites"] == []


def test_a_server_is_seen_without_an_origin(shop: Api) -> None:
    tell(shop, None, shop.secret_key)

    assert [each["origin"] for each in shop.get("/install")["sites"]] == [None]


def test_the_latest_are_kept_and_a_stranger_cannot_fill_the_table(
    shop: Api, database: Database
) -> None:
    for number in range(sightings.MOST + 5):
        with database.transaction() as tx:
            sightings.note(tx, shop.workspace_id, f"https://{number}.example")
    with database.transaction() as tx:
        sightings.note(tx, shop.workspace_id, "https://5.example")

    seen = [each["origin"] for each in shop.get("/install")["sites"]]
    assert len(seen) == sightings.MOST
    assert seen[:2] == ["https://5.example", "https://24.example"]
    assert "https://4.example" not in seen


def test_the_write_key_is_the_newest_that_stands(shop: Api) -> None:
    assert shop.get("/install")["write_key"] == shop.write_key
    newer = shop.post("/keys", {"kind": "write"})["key"]
    assert shop.get("/install")["write_key"] == newer
    for key in shop.get("/keys")["items"]:
        if key["kind"] == "write":
            shop.call("DELETE", f"/keys/{key['id']}")
    assert shop.get("/install")["write_key"] is None


def test_the_hash_is_the_one_that_the_script_is_served_with(
    shop: Api, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scripts, "BUILT", tmp_path)
    assert shop.get("/install")["integrity"] is None
    (tmp_path / "waymark.js").write_text("/* built */")

    told = shop.get("/install")
    served = shop.client.get(f"/s/{told['version']}/integrity.json").get_json()
    assert told["integrity"] == served["waymark.js"]


def test_a_viewer_sees_it_and_no_secret(app: Flask, shop: Api, database: Database) -> None:
    viewer = logged_in(app, database, shop, "viewer")
    text = viewer.call("GET", "/install").text

    assert shop.write_key in text
    assert shop.secret_key not in text
