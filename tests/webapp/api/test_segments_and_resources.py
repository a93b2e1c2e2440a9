"""Segments, push resources, popups and categories: checked with the workspace, live at once."""

from __future__ import annotations

from typing import Any

import pytest

from engine.runtime.published import Published
from engine.store.db import Database
from journeys import samples
from tests.webapp.api.conftest import Api

ASK = {"field": "push.last_session_status", "operator": "=", "value": "ask"}
PUSH = {"key": "news-1", "name": "News", "title": "News", "message": "Read", "url": "/news"}


@pytest.fixture
def database(sqlite: Database) -> Database:
    return sqlite


def rule(*parts: Any) -> Any:
    return {"combinator": "and", "rules": list(parts)}


def version_of(api: Api, database: Database) -> int:
    with database.read() as tx:
        return Published().of(tx, [api.workspace_id])[api.workspace_id].version


def test_a_segment_is_made_changed_and_taken_away(shop: Api) -> None:
    made = shop.post("/segments", {"name": "Can be asked", "rule": rule(ASK)})
    path = f"/segments/{made['id']}"
    tag = shop.call("GET", path).headers["ETag"]
    changed = shop.put(path, {"name": "Askable", "rule": rule(ASK, ASK)}, If_Match=tag)

    assert (changed["name"], changed["version"]) == ("Askable", 2)
    body = {"name": "Late", "rule": rule(ASK)}
    assert shop.refused("PUT", path, body, If_Match=tag)["code"] == "changed_meanwhile"
    taken = {"name": "Could be asked", "rule": rule(ASK)}
    assert shop.refused("PUT", path, taken)["code"] == "name_taken"
    assert shop.call("DELETE", path).status_code == 204
    assert shop.refused("GET", path)["status"] == 404


def test_a_segment_that_another_names_stays(shop: Api) -> None:
    inner = shop.post("/segments", {"name": "Inner", "rule": rule(ASK)})["id"]
    named = {"field": f"segment.{inner}", "operator": "=", "value": True}
    outer = shop.post("/segments", {"name": "Outer", "rule": rule(named)})["id"]

    assert shop.refused("DELETE", f"/segments/{inner}")["code"] == "in_use"
    circle = {"field": f"segment.{outer}", "operator": "=", "value": True}
    problem = shop.refused("PUT", f"/segments/{inner}", {"name": "Inner", "rule": rule(circle)})
    assert (problem["status"], list(problem["errors"])) == (422, ["rule/rules/0"])


@pytest.mark.parametrize(
    ("wrong", "path"),
    [
        ({"combinator": "xor", "rules": []}, "rule/combinator"),
        (rule({**ASK, "operator": "~"}), "rule/rules/0/operator"),
        (rule({**ASK, "field": "no.such"}), "rule/rules/0/field"),
    ],
)
def test_a_rule_that_is_none_is_refused_with_its_path(shop: Api, wrong: Any, path: str) -> None:
    for where, body in (("/segments", {"name": "x", "rule": wrong}),
                        ("/segments/preview", {"rule": wrong})):  # fmt: skip
        problem = shop.refused("POST", where, body)
        assert (problem["status"], list(problem["errors"])) == (422, [path])


def test_a_resource_is_live_as_soon_as_it_is_saved(shop: Api, database: Database) -> None:
    before = version_of(shop, database)
    made = shop.post("/push-resources", PUSH)

    assert (made["version"], made["run_time"], made["inbox"]) == (1, "P1D", True)
    with database.read() as tx:
        live = Published().of(tx, [shop.workspace_id])[shop.workspace_id]
    assert live.resources["push", "news-1"]["title"] == "News"
    assert live.version > before
    assert shop.refused("POST", "/push-resources", PUSH)["code"] == "key_taken"


def test_a_resource_is_replaced_by_whoever_has_seen_it(shop: Api) -> None:
    shop.post("/push-resources", PUSH)
    path = "/push-resources/news-1"
    tag = shop.call("GET", path).headers["ETag"]
    assert shop.put(path, {**PUSH, "title": "Newer"}, If_Match=tag)["version"] == 2

    assert shop.refused("PUT", path, PUSH, If_Match=tag)["status"] == 412
    assert shop.refused("DELETE", path, If_Match=tag)["status"] == 412
    renamed = shop.refused("PUT", path, {**PUSH, "key": "other"})
    assert list(renamed["errors"]) == ["key"]
    assert shop.get(path)["title"] == "Newer"
    assert shop.call("DELETE", path).status_code == 204


@pytest.mark.parametrize(
    ("changes", "path", "message"),
    [
        ({"title": "{{ person.traits.name"}, "title", "line 1, column 1"),
        ({"message": "a\nb {% for x in y %}{% endfor %}"}, "message", "line 2, column 3"),
        ({"title": "{{ ''.__class__ }}"}, "title", "line 1"),
        ({"url": "{{ 7 * 7 }}"}, "url", "line 1"),
        ({"languages": {"de": {"title": "{{ x"}}}, "languages/de/title", "line 1"),
        ({"actions": [{"action": "a", "title": "{{", "url": "/"}]}, "actions/0/title", "line 1"),
        ({"url": "https://evil.example/"}, "url", "may not lead there"),
        ({"url": "javascript:alert(1)"}, "url", "may not lead there"),
        ({"url": "//evil.example"}, "url", "may not lead there"),
        ({"image": "data:image/png;base64,AAAA"}, "image", "may not lead there"),
        ({"languages": {"de": {"url": "https://evil.example"}}}, "languages/de/url", "may not"),
        ({"actions": [{"action": "a", "title": "A", "url": "https://e.example"}]},
         "actions/0/url", "may not lead there"),
        ({"category": "none"}, "category", "there is no category none"),
    ],
)  # fmt: skip
def test_a_push_that_could_not_be_sent_is_refused(
    shop: Api, changes: Any, path: str, message: str
) -> None:
    problem = shop.refused("POST", "/push-resources", {**PUSH, **changes})

    assert (problem["status"], list(problem["errors"])) == (422, [path])
    assert message in problem["errors"][path][0]


