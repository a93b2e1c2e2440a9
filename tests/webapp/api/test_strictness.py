"""Nothing ambiguous gets in: unknown fields, repeated parameters, wrong types, wrong bodies."""

from __future__ import annotations

from typing import Any

import pytest

from engine.store.db import Database
from journeys import samples
from tests.webapp.api.conftest import Api

PUSH = {"key": "k", "name": "K", "title": "T"}


@pytest.fixture
def database(sqlite: Database) -> Database:
    return sqlite


@pytest.mark.parametrize(
    ("path", "errors"),
    [
        ("/people?user_id=1&user_id=2", {"user_id": ["stands twice"]}),
        ("/journeys?limit=1&limit=2", {"limit": ["stands twice"]}),
        ("/journeys?surprise=1", {"surprise": ["is not known here"]}),
        ("/settings?id=1", {"id": ["is not known here"]}),
    ],
)
def test_a_parameter_stands_once_and_is_known(
    shop: Api, path: str, errors: dict[str, list[str]]
) -> None:
    problem = shop.refused("GET", path)

    assert (problem["status"], problem["code"], problem["errors"]) == (422, "invalid", errors)


@pytest.mark.parametrize("limit", ["0", "201", "-1", "x", "1.5", "1e2", "", "99999999999999999999"])
def test_a_page_has_a_sensible_size(shop: Api, limit: str) -> None:
    assert list(shop.refused("GET", f"/journeys?limit={limit}")["errors"]) == ["limit"]


@pytest.mark.parametrize(
    "after", ["x", "e30", "WzFd", "WyJhIiwxXQ", "WzFlNDAwLCJhIl0", "WzEsIlx1MDAwMCJd", "%00", "é"]
)
def test_a_cursor_that_is_none_is_refused(shop: Api, after: str) -> None:
    assert list(shop.refused("GET", f"/journeys?after={after}")["errors"]) == ["after"]


@pytest.mark.parametrize(
    ("body", "paths"),
    [
        ({}, {"key", "name", "title"}),
        ([], {""}),
        ("x", {""}),
        (5, {""}),
        ({**PUSH, "surprise": 1}, {"surprise"}),
        ({**PUSH, "title": 5}, {"title"}),
        ({**PUSH, "title": ""}, {"title"}),
        ({**PUSH, "key": "A B"}, {"key"}),
        ({**PUSH, "key": "k\n"}, {"key"}),
        ({**PUSH, "inbox": "true"}, {"inbox"}),
        ({**PUSH, "inbox": 1}, {"inbox"}),
        ({**PUSH, "run_time": "P1M"}, {"run_time"}),
        ({**PUSH, "run_time": "PT1S"}, {"run_time"}),
        ({**PUSH, "run_time": "P29D"}, {"run_time"}),
        ({**PUSH, "mode": "twice"}, {"mode"}),
        ({**PUSH, "urgency": None}, {"urgency"}),
        ({**PUSH, "source_name": "x" * 1001}, {"source_name"}),
        ({**PUSH, "source_name": 7}, {"source_name"}),
        ({**PUSH, "source_name": "{{ 1 + 1 }}"}, {"source_name"}),
        ({**PUSH, "actions": [{"action": "a"}]}, {"actions/0/title"}),
        ({**PUSH, "actions": [{"action": "a", "title": "A"}] * 5}, {"actions"}),
        ({**PUSH, "languages": {"german": {}}}, {"languages/german/key"}),
        ({**PUSH, "languages": {"de": {"titel": "x"}}}, {"languages/de/value/titel"}),
    ],
)  # fmt: skip
def test_a_document_is_read_strictly(shop: Api, body: Any, paths: set[str]) -> None:
    problem = shop.refused("POST", "/push-resources", body)

    assert (problem["status"], set(problem["errors"])) == (422, paths)
    kept = [each["key"] for each in shop.get("/push-resources")["items"]]
    assert kept == sorted(each["key"] for each in samples.resources()["push_resources"])


