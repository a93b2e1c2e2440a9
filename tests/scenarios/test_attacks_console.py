"""Attacks on who is logged in: other sites' pages (A36), guessing and stolen sessions (A39)."""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa
import structlog
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from engine import clock
from engine.members import staff
from engine.store.db import Database
from tests.scenarios.attacker import contents, nothing_stored
from tests.support.hand_clock import Time, database, time
from tests.webapp.api.conftest import (
    PASSWORD,
    Api,
    Member,
    _cheap_passwords,
    enrolled,
    entered,
    furnished,
    logged_in,
)
from tests.webapp.api.test_access import routes
from tests.webapp.api.test_log_in import guarded

__all__ = ["_cheap_passwords", "database", "time"]

ANA = "ana@shop.example"
NEW = "four brown horses"
ORIGIN = "http://127.0.0.1:8000"


@pytest.fixture
def shop(app: Flask, database: Database) -> Api:
    return furnished(app, database, "Shop")


@pytest.fixture
def admin(app: Flask, database: Database, shop: Api) -> Member:
    return logged_in(app, database, shop, "admin", ANA)


def log_in(
    client: FlaskClient, email: str, password: str, code: str | None = None, **headers: str
) -> TestResponse:
    body = {"email": email, "password": password, "code": code}
    told = {name.replace("_", "-"): text for name, text in headers.items()}
    return client.post("/api/v1/session", json=body, headers=told)


def said(response: TestResponse) -> tuple[int, str]:
    return response.status_code, response.get_json(force=True)["code"]


# ---- A36: another site's page, in the browser of somebody who is logged in.

FORM = "application/x-www-form-urlencoded"
RIDES: list[tuple[str, str, dict[str, str], tuple[int, str]]] = [
    ("a form", FORM, {}, (415, "not_json")),
    ("a form with files", "multipart/form-data; boundary=x", {}, (415, "not_json")),
    ("JSON as text", "text/plain", {}, (415, "not_json")),
    ("JSON as a form's text", "text/plain; charset=application/json", {}, (415, "not_json")),
    ("JSON without proof", "application/json", {"X-Waymark-CSRF": ""}, (403, "csrf_failed")),
    ("a guess", "application/json", {"X-Waymark-CSRF": "é" * 43}, (403, "csrf_failed")),
    ("another site", "application/json", {"Origin": "https://evil.example"},
     (403, "origin_not_allowed")),
    ("a sandbox", "application/json", {"Origin": "null"}, (403, "origin_not_allowed")),
    ("another port", "application/json", {"Origin": "http://127.0.0.1:8001"},
     (403, "origin_not_allowed")),
    ("a name that leads here", "application/json",
     {"Origin": "http://evil.example:8000", "Host": "evil.example:8000"},
     (403, "origin_not_allowed")),
    ("a sibling", "application/json", {"Sec-Fetch-Site": "same-site"}, (403, "origin_not_allowed")),
    ("a stranger", "application/json", {"Sec-Fetch-Site": "cross-site"},
     (403, "origin_not_allowed")),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "headers", "refusal"), [ride[1:] for ride in RIDES],
                         ids=[ride[0] for ride in RIDES])  # fmt: skip
def test_a36_no_change_rides_on_a_session(
    app: Flask,
    admin: Member,
    database: Database,
    kind: str,
    headers: dict[str, str],
    refusal: tuple[int, str],
) -> None:
    body = json.dumps({"email": ANA, "password": PASSWORD})
    browser, cookie = app.test_client(use_cookies=False), f"waymark_session={admin.cookie}"
    walked = [route for route in routes(app) if route[0] != "GET"]
    with nothing_stored(database):
        for method, path in walked:
            open_ = path in ("/session", "/links/accept") and method == "POST"
            if open_ and refusal[1] == "csrf_failed":
                continue  # there is no session yet to take it from
            response = browser.open(
                "/api/v1" + re.sub(r"{\w+}", "any", path),
                method=method,
                data=body,
                content_type=kind,
                headers={"X-Waymark-CSRF": admin.csrf, "Cookie": cookie} | headers,
            )
            assert said(response) == refusal, (method, path)
            assert "Set-Cookie" not in response.headers
    assert len(walked) > 40


