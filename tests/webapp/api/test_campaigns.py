"""Campaigns through the API, as people live through them; over both databases."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from engine.delivery.providers.provider import Gone
from engine.runtime.erase import erase
from engine.store.tables import inbox_item
from tests.support.room import Room
from tests.webapp.api.conftest import Api, furnished, logged_in
from tests.webapp.api.lived import app, room, shop
from tests.webapp.conftest import SilentBell

__all__ = ["app", "room", "shop"]
ITEM: dict[str, Any] = {"title": "Sale", "message": "Everything", "url": "/sale"}


@pytest.fixture
def crowd(room: Room) -> list[str]:
    """Three people with a device each, and the tablet of one of them."""
    room.set(frequency_cap={})
    names = ["ana", "bob", "eve"]
    room.submit([room.incoming("seen", user=name) for name in names])
    room.settle()
    for name in names:
        room.device(name, f"d-{name}", user=True)
    room.device("ana", "d-tab", user=True)
    return names


def test_from_the_draft_to_what_came_of_it(
    room: Room, shop: Api, bell: SilentBell, crowd: list[str]
) -> None:
    assert shop.get("/campaigns") == {"items": [], "next": None}
    made = shop.post("/campaigns", ITEM)
    path = f"/campaigns/{made['id']}"
    assert (made["state"], made["run_time"], made["target"]) == ("draft", "P1D", "all")
    assert shop.patch(path, {"message": "Nearly everything"})["title"] == "Sale"
    assert shop.get(f"{path}/preview") == {"people": 3, "devices": 4}
    assert shop.post("/campaigns/preview", {"target": "native"}) == {"people": 0, "devices": 0}

    room.pushes.script("https://fcm.googleapis.com/fcm/send/d-bob", Gone("410"))
    sent = shop.post(f"{path}/send")
    assert (sent["state"], bell.lanes) == ("scheduled", ["campaign"])
    assert shop.post(f"{path}/send")["version"] == sent["version"]  # a second click
    room.settle()
    assert len(room.pushes.attempts) == 4

    told = shop.get(f"{path}/stats")
    assert told["states"] == {"accepted": 3, "gone": 1}
    assert told["outcomes"][1] == {"state": "gone", "reason": "410", "count": 1}
    campaign = told["campaign"]
    assert (campaign["state"], campaign["people"], campaign["devices"]) == ("done", 3, 4)
    seen = [shop.get(f"{path}/recipients?limit=3")]
    seen.append(shop.get(f"{path}/recipients?limit=3&after={seen[0]['next']}"))
    rows = [row for page in seen for row in page["items"]]
    assert {(row["user_id"], row["device"], row["state"]) for row in rows} == {
        ("ana", "d-ana", "accepted"), ("ana", "d-tab", "accepted"), ("bob", "d-bob", "gone"),
        ("eve", "d-eve", "accepted"),
    }  # fmt: skip
    (failed,) = shop.get(f"{path}/recipients?state=gone")["items"]
    assert failed["user_id"] == "bob"
    message = shop.get(f"/messages/{failed['message']}")
    assert (message["campaign"], message["content"]["message"]) == (made["id"], "Nearly everything")

    assert shop.refused("PATCH", path, {"title": "Other"})["code"] == "wrong_state"
    assert shop.refused("DELETE", path)["code"] == "wrong_state"
    assert shop.get("/campaigns?state=done")["items"][0]["id"] == made["id"]
    assert shop.call("POST", f"{path}/exported", {"rows": 4, "state": "gone"}).status_code == 204
    kinds = [each["what"] for each in shop.get("/audit")["items"]]
    assert {f"campaign.{what}" for what in ("created", "changed", "sent", "exported")} <= set(kinds)
    assert kinds.count("campaign.sent") == 1


def test_it_is_paused_resumed_and_cancelled(room: Room, shop: Api, crowd: list[str]) -> None:
    room.set(quiet_hours={"from": "11:00", "to": "13:00"})
    path = f"/campaigns/{shop.post('/campaigns', ITEM)['id']}"
    assert shop.refused("POST", f"{path}/pause")["code"] == "wrong_state"
    shop.post(f"{path}/send")
    room.settle()
    assert shop.post(f"{path}/pause")["state"] == "paused"
    assert shop.post(f"{path}/resume")["state"] == "sending"
    assert shop.get(f"{path}/stats")["states"] == {"pending": 4}

    assert shop.post(f"{path}/cancel")["state"] == "cancelled"
    room.settle()
    told = shop.get(f"{path}/stats")
    assert told["outcomes"] == [{"state": "suppressed", "reason": "cancelled", "count": 4}]
    assert shop.refused("POST", f"{path}/send")["code"] == "wrong_state"
    assert room.pushes.attempts == []


@pytest.mark.parametrize(
    ("wrong", "path"),
    [
        ({"title": "  "}, "title"),
        ({"title": "{{ person.nothing() }}"}, "title"),
        ({"url": "https://elsewhere.example/"}, "url"),
        ({"category": "none"}, "category"),
        ({"segment": "seg_none"}, "segment"),
        ({"segment": "x", "group": "y"}, "segment"),
        ({"only_language": True}, "only_language"),
        ({"at_local_time": True}, "at_local_time"),
        ({"run_time": "PT1S"}, "run_time"),
        ({"per_minute": 0}, "per_minute"),
        ({"target": "both"}, "target"),
        ({"send_at": "tomorrow"}, "send_at"),
        ({"state": "done"}, "state"),
    ],
)
def test_what_is_wrong_is_told_by_its_path(shop: Api, wrong: dict[str, Any], path: str) -> None:
    problem = shop.refused("POST", "/campaigns", {**ITEM, **wrong})
    assert problem["status"] == 422
    assert path in problem["errors"]
    assert shop.get("/campaigns")["items"] == []


def test_a_time_that_has_passed_is_not_sent_at(room: Room, shop: Api) -> None:
    when = {"send_at": "2026-03-02T13:00:00+01:00"}  # now
    path = f"/campaigns/{shop.post('/campaigns', {**ITEM, **when})['id']}"
    assert shop.refused("POST", f"{path}/send")["errors"] == {"send_at": ["has passed"]}
    shop.patch(path, {"send_at": "2026-03-02T13:00:01+01:00"})
    assert shop.post(f"{path}/send")["start_at"] == "2026-03-02T12:00:01.000000Z"


def test_whoever_saw_another_version_neither_changes_nor_sends_it(shop: Api) -> None:
    made = shop.call("POST", "/campaigns", ITEM)
    path, tag = f"/campaigns/{made.get_json()['id']}", made.headers["ETag"]
    shop.patch(path, {"title": "New"}, If_Match=tag)
    for method, to, body in (
        ("PATCH", path, {"title": "Old"}), ("DELETE", path, None), ("POST", f"{path}/send", None)
    ):  # fmt: skip
        assert shop.refused(method, to, body, If_Match=tag)["status"] == 412
    assert shop.call("DELETE", path).status_code == 204


def test_a_segment_of_another_workspace_is_nobodys_here(app: Flask, shop: Api, room: Room) -> None:
    rival = furnished(app, room.database, "Rival")
    rule = {"combinator": "and", "rules": []}
    theirs = rival.post("/segments", {"name": "Theirs", "rule": rule})["id"]
    for to in ("/campaigns", "/campaigns/preview"):
        body = {"segment": theirs} if to.endswith("preview") else {**ITEM, "segment": theirs}
        assert "segment" in shop.refused("POST", to, body)["errors"]
    mine = shop.post("/campaigns", ITEM)["id"]
    assert rival.refused("GET", f"/campaigns/{mine}/recipients")["status"] == 404
    assert rival.get("/campaigns")["items"] == []


def test_what_a_campaign_needs_tells_so_before_it_is_taken_away(shop: Api) -> None:
    rule = {"combinator": "and", "rules": []}
    segment = shop.post("/segments", {"name": "Pros", "rule": rule})["id"]
    shop.post("/categories", {"key": "news", "name": "News"})
    chosen = {"segment": segment, "category": "news", "send_at": "2026-03-03T12:00:00Z"}
    path = f"/campaigns/{shop.post('/campaigns', {**ITEM, **chosen})['id']}"
    told = {"kind": "campaign", "id": path.rpartition("/")[2], "name": "Sale", "live": False}
    for of in (f"/segments/{segment}/uses", "/categories/news/uses"):
        assert shop.get(of)["items"] == [told]
    shop.post(f"{path}/send")
    assert shop.get(f"/segments/{segment}/uses")["items"] == [{**told, "live": True}]
    shop.post(f"{path}/cancel")
    assert shop.get(f"/segments/{segment}/uses")["items"] == []


def test_a_viewer_reads_and_a_strangers_key_does_nothing(
    app: Flask, shop: Api, room: Room, crowd: list[str]
) -> None:
    path = f"/campaigns/{shop.post('/campaigns', ITEM)['id']}"
    viewer = logged_in(app, room.database, shop, "viewer")
    assert viewer.get(path)["title"] == "Sale"
    for what in ("send", "pause", "resume", "cancel"):
        assert viewer.refused("POST", f"{path}/{what}")["code"] == "forbidden"
    stranger = Api(shop.client, shop.workspace_id, shop.write_key, shop.write_key)
    assert stranger.refused("POST", f"{path}/send")["code"] == "secret_key_required"
    room.settle()
    assert room.pushes.attempts == []


def test_what_is_kept_of_a_person_tells_of_it_until_she_is_erased(
    room: Room, shop: Api, crowd: list[str]
) -> None:
    path = (
        f"/campaigns/{shop.post('/campaigns', {**ITEM, 'title': 'For {{ person.user_id }}'})['id']}"
    )
    shop.post(f"{path}/send")
    room.settle()
    ana = shop.get("/people?user_id=ana")["items"][0]["id"]
    told = shop.get(f"/people/{ana}/export")
    assert [each["campaign"] for each in told["messages"]] == [path.rpartition("/")[2]]
    assert told["inbox"][0]["title"] == "For ana"

    room.database.run(erase, room.person("ana", user=True))
    row = next(
        each for each in shop.get(f"{path}/recipients")["items"] if each["device"] == "d-ana"
    )
    assert (row["user_id"], row["platform"], row["model"]) == (None, None, None)
    assert "For ana" not in str(room.rows(inbox_item))