@pytest.mark.parametrize(
    ("content_type", "data", "status"),
    [
        ("text/plain", b"{}", 415),
        ("application/x-www-form-urlencoded", b"kind=write", 415),
        ("", b"{}", 415),
        ("application/json", b"", 400),
        ("application/json", b'{"kind": "write", "kind": "secret"}', 400),
        ("application/json", b'{"kind": "write"} x', 400),
        ("application/json", b"{" * 5000, 400),
        ("application/json", b'{"kind": "' + b"x" * 300_000 + b'"}', 413),
        ("application/json", b'{"kind": "' + b"x" * 3_000_000 + b'"}', 413),
    ],
)
def test_a_body_is_json_of_a_sensible_size(
    shop: Api, content_type: str, data: bytes, status: int
) -> None:
    headers = {"Authorization": f"Bearer {shop.secret_key}"}
    response = shop.client.post(
        "/api/v1/keys", data=data, content_type=content_type, headers=headers
    )

    assert response.status_code == status
    assert response.mimetype == "application/problem+json"
    assert len(shop.get("/keys")["items"]) == 2


def test_a_person_is_named_by_her_id_alone(shop: Api) -> None:
    for id_ in ("p", "5", "p123", "pzzzzzzzzzzzzzzzz", "pffffffffffffffff", "p%000000000000000"):
        assert shop.refused("GET", f"/people/{id_}")["status"] == 404


@pytest.mark.parametrize(
    "changes",
    [
        {"timezone": "../../etc/passwd"}, {"timezone": "localtime"}, {"timezone": "x" * 5000},
        {"quiet_hours": {"from": "24:00", "to": "07:00"}}, {"quiet_hours": {"from": "22:00"}},
        {"quiet_hours": {"from": "22:00\n", "to": "07:00"}}, {"color": "red"},
        {"domains": ["https://shop.example"]}, {"domains": ["Shop.example"]},
        {"domains": ["shop.example/path"]}, {"domains": "shop.example"},
        {"allowed_origins": ["shop.example"]}, {"allowed_origins": ["https://a.example/path"]},
        {"allowed_origins": ["null"]}, {"frequency_cap": {"per_day": -1}},
        {"frequency_cap": {"per_day": "5"}}, {"frequency_cap": {"per_hour": 1}},
        {"frequency_cap": None}, {"push_enabled": "yes"}, {"push_enabled": 0}, {"name": " "},
        {"default_language": "German"}, {"icon": "javascript:alert(1)"}, {"contact": "me"},
        {"event_types": []}, {"event_types": None}, {"event_types": {"Chat": {"name": "Chat"}}},
        {"event_types": {"chat": {}}}, {"event_types": {"chat": {"name": ""}}},
        {"event_types": {"chat": {"name": "x" * 101}}}, {"event_types": {"chat": None}},
        {"event_types": {"chat": {"name": "Chat", "default": "no"}}},
        {"event_types": {"chat": {"name": "Chat", "languages": {"german": {}}}}},
        {"event_types": {"chat": {"name": "Chat", "languages": {"de": {"name": "x" * 101}}}}},
        {"event_types": {"chat": {"name": "Chat", "colour": "red"}}},
        {"event_types": {f"chat{n}": {"name": "Chat"} for n in range(101)}},
        {"event_types": {"chat" * 17: {"name": "Chat"}}},
        {"role": "owner"}, {"vapid_public_key": "x"}, {"warnings": []}, {"workspace_id": "x"},
    ],
)  # fmt: skip
def test_a_setting_that_makes_no_sense_is_refused(shop: Api, changes: Any) -> None:
    before = shop.get("/settings")
    problem = shop.refused("PATCH", "/settings", changes)

    assert problem["status"] == 422
    assert [path.split("/")[0] for path in problem["errors"]] == list(changes)
    assert shop.get("/settings") == before