def test_a36_the_proof_of_another_session_is_none(
    app: Flask, database: Database, shop: Api, admin: Member
) -> None:
    other = entered(app, database, shop, admin.id, ANA)
    with nothing_stored(database):
        refused = admin.refused("POST", "/keys", {"kind": "secret"}, X_Waymark_CSRF=other.csrf)
        assert refused["code"] == "csrf_failed"


def test_a36_looking_changes_nothing(app: Flask, admin: Member, database: Database) -> None:
    with nothing_stored(database):
        for method, path in routes(app):
            if method == "GET" and "{" not in path:
                admin.call("GET", path, X_HTTP_Method_Override="DELETE")
                admin.call("HEAD", path)
                admin.client.get(f"/api/v1{path}?_method=DELETE")
    assert admin.get("/session")


def test_a36_nobody_is_logged_in_by_another_site(
    app: Flask, admin: Member, database: Database
) -> None:
    client = app.test_client()
    body = json.dumps({"email": ANA, "password": PASSWORD})
    with nothing_stored(database):
        for kind in (FORM, "text/plain", "multipart/form-data"):
            response = client.post("/api/v1/session", data=body, content_type=kind)
            assert said(response) == (415, "not_json")
        for headers in (
            {"Origin": "https://evil.example"}, {"Origin": "null"},
            {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "none"},
        ):  # fmt: skip
            response = log_in(client, ANA, PASSWORD, **headers)
            assert said(response) == (403, "origin_not_allowed")
            assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize("origin", [ORIGIN, "http://localhost:8000"])
def test_a36_waymarks_own_page_may(app: Flask, admin: Member, origin: str) -> None:
    headers = {"Origin": origin, "Sec-Fetch-Site": "same-origin"}
    response = app.test_client().post(
        "/api/v1/session",
        json={"email": ANA, "password": PASSWORD},
        base_url=origin,
        headers=headers,
    )
    assert response.status_code == 200


# ---- A39: guessing, telling apart, fixing, using again.


def test_a39_guessing_is_slowed_and_the_right_password_waits_as_well(
    app: Flask, admin: Member, time: Time
) -> None:
    client = app.test_client()
    for _ in range(6):
        assert said(log_in(client, ANA, "not hers at all")) == (401, "login_failed")

    refused = log_in(client, ANA, "not hers at all")
    assert said(refused) == (429, "too_many_attempts")
    assert refused.headers["Retry-After"] == "1"
    assert said(log_in(client, ANA, PASSWORD))[0] == 429
    admin.look()  # who is logged in already goes on
    time.forward(clock.SECOND)
    assert log_in(client, ANA, PASSWORD).status_code == 200


def test_a39_one_password_tried_on_many_accounts_is_slowed(app: Flask, database: Database) -> None:
    client = app.test_client()
    told = [said(log_in(client, f"u{number}@x.example", "Summer2026!"))[0] for number in range(40)]

    assert told == [401] * 31 + [429] * 9


def test_a39_the_codes_of_a_second_factor_are_not_guessed_either(
    app: Flask, admin: Member, time: Time
) -> None:
    _, codes = guarded(admin, time)
    client = app.test_client()
    told = [said(log_in(client, ANA, PASSWORD, code=f"{each:06}"))[1] for each in range(9)]

    assert told == ["code_wrong"] * 6 + ["too_many_attempts"] * 3
    assert said(log_in(client, ANA, PASSWORD))[1] == "too_many_attempts", "this gives no new tries"
    time.forward(clock.SECOND)
    assert log_in(client, ANA, PASSWORD, code=codes[0]).status_code == 200


def test_a39_nor_is_the_password_of_who_left_her_browser_open(admin: Member) -> None:
    told = [
        admin.refused("POST", "/session/totp", {"password": f"guess {each}"})["code"]
        for each in range(8)
    ]
    assert told == ["password_wrong"] * 6 + ["too_many_attempts"] * 2


