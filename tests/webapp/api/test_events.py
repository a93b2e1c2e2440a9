"""What arrives and what was refused: seen as it comes, of one workspace, without secrets."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from engine.audience import refusals
from engine.audience.refusals import Refusal
from engine.reports import live
from engine.store.db import Database
from tests.webapp.api.conftest import Api, Member
from webapp.ingest.refused import BETWEEN, Refusals


def send(at: Api, key: str, path: str = "track", **body: Any) -> int:
    basic = base64.b64encode(f"{key}:".encode()).decode()
    headers = {"Authorization": f"Basic {basic}"}
    told = {"userId": "ana", "event": "bought", **body}
    return at.client.post(f"/v1/{path}", json=told, headers=headers).status_code


def names_of(page: Any) -> list[str]:
    return [each["name"] for each in page["items"]]


def test_what_came_since_the_last_look_is_told_once(shop: Api, rival: Api) -> None:
    for name in ("one", "two"):
        assert send(shop, shop.secret_key, event=name) == 200
    assert send(rival, rival.secret_key, event="theirs") == 200
    first = shop.get("/events")
    assert names_of(first) == ["two", "one"]

    assert send(shop, shop.secret_key, event="three", userId="ben") == 200
    then = shop.get(f"/events?after={first['next']}")
    assert (names_of(then), then["skipped"]) == (["three"], False)
    assert names_of(shop.get(f"/events?after={then['next']}")) == []
    assert names_of(rival.get(f"/events?after={first['next']}")) in ([], ["theirs"])


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("kind=page", ["page"]),
        ("name=bought", ["bought"]),
        ("user_id=ben", ["page"]),
        ("user_id=nobody", []),
        ("kind=track&user_id=ben", []),
    ],
)
def test_a_look_is_narrowed_down(shop: Api, query: str, found: list[str]) -> None:
    send(shop, shop.secret_key)
    send(shop, shop.secret_key, "page", userId="ben")

    assert names_of(shop.get(f"/events?{query}")) == found


def test_a_look_costs_the_same_however_long_the_log_is(
    shop: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        send(shop, shop.secret_key, event=f"e{number}")
    start = shop.get("/events")["next"]
    for number in range(5, 9):
        send(shop, shop.secret_key, event=f"e{number}")
    monkeypatch.setattr(live, "LOOKED_AT", 2)

    found = shop.get(f"/events?after={start}")
    assert (names_of(found), found["skipped"]) == (["e8", "e7"], True)


def test_an_event_is_told_without_its_context(shop: Api, viewer: Member) -> None:
    context = {"ip": "192.0.2.9", "userAgent": "canary-agent"}
    send(shop, shop.secret_key, context=context, properties={"sku": "tent"})

    (item,) = viewer.get("/events")["items"]
    assert item["told"] == {"properties": {"sku": "tent"}}
    assert "canary" not in str(item)
    assert "192.0.2.9" not in str(item)


@pytest.mark.parametrize("query", ["after=x", "after=W10", "kind=merge", "limit=3"])
def test_what_is_no_look_is_refused(shop: Api, query: str) -> None:
    assert shop.refused("GET", f"/events?{query}")["status"] == 422


def test_what_is_refused_says_why_and_never_what_it_held(shop: Api, rival: Api) -> None:
    held = {"userId": "canary-user", "properties": {"card": "canary-card"}}
    assert send(shop, shop.write_key, event="push_clicked", messageId="canary-id", **held) == 400

    (kept,) = shop.get("/events/refused")["items"]
    assert (kept["code"], kept["kind"], kept["name"], kept["source"]) == (
        "reserved_event", "track", "push_clicked", "write",
    )  # fmt: skip
    assert "canary" not in str(kept)
    assert rival.get("/events/refused")["items"] == []


def test_a_request_that_cannot_be_read_is_noted_where_the_key_is_known(shop: Api) -> None:
    basic = base64.b64encode(f"{shop.write_key}:".encode()).decode()
    headers = {"Authorization": f"Basic {basic}"}
    assert shop.client.post("/v1/batch", data="{", headers=headers).status_code == 400

    (kept,) = shop.get("/events/refused")["items"]
    assert (kept["kind"], kept["name"]) == (None, None)
    assert shop.client.post("/v1/batch", data="{").status_code == 400  # nobody's
    assert len(shop.get("/events/refused")["items"]) == 1


def test_the_ring_keeps_the_latest_and_no_more(shop: Api, database: Database) -> None:
    for number in range(refusals.MOST // 20 + 3):
        told = [Refusal("too_large", "x" * 999, "track", f"n{number}\n", "write")] * 20
        database.run(refusals.note, shop.workspace_id, told)

    kept = shop.get("/events/refused")["items"]
    assert len(kept) == refusals.MOST
    assert {len(each["message"]) for each in kept} == {refusals.LONGEST}
    assert "n0 " not in {each["name"] for each in kept}


def test_who_sends_nonsense_makes_one_write_a_second() -> None:
    now = [0]
    written: list[int] = []
    note = Refusals(lambda _workspace, told: written.append(len(told)), lambda: now[0])
    key: Any = type("Key", (), {"workspace_id": "ws"})
    some = [Refusal("too_large", "x", None, None, "write")] * 50
    for _ in range(1_000):
        note(key, some)
    now[0] += BETWEEN
    note(key, some)
    note(key, [])

    assert written == [20, 20]
