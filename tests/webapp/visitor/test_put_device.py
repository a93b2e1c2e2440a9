"""`PUT` and `DELETE /v1/devices` over HTTP: what is stored, what is refused, and how it is said."""

import base64
import json

import pytest
import sqlalchemy as sa

from engine import workspaces
from engine.audience import device_rows, names
from engine.store.tables import device
from tests.webapp.conftest import SilentBell
from tests.webapp.visitor.conftest import (
    MASTER_KEY,
    Page,
    Site,
    base64url,
    keys,
    refusal,
    subscription,
)


def row_of(page: Page) -> device_rows.Row:
    with page.site.database.read() as tx:
        row = device_rows.by_id(tx, page.site.id, page.device_id)
    assert row is not None
    return row


def test_a_report_answers_the_device_its_status_and_a_token(page: Page) -> None:
    body = page.report("ask")
    assert set(body) == {"deviceId", "status", "visitorToken", "marks"}
    assert body["status"] == "ask"
    row = row_of(page)
    assert (row.platform, row.browser, row.timezone) == ("Linux", "Firefox", "Europe/Vienna")


def test_a_grant_wakes_the_persons_shard(page: Page, bell: SilentBell) -> None:
    page.grant()
    row = row_of(page)
    assert row.subscribed
    assert row.vapid_key_id is not None
    assert bell.shards == [(row.owner or 0) % 64]


def test_a_renewed_subscription_is_sent_to_with_the_key_that_subscribed(page: Page) -> None:
    """A worker renews with what the browser kept: after a rotation that is the retired key."""
    page.grant()
    kept = page.site.made.vapid_public_key
    with page.site.database.transaction() as tx:
        workspaces.rotate_vapid_key(tx, page.site.id, MASTER_KEY)
        other = workspaces.create(tx, "Another", master_key=MASTER_KEY).vapid_public_key
        keys_of = workspaces.vapid_keys(tx, page.site.id, MASTER_KEY)

    def subscribed_for(**told: str) -> str:
        page.subscription = subscription()
        page.report("allowed", **told)
        return keys_of[row_of(page).vapid_key_id or ""].public

    (new,) = {key.public for key in keys_of.values()} - {kept}
    spelt = base64.b64encode(base64.urlsafe_b64decode(kept + "==")).decode()
    assert subscribed_for(applicationServerKey=spelt) == kept
    assert subscribed_for() == new
    assert subscribed_for(applicationServerKey=other) == new, "another workspace's"
    assert subscribed_for(applicationServerKey="'; --") == new


@pytest.mark.parametrize("where", ["body", "query", "basic"])
def test_the_key_may_stand_where_ingestion_takes_it(page: Page, where: str) -> None:
    key = page.site.made.write_key
    body = {"anonymousId": "a1", "kind": "web", "status": "ask"}
    basic = base64.b64encode(f"{key}:".encode()).decode()
    headers = {"Authorization": f"Basic {basic}"} if where == "basic" else {}
    response = page.site.client.put(
        "/v1/devices" + (f"?writeKey={key}" if where == "query" else ""),
        data=json.dumps(body | ({"writeKey": key} if where == "body" else {})),
        headers=headers,
    )
    assert response.status_code == 200


def test_without_a_key_nothing_is_taken(page: Page) -> None:
    assert refusal(page.put(writeKey="wk_none")) == (401, "unknown_key")
    assert refusal(page.put(writeKey=None)) == (401, "unknown_key")


def test_a_user_counts_only_with_his_token(page: Page) -> None:
    """A13: without it the subscription stays on the anonymous person."""
    page.subscription = subscription()
    body = page.report("allowed", "prompt", userId="ana")
    assert body["warnings"][0]["code"] == "identity_unverified"
    with page.site.database.read() as tx:
        assert device_rows.of_owner(tx, _user(page, "ana")) == []


@pytest.mark.parametrize("token", ["", "x.y.z", "other", "expired", "rival"])
def test_a_wrong_identity_token_is_refused(page: Page, rival: Site, token: str) -> None:
    made = {
        "other": page.site.identity("bob"),
        "expired": page.site.identity("ana", exp=1),
        "rival": rival.identity("ana", aud=page.site.id),
    }.get(token, token)
    assert refusal(page.put(userId="ana", identityToken=made)) == (401, "identity_invalid")
    with page.site.database.read() as tx:
        assert tx.execute(sa.select(sa.func.count()).select_from(device)).scalar_one() == 0


