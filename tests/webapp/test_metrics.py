"""The metrics are for this machine alone, or for who has the token."""

import re
from collections import Counter
from dataclasses import replace

import pytest
from flask import Flask

from engine import workspaces
from engine.settings import Settings
from engine.store.db import Database
from webapp import create_app
from webapp.ports import Ports


@pytest.fixture
def database(sqlite: Database) -> Database:
    return sqlite


@pytest.mark.parametrize(
    ("headers", "address", "status"),
    [
        ({}, "127.0.0.1", 200),
        ({}, "::1", 200),
        ({"Host": "localhost:8000"}, "127.0.0.1", 200),
        ({"Host": "[::1]:8000"}, "::1", 200),
        ({}, "192.0.2.7", 403),
        ({"X-Forwarded-For": "127.0.0.1"}, "127.0.0.1", 403),
        ({"Forwarded": "for=127.0.0.1"}, "127.0.0.1", 403),
        ({"X-Real-IP": "127.0.0.1"}, "127.0.0.1", 403),
        ({"Host": "push.shop.example"}, "127.0.0.1", 403),
        ({"Host": "127.0.0.1.evil.example"}, "127.0.0.1", 403),
    ],
)
def test_without_a_token_the_metrics_are_for_this_machine_alone(
    app: Flask, headers: dict[str, str], address: str, status: int
) -> None:
    given = {"Host": "127.0.0.1:8000"} | headers
    response = app.test_client().get(
        "/metrics", headers=given, environ_base={"REMOTE_ADDR": address}
    )

    assert response.status_code == status
    assert (b"waymark_oldest_due_timer_seconds" in response.data) is (status == 200)


@pytest.mark.parametrize(
    ("authorization", "status"),
    [(None, 403), ("Bearer wrong", 403), ("Bearer ", 403), ("Bearer s3cr3t-é", 403),
     ("Bearer s3cr3t", 200)],
)  # fmt: skip
def test_with_a_token_the_metrics_are_for_who_has_it_wherever_he_is(
    ports: Ports, settings: Settings, authorization: str | None, status: int
) -> None:
    app = create_app(replace(ports, settings=replace(settings, metrics_token="s3cr3t")))
    headers = {"Authorization": authorization} if authorization else {}

    for address in ("127.0.0.1", "192.0.2.7"):
        response = app.test_client().get(
            "/metrics", headers=headers, environ_base={"REMOTE_ADDR": address}
        )
        assert response.status_code == status


def test_what_is_refused_is_counted_by_its_code(app: Flask, database: Database) -> None:
    with database.transaction() as tx:
        key = workspaces.create(tx, "Shop", master_key=bytes(32)).write_key
    client = app.test_client()
    before = refused(app)
    client.post("/v1/track", json={"event": "x", "anonymousId": "a", "writeKey": "wk_no"})
    batch = [
        {"type": "track", "event": "push_clicked", "anonymousId": "a"},
        {"type": "track", "event": "push_clicked", "anonymousId": "b"},
        {"type": "track", "event": "good", "anonymousId": "a"},
    ]
    client.post("/v1/batch", json={"batch": batch, "writeKey": key})
    client.post("/v1/batch", json={"batch": batch[:1], "writeKey": key})
    client.get("/v1/me/devices", headers={"Authorization": "Bearer made-up"})
    client.get("/api/v1/people")
    client.get("/v1/nothing")

    assert refused(app) - before == {
        "unknown_key": 1,
        "reserved_event": 3,
        "visitor_token_invalid": 1,
        "unauthorized": 1,
        "not_found": 1,
    }


def refused(app: Flask) -> Counter[str]:
    text = app.test_client().get("/metrics").text
    lines = re.findall(r'^waymark_refused_total{code="(\w+)"} (\d+)', text, re.MULTILINE)
    return Counter({code: int(number) for code, number in lines})
