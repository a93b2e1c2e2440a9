"""Logging in and out, on both databases: the session and its document, what guards the account."""

from __future__ import annotations

import base64
from dataclasses import replace

import pytest
import sqlalchemy as sa
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from engine import clock
from engine.members import passwords, staff
from engine.store.db import Database
from engine.store.tables import member
from tests.support.hand_clock import Time, database, time
from tests.webapp.api.conftest import PASSWORD, Api, Member, enrolled, entered, logged_in
from webapp import create_app
from webapp.ports import Ports

__all__ = ["database", "time"]

NEW = "four brown horses"


@pytest.fixture
def ana(database: Database, shop: Api) -> str:
    return enrolled(database, shop.workspace_id, "marketer", "ana@shop.example")


def log_in(client: FlaskClient, email: str, password: str, **more: str) -> TestResponse:
    body = {"email": email, "password": password, **more}
    return client.post("/api/v1/session", json=body)


def problem(response: TestResponse) -> tuple[int, str]:
    return response.status_code, response.get_json(force=True)["code"]


def code(secret: str, at: int) -> str:
    totp = TOTP(base64.b32decode(secret), 6, SHA1(), 30)
    return totp.generate(at // clock.SECOND).decode()


def guarded(who: Member, time: Time) -> tuple[str, list[str]]:
    """(secret, recovery codes) of a second factor that is set now."""
    secret = who.post("/session/totp", {"password": PASSWORD})["secret"]
    codes = who.put("/session/totp", {"code": code(secret, time.at)})["recovery_codes"]
    time.forward(30 * clock.SECOND)
    return secret, codes


def test_who_logs_in_is_told_who_she_is(app: Flask, ana: str, shop: Api) -> None:
    client = app.test_client()
    response = log_in(client, " Ana@Shop.example ", PASSWORD)

    told = response.get_json()
    home = {"id": shop.workspace_id, "name": "Shop", "role": "marketer"}
    assert told["member"] == {
        "id": ana, "email": "ana@shop.example", "user_id": None, "totp": False,
    }  # fmt: skip
    assert (told["workspace"], told["workspaces"]) == (home, [home])
    assert client.get("/api/v1/session").get_json() == told
    cookie = response.headers["Set-Cookie"]
    assert cookie.startswith("waymark_session=")
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    assert "Secure" not in cookie
    assert client.get("/api/v1/journeys").status_code == 200


def test_over_tls_the_cookie_is_for_this_host_alone(ports: Ports, ana: str) -> None:
    secure = replace(ports.settings, base_url="https://push.shop.example")
    client = create_app(replace(ports, settings=secure)).test_client()
    origin = "https://push.shop.example"
    response = client.post(
        "/api/v1/session",
        json={"email": "ana@shop.example", "password": PASSWORD},
        base_url=origin,
        headers={"Origin": origin, "Sec-Fetch-Site": "same-origin"},
    )

    cookie = response.headers["Set-Cookie"]
    assert cookie.startswith("__Host-waymark_session=")
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    assert "Domain" not in cookie
    assert response.headers["Strict-Transport-Security"]
    assert client.get("/api/v1/session", base_url=origin).status_code == 200


def test_a_session_ends_when_nothing_is_done(
    app: Flask, database: Database, shop: Api, time: Time
) -> None:
    ana = logged_in(app, database, shop, "viewer")
    for _ in range(3):
        time.forward(12 * clock.HOUR - clock.SECOND)
        assert ana.get("/session")
    time.forward(12 * clock.HOUR)

    assert problem(ana.call("GET", "/session")) == (401, "not_logged_in")
    assert problem(ana.call("GET", "/journeys")) == (401, "not_logged_in")


def test_and_in_the_end_in_any_case(app: Flask, database: Database, shop: Api, time: Time) -> None:
    ana = logged_in(app, database, shop, "viewer")
    for _ in range(60):
        assert ana.call("GET", "/session").status_code == 200
        time.forward(12 * clock.HOUR - clock.MINUTE)
    time.forward(clock.HOUR)

    assert problem(ana.call("GET", "/session")) == (401, "not_logged_in")


def test_her_password_is_hashed_anew_where_it_was_cheaper(
    app: Flask, ana: str, database: Database
) -> None:
    with database.transaction() as tx:
        staff.keep(tx, ana, password=passwords.hashed(PASSWORD, passwords.Cost(2, 8, 1)))

    assert log_in(app.test_client(), "ana@shop.example", PASSWORD).status_code == 200

    with database.read() as tx:
        kept = tx.execute(sa.select(member.c.password).where(member.c.id == ana)).scalar_one()
    assert not passwords.is_outdated(kept)
    assert log_in(app.test_client(), "ana@shop.example", PASSWORD).status_code == 200


def test_a_changed_password_ends_the_other_sessions(
    app: Flask, database: Database, shop: Api, ana: str
) -> None:
    here = entered(app, database, shop, ana, "ana@shop.example")
    there = entered(app, database, shop, ana, "ana@shop.example")
    before = here.cookie
    wrong = {"current": "not hers at all", "new": NEW}
    assert problem(here.call("PUT", "/session/password", wrong)) == (403, "password_wrong")
    short = here.refused("PUT", "/session/password", {"current": PASSWORD, "new": "short"})
    assert short["errors"] == {"new": ["must have 8 characters or more"]}

    here.put("/session/password", {"current": PASSWORD, "new": NEW})

    assert here.cookie != before
    assert here.get("/session")["csrf"] == here.csrf
    assert problem(there.call("GET", "/session")) == (401, "not_logged_in")
    old = app.test_client()
    old.set_cookie("waymark_session", before)
    assert problem(old.get("/api/v1/session")) == (401, "not_logged_in")
    assert problem(log_in(old, "ana@shop.example", PASSWORD)) == (401, "login_failed")
    assert log_in(old, "ana@shop.example", NEW).status_code == 200


def test_a_second_factor_is_asked_for_once_it_was_confirmed(
    app: Flask, database: Database, shop: Api, ana: str, time: Time
) -> None:
    here = entered(app, database, shop, ana, "ana@shop.example")
    there = entered(app, database, shop, ana, "ana@shop.example")
    client = app.test_client()
    email = "ana@shop.example"
    assert problem(here.call("POST", "/session/totp", {"password": "x"})) == (403, "password_wrong")
    assert problem(here.call("PUT", "/session/totp", {"code": "000000"})) == (403, "code_wrong")
    offered = here.post("/session/totp", {"password": PASSWORD})
    assert offered["uri"].startswith("otpauth://totp/Waymark:ana%40shop.example?")
    assert log_in(client, email, PASSWORD).status_code == 200, "it is only offered"

    secret, codes = guarded(here, time)

    assert here.look()["member"]["totp"] is True
    assert problem(there.call("GET", "/session")) == (401, "not_logged_in")
    assert problem(log_in(client, email, PASSWORD)) == (401, "code_required")
    assert problem(log_in(client, email, "not hers at all")) == (401, "login_failed")
    assert problem(log_in(client, email, PASSWORD, code="000000")) == (401, "code_wrong")
    now = code(secret, time.at)
    assert log_in(client, email, PASSWORD, code=f"{now[:3]} {now[3:]}").status_code == 200
    assert problem(log_in(client, email, PASSWORD, code=now)) == (401, "code_wrong"), "used up"
    assert len(set(codes)) == 10
    assert log_in(client, email, PASSWORD, code=codes[0].upper()).status_code == 200
    assert problem(log_in(client, email, PASSWORD, code=codes[0])) == (401, "code_wrong")

    here.call("DELETE", "/session/totp", {"password": PASSWORD})
    assert log_in(client, email, PASSWORD).status_code == 200


def test_she_sees_her_sessions_and_ends_one_of_them(
    app: Flask, database: Database, shop: Api, ana: str, time: Time
) -> None:
    here = entered(app, database, shop, ana, "ana@shop.example")
    there = app.test_client()
    time.forward(clock.HOUR)
    firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
    there.post(
        "/api/v1/session",
        json={"email": "ana@shop.example", "password": PASSWORD},
        headers={"User-Agent": firefox},
    )

    other, mine = sorted(here.get("/sessions")["items"], key=lambda each: each["current"])
    assert (mine["current"], mine["browser"]) == (True, "A test")
    assert (other["browser"], other["address"]) == ("Firefox on Linux", "127.0.0.1")
    assert here.call("DELETE", f"/sessions/{other['id']}").status_code == 204
    assert problem(there.get("/api/v1/session")) == (401, "not_logged_in")
    assert here.refused("DELETE", f"/sessions/{other['id']}")["code"] == "not_found"


def test_she_switches_between_her_workspaces(
    app: Flask, database: Database, shop: Api, rival: Api, ana: str, time: Time
) -> None:
    time.forward(clock.SECOND)
    with database.transaction() as tx:
        staff.belong(tx, rival.workspace_id, ana, "viewer")
    here = entered(app, database, shop, ana, "ana@shop.example")
    stale = here.csrf

    told = here.patch("/session", {"workspace": rival.workspace_id})

    assert (told["workspace"]["name"], told["workspace"]["role"]) == ("Rival", "viewer")
    assert [each["name"] for each in told["workspaces"]] == ["Shop", "Rival"]
    assert here.refused("POST", "/segments")["code"] == "csrf_failed", "of another tab"
    here.look()
    assert here.csrf != stale
    assert here.refused("POST", "/segments")["code"] == "forbidden"
    assert here.refused("PATCH", "/session", {"workspace": "ws_nothing"})["code"] == "not_found"


def test_an_admin_makes_a_workspace_and_others_do_not(
    admin: Member, viewer: Member, app: Flask
) -> None:
    assert viewer.refused("POST", "/workspaces", {"name": "Mine"})["code"] == "forbidden"
    assert admin.refused("POST", "/workspaces", {"name": " "})["status"] == 422

    made = admin.post("/workspaces", {"name": "Second"})

    assert made["role"] == "admin"
    assert {"id": made["id"], "name": "Second", "role": "admin"} in admin.get("/workspaces")[
        "items"
    ]
    key = {"Authorization": f"Bearer {made['secret_key']}"}
    settings = app.test_client().get("/api/v1/settings", headers=key).get_json()
    assert settings["name"] == "Second"
    admin.patch("/session", {"workspace": made["id"]})
    admin.look()
    assert admin.get("/push-resources")["items"]
    assert admin.get("/audit")["items"][0]["what"] == "workspace.created"
