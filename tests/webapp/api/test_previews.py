"""Previews, uses and pushes to start from: what the editors show before anything is saved."""

from __future__ import annotations

from typing import Any

import pytest

from engine.audience import names
from engine.delivery.browsers import BROWSERS, FIELDS
from engine.store.db import Database
from engine.store.tables import SHARDS, profile
from journeys import samples
from tests.scenarios.attacker import nothing_stored
from tests.webapp.api.conftest import Api, Member

PUSH = {
    "key": "sale",
    "name": "Sale",
    "title": "Hello {{ person.traits.name | default('you') }}",
    "message": "{{ event.properties.product | default('It') }} is cheaper",
    "url": "/sale",
    "languages": {"de": {"title": "Hallo {{ person.traits.name | default('du') }}"}},
}


def preview(api: Api, document: Any, **more: Any) -> Any:
    return api.post("/push-resources/preview", {"document": document, **more})


def ana(api: Api, database: Database, **traits: str) -> str:
    """The id of a person with these traits, who speaks German."""
    text = "{" + ",".join(f'"{name}":"{value}"' for name, value in traits.items()) + "}"
    with database.transaction() as tx:
        at = tx.now()
        person = names.ensure(tx, api.workspace_id, [("user", "ana")], at)["user", "ana"]
        row = {
            "shard": person % SHARDS, "person_id": person, "workspace_id": api.workspace_id,
            "user_id": "ana", "language": "de-AT", "traits": text, "markers": "{}",
            "categories": "{}", "groups": "[]", "created_at": at, "last_seen_at": at,
            "last_session_status": "allowed",
        }  # fmt: skip
        tx.execute(profile.insert(), row)
    return names.shown(person)


def verdicts(told: Any, browser: str) -> dict[str, str]:
    found: dict[str, str] = next(
        each["verdicts"] for each in told["looks"] if each["browser"] == browser
    )
    return found


def test_a_push_is_rendered_for_an_invented_person_and_the_event_at_hand(shop: Api) -> None:
    told = preview(
        shop, PUSH, traits={"name": "Bea"}, event="viewed", properties={"product": "Mug"}
    )

    content = told["content"]
    assert (content["title"], content["body"]) == ("Hello Bea", "Mug is cheaper")
    assert told["problems"] == []
    assert told["fits"]
    assert 300 < told["bytes"] < told["largest"] == 3993
    assert {each["browser"] for each in told["looks"]} == {each.id for each in BROWSERS}


def test_a_push_is_rendered_for_a_real_person_in_her_language_or_the_one_asked_for(
    shop: Api, database: Database
) -> None:
    person = ana(shop, database, name="Ana")

    assert preview(shop, PUSH, person_id=person)["content"]["title"] == "Hallo Ana"
    told = preview(shop, PUSH, person_id=person, language="en")
    assert (told["content"]["title"], told["content"]["language"]) == ("Hello Ana", "en")


def test_somebody_of_another_workspace_is_nobody(shop: Api, rival: Api, database: Database) -> None:
    person = ana(rival, database, name="Secret")

    for id_ in (person, "p0", "nobody", "p" + "9" * 60):
        problem = shop.refused(
            "POST", "/push-resources/preview", {"document": PUSH, "person_id": id_}
        )
        assert (problem["status"], problem["code"]) == (404, "not_found")


def test_what_shows_is_cut_or_ignored_is_told_per_browser(shop: Api) -> None:
    told = preview(
        shop,
        {
            **PUSH,
            "message": "m" * 200,
            "image": "https://cdn.example/a.png",
            "badge": "https://cdn.example/b.png",
            "vibrate": [100],
            "require_interaction": True,
            "actions": [{"action": f"a{number}", "title": "Go"} for number in range(3)],
        },
    )

    windows, phone = verdicts(told, "chrome-windows"), verdicts(told, "safari-ios")
    assert (windows["title"], windows["message"], windows["image"]) == ("shown", "cut", "shown")
    assert (windows["actions"], windows["badge"], windows["silent"]) == ("cut", "ignored", "unused")
    assert (phone["image"], phone["actions"], phone["icon"]) == ("ignored", "ignored", "unused")
    assert verdicts(told, "firefox-windows")["actions"] == "cut"
    assert verdicts(told, "chrome-android")["badge"] == "shown"


def test_apple_gets_the_declarative_form_where_links_are_whole(shop: Api) -> None:
    def form(url: str) -> set[str]:
        told = preview(shop, {**PUSH, "url": url})
        return {each["browser"] for each in told["looks"] if each["declared"]}

    shop.patch("/settings", {"domains": ["shop.example"]})
    assert form("https://shop.example/sale") == {"safari-macos", "safari-ios"}
    assert form("/sale") == set()


def test_the_size_is_that_of_the_rendered_words_and_says_when_it_does_not_fit(shop: Api) -> None:
    fields = dict.fromkeys(("icon", "image"), f"https://cdn.example/{'x' * 1500}")
    told = preview(shop, {**PUSH, **fields, "message": "ö" * 499})
    large = preview(shop, {**PUSH, **fields, "badge": f"https://cdn.example/{'x' * 1500}"})

    assert told["bytes"] > told["largest"]
    assert (told["fits"], told["refused"]) == (False, None)  # its message is cut until it fits
    assert (large["fits"], large["refused"]["code"]) == (False, "too_large")