def test_a_verified_user_owns_her_device(page: Page) -> None:
    page.user_id = "ana"
    page.grant()
    page.site.fold()
    assert row_of(page).owner == page.site.person("ana")


GARBAGE = {
    "empty": "",
    "one letter": "A",
    "64 bytes": base64url(b"\x04" + bytes(63)),
    "66 bytes": base64url(b"\x04" + bytes(65)),
    "65 zero bytes": base64url(bytes(65)),
    "no point": base64url(b"\x04" + b"\x01" * 64),
    "no base64": "ä" * 87,
}


@pytest.mark.parametrize("p256dh", GARBAGE.values(), ids=list(GARBAGE))
def test_a_key_that_is_no_point_is_refused(page: Page, p256dh: str) -> None:
    """A11."""
    wrong = {**subscription(), "keys": {**keys(), "p256dh": p256dh}}
    assert refusal(page.put("allowed", subscription=wrong)) == (400, "invalid_keys")


@pytest.mark.parametrize("size", [0, 8, 15, 17, 4096])
def test_a_secret_of_another_size_is_refused(page: Page, size: int) -> None:
    wrong = {**subscription(), "keys": {**keys(), "auth": base64url(bytes(size))}}
    assert refusal(page.put("allowed", subscription=wrong)) == (400, "invalid_keys")


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://169.254.169.254/latest",
        "https://127.0.0.1/",
        "https://[::ffff:169.254.169.254]/",
        "https://evil.com\\@fcm.googleapis.com/x",
        "https://fcm.googleapis.com@evil.com/",
        "https://fcm.googleapis.com.evil.com/",
        "https://fcm.googleapis.com:8443/x",
        "https://fcm.googleapis.com/" + "x" * 2048,
        "",
    ],
)
def test_an_endpoint_that_is_no_push_service_is_refused(page: Page, endpoint: str) -> None:
    """A1 to A5."""
    wrong = {**subscription(), "endpoint": endpoint}
    assert refusal(page.put("allowed", subscription=wrong)) == (400, "endpoint_not_allowed")


@pytest.mark.parametrize(
    "changes",
    [
        {"anonymousId": ""},
        {"anonymousId": None},
        {"anonymousId": "0-0"},
        {"anonymousId": "x" * 513},
        {"status": "withdrawn"},
        {"cause": "login"},
        {"kind": "email"},
        {"subscription": 7},
        {"subscription": "text", "status": "allowed"},
        {"subscription": {"endpoint": "https://fcm.googleapis.com/x"}},
        {"kind": "fcm", "subscription": {"endpoint": "x", "keys": {"p256dh": "", "auth": ""}}},
    ],
)
def test_what_does_not_fit_its_shape_is_refused(page: Page, changes: dict[str, object]) -> None:
    assert refusal(page.put(**changes)) == (400, "invalid_field")  # type: ignore[arg-type]


@pytest.mark.parametrize("token", ["", " ", "a b", "é", "x" * 4097])
def test_a_native_token_is_plain(page: Page, token: str) -> None:
    answer = refusal(page.put("allowed", kind="apns", subscription=token))
    assert answer == (400, "invalid_token")


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"{", "invalid_json"),
        (b"[]", "invalid_json"),
        (b"\xff", "invalid_json"),
        (b'{"kind": "web", "kind": "web"}', "duplicate_key"),
        (b'{"anonymousId": "a\\u0000"}', "nul_character"),
        (b'{"anonymousId": "\\ud800"}', "lone_surrogate"),
        (b'{"device": {"model": NaN}}', "invalid_number"),
        (b'{"device": ' + b"[" * 100_000, "too_deep"),
    ],
)
def test_json_is_read_as_strictly_as_by_ingestion(site: Site, raw: bytes, code: str) -> None:
    response = site.client.put("/v1/devices", data=raw)
    assert response.status_code in (400, 413)
    assert response.get_json()["code"] in (code, "too_large", "invalid_json")


def test_odd_facts_are_left_out(page: Page) -> None:
    odd = {"platform": 7, "browser": "x" * 500, "model": None, "timezone": "../../etc/passwd"}
    page.report(device=odd)
    row = row_of(page)
    assert (row.platform, row.model, row.timezone) == (None, None, None)
    assert row.browser == "x" * 100


