"""The management API over a clean database, and two workspaces that call it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from engine import workspaces
from engine.members import passwords, sessions, staff
from engine.members.sessions import Client
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


@pytest.fixture(autouse=True)
def _cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """scrypt is slow on purpose; what it costs in earnest is tested beside it."""
    monkeypatch.setattr(passwords, "COST", CHEAP)


@pytest.fixture
def app(ports: Ports) -> Flask:
    made = create_app(ports)
    if KEPT not in made.extensions:
        api.register(made, ports)
    return made


PASSWORD = "three grey geese"
CHEAP = passwords.Cost(4, 8, 1)


@dataclass
class Member(Api):
    """A browser in which somebody is logged in: a cookie, and the CSRF value of the session."""

    csrf: str = ""
    id: str = ""
    email: str = ""

    def call(self, method: str, path: str, body: object = None, **headers: str) -> TestResponse:
        told = {name.replace("_", "-"): text for name, text in headers.items()}
        return self.client.open(
            f"/api/v1{path}",
            method=method,
            json=body,
            headers={"X-Waymark-CSRF": self.csrf} | told,
        )

    @property
    def cookie(self) -> str:
        """The token that the browser keeps."""
        kept = self.client.get_cookie("waymark_session")
        return "" if kept is None else kept.value

    def look(self) -> Any:
        """The session document, as a page reads it when it is opened."""
        told = self.get("/session")
        self.csrf, self.workspace_id = told["csrf"], told["workspace"]["id"]
        return told


def enrolled(database: Database, workspace_id: str, role: str, email: str) -> str:
    """The id of a member who has joined, with the password PASSWORD."""
    with database.transaction() as tx:
        id_ = staff.enrol(tx, email)
        staff.belong(tx, workspace_id, id_, role)
        staff.keep(tx, id_, password=passwords.hashed(PASSWORD))
    return id_


def logged_in(app: Flask, database: Database, at: Api, role: str, email: str = "") -> Member:
    """A member of that workspace in a browser of her own."""
    email = email or f"{role}@{at.workspace_id.replace('_', '-')}.example"
    id_ = enrolled(database, at.workspace_id, role, email)
    return entered(app, database, at, id_, email)


def entered(app: Flask, database: Database, at: Api, id_: str, email: str) -> Member:
    """One more browser in which this member is logged in."""
    with database.transaction() as tx:
        token = sessions.start(tx, id_, at.workspace_id, Client("127.0.0.1", "A test"))
    client = app.test_client()
    client.set_cookie("waymark_session", token)
    made = Member(client, at.workspace_id, "", at.write_key, id=id_, email=email)
    made.look()
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


@pytest.fixture
def admin(app: Flask, database: Database, shop: Api) -> Member:
    return logged_in(app, database, shop, "admin")


@pytest.fixture
def viewer(app: Flask, database: Database, shop: Api) -> Member:
    return logged_in(app, database, shop, "viewer")
