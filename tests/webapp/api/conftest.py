"""The management API over a clean database, and two workspaces that call it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from engine import workspaces
from engine.store.db import Database
from webapp import api, create_app
from webapp.api.room import KEPT
from webapp.ports import Ports

MASTER_KEY = bytes(range(32))


@dataclass
class Api:
    """A client with a workspace's secret key."""

    client: FlaskClient
    workspace_id: str
    secret_key: str
    write_key: str

    def call(self, method: str, path: str, body: object = None, **headers: str) -> TestResponse:
        bearer = {"Authorization": f"Bearer {self.secret_key}"}
        return self.client.open(
            f"/api/v1{path}",
            method=method,
            json=body,
            headers={**bearer, **{name.replace("_", "-"): text for name, text in headers.items()}},
        )

    def get(self, path: str, **headers: str) -> Any:
        return self._good(self.call("GET", path, **headers))

    def post(self, path: str, body: object = None, **headers: str) -> Any:
        return self._good(self.call("POST", path, body, **headers))

    def put(self, path: str, body: object, **headers: str) -> Any:
        return self._good(self.call("PUT", path, body, **headers))

    def patch(self, path: str, body: object, **headers: str) -> Any:
        return self._good(self.call("PATCH", path, body, **headers))

    def refused(self, method: str, path: str, body: object = None, **headers: str) -> Any:
        """The problem that a call is answered with."""
        response = self.call(method, path, body, **headers)
        assert response.status_code >= 400, response.text
        assert response.mimetype == "application/problem+json"
        problem = response.get_json(force=True)
        assert problem["status"] == response.status_code
        return problem

    def _good(self, response: TestResponse) -> Any:
        assert response.status_code < 300, response.text
        return response.get_json() if response.data else None


@pytest.fixture
def app(ports: Ports) -> Flask:
    made = create_app(ports)
    if KEPT not in made.extensions:
        api.register(made, ports)
    return made


def furnished(app: Flask, database: Database, name: str) -> Api:
    """A new workspace with the ready-made resources."""
    with database.transaction() as tx:
        made = workspaces.create(tx, name, master_key=MASTER_KEY)
        workspaces.furnish(tx, made.id, tx.now())
    return Api(app.test_client(), made.id, made.secret_key, made.write_key)


@pytest.fixture
def shop(app: Flask, database: Database) -> Api:
    return furnished(app, database, "Shop")


@pytest.fixture
def rival(app: Flask, database: Database) -> Api:
    return furnished(app, database, "Rival")
