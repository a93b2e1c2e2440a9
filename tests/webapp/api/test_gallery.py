"""The gallery: a ready-made journey becomes a draft with all that it needs."""

from __future__ import annotations

import pytest
from flask import Flask

from engine import workspaces
from engine.store.db import Database
from journeys import samples
from tests.webapp.api.conftest import MASTER_KEY, Api


@pytest.fixture
def empty(app: Flask, database: Database) -> Api:
    """A workspace with nothing in it."""
    with database.transaction() as tx:
        made = workspaces.create(tx, "Empty", master_key=MASTER_KEY)
    return Api(app.test_client(), made.id, made.secret_key, made.write_key)


def test_the_gallery_shows_what_each_journey_is_and_needs(shop: Api) -> None:
    found = {each["name"]: each for each in shop.get("/gallery")["items"]}

    assert set(found) == set(samples.journeys())
    mention = found["chat-mention"]
    assert mention["title"] == mention["document"]["name"] == "Somebody mentioned you"
    assert mention["needs"] == {"category": [], "push": ["mentioned"], "popup": []}


def test_every_ready_made_journey_begins_clean_in_an_empty_workspace(empty: Api) -> None:
    names = [each["name"] for each in empty.get("/gallery")["items"]]
    for name in names:
        begun = empty.post(f"/gallery/{name}")
        assert begun["problems"] == [], name
        assert begun["status"] == "draft"
        assert begun["draft"] == samples.journeys()[name]
        assert empty.get(f"/journeys/{begun['id']}")["draft"] == begun["draft"]
    keys = {each["key"] for each in empty.get("/push-resources")["items"]}
    assert keys == {each["key"] for each in samples.resources()["push_resources"]}


def test_what_is_there_already_is_left_as_it_is(empty: Api) -> None:
    empty.post("/categories", {"key": "news", "name": "Our news"})
    empty.post("/push-resources", {"key": "welcome", "name": "Ours", "title": "Ours"})

    begun = empty.post("/gallery/ask-what-to-hear-about")

    assert begun["made"] == [
        {"kind": "category", "key": "offers"},
        {"kind": "push", "key": "welcome_offers"},
        {"kind": "popup", "key": "with_categories"},
    ]
    assert empty.get("/push-resources/welcome")["title"] == "Ours"
    assert empty.post("/gallery/ask-what-to-hear-about")["made"] == []
    whats = [each["what"] for each in empty.get("/audit")["items"]]
    assert whats[:2] == ["journey.created", "journey.created"]


def test_what_is_not_in_the_gallery_cannot_be_begun(empty: Api) -> None:
    for name in ("no-such", "resources", "..", "shop%2Fbasket-left"):
        assert empty.refused("POST", f"/gallery/{name}")["status"] == 404
    assert empty.get("/journeys")["items"] == []