def test_links_follow_the_workspaces_domains_and_pictures_any_host(shop: Api) -> None:
    elsewhere = {
        **PUSH,
        "url": "https://www.shop.example/new",
        "image": "https://cdn.example/i.png",
    }
    assert list(shop.refused("POST", "/push-resources", elsewhere)["errors"]) == ["url"]

    shop.patch("/settings", {"domains": ["shop.example"]})
    assert shop.post("/push-resources", elsewhere)["url"] == elsewhere["url"]


def test_a_push_that_may_not_fit_is_saved_with_a_warning(shop: Api) -> None:
    made = shop.post("/push-resources", {**PUSH, "message": "ä" * 1_600})

    assert len(made["warnings"]) == 1
    assert "4,096" in made["warnings"][0]


def test_what_a_live_journey_names_stays(shop: Api) -> None:
    journey = shop.post("/journeys", samples.journeys()["ask-for-push-then-say-hello"])["id"]
    assert shop.post(f"/journeys/{journey}/publish")["fresh"]

    for path in ("/push-resources/welcome", "/popups/simple"):
        problem = shop.refused("DELETE", path)
        assert (problem["status"], problem["code"]) == (409, "in_use")
        assert journey in problem["detail"]
    assert shop.refused("DELETE", "/categories/news")["code"] == "in_use"
    shop.post(f"/journeys/{journey}/archive", {})
    assert shop.call("DELETE", "/push-resources/welcome").status_code == 204


def test_every_ready_made_resource_could_have_been_saved(shop: Api) -> None:
    for path, name in (("categories", "categories"), ("popups", "popups"),
                       ("push-resources", "push_resources")):  # fmt: skip
        for document in samples.resources()[name]:
            assert shop.put(f"/{path}/{document['key']}", document)["version"] == 2


def test_settings_change_one_by_one(shop: Api) -> None:
    before = shop.get("/settings")
    changes = {
        "timezone": "europe/berlin",
        "quiet_hours": {"from": "22:00", "to": "07:30"},
        "frequency_cap": {"per_day": 3, "per_5_minutes": None},
        "allowed_origins": ["https://shop.example"],
        "identity_verification": False,
    }
    after = shop.patch("/settings", changes)

    expected = {**before, **changes, "timezone": "Europe/Berlin"}
    assert {**after, "warnings": []} == {**expected, "warnings": []}
    assert any("identity verification is off" in text for text in after["warnings"])
    assert shop.get("/settings") == after
    assert shop.patch("/settings", {"quiet_hours": None})["quiet_hours"] is None
    what = [(each["what"], each["detail"]) for each in shop.get("/audit?limit=2")["items"]]
    assert what[1] == ("settings.changed", {"fields": sorted(changes)})


def test_one_half_of_the_cap_changes_without_the_other(shop: Api) -> None:
    after = shop.patch("/settings", {"frequency_cap": {"per_day": 9}})
    assert after["frequency_cap"] == {"per_day": 9, "per_5_minutes": 1}
    after = shop.patch("/settings", {"frequency_cap": {"per_day": None}})
    assert after["frequency_cap"] == {"per_day": None, "per_5_minutes": 1}


def test_settings_that_somebody_changed_meanwhile_are_not_overwritten(shop: Api) -> None:
    tag = shop.call("GET", "/settings").headers["ETag"]
    shop.patch("/settings", {"name": "New name"}, If_Match=tag)

    assert shop.refused("PATCH", "/settings", {"name": "Old"}, If_Match=tag)["status"] == 412
    assert shop.get("/settings")["name"] == "New name"


def test_where_a_segment_is_used_is_told_before_it_goes(shop: Api, rival: Api) -> None:
    def named(segment: str) -> dict[str, object]:
        field = {"field": f"segment.{segment}", "operator": "=", "value": True}
        return {"combinator": "and", "rules": [field]}

    everybody = {"combinator": "and", "rules": []}
    inner = shop.post("/segments", {"name": "Inner", "rule": everybody})["id"]
    outer = shop.post("/segments", {"name": "Outer", "rule": named(inner)})["id"]
    start = {"id": "start", "type": "event_trigger", "position": {"x": 0, "y": 0}}
    nodes = [{**start, "config": {"event": "x", "where": named(outer)}}]
    draft = {"name": "Asks", "settings": {}, "nodes": nodes, "edges": []}
    journey = shop.post("/journeys", draft)["id"]

    assert shop.get(f"/segments/{inner}/uses")["items"] == [
        {"kind": "segment", "id": outer, "name": "Outer", "live": True}
    ]
    assert shop.get(f"/segments/{outer}/uses")["items"] == [
        {"kind": "journey", "id": journey, "name": "Asks", "live": False}
    ]
    assert shop.get(f"/segments/{outer}/uses") != shop.get(f"/segments/{inner}/uses")
    assert rival.refused("GET", f"/segments/{inner}/uses")["status"] == 404
