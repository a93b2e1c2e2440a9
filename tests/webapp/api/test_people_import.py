"""`POST /people/import`: who may, what is told of each row, what is only looked at."""

from __future__ import annotations

import gzip
import json
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from engine.store.db import Database
from engine.store.tables import event, person
from tests.scenarios.attacker import nothing_stored
from tests.webapp.api.conftest import Api, logged_in
from webapp.api.people_import import LARGEST

FILE = "id,mail,age\nana,ana@x.example,41\nben,,old\n"
COLUMNS = {"id": "user_id", "mail": "trait:text:email", "age": "trait:number:age"}


@pytest.fixture
def database(sqlite: Database) -> Database:
    return sqlite


def send(
    who: Api, data: str | bytes, kind: str = "text/csv", columns: Any = None, **more: str
) -> TestResponse:
    asked = {**({} if columns is None else {"columns": json.dumps(columns)}), **more}
    headers = {"Content-Type": kind, "X-Waymark-CSRF": getattr(who, "csrf", "")}
    if not hasattr(who, "csrf"):
        headers["Authorization"] = f"Bearer {who.secret_key}"
    return who.client.post(f"/api/v1/people/import?{urlencode(asked)}", data=data, headers=headers)


def test_a_marketer_looks_at_a_file_imports_it_and_imports_it_again(
    app: Flask, shop: Api, database: Database
) -> None:
    who = logged_in(app, database, shop, "marketer")
    with nothing_stored(database):
        looked = send(who, FILE, check="true").get_json()
        sure = send(who, FILE, columns=COLUMNS, check="true").get_json()
    first = send(who, FILE, columns=COLUMNS).get_json()
    again = send(who, FILE, columns=COLUMNS).get_json()

    assert looked["columns"] == [
        {"name": "id", "use": "trait:text:id"}, {"name": "mail", "use": "trait:text:email"},
        {"name": "age", "use": "trait:text:age"},
    ]  # fmt: skip
    assert looked["sample"] == [["ana", "ana@x.example", "41"], ["ben", "", "old"]]
    assert looked["taken"] == 0  # nobody has said which column is the user id
    fault = {"line": 3, "code": "invalid_type", "message": "age: 'old' is no number"}
    for told, taken, known in ((sure, 1, 0), (first, 1, 0), (again, 0, 1)):
        assert (told["taken"], told["duplicates"], told["refused"]) == (taken, known, 1)
        assert told["faults"] == [fault]
    noted = [each for each in shop.get("/audit")["items"] if each["what"] == "people.imported"]
    assert [each["who"] for each in noted] == [f"member:{who.id}"]
    assert noted[0]["detail"] == {"taken": 1, "duplicates": 0, "refused": 1}
    lines = '{"user_id": "cem", "plan": "pro"}\n'
    assert send(shop, lines, "application/x-ndjson").get_json()["taken"] == 1


@pytest.mark.parametrize(
    ("data", "kind", "columns", "status", "code"),
    [
        (FILE, "application/json", None, 415, "not_a_table"),
        ("a" * (LARGEST + 1), "text/csv", None, 413, "too_large"),
        (FILE, "text/csv", None, 422, "no_column"),
        (FILE.encode("utf-16"), "text/csv", COLUMNS, 422, "not_utf8"),
        (gzip.compress(FILE.encode(), mtime=0), "text/csv", COLUMNS, 415, "not_a_table"),
        ("", "text/csv", COLUMNS, 422, "empty"),
        (FILE, "text/csv", {"id": "user"}, 422, "invalid"),
        (FILE, "text/csv", {"id": {}}, 422, "invalid"),
        (FILE, "text/csv", {**COLUMNS, "no": "none"}, 422, "no_column"),
    ],
)
def test_a_file_that_cannot_be_taken_leaves_nothing(
    shop: Api,
    database: Database,
    data: str | bytes,
    kind: str,
    columns: Any,
    status: int,
    code: str,
) -> None:
    with nothing_stored(database):
        response = send(shop, data, kind, columns)
    assert (response.status_code, response.get_json(force=True)["code"]) == (status, code)


def test_no_viewer_no_stranger_and_no_other_site_imports_anybody(
    app: Flask, shop: Api, rival: Api, database: Database
) -> None:
    viewer = logged_in(app, database, shop, "viewer")
    assert send(viewer, FILE, columns=COLUMNS).status_code == 403
    marketer = logged_in(app, database, shop, "marketer")
    marketer.csrf = "guessed"
    assert send(marketer, FILE, columns=COLUMNS).status_code == 403
    write = shop.write_key
    headers = {"Content-Type": "text/csv", "Authorization": f"Bearer {write}"}
    assert app.test_client().post("/api/v1/people/import", headers=headers).status_code == 403
    assert app.test_client().post("/api/v1/people/import").status_code == 401

    send(shop, FILE, columns=COLUMNS)
    send(rival, FILE, columns=COLUMNS)
    with database.read() as tx:
        owners = [
            row.workspace_id for row in tx.execute(person.select()) if row.external_id == "ana"
        ]
        assert len(tx.execute(event.select()).all()) == 2
    assert sorted(owners) == sorted([shop.workspace_id, rival.workspace_id])
