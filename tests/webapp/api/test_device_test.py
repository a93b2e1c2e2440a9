"""A test push: what is saved, or what is written now, checked as a save is; both to one device."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask

from engine.store.db import Database
from tests.scenarios.attacker import nothing_stored
from tests.support.room import Room
from tests.webapp.api.conftest import Api, furnished, logged_in
from tests.webapp.api.lived import app, shop

__all__ = ["app", "shop"]

DRAFT = {
    "key": "welcome",
    "name": "Welcome",
    "title": "Dear {{ person.traits.name | default('you') }}",
    "message": "{{ event.properties.what | default('nothing') }}",
    "languages": {"de": {"title": "Hallo"}},
    "urgency": "high",
}


@pytest.fixture
def room(database: Database) -> Room:
    made = Room(database)
    made.set(frequency_cap=None)
    made.push("welcome")
    return made


@pytest.fixture
def path(room: Room) -> str:
    """Where Ana's device is tested."""
    room.track("identify", user="ana", kind="identify", traits={"name": "Ana"})
    return f"/devices/{room.device('ana', user=True)}/test"


def shown(room: Room) -> Any:
    """The notification that was sent last."""
    room.settle()
    return json.loads(room.pushes.accepted[-1].payload)["n"]


def test_a_test_says_what_is_written_and_leaves_what_is_saved(
    room: Room, shop: Api, path: str
) -> None:
    message = shop.post(path, {"push": "welcome", "document": DRAFT})["message"]
    assert (shown(room)["title"], shown(room)["body"]) == ("Dear Ana", "nothing")
    assert room.pushes.accepted[-1].urgency == "high"
    found = shop.get(f"/messages/{message}")
    assert (found["push"], found["sends"][0]["state"]) == ("welcome", "accepted")

    tried = {"language": "de-AT", "event": "event", "properties": {"what": "a tent"}}
    shop.post(path, {"push": "welcome", "document": DRAFT, **tried})
    assert (shown(room)["title"], shown(room)["body"]) == ("Hallo", "a tent")

    shop.post(path, {"push": "welcome"})
    assert shown(room)["title"] == "Title of welcome"


def test_a_draft_that_could_not_be_saved_is_not_sent(room: Room, shop: Api, path: str) -> None:
    with nothing_stored(room.database):
        for wrong, at in (
            ({"url": "https://evil.example/"}, "url"),
            ({"title": "{{ person.__class__ }}"}, "title"),
            ({"title": ""}, "title"),
            ({"category": "unheard-of"}, "category"),
            ({"key": "other"}, "key"),
            ({"workspace_id": "ws_1"}, "workspace_id"),
            ({"languages": {"de": {"url": "https://evil.example/"}}}, "languages/de/url"),
        ):
            body = {"push": "welcome", "document": {**DRAFT, **wrong}}
            assert list(shop.refused("POST", path, body)["errors"]) == [f"document/{at}"]
        missing = {"push": "absent", "document": {**DRAFT, "key": "absent"}}
        assert list(shop.refused("POST", path, missing)["errors"]) == ["push"]
    room.settle()
    assert room.pushes.attempts == []


def test_a_draft_goes_only_where_its_writer_may_send(
    room: Room, app: Flask, shop: Api, path: str
) -> None:
    body = {"push": "welcome", "document": DRAFT}
    rival = furnished(app, room.database, "Rival")
    rival.post("/push-resources", {**DRAFT, "key": "theirs"})
    viewer = logged_in(app, room.database, shop, "viewer")
    marketer = logged_in(app, room.database, shop, "marketer")
    with nothing_stored(room.database):
        assert rival.refused("POST", path, body)["status"] == 404
        assert viewer.refused("POST", path, body)["code"] == "forbidden"
        theirs = {"push": "theirs", "document": {**DRAFT, "key": "theirs"}}
        assert list(shop.refused("POST", path, theirs)["errors"]) == ["push"]
        write_key = {"Authorization": f"Bearer {shop.write_key}"}
        assert shop.refused("POST", path, body, **write_key)["code"] == "secret_key_required"
    marketer.post(path, body)
    assert shown(room)["title"] == "Dear Ana"
