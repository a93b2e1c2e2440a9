"""A new identity secret: what was signed with the one before proves nothing any more."""

from __future__ import annotations

import time

import jwt
import pytest
from flask import Flask

from engine.audience import keys, tokens
from engine.audience.tokens import Verified
from engine.store.db import Database
from tests.webapp.api.conftest import MASTER_KEY, Api, logged_in


@pytest.fixture
def expires() -> int:
    return int(time.time()) + 600  # what a customer's server does


def proves(database: Database, at: Api, secret: str, expires: int) -> bool:
    token = jwt.encode(
        {"sub": "ana", "aud": at.workspace_id, "exp": expires}, secret, algorithm="HS256"
    )
    with database.read() as tx:
        known = keys.identity_keys(tx, at.workspace_id, MASTER_KEY)
        found = tokens.verify_identity(known, at.workspace_id, token, tx.now())
    return isinstance(found, Verified)


def test_the_new_one_counts_and_the_one_before_no_more(
    shop: Api, rival: Api, database: Database, expires: int
) -> None:
    first = shop.post("/keys/identity-secret")["identity_secret"]
    theirs = rival.post("/keys/identity-secret")["identity_secret"]
    assert proves(database, shop, first, expires)

    second = shop.post("/keys/identity-secret")["identity_secret"]
    assert proves(database, shop, second, expires)
    assert not proves(database, shop, first, expires)
    assert proves(database, rival, theirs, expires)
    (entry, _) = shop.get("/audit?what=identity_secret.renewed")["items"]
    assert second not in str(entry)


def test_only_an_admin_makes_one(app: Flask, shop: Api, database: Database) -> None:
    for role in ("viewer", "marketer"):
        who = logged_in(app, database, shop, role)
        assert who.refused("POST", "/keys/identity-secret")["code"] == "forbidden"
