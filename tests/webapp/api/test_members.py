"""Members invited, joined, changed, reset, gone; by links that work once; all in the audit log."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from engine.members import staff
from engine.store.db import Database
from engine.store.tables import member
from tests.webapp.api.conftest import PASSWORD, Api, Member, enrolled, entered, logged_in

NEW = "four brown horses"
BEN = "ben@shop.example"


def token(told: dict[str, Any]) -> str:
    head, _, made = str(told["link"]).partition("#")
    assert head == "http://127.0.0.1:8000/console/welcome"
    return made


def accept(client: FlaskClient, link: str, password: str, **more: str) -> TestResponse:
    return client.post("/api/v1/links/accept", json={"token": link, "password": password, **more})


def problem(response: TestResponse) -> tuple[int, str]:
    return response.status_code, response.get_json(force=True)["code"]


def audited(admin: Member) -> list[str]:
    return [each["what"] for each in reversed(admin.get("/audit?limit=200")["items"])]


def test_who_is_invited_chooses_a_password_and_belongs_to_the_workspace(
    app: Flask, admin: Member
) -> None:
    told = admin.post("/members", {"email": " Ben@shop.example", "role": "marketer"})
    assert (told["member"]["email"], told["member"]["joined_at"]) == (BEN, None)
    client = app.test_client()
    short = accept(client, token(told), "short")
    assert short.get_json()["errors"] == {"password": ["must have 8 characters or more"]}
    body = {"email": BEN, "password": "short"}
    assert problem(client.post("/api/v1/session", json=body)) == (401, "login_failed")

    document = accept(client, token(told), NEW).get_json()

    assert document["workspace"]["role"] == "marketer"
    assert client.get("/api/v1/session").get_json() == document
    assert problem(accept(client, token(told), NEW)) == (404, "link_unknown")
    ben = next(each for each in admin.get("/members")["items"] if each["email"] == BEN)
    assert ben["joined_at"]
    listed = admin.get("/audit")["items"]
    assert [(each["who"], each["what"]) for each in reversed(listed)] == [
        (f"member:{admin.id}", "member.invited"),
        (f"member:{ben['id']}", "member.joined"),
        (f"member:{ben['id']}", "member.logged_in"),
    ]
    assert BEN not in str(listed)
    again = admin.refused("POST", "/members", {"email": BEN, "role": "viewer"})
    assert again["code"] == "member_exists"


def test_an_account_cannot_be_taken_by_inviting_it_elsewhere(
    app: Flask, database: Database, shop: Api, rival: Api
) -> None:
    ana = enrolled(database, shop.workspace_id, "admin", "ana@shop.example")
    mallory = logged_in(app, database, rival, "admin")
    told = mallory.post("/members", {"email": "ana@shop.example", "role": "viewer"})

    client = app.test_client()
    assert problem(accept(client, token(told), NEW)) == (401, "login_failed")
    anew = mallory.post(f"/members/{ana}/reset")
    assert problem(accept(client, token(anew), NEW)) == (401, "login_failed"), "an invitation too"
    here = entered(app, database, shop, ana, "ana@shop.example")
    assert [each["name"] for each in here.get("/workspaces")["items"]] == ["Shop"], "not asked yet"

    assert accept(client, token(anew), PASSWORD).get_json()["workspace"]["name"] == "Rival"
    for who in (mallory, rival):
        refused = who.refused("POST", f"/members/{ana}/reset")
        assert refused["code"] == "member_elsewhere"


def test_a_reset_made_before_she_joined_another_workspace_opens_nothing(
    app: Flask, database: Database, shop: Api, admin: Member, rival: Api
) -> None:
    ben = enrolled(database, shop.workspace_id, "viewer", BEN)
    kept = token(admin.post(f"/members/{ben}/reset"))
    told = rival.post("/members", {"email": BEN, "role": "admin"})
    client = app.test_client()
    assert accept(client, token(told), PASSWORD).status_code == 200

    assert problem(accept(client, kept, NEW)) == (404, "link_unknown")


def test_a_reset_sets_the_password_once_and_ends_every_session(
    app: Flask, database: Database, shop: Api, admin: Member
) -> None:
    ben = enrolled(database, shop.workspace_id, "viewer", BEN)
    there = entered(app, database, shop, ben, BEN)
    first = token(admin.post(f"/members/{ben}/reset"))
    second = token(admin.post(f"/members/{ben}/reset"))
    client = app.test_client()
    assert problem(there.call("GET", "/session")) == (401, "not_logged_in"), "at once"
    there = entered(app, database, shop, ben, BEN)
    assert problem(accept(client, first, NEW)) == (404, "link_unknown"), "a newer one was made"

    assert accept(client, second, NEW).status_code == 200

    assert problem(there.call("GET", "/session")) == (401, "not_logged_in")
    assert problem(accept(client, second, "five white swans")) == (404, "link_unknown")
    body = {"email": BEN, "password": PASSWORD}
    assert problem(client.post("/api/v1/session", json=body)) == (401, "login_failed")
    assert client.post("/api/v1/session", json=body | {"password": NEW}).status_code == 200


def test_a_link_is_used_by_one_of_many_at_once(
    app: Flask, database: Database, shop: Api, admin: Member
) -> None:
    ben = enrolled(database, shop.workspace_id, "viewer", BEN)
    link = token(admin.post(f"/members/{ben}/reset"))
    passwords = [f"{number} brown horses" for number in range(4)]

    with ThreadPoolExecutor(4) as pool:
        told = list(
            pool.map(lambda each: accept(app.test_client(), link, each).status_code, passwords)
        )

    assert sorted(told) == [200, 404, 404, 404]
    (right,) = [each for each, status in zip(passwords, told, strict=True) if status == 200]
    body = {"email": BEN, "password": right}
    assert app.test_client().post("/api/v1/session", json=body).status_code == 200


def test_a_role_changes_at_once(app: Flask, database: Database, shop: Api, admin: Member) -> None:
    ben = logged_in(app, database, shop, "viewer", BEN)
    assert ben.refused("GET", "/audit")["code"] == "forbidden"

    changed = admin.patch(f"/members/{ben.id}", {"role": "admin", "user_id": "user-17"})

    assert (changed["role"], changed["user_id"]) == ("admin", "user-17")
    assert ben.get("/audit")["items"]
    assert ben.get("/session")["member"]["user_id"] == "user-17"
    assert admin.patch(f"/members/{ben.id}", {"user_id": None})["user_id"] is None
    assert audited(admin) == ["member.changed", "member.changed"]


def test_who_is_removed_is_out_at_once_and_forgotten(
    app: Flask, database: Database, shop: Api, admin: Member
) -> None:
    ben = logged_in(app, database, shop, "marketer", BEN)
    link = token(admin.post(f"/members/{ben.id}/reset"))

    assert admin.call("DELETE", f"/members/{ben.id}").status_code == 204

    assert problem(ben.call("GET", "/session")) == (401, "not_logged_in")
    assert problem(accept(app.test_client(), link, NEW)) == (404, "link_unknown")
    assert admin.refused("DELETE", f"/members/{ben.id}")["code"] == "not_found"
    with database.read() as tx:
        assert list(tx.execute(sa.select(member.c.email))) == [(admin.email,)]


def test_who_is_removed_from_one_workspace_keeps_the_others(
    app: Flask, database: Database, shop: Api, rival: Api, admin: Member
) -> None:
    ben = logged_in(app, database, shop, "marketer", BEN)
    with database.transaction() as tx:
        staff.belong(tx, rival.workspace_id, ben.id, "viewer")
    there = entered(app, database, rival, ben.id, BEN)

    admin.call("DELETE", f"/members/{ben.id}")

    assert problem(ben.call("GET", "/session")) == (401, "not_logged_in")
    assert [each["name"] for each in there.get("/workspaces")["items"]] == ["Rival"]
    assert there.refused("PATCH", "/session", {"workspace": shop.workspace_id})["status"] == 404


def test_an_invitation_taken_back_invites_nobody(app: Flask, admin: Member) -> None:
    told = admin.post("/members", {"email": BEN, "role": "viewer"})
    admin.call("DELETE", f"/members/{told['member']['id']}")

    assert problem(accept(app.test_client(), token(told), NEW)) == (404, "link_unknown")


def test_the_last_admin_stays(app: Flask, database: Database, shop: Api, admin: Member) -> None:
    admin.post("/members", {"email": "invited@shop.example", "role": "admin"})
    for method, body in (("DELETE", None), ("PATCH", {"role": "viewer"})):
        for who in (admin, shop):
            assert who.refused(method, f"/members/{admin.id}", body)["code"] == "last_admin"

    second = logged_in(app, database, shop, "admin", BEN)
    assert admin.call("DELETE", f"/members/{admin.id}").status_code == 204
    assert second.refused("DELETE", f"/members/{second.id}")["code"] == "last_admin"


def test_two_admins_who_demote_each_other_at_once_leave_one(
    app: Flask, database: Database, shop: Api, admin: Member
) -> None:
    second = logged_in(app, database, shop, "admin", BEN)

    def demote(pair: tuple[Member, str]) -> int:
        return pair[0].call("PATCH", f"/members/{pair[1]}", {"role": "viewer"}).status_code

    with ThreadPoolExecutor(2) as pool:
        told = list(pool.map(demote, [(admin, second.id), (second, admin.id)]))

    assert told.count(200) == 1
    with database.read() as tx:
        found = staff.colleagues(tx, shop.workspace_id)
    assert [each.role for each in found].count("admin") == 1


@pytest.mark.parametrize(
    "email", ["", "ana", "a na@shop.example", "a@b@c", "ana@shop.example\u202e", "x" * 251 + "@b.c"]
)
def test_what_is_no_email_address_is_not_invited(admin: Member, email: str) -> None:
    assert admin.refused("POST", "/members", {"email": email, "role": "viewer"})["status"] == 422


def test_a_key_manages_members_as_an_admin_does(app: Flask, shop: Api) -> None:
    told = shop.post("/members", {"email": BEN, "role": "admin"})

    assert accept(app.test_client(), token(told), NEW).status_code == 200
    assert [each["email"] for each in shop.get("/members")["items"]] == [BEN]