def test_the_endpoint_of_another_is_not_taken_over(page: Page) -> None:
    """A14."""
    page.grant()
    assert page.subscription
    thief = Page(page.site, subscription={**page.subscription, "keys": keys()})
    assert refusal(thief.put("allowed", "prompt")) == (409, "endpoint_taken")
    old = page.subscription["keys"]["auth"]
    proved = thief.put("allowed", "prompt", previousAuth=old)
    assert proved.status_code == 200


def test_a_token_that_ended_is_said_so(page: Page) -> None:
    page.user_id = "ana"
    page.grant()
    before = page.token
    page.user_id, page.anonymous_id = "bob", "bobs-own"
    page.report("allowed")
    page.token = before
    assert page.refused("GET", "/v1/me/devices") == (401, "visitor_token_ended")
    assert refusal(page.put("ask")) == (401, "visitor_token_ended")


@pytest.mark.parametrize("token", ["", "x", "Zm9v"])
def test_a_made_up_token_is_no_token(page: Page, token: str) -> None:
    page.token = token
    status, code = page.refused("GET", "/v1/me/devices")
    assert status == 401
    assert code in ("visitor_token_invalid", "visitor_token_missing")


def test_a_token_of_another_workspace_is_no_token_here(page: Page, rival: Site) -> None:
    page.report()
    stranger = Page(rival, token=page.token)
    assert refusal(stranger.put()) == (401, "visitor_token_invalid")


def test_a_sign_out_takes_a_token_and_a_new_anonymous_id(page: Page) -> None:
    page.user_id = "ana"
    first = page.grant()["visitorToken"]
    page.user_id, page.anonymous_id = None, "fresh-one"
    body = page.report("allowed")
    assert body["visitorToken"] != first
    assert row_of(page).owner != page.site.person("ana")


def test_the_mark_is_of_whom_the_device_belongs_to(page: Page) -> None:
    """G3: a first login changes no hands, as the stranger is the user; a sign-out does, and so
    does another's login. Who comes is known by the next of the marks told before."""
    first = page.grant()["marks"]
    assert page.report("allowed")["marks"] == first
    page.user_id = "ana"
    assert page.report("allowed")["marks"] == first
    page.site.fold()
    assert page.report("allowed")["marks"] == first
    page.user_id, page.anonymous_id = "bob", "another"
    bobs = page.report("allowed")["marks"]
    assert (bobs[:-1], first[0] in bobs) == (first[1:], False)
    page.user_id, page.anonymous_id = None, "fresh-one"
    assert page.report("allowed")["marks"][:-1] == bobs[1:]


def test_deleting_withdraws_and_a_sync_says_so(page: Page) -> None:
    page.grant()
    assert page.call("DELETE", f"/v1/devices/{page.device_id}").status_code == 204
    assert page.call("DELETE", f"/v1/devices/{page.device_id}").status_code == 204
    assert page.report("allowed")["status"] == "withdrawn"
    assert page.report("allowed", "enable")["status"] == "allowed"


def test_an_identity_token_deletes_its_owners_device(page: Page) -> None:
    page.user_id = "ana"
    page.grant()
    site, path = page.site, f"/v1/devices/{page.device_id}"
    for user, status in (("bob", 404), ("ana", 204)):
        body = {"writeKey": site.made.write_key, "identityToken": site.identity(user)}
        response = site.client.delete(path, data=json.dumps(body))
        assert response.status_code == status
    assert row_of(page).status == "withdrawn"


def test_nobody_deletes_anothers_device(page: Page) -> None:
    page.grant()
    stranger = Page(page.site)
    stranger.report()
    path = f"/v1/devices/{page.device_id}"
    unknown = stranger.refused("DELETE", "/v1/devices/d0000")
    assert stranger.refused("DELETE", path) == unknown == (404, "not_found")
    assert refusal(page.site.client.delete(path)) == (401, "unknown_key")
    assert row_of(page).subscribed


def test_pages_of_any_origin_may_read_the_answers(page: Page) -> None:
    page.report()
    asked = page.site.client.options("/v1/devices", headers={"Origin": "https://shop.example"})
    assert asked.status_code == 204
    assert "PUT" in asked.headers["Access-Control-Allow-Methods"]
    assert "authorization" in asked.headers["Access-Control-Allow-Headers"]
    for response in (
        page.call("GET", "/v1/me/devices", Origin="https://shop.example"),
        Page(page.site, token="x").call("GET", "/v1/me/devices", Origin="https://shop.example"),
    ):
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert "Set-Cookie" not in response.headers


def _user(page: Page, user_id: str) -> int:
    return names.person_id(page.site.id, "user", user_id)