@pytest.fixture
def accounts(
    app: Flask, database: Database, shop: Api, admin: Member, time: Time
) -> dict[str, str]:
    """E-mails by what is the matter with them; none of the passwords tried is right."""
    guarded(admin, time)
    enrolled(database, shop.workspace_id, "viewer", "ben@shop.example")
    admin.post("/members", {"email": "invited@shop.example", "role": "viewer"})
    gone = enrolled(database, shop.workspace_id, "viewer", "gone@shop.example")
    admin.call("DELETE", f"/members/{gone}")
    return {
        "with a second factor": ANA,
        "with a password": "ben@shop.example",
        "invited": "invited@shop.example",
        "gone": "gone@shop.example",
        "unknown": "nobody@shop.example",
        "no e-mail": "nobody",
    }


def test_a39_no_answer_tells_whether_there_is_such_an_account(
    app: Flask, accounts: dict[str, str]
) -> None:
    answers = set()
    for email in accounts.values():
        response = log_in(app.test_client(), email, "not hers at all")
        answers.add((response.status_code, response.data, tuple(sorted(response.headers))))

    assert len(answers) == 1


def test_a39_nor_does_the_time_it_takes(
    app: Flask, database: Database, accounts: dict[str, str]
) -> None:
    """The same work: as much of scrypt, and the same questions to the database."""
    work = {}
    for which, email in accounts.items():
        with _counted(database) as done:
            log_in(app.test_client(), email, "not hers at all")
        work[which] = tuple(done)

    assert len(set(work.values())) == 1, work


@contextlib.contextmanager
def _counted(database: Database) -> Iterator[list[object]]:
    """What is asked of scrypt and of the database in the block."""
    done: list[object] = []
    real: Callable[..., bytes] = hashlib.scrypt

    def scrypt(password: bytes, **cost: Any) -> bytes:
        done.append(cost["n"] * cost["r"] * cost["p"])
        return real(password, **cost)

    def ask(_conn: Any, _cursor: Any, statement: str, *_: Any) -> None:
        done.append(statement)

    engines = {database.engine, database.reading}
    for engine in engines:
        sa.event.listen(engine, "before_cursor_execute", ask)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hashlib, "scrypt", scrypt)
        yield done
    for engine in engines:
        sa.event.remove(engine, "before_cursor_execute", ask)


def test_a39_a_session_that_somebody_else_chose_is_not_taken(
    app: Flask, admin: Member, database: Database
) -> None:
    client = app.test_client()
    client.set_cookie("waymark_session", "chosen-by-mallory")
    assert said(client.get("/api/v1/session")) == (401, "not_logged_in")
    assert log_in(client, ANA, PASSWORD).status_code == 200
    cookie = client.get_cookie("waymark_session")
    assert cookie is not None
    assert cookie.value != "chosen-by-mallory"

    mallory = app.test_client()
    mallory.set_cookie("waymark_session", "chosen-by-mallory")
    assert said(mallory.get("/api/v1/session")) == (401, "not_logged_in")


def test_a39_a_log_in_ends_the_session_there_was(app: Flask, admin: Member) -> None:
    before = admin.cookie
    assert log_in(admin.client, ANA, PASSWORD).status_code == 200

    assert admin.cookie != before
    old = app.test_client()
    old.set_cookie("waymark_session", before)
    assert said(old.get("/api/v1/session")) == (401, "not_logged_in")


def test_a39_after_the_log_out_a_copied_cookie_is_nothing(app: Flask, admin: Member) -> None:
    copied = admin.cookie
    response = admin.call("DELETE", "/session")

    assert response.status_code == 204
    assert response.headers["Set-Cookie"].startswith("waymark_session=; ")
    assert "Max-Age=0" in response.headers["Set-Cookie"]
    thief = app.test_client()
    thief.set_cookie("waymark_session", copied)
    for path in ("/session", "/journeys"):
        assert said(thief.get(f"/api/v1{path}")) == (401, "not_logged_in")


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"}, {"X-Forwarded-Host": "evil.example"},
        {"X-Forwarded-Proto": "https", "Forwarded": "host=evil.example"},
        {"Host": "127.0.0.1:8000@evil.example"},
    ],
)  # fmt: skip
def test_a39_a_link_leads_where_the_operator_says(
    app: Flask, shop: Api, admin: Member, headers: dict[str, str]
) -> None:
    told = app.test_client().post(
        "/api/v1/members",
        json={"email": "x@shop.example", "role": "viewer"},
        headers={"Authorization": f"Bearer {shop.secret_key}", **headers},
    )
    assert told.status_code in (201, 400)
    if told.status_code == 201:
        assert told.get_json()["link"].startswith(f"{ORIGIN}/console/welcome#")


