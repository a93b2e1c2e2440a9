"""Attacks by subscription: where pushes are sent, with which keys, and whose device it is."""

from __future__ import annotations

from typing import Any

from engine.audience import devices
from engine.store.db import Database
from engine.store.tables import device
from tests.engine.test_guard import CONFUSING, INTERNAL
from tests.scenarios.attacker import answer, contents, manage, nothing_stored, post, rows
from tests.webapp.visitor.conftest import Page, Site, base64url, keys, subscription


def test_a1_to_a5_an_endpoint_that_leads_elsewhere_is_refused_and_not_stored(
    page: Page, database: Database
) -> None:
    for endpoint in INTERNAL + CONFUSING:
        wrong = {**subscription(), "endpoint": endpoint}
        with nothing_stored(database):
            refused = page.put("allowed", "prompt", subscription=wrong)
        assert answer(refused) == (400, "endpoint_not_allowed"), endpoint
        assert not endpoint or endpoint not in refused.text


def test_a5_a_name_is_stored_as_it_is_compared(page: Page, database: Database) -> None:
    odd = {**subscription(), "endpoint": "HTTPS://FCM.GoogleAPIs.com.:443/Fcm/x"}
    page.report("allowed", "prompt", subscription=odd)
    assert [row["endpoint"] for row in rows(database, device)] == [
        "https://fcm.googleapis.com/Fcm/x"
    ]


POINT = keys()["p256dh"]
GOOD = keys()["auth"]
BAD_KEYS = [
    *(
        {"p256dh": p256dh, "auth": GOOD}
        for p256dh in (
            "", "B", POINT[:-2], base64url(bytes(65)), base64url(bytes(64)), base64url(bytes(66)),
            base64url(b"\x04" + b"\x01" * 64), base64url(b"\x05" + bytes(64)), "ä" * 87,
        )
    ),
    *({"p256dh": POINT, "auth": base64url(bytes(size))} for size in (0, 8, 15, 17, 4096)),
]  # fmt: skip


def test_a11_keys_that_nobody_could_encrypt_for_are_refused_and_not_stored(
    page: Page, database: Database
) -> None:
    for bad in BAD_KEYS:
        with nothing_stored(database):
            refused = page.put("allowed", "prompt", subscription={**subscription(), "keys": bad})
        assert answer(refused) == (400, "invalid_keys"), bad
    long = {**subscription(), "endpoint": "https://fcm.googleapis.com/" + "x" * 2048}
    with nothing_stored(database):
        assert answer(page.put("allowed", subscription=long)) == (400, "endpoint_not_allowed")


def test_a12_of_very_many_subscriptions_a_person_keeps_twenty(
    site: Site, database: Database
) -> None:
    for number in range(devices.MOST + 5):
        Page(site, anonymous_id=f"browser-{number}", user_id="ana").grant()
    site.fold()
    owned = [row for row in rows(database, device) if row["owner"] == site.person("ana")]
    assert len(owned) == devices.MOST == 20
    dropped = [row for row in rows(database, device) if row["owner"] is None]
    assert {row["endpoint"] for row in dropped} == {None}


def test_a12_one_endpoint_for_many_people_has_one_owner_the_last(
    site: Site, database: Database
) -> None:
    shared = subscription()
    for name in ("ana", "ben", "eve", "joe"):
        Page(site, anonymous_id=f"of-{name}", user_id=name, subscription=shared).grant()
    held = [row for row in rows(database, device) if row["endpoint"]]
    assert [row["owner"] for row in held] == [site.person("joe")]
    assert held[0]["epoch"] == 3


def test_a12_one_endpoint_in_two_workspaces_is_two_devices(
    site: Site, rival: Site, database: Database
) -> None:
    shared = subscription()
    mine = Page(site, user_id="ana", subscription=shared)
    mine.grant()
    before = rows(database, device)
    Page(rival, user_id="ana", subscription=shared).grant()
    after = rows(database, device)
    assert [row for row in after if row["workspace_id"] == site.id] == before
    assert len(after) == 2
    assert mine.report("allowed")["status"] == "allowed"


def test_a13_a_device_does_not_join_a_user_without_her_token(
    site: Site, database: Database
) -> None:
    """Else who registers it would read her pushes."""
    Page(site, anonymous_id="hers", user_id="ana").grant()
    site.fold()
    thief = Page(site, subscription=subscription())
    told = thief.report("allowed", "prompt", userId="ana")
    assert [each["code"] for each in told["warnings"]] == ["identity_unverified"]
    forged = thief.put("allowed", "prompt", userId="ana", identityToken="e30.e30.e30")
    assert answer(forged) == (401, "identity_invalid")
    assert len([row for row in rows(database, device) if row["owner"] == site.person("ana")]) == 1


def test_a13_knowing_her_anonymous_id_does_not_bring_a_device_to_her(
    site: Site, database: Database
) -> None:
    Page(site, anonymous_id="hers", user_id="ana").grant()
    site.fold()
    Page(site, anonymous_id="hers", subscription=subscription()).report("allowed", "prompt")
    site.fold()
    assert len([row for row in rows(database, device) if row["owner"] == site.person("ana")]) == 1


def test_a14_who_knows_an_endpoint_can_neither_change_nor_delete_it(
    page: Page, site: Site, database: Database
) -> None:
    page.grant()
    assert page.subscription
    other_keys = {**page.subscription, "keys": keys()}
    thief = Page(site, subscription=other_keys)
    with nothing_stored(database):
        assert answer(thief.put("allowed", "prompt")) == (409, "endpoint_taken")
        guess = base64url(bytes(16))
        wrong = thief.put("allowed", "prompt", previousAuth=guess)
        assert answer(wrong) == (409, "endpoint_taken")
        path = f"/v1/devices/{page.device_id}"
        nobody = thief.call("DELETE", path, {"writeKey": site.made.write_key})
        assert nobody.status_code == 401
        stranger = {"writeKey": site.made.write_key, "identityToken": site.identity("eve")}
        assert answer(thief.call("DELETE", path, stranger)) == (404, "not_found")
    thief.subscription = None
    thief.report()
    with nothing_stored(database):
        assert answer(thief.call("DELETE", path)) == (404, "not_found")


def test_a14_no_answer_tells_an_endpoint_or_its_keys(
    page: Page, site: Site, database: Database
) -> None:
    page.user_id = "ana"
    told: list[Any] = [page.grant()]
    site.fold()
    assert page.subscription
    person = manage(site, "GET", "/people?user_id=ana").get_json()["items"][0]["id"]
    told += [page.good("GET", path) for path in ("/v1/me/devices", "/v1/me/preferences")]
    for part in ("", "/devices", "/timeline", "/push-status", "/messages", "/runs"):
        told.append(manage(site, "GET", f"/people/{person}{part}").get_json())
    said = repr(told)
    assert page.device_id in said
    for secret in (page.subscription["endpoint"], *page.subscription["keys"].values()):
        assert secret not in said
        assert secret in repr(contents(database)["device"])
        assert secret not in repr(contents(database)["event"])


def test_a_stranger_without_any_key_stores_nothing(site: Site, database: Database) -> None:
    body = {"anonymousId": "x", "kind": "web", "status": "allowed", "subscription": subscription()}
    with nothing_stored(database):
        for key in ("", "wk_guess", "x" * 10_000):
            refused = site.client.put("/v1/devices", json={**body, "writeKey": key})
            assert answer(refused) == (401, "unknown_key")
    assert (
        post(site, "/v1/track", {"event": "x", "anonymousId": "a"}, "wk_guess").status_code == 401
    )
