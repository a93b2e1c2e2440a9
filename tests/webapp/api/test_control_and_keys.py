"""Pause, resume, archive; keys made and revoked; every change in the audit log."""

from __future__ import annotations

from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from engine.audience import keys
from engine.delivery import webhooks
from engine.store.db import Database
from journeys import samples
from tests.webapp.api.conftest import MASTER_KEY, Api

HELLO = samples.journeys()["ask-for-push-then-say-hello"]


@pytest.fixture
def database(sqlite: Database) -> Database:
    return sqlite


def pem(key: Any) -> str:
    return str(key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode())


def live(shop: Api) -> str:
    id_ = shop.post("/journeys", HELLO)["id"]
    shop.post(f"/journeys/{id_}/publish")
    return f"/journeys/{id_}"


def test_a_live_journey_is_paused_resumed_and_archived(shop: Api) -> None:
    path = live(shop)

    assert shop.post(f"{path}/pause")["status"] == "paused"
    assert shop.post(f"{path}/pause")["status"] == "paused"
    assert shop.post(f"{path}/publish")["journey"]["status"] == "paused"
    assert shop.post(f"{path}/resume")["status"] == "live"
    assert shop.post(f"{path}/archive", {"inside": "finish"})["status"] == "archived"
    for act in ("pause", "resume", "publish"):
        assert shop.refused("POST", f"{path}/{act}")["code"] == "journey_archived"
    assert shop.refused("PUT", f"{path}/draft", HELLO)["code"] == "journey_archived"


def test_an_archived_journey_comes_back_as_it_can_be_continued(shop: Api) -> None:
    path, drafted = live(shop), f"/journeys/{shop.post('/journeys', HELLO)['id']}"
    for each in (path, drafted):
        shop.post(f"{each}/archive", {"inside": "finish"})

    assert shop.post(f"{path}/unarchive")["status"] == "paused"
    assert shop.post(f"{path}/unarchive")["status"] == "paused"
    assert shop.post(f"{path}/resume")["status"] == "live"
    assert shop.post(f"{path}/unarchive")["status"] == "live"
    assert shop.post(f"{drafted}/unarchive")["status"] == "draft"
    assert len(shop.get("/audit?what=journey.unarchived")["items"]) == 2


def test_what_was_never_published_can_be_neither_paused_nor_resumed(shop: Api) -> None:
    path = f"/journeys/{shop.post('/journeys', HELLO)['id']}"

    for act in ("pause", "resume"):
        problem = shop.refused("POST", f"{path}/{act}")
        assert (problem["status"], problem["code"]) == (409, "journey_draft")


def test_versions_are_kept_and_can_be_taken_home(shop: Api) -> None:
    path = live(shop)
    shop.put(f"{path}/draft", {**HELLO, "name": "Second"})
    shop.post(f"{path}/publish")

    first = shop.get(f"{path}/versions?limit=1")
    rest = shop.get(f"{path}/versions?limit=1&after={first['next']}")
    found = [*first["items"], *rest["items"]]
    assert ([each["number"] for each in found], rest["next"]) == ([2, 1], None)
    assert shop.get(f"{path}/versions/{found[1]['id']}/export") == HELLO
    assert shop.get(f"{path}/stats?version={found[1]['id']}")["entered"] == 0
    assert shop.refused("GET", f"{path}/versions/jv_nothing/export")["status"] == 404


def test_a_key_is_shown_once_and_works_until_it_is_revoked(shop: Api) -> None:
    text = shop.post("/keys", {"kind": "secret"})["key"]
    listed = shop.get("/keys")["items"]
    assert text not in str(listed)
    (own,) = [each for each in listed if each["shown"] == f"{shop.secret_key[:7]}…"]
    (other,) = [each for each in listed if each["shown"] == f"{text[:7]}…"]

    assert shop.refused("DELETE", f"/keys/{own['id']}")["code"] == "own_key"
    assert shop.call("DELETE", f"/keys/{other['id']}").status_code == 204
    assert shop.refused("DELETE", f"/keys/{other['id']}")["status"] == 404
    shop.secret_key = text
    assert shop.refused("GET", "/keys")["status"] == 401


def test_who_may_manage_keys_is_told_what_webhooks_are_signed_with(shop: Api, rival: Api) -> None:
    told = shop.post("/keys/webhook-secret")["webhook_secret"]

    assert told == webhooks.secret(MASTER_KEY, shop.workspace_id)
    assert told != rival.post("/keys/webhook-secret")["webhook_secret"]
    newest = shop.get("/audit")["items"][0]
    assert newest["what"] == "webhook_secret.shown"
    assert told not in str(newest)
    shop.secret_key = shop.write_key
    assert shop.refused("POST", "/keys/webhook-secret")["status"] == 403


def test_a_public_key_of_the_right_kind_is_kept_in_one_form(shop: Api, database: Database) -> None:
    good = pem(ec.generate_private_key(ec.SECP256R1()).public_key())
    added = shop.post("/keys/identity", {"kid": "k1", "pem": f"\n{good}\n"})

    assert added["pem"] == good
    assert [each["kid"] for each in shop.get("/keys/identity")["items"]] == ["k1"]
    problem = shop.refused("POST", "/keys/identity", {"kid": "k1", "pem": good})
    assert (problem["status"], problem["code"]) == (409, "key_taken")
    with database.read() as tx:
        assert set(keys.identity_keys(tx, shop.workspace_id, MASTER_KEY)) == {"", "k1"}
    assert shop.call("DELETE", "/keys/identity/k1").status_code == 204
    assert shop.get("/keys/identity")["items"] == []
    with database.read() as tx:
        assert set(keys.identity_keys(tx, shop.workspace_id, MASTER_KEY)) == {""}


@pytest.mark.parametrize(
    "wrong",
    [
        "x",
        "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
        pem(ec.generate_private_key(ec.SECP384R1()).public_key()),
        pem(ed25519.Ed25519PrivateKey.generate().public_key()),
        pem(rsa.generate_private_key(65537, 2048).public_key()),
    ],
)
def test_a_public_key_of_another_kind_is_refused(shop: Api, wrong: str) -> None:
    problem = shop.refused("POST", "/keys/identity", {"kid": "k1", "pem": wrong})

    assert (problem["status"], list(problem["errors"])) == (422, ["pem"])


@pytest.mark.parametrize("kid", ["", "a b", "x" * 65, "../x", "k\n"])
def test_a_kid_is_plain(shop: Api, kid: str) -> None:
    good = pem(ec.generate_private_key(ec.SECP256R1()).public_key())

    problem = shop.refused("POST", "/keys/identity", {"kid": kid, "pem": good})
    assert list(problem["errors"]) == ["kid"]


def test_the_audit_log_says_who_changed_what_page_by_page(shop: Api) -> None:
    path = live(shop)
    shop.post(f"{path}/pause")
    shop.post("/keys", {"kind": "write"})

    whole = shop.get("/audit")["items"]
    assert [each["what"] for each in whole] == [
        "key.created", "journey.paused", "journey.published", "journey.created",
    ]  # fmt: skip
    assert len({each["who"] for each in whole}) == 1
    assert whole[0]["who"].startswith("key:key_")
    paged: list[Any] = []
    page = shop.get("/audit?limit=3")
    while page["next"] is not None:
        paged += page["items"]
        page = shop.get(f"/audit?limit=3&after={page['next']}")
    assert paged + page["items"] == whole
