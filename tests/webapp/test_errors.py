"""Whoever asks while the database is away is told to come again, whatever was asked for."""

from dataclasses import replace

import pytest

from engine.store.db import connect
from webapp import create_app
from webapp.ports import Ports

AWAY = "postgresql+psycopg://nobody:hunter2@127.0.0.1:1/x"


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/v1/track", {"event": "seen", "anonymousId": "a", "messageId": "m"}),
        ("PUT", "/v1/devices", {"anonymousId": "a", "kind": "web", "status": "ask"}),
        ("GET", "/api/v1/journeys", None),
    ],
)
def test_without_its_database_everything_is_unavailable_for_now(
    ports: Ports, method: str, path: str, body: dict[str, str] | None
) -> None:
    gone = replace(ports, database=connect(AWAY))
    keys = {"/api": "Bearer sk_any", "/v1/": "Basic c2tfYW55Og=="}  # "sk_any:"
    headers = {"Authorization": keys[path[:4]]}

    response = create_app(gone).test_client().open(path, method=method, json=body, headers=headers)

    assert response.status_code == 503
    assert response.headers["Retry-After"] == "2"
    assert b"hunter2" not in response.data
    gone.database.close()
