"""Native apps at `/v1/devices` (K3): register, replace, list, unregister; what strangers try."""

from __future__ import annotations

import secrets
from typing import Any

import pytest
import sqlalchemy as sa

from engine.audience import device_rows
from engine.store.tables import device, profile
from tests.webapp.visitor.conftest import Page, Site, refusal

ABOUT = {
    "platform": "Android", "model": "Pixel 8", "appVersion": "4.2.1 (77)", "language": "de-AT",
    "timezone": "Europe/Vienna", "browser": "Shop app",
}  # fmt: skip
KINDS = ["fcm", "apns"]


def token_of(kind: str) -> str:
    return secrets.token_hex(32) if kind == "apns" else f"{secrets.token_urlsafe(16)}:APA91b"


def register(app: Page, kind: str, token: str, cause: str = "prompt", **more: object) -> Any:
    return app.report("allowed", cause, kind=kind, subscription=token, device=ABOUT, **more)


def row_of(app: Page) -> device_rows.Row:
    with app.site.database.read() as tx:
        found = device_rows.by_id(tx, app.site.id, app.device_id)
    assert found is not None
    return found


def status_of(site: Site, person: int) -> str:
    site.fold()
    with site.database.read() as tx:
        query = sa.select(profile.c.last_session_status).where(profile.c.person_id == person)
        return str(tx.execute(query).scalar_one())


@pytest.mark.parametrize("kind", KINDS)
def test_an_app_registers_is_listed_and_leaves(page: Page, kind: str) -> None:
    token = token_of(kind)
    page.user_id = "ana"
    assert register(page, kind, token)["status"] == "allowed"
    row = row_of(page)
    assert (row.kind, row.endpoint, row.app_version) == (kind, token, "4.2.1 (77)")
    assert (row.model, row.language, row.timezone) == ("Pixel 8", "de-AT", "Europe/Vienna")
    assert row.vapid_key_id is None

    answer = page.call("GET", "/v1/me/devices")
    (item,) = answer.get_json()["items"]
    assert (item["kind"], item["appVersion"], item["this"]) == (kind, "4.2.1 (77)", True)
    assert item["name"] == "Shop app on Pixel 8"
    assert token not in answer.text, "a token is the app's own"
    assert status_of(page.site, page.site.person("ana")) == "allowed"

    page.good("DELETE", f"/v1/devices/{page.device_id}")
    assert page.report("allowed", kind=kind, subscription=token)["status"] == "withdrawn"
    assert register(page, kind, token, "enable")["status"] == "allowed"


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_token_replaces_the_old_one_of_the_same_app(page: Page, kind: str) -> None:
    old, new = token_of(kind), token_of(kind)
    register(page, kind, old)
    first = page.device_id
    register(page, kind, new, "sync")
    assert (page.device_id, row_of(page).endpoint) == (first, new)

    other = Page(page.site)
    register(other, kind, old)  # given out again: it is another's now
    assert other.device_id != first
    page.token = None  # put on the phone anew, without what it kept
    register(page, kind, new, "sync")
    assert page.device_id == first


@pytest.mark.parametrize("kind", KINDS)
def test_whoever_logs_in_last_has_the_token(page: Page, kind: str) -> None:
    """S5, G2: one owner at every moment, for apps as for browsers."""
    site, token = page.site, token_of(kind)
    page.user_id = "ana"
    register(page, kind, token)
    page.user_id, page.anonymous_id = "bob", "bobs-own"
    register(page, kind, token, "sync")
    row = row_of(page)
    assert (row.owner, row.epoch) == (site.person("bob"), 1)
    assert status_of(site, site.person("ana")) == "suspended"
    assert status_of(site, site.person("bob")) == "allowed"
    page.user_id, page.anonymous_id = "ana", "anas-again"
    register(page, kind, token, "sync")
    assert row_of(page).owner == site.person("ana")
    page.user_id, page.anonymous_id = None, "after-sign-out"
    register(page, kind, token, "sync")
    assert row_of(page).owner not in (site.person("ana"), site.person("bob"))
    assert status_of(site, site.person("ana")) == "suspended"


def test_apples_token_has_one_owner_however_it_is_written(page: Page) -> None:
    token = token_of("apns")
    register(page, "apns", token.upper())
    other = Page(page.site)
    register(other, "apns", token)
    assert other.device_id == page.device_id
    with page.site.database.read() as tx:
        assert tx.execute(sa.select(sa.func.count()).select_from(device)).scalar_one() == 1


@pytest.mark.parametrize(
    "token",
    ["ab" * 31, "abc" * 33, "zz" * 32, "ab" * 201, "ab" * 31 + "/.", "../../3/device/" + "ab" * 32,
     "ab" * 32 + "\n"],
)  # fmt: skip
def test_what_is_no_token_of_apples_is_refused(page: Page, token: str) -> None:
    answer = refusal(page.put("allowed", kind="apns", subscription=token))
    assert answer == (400, "invalid_token")


@pytest.mark.parametrize("kind", KINDS)
def test_a_stranger_with_the_write_key_attaches_his_phone_to_nobody_else(
    page: Page, kind: str
) -> None:
    """N12: a userId counts only with its proof; an anonymousId leads to no user."""
    site = page.site
    page.user_id = "ana"
    register(page, kind, token_of(kind))
    thief = Page(site)
    told = register(thief, kind, token_of(kind), userId="ana")
    assert told["warnings"][0]["code"] == "identity_unverified"
    assert row_of(thief).owner != site.person("ana")

    named = Page(site, anonymous_id=page.anonymous_id)  # he has seen her anonymousId
    register(named, kind, token_of(kind))
    site.fold()
    assert row_of(named).owner != site.person("ana")

    forged = thief.put("allowed", kind=kind, userId="ana", identityToken="x.y.z")
    assert refusal(forged) == (401, "identity_invalid")
    assert thief.refused("DELETE", f"/v1/devices/{page.device_id}") == (404, "not_found")
    assert thief.refused("POST", f"/v1/me/devices/{page.device_id}/test") == (404, "not_found")
    assert row_of(page).status == "allowed"


def test_a_token_is_another_device_in_another_workspace(page: Page, rival: Site) -> None:
    token = token_of("fcm")
    register(page, "fcm", token)
    theirs = Page(rival)
    register(theirs, "fcm", token)
    assert theirs.device_id != page.device_id
    theirs.token, kept = page.token, theirs.token
    assert refusal(theirs.put("allowed", kind="fcm", subscription=token)) == (
        401, "visitor_token_invalid",
    )  # fmt: skip
    theirs.token = kept
    assert theirs.refused("DELETE", f"/v1/devices/{page.device_id}") == (404, "not_found")


def test_a_flood_of_tokens_fills_nobodys_list(page: Page) -> None:
    page.user_id = "ana"
    for _ in range(23):
        page.token = None
        register(page, "fcm", token_of("fcm"))
    with page.site.database.read() as tx:
        owned = device_rows.of_owner(tx, page.site.person("ana"))
    assert len(owned) <= 21  # of an anonymous beginning one may be on its way to her
    page.site.fold()
    with page.site.database.read() as tx:
        owned = device_rows.of_owner(tx, page.site.person("ana"))
    assert len(owned) == 20
    assert page.device_id in {row.id for row in owned}, "the newest stays"
