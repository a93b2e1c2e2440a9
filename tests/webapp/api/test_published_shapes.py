"""The shapes that others build on: a change of one is meant, or it fails here.

To change them on purpose run this file with `WAYMARK_WRITE_SNAPSHOTS=1`.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from flask import Flask

from engine.store.db import Database
from tests.webapp.api.conftest import Api

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture
def database(sqlite: Database) -> Database:
    return sqlite


def same_as_kept(name: str, told: object) -> None:
    file = DATA / name
    text = json.dumps(told, indent=1, ensure_ascii=False) + "\n"
    if os.environ.get("WAYMARK_WRITE_SNAPSHOTS"):
        file.write_text(text, "utf-8")
    assert json.loads(file.read_text("utf-8")) == told, f"{name} has changed"


def test_the_node_types_are_those_that_were_published(shop: Api) -> None:
    same_as_kept("node_types.json", shop.get("/node-types"))


def test_the_openapi_document_is_the_one_that_was_published(app: Flask) -> None:
    told = app.test_client().get("/api/openapi.json").get_json()
    told["info"]["version"] = "as released"

    same_as_kept("openapi.json", told)


def test_every_operation_is_explained(app: Flask) -> None:
    told = app.test_client().get("/api/openapi.json").get_json()
    page = app.test_client().get("/api/docs")

    assert page.status_code == 200
    for path, item in told["paths"].items():
        for method in item.keys() - {"parameters"}:
            assert item[method]["summary"], (method, path)
            assert item[method]["tags"]
            assert f"<strong>{method.upper()}</strong> {path}" in page.text
    assert not [name for name, schema in told["components"]["schemas"].items() if not schema]


def test_the_documentation_obeys_the_sites_policy(app: Flask) -> None:
    response = app.test_client().get("/api/docs")

    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    for sign in ("<script", "<style", " style=", 'src="http', 'href="http'):
        assert sign not in response.text, sign
