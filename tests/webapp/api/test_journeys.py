"""Journeys: drafts are saved whatever is wrong with them, and only good ones go live."""

from __future__ import annotations

import json
from typing import Any

import pytest

from engine.runtime.published import Published
from engine.store.db import Database
from journeys import samples
from tests.webapp.api.conftest import Api

HELLO = samples.journeys()["ask-for-push-then-say-hello"]


def created(shop: Api, document: Any = None) -> Any:
    return shop.post("/journeys", HELLO if document is None else document)


def test_a_draft_is_published_and_live(shop: Api, database: Database) -> None:
    journey = created(shop, {"name": "Hello"})
    assert [each["code"] for each in journey["problems"]] == ["required", "no_trigger"]

    saved = shop.put(f"/journeys/{journey['id']}/draft", HELLO)
    assert (saved["status"], saved["draft"], saved["draft_version"]) == ("draft", HELLO, 2)
    assert not [each for each in saved["problems"] if each["severity"] == "error"]

    published = shop.post(f"/journeys/{journey['id']}/publish")
    assert published["journey"]["status"] == "live"
    assert (published["version"]["number"], published["fresh"]) == (1, True)

    now = shop.get(f"/journeys/{journey['id']}")
    assert (now["status"], now["changed"]) == ("live", False)
    with database.read() as tx:
        live = Published().of(tx, [shop.workspace_id])[shop.workspace_id]
    started = {plan.journey for plans in live.triggers.values() for plan in plans}
    assert started == {journey["id"]}
    assert [plan.version for plan in live.triggers["session_started"]] == [now["live"]["id"]]


def test_publishing_again_without_a_change_makes_no_new_version(shop: Api) -> None:
    journey = created(shop)
    first = shop.post(f"/journeys/{journey['id']}/publish")
    again = shop.post(f"/journeys/{journey['id']}/publish")

    assert (again["fresh"], again["version"]) == (False, first["version"])

    shop.put(f"/journeys/{journey['id']}/draft", {**HELLO, "name": "Other"})
    changed = shop.post(f"/journeys/{journey['id']}/publish")
    assert (changed["fresh"], changed["version"]["number"]) == (True, 2)


def test_what_has_errors_is_saved_but_not_published(shop: Api) -> None:
    nodes = [
        {**node, "config": {**node["config"], "push": "nothing"}}
        if node["type"] == "send_push" else node
        for node in HELLO["nodes"]
    ]  # fmt: skip
    journey = created(shop, {**HELLO, "nodes": nodes})
    assert [each["code"] for each in journey["problems"]] == ["unknown_push_resource"]

    problem = shop.refused("POST", f"/journeys/{journey['id']}/publish")

    assert (problem["status"], problem["code"]) == (422, "not_publishable")
    assert problem["errors"] == {"nodes/3/config/push": ["there is no push resource nothing"]}
    assert shop.get(f"/journeys/{journey['id']}")["status"] == "draft"


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"[]", 400),
        (b'"text"', 400),
        (b"{", 400),
        (b"\xff", 400),
        (b'{"name": NaN}', 400),
        (b'{"name": 1e999}', 400),
        (b'{"name": "a", "name": "b"}', 400),
        (b'{"name": "\\u0000"}', 400),
        (b'{"name": "\\ud800"}', 400),
        (b'{"name": 9007199254740993}', 400),
        (b'{"a":' * 60 + b"1" + b"}" * 60, 400),
        (b"[" * 100_000, 400),
        (json.dumps({"name": "x" * 1_100_000}).encode(), 413),
        (b'{"name":"' + b"x" * 2_100_000 + b'"}', 413),
    ],
)
def test_what_is_no_document_is_not_saved(shop: Api, data: bytes, status: int) -> None:
    journey = created(shop)
    response = shop.client.put(
        f"/api/v1/journeys/{journey['id']}/draft",
        data=data,
        content_type="application/json",
        headers={"Authorization": f"Bearer {shop.secret_key}"},
    )

    assert response.status_code == status
    assert response.mimetype == "application/problem+json"
    assert shop.get(f"/journeys/{journey['id']}")["draft"] == HELLO


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"name": "x", "nodes": 7, "edges": {}},
        {"name": 5, "nodes": [None, 3, {"id": "a", "type": "no_such"}]},
        {"name": "x", "nodes": [{"id": str(n), "type": "end"} for n in range(600)]},
        {**HELLO, "surprise": 1},
        {**HELLO, "edges": [{"source": "start", "target": "nowhere"}]},
        {**HELLO, "nodes": [*HELLO["nodes"], HELLO["nodes"][0]]},
    ],
)
def test_an_unfinished_draft_is_saved_with_its_problems(shop: Api, document: object) -> None:
    journey = created(shop, document)

    assert journey["draft"] == document
    assert any(each["severity"] == "error" for each in journey["problems"])
    assert shop.refused("POST", f"/journeys/{journey['id']}/publish")["status"] == 422


def test_who_saves_over_a_change_he_has_not_seen_is_told(shop: Api) -> None:
    journey = created(shop)
    path = f"/journeys/{journey['id']}/draft"
    tag = shop.call("GET", f"/journeys/{journey['id']}").headers["ETag"]

    mine = shop.call("PUT", path, {**HELLO, "name": "Mine"}, If_Match=tag)
    assert mine.status_code == 200
    assert mine.headers["ETag"] != tag
    assert shop.refused("PUT", path, {**HELLO, "name": "Hers"}, If_Match=tag)["status"] == 412
    publish = f"/journeys/{journey['id']}/publish"
    assert shop.refused("POST", publish, If_Match=tag)["code"] == "changed_meanwhile"
    assert shop.call("POST", publish, If_Match=mine.headers["ETag"]).status_code == 200


def test_journeys_are_listed_page_by_page_the_newest_first(shop: Api) -> None:
    made = [created(shop, {"name": f"J{n}"})["name"] for n in range(5)]
    names: list[str] = []
    page = shop.get("/journeys?limit=2")
    while True:
        names += [each["name"] for each in page["items"]]
        if page["next"] is None:
            break
        page = shop.get(f"/journeys?limit=2&after={page['next']}")

    assert names == made[::-1]


def test_a_journey_goes_out_as_canonical_json_and_comes_in_again(shop: Api, rival: Api) -> None:
    journey = created(shop)
    text = shop.call("GET", f"/journeys/{journey['id']}/export").text
    imported = rival.post("/journeys", json.loads(text))

    assert rival.call("GET", f"/journeys/{imported['id']}/export").text == text


def test_a_copy_is_a_draft_of_its_own(shop: Api) -> None:
    journey = created(shop)
    shop.post(f"/journeys/{journey['id']}/publish")
    copy = shop.post(f"/journeys/{journey['id']}/duplicate")

    assert copy["id"] != journey["id"]
    assert (copy["status"], copy["name"]) == ("draft", f"{HELLO['name']} (copy)")
    assert copy["draft"]["nodes"] == HELLO["nodes"]