def test_problems_are_told_with_their_paths_while_it_is_being_written(shop: Api) -> None:
    wrong = {
        "title": "{{ person.secret }}",
        "url": "https://evil.example",
        "category": "nothing",
        "languages": {"de": {"title": "{% for x in y %}"}},
    }
    told = preview(shop, wrong)

    paths = {each["path"] for each in told["problems"]}
    assert {"url", "category", "languages/de/title"} <= paths
    assert (told["content"], told["bytes"], told["looks"]) == (None, None, [])


def test_what_leads_where_it_may_not_is_drawn_and_said(shop: Api) -> None:
    told = preview(shop, {**PUSH, "url": "https://evil.example/{{ event.properties.x }}"})

    assert told["refused"]["code"] == "link_not_allowed"
    assert (told["content"]["title"], told["content"]["url"]) == ("Hello you", None)


def test_an_empty_title_is_no_fault_of_the_shape(shop: Api) -> None:
    told = preview(shop, {"message": "x"})

    assert told["refused"]["code"] == "empty_title"


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({}, "document"),
        ({"document": {**PUSH, "urgency": "loud"}}, "document/urgency"),
        ({"document": {**PUSH, "workspace_id": "ws"}}, "document/workspace_id"),
        ({"document": PUSH, "language": "<b>"}, "language"),
        ({"document": PUSH, "traits": []}, "traits"),
        ({"document": PUSH, "send": True}, "send"),
    ],
)
def test_what_is_no_preview_is_refused_with_its_path(shop: Api, body: Any, path: str) -> None:
    problem = shop.refused("POST", "/push-resources/preview", body)

    assert (problem["status"], list(problem["errors"])) == (422, [path])


def test_a_preview_keeps_and_sends_nothing(shop: Api, viewer: Member, database: Database) -> None:
    shop.get("/push-resources")
    with nothing_stored(database):
        preview(shop, PUSH)
        assert preview(viewer, PUSH)["content"]["title"] == "Hello you"
        shop.post("/popups/preview", {"document": {"title": "May we?"}})


def test_a_popup_is_told_as_the_snippet_is_given_it(shop: Api) -> None:
    shop.patch("/settings", {"name": "Far & Slow", "color": "#16736b"})
    document = {
        "template": "categories",
        "title": "What about?",
        "categories": ["news", "gone"],
        "languages": {"de": {"title": "Worüber?", "later_label": "Später"}},
    }
    told = shop.post("/popups/preview", {"document": document, "language": "de-AT"})

    content = told["content"]
    assert (content["title"], content["language"]) == ("Worüber?", "de")
    assert content["brand"] == {"name": "Far & Slow", "icon": None, "color": "#16736b"}
    assert content["categories"] == [{"key": "news", "name": "Neues", "default": True}]
    assert [each["path"] for each in told["problems"]] == ["categories/1"]


def test_where_a_resource_is_used_is_told_live_ones_first(shop: Api) -> None:
    hello = samples.journeys()["ask-for-push-then-say-hello"]
    live = shop.post("/journeys", {**hello, "name": "Live one"})["id"]
    shop.post(f"/journeys/{live}/publish")
    draft = shop.post("/journeys", {**hello, "name": "A draft"})["id"]
    archived = shop.post("/journeys", {**hello, "name": "Over"})["id"]
    shop.post(f"/journeys/{archived}/publish")
    shop.post(f"/journeys/{archived}/archive", {})

    push = next(node["config"]["push"] for node in hello["nodes"] if node["type"] == "send_push")
    told = shop.get(f"/push-resources/{push}/uses")["items"]
    assert told == [
        {"kind": "journey", "id": live, "name": "Live one", "live": True},
        {"kind": "journey", "id": draft, "name": "A draft", "live": False},
    ]


def test_a_category_is_used_by_resources_segments_and_rules(shop: Api) -> None:
    told = shop.get("/categories/offers/uses")["items"]

    assert ("popup", "with_categories") in {(each["kind"], each["id"]) for each in told}
    assert {each["kind"] for each in told} == {"push", "popup", "segment"}
    assert shop.refused("GET", "/categories/none/uses")["status"] == 404


def test_every_ready_push_can_be_saved_as_it_is(shop: Api) -> None:
    items = shop.get("/gallery/pushes")["items"]

    assert {each["purpose"] for each in items} == {
        "promotion", "invitation", "announcement", "alert",
    }  # fmt: skip
    for each in items:
        assert preview(shop, each["document"])["refused"] is None
        shop.post("/push-resources", each["document"])


def test_the_browsers_are_those_that_the_previews_speak_of(shop: Api) -> None:
    told = shop.get("/browsers")

    assert [each["id"] for each in told["items"]] == [each.id for each in BROWSERS]
    assert told["fields"] == ["title", "message", *FIELDS]
    for each in told["items"]:
        assert set(each["shows"]) == set(FIELDS)
        hidden = {name for name, shows in each["shows"].items() if shows != "shown"}
        assert hidden <= set(each["reasons"]), each["id"]
