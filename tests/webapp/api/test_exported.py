"""Who made a file of people or messages stands in the audit log, whatever role he has."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from engine.audience import names
from engine.store.db import Database
from tests.webapp.api.conftest import Api, logged_in

RULE = {"combinator": "and", "rules": []}


def noted(api: Api) -> list[dict[str, Any]]:
    return [each for each in api.get("/audit")["items"] if each["what"].endswith(".exported")]


@pytest.mark.parametrize("role", ["viewer", "marketer", "admin"])
def test_a_file_of_a_segments_members_is_noted(
    app: Flask, shop: Api, database: Database, role: str
) -> None:
    segment = shop.post("/segments", {"name": "All", "rule": RULE})["id"]
    member = logged_in(app, database, shop, role)
    assert member.post(f"/segments/{segment}/exported", {"rows": 7}) is None

    (entry,) = noted(shop)
    assert (entry["who"], entry["what"]) == (f"member:{member.id}", "segment.exported")
    assert (entry["target"], entry["detail"]) == (segment, {"rows": 7})


@pytest.mark.parametrize("role", ["viewer", "marketer", "admin"])
def test_a_file_of_people_is_noted_without_what_was_searched(
    app: Flask, shop: Api, database: Database, role: str
) -> None:
    member = logged_in(app, database, shop, role)
    member.post("/people/exported", {"rows": 2, "status": "ask"})
    assert member.refused("POST", "/people/exported", {"rows": 2, "q": "ana"})["status"] == 422
    member.post("/people/exported", {"rows": 1, "searched": True})

    later, first = noted(shop)
    assert (first["who"], first["what"]) == (f"member:{member.id}", "people.exported")
    assert first["detail"] == {"rows": 2, "status": "ask", "searched": False}
    assert later["detail"] == {"rows": 1, "searched": True}


@pytest.mark.parametrize("role", ["viewer", "marketer", "admin"])
def test_a_file_of_messages_is_noted_with_what_it_was_narrowed_to(
    app: Flask, shop: Api, database: Database, role: str
) -> None:
    with database.transaction() as tx:
        who = [("user", "ana@shop.example")]
        (ana,) = names.ensure(tx, shop.workspace_id, who, tx.now()).values()  # type: ignore[arg-type]
    member = logged_in(app, database, shop, role)
    told = {"rows": 3, "state": "rejected", "from": "2026-03-01T00:00:00+01:00"}
    member.post("/messages/exported", {**told, "user_id": "ana@shop.example"})
    member.post("/messages/exported", {"rows": 0, "user_id": "nobody"})

    nobodys, entry = noted(shop)
    assert (entry["who"], entry["what"]) == (f"member:{member.id}", "messages.exported")
    assert entry["detail"] == {
        "rows": 3, "state": "rejected", "since": "2026-02-28T23:00:00.000000Z",
        "person": names.shown(ana),
    }  # fmt: skip
    assert nobodys["detail"] == {"rows": 0, "person": None}


def test_what_is_another_workspaces_is_not_noted_anywhere(
    app: Flask, shop: Api, rival: Api
) -> None:
    theirs = rival.post("/segments", {"name": "Theirs", "rule": RULE})["id"]
    assert shop.refused("POST", f"/segments/{theirs}/exported", {"rows": 1})["status"] == 404
    away = {"rows": 1, "journey": "j_away"}
    assert shop.refused("POST", "/messages/exported", away)["status"] == 404

    assert (noted(shop), noted(rival)) == ([], [])


@pytest.mark.parametrize(
    "wrong",
    [
        {}, {"rows": -1}, {"rows": "7"}, {"rows": 1, "more": 1},
        {"rows": 1, "push": "p" * 101}, {"rows": 1, "state": "any"},
    ],
)  # fmt: skip
def test_a_note_that_says_nothing_is_refused(shop: Api, wrong: dict[str, Any]) -> None:
    assert shop.refused("POST", "/messages/exported", wrong)["status"] == 422
    assert noted(shop) == []