def test_a39_links_end_of_themselves(app: Flask, admin: Member, time: Time, shop: Api) -> None:
    client = app.test_client()

    def accept(told: dict[str, Any]) -> int:
        body = {"token": told["link"].partition("#")[2], "password": NEW}
        return client.post("/api/v1/links/accept", json=body).status_code

    reset = shop.post(f"/members/{admin.id}/reset")
    invited = shop.post("/members", {"email": "ben@shop.example", "role": "viewer"})
    time.forward(clock.HOUR)
    assert accept(reset) == 404
    time.forward(7 * clock.DAY - clock.HOUR - clock.SECOND)
    anew = shop.post(f"/members/{invited['member']['id']}/reset")
    time.forward(clock.SECOND)
    assert accept(invited) == 404
    time.forward(7 * clock.DAY - 2 * clock.SECOND)
    assert accept(anew) == 200


def test_a39_a_reset_does_not_go_round_the_second_factor(
    app: Flask, admin: Member, time: Time, shop: Api
) -> None:
    _, codes = guarded(admin, time)
    told = shop.post(f"/members/{admin.id}/reset")
    body = {"token": told["link"].partition("#")[2], "password": NEW}
    client = app.test_client()

    refused = client.post("/api/v1/links/accept", json=body)
    assert said(refused) == (401, "code_required")
    refused = client.post("/api/v1/links/accept", json=body | {"code": "000000"})
    assert said(refused) == (401, "code_wrong")
    assert said(log_in(client, ANA, NEW)) == (401, "login_failed"), "nothing was changed"
    accepted = client.post("/api/v1/links/accept", json=body | {"code": codes[0]})
    assert accepted.status_code == 200


def test_a39_a_stolen_database_opens_no_account(
    admin: Member, database: Database, shop: Api, time: Time
) -> None:
    secret, codes = guarded(admin, time)
    reset = shop.post(f"/members/{admin.id}/reset")["link"].partition("#")[2]
    dump = json.dumps(contents(database))

    for told in (admin.cookie, admin.csrf, PASSWORD, secret, reset, *codes):
        assert told not in dump


def test_a39_the_log_tells_of_each_attempt_and_no_secret(
    app: Flask, admin: Member, time: Time
) -> None:
    with structlog.testing.capture_logs() as lines:
        log_in(app.test_client(), ANA, "not hers at all")
        log_in(app.test_client(), "nobody@shop.example", "not hers at all")
        log_in(app.test_client(), ANA, PASSWORD)

    assert [(line["event"], line.get("reason")) for line in lines] == [
        ("login.refused", "login_failed"),
        ("login.refused", "login_failed"),
        ("login.done", None),
    ]
    assert lines[0]["account"] == lines[2]["account"] != lines[1]["account"]
    for told in (ANA, PASSWORD, "not hers", "nobody@"):
        assert told not in str(lines)


def test_a39_a_member_of_nothing_cannot_log_in(
    app: Flask, database: Database, shop: Api, admin: Member
) -> None:
    with database.transaction() as tx:
        id_ = staff.enrol(tx, "lost@shop.example")
        staff.keep(tx, id_, password=None)
    assert said(log_in(app.test_client(), "lost@shop.example", "")) == (401, "login_failed")


def test_a40_what_a_member_is_answered_is_kept_and_framed_by_nobody(
    app: Flask, admin: Member
) -> None:
    for method, path in routes(app):
        if method != "GET" or "{" in path:
            continue
        headers = admin.call("GET", path).headers
        assert headers["Cache-Control"] == "no-store", path
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert "Access-Control-Allow-Origin" not in headers
        assert headers["Content-Type"] in ("application/json", "application/problem+json")
