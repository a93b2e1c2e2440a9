"""Attacks by identity: who speaks for whom, which message counts, what answers betray."""

from __future__ import annotations

import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from engine import clock
from engine.store.db import Database
from engine.store.tables import person, person_link, profile, seen_message
from tests.engine.audience.test_tokens import KEYS, by_hand, claims
from tests.scenarios.attacker import ana, answer, logged, manage, nothing_stored, post, rows, track
from tests.webapp.visitor.conftest import Page, Site

DAY = 86_400


def test_a15_the_write_key_alone_speaks_for_nobody_known(site: Site, database: Database) -> None:
    her = ana(site)
    body = {"anonymousId": "mallory", "userId": "ana", "traits": {"plan": "none"}}
    told = post(site, "/v1/identify", body)
    assert told.status_code == 200
    assert [each["code"] for each in told.get_json()["warnings"]] == ["identity_unverified"]
    with nothing_stored(database):
        alone = post(site, "/v1/identify", {"userId": "ana", "traits": {"plan": "none"}})
        assert answer(alone) == (400, "identity_unverified")
    site.fold()
    traits = {row["person_id"]: json.loads(row["traits"]) for row in rows(database, profile)}
    assert traits.pop(her) == {"plan": "gold"}
    assert list(traits.values()) == [{"plan": "none"}]
    assert rows(database, person_link) == []


def forgeries(site: Site, rival: Site) -> dict[str, str]:
    """Tokens for ana that prove nothing."""
    secret = site.made.identity_secret.encode()
    now = clock.now() // clock.SECOND
    good = {"sub": "ana", "aud": site.id, "exp": now + 600}
    return {
        "alg none": by_hand({"alg": "none"}, good, b"").rpartition(".")[0] + ".",
        "alg none, signed": by_hand({"alg": "none"}, good, secret),
        "HS512": by_hand({"alg": "HS512"}, good, secret),
        "another secret": by_hand({"alg": "HS256"}, good, b"guess"),
        "an unknown kid": by_hand({"alg": "HS256", "kid": "../../dev/null"}, good, b""),
        "jku": by_hand({"alg": "HS256", "kid": "k", "jku": "https://evil.example"}, good, b"evil"),
        "jwk": by_hand({"alg": "HS256", "jwk": {"kty": "oct", "k": "ZXZpbA"}}, good, b"evil"),
        "of workspace B": rival.identity("ana"),
        "aud of workspace B": by_hand({"alg": "HS256"}, {**good, "aud": rival.id}, secret),
        "for another user": site.identity("eve"),
        "expired": by_hand({"alg": "HS256"}, {**good, "exp": now - 1}, secret),
        "in ten years": by_hand({"alg": "HS256"}, {**good, "exp": now + 3650 * DAY}, secret),
        "no exp": by_hand({"alg": "HS256"}, claims(sub="ana", aud=site.id, exp=None), secret),
        "nothing": "x",
    }


def test_a16_a_forged_token_is_refused_and_nothing_is_stored(
    site: Site, rival: Site, database: Database
) -> None:
    ana(site)
    for what, token in forgeries(site, rival).items():
        body = track(userId="ana", context={"identityToken": token})
        with nothing_stored(database):
            assert answer(post(site, "/v1/track", body)) == (401, "identity_invalid"), what
            gone = {"writeKey": site.made.write_key, "identityToken": token}
            assert site.client.delete("/v1/devices/d1", json=gone).status_code in (401, 404), what


def test_a16_the_public_key_is_no_secret(site: Site, database: Database) -> None:
    """HS256 signed with the text of a registered ES256 key, under its kid and without."""
    made = manage(site, "POST", "/keys/identity", {"kid": "k1", "pem": KEYS["k1"]})
    assert made.status_code == 201, made.text
    good = claims(sub="ana", aud=site.id, exp=clock.now() // clock.SECOND + 600)
    for header in ({"alg": "HS256", "kid": "k1"}, {"alg": "HS256"}):
        token = by_hand(header, good, KEYS["k1"].encode())
        body = track(userId="ana", context={"identityToken": token})
        with nothing_stored(database):
            assert answer(post(site, "/v1/track", body)) == (401, "identity_invalid")


def test_a17_of_a_storm_of_aliases_the_first_holds(site: Site, database: Database) -> None:
    storm = [
        {"type": "alias", "userId": f"user-{number}", "previousId": "mallory"}
        for number in range(100)
    ]
    told = post(site, "/v1/batch", {"batch": storm}, site.made.secret_key).get_json()
    assert [note["index"] for note in told["rejected"]] == list(range(1, 100))
    assert {note["code"] for note in told["rejected"]} == {"already_linked"}
    again = post(site, "/v1/alias", storm[50], site.made.secret_key)
    assert answer(again) == (409, "already_linked")
    site.fold()
    assert [row["user_id"] for row in rows(database, person_link)] == [site.person("user-0")]
    assert len(logged(database, kind="merge")) == 1


def test_a17_with_the_write_key_an_alias_takes_nobody_away(site: Site, database: Database) -> None:
    Page(site, anonymous_id="hers", user_id="ana").report()
    site.fold()
    hers = logged(database, kind="merge")
    token = {"identityToken": site.identity("mallory")}
    steals = [
        {"type": "alias", "userId": "mallory", "previousId": "hers", "context": token},
        {"type": "alias", "userId": "mallory", "previousId": "hers"},
        {"type": "alias", "userId": "ana", "previousId": "mallory-anon", "context": token},
    ]
    for alias in steals:
        assert post(site, "/v1/alias", alias).status_code in (400, 401, 409), alias
    site.fold()
    assert logged(database, kind="merge") == hers
    # A userId is no anonymousId: the alias takes a stranger of that name, never the user.
    named = {"type": "alias", "userId": "mallory", "previousId": "ana", "context": token}
    post(site, "/v1/alias", named)
    site.fold()
    assert site.person("ana") != site.person("mallory")


def test_a17_a_circle_of_merges_comes_to_rest(site: Site) -> None:
    for user, previous in (("a", "b"), ("b", "c"), ("c", "a"), ("a", "a"), ("b", "a")):
        body = {"type": "alias", "userId": user, "previousId": previous}
        assert post(site, "/v1/alias", body, site.made.secret_key).status_code == 200
        site.fold()
    assert site.person("a") == site.person("b")


def test_a18_one_id_is_one_event_however_many_send_it_at_once(
    app: Flask, site: Site, database: Database
) -> None:
    body = {"batch": [track(messageId=f"m{number}") for number in range(10)]}

    def send(_: int) -> int:
        fresh = Site(app.test_client(), database, site.made)
        return post(fresh, "/v1/batch", body).status_code

    with ThreadPoolExecutor(16) as crowd:
        statuses = Counter(crowd.map(send, range(100)))
    assert statuses == {200: 100}
    assert len(logged(database)) == len(rows(database, seen_message)) == 10
    with nothing_stored(database):
        other = post(site, "/v1/track", track(messageId="m1", event="Other"))
        assert answer(other) == (400, "message_id_conflict")


@pytest.mark.parametrize("message_id", ["x" * 10_240, "x" * 129, ""])
def test_a18_an_id_of_a_wrong_length_is_refused(
    site: Site, database: Database, message_id: str
) -> None:
    with nothing_stored(database):
        refused = post(site, "/v1/track", track(messageId=message_id))
        assert answer(refused) == (400, "invalid_message_id")


def test_a18_a_conflict_leaves_no_stranger_behind(site: Site, database: Database) -> None:
    assert post(site, "/v1/track", track(messageId="m")).status_code == 200
    with nothing_stored(database):
        other = post(site, "/v1/track", track(messageId="m", anonymousId="somebody-new"))
        assert answer(other) == (400, "message_id_conflict")


def test_a28_the_write_key_reads_nothing(site: Site, database: Database) -> None:
    her = ana(site)
    bearer = {"Authorization": f"Bearer {site.made.write_key}"}
    with nothing_stored(database):
        for path in ("people", "people?user_id=ana", f"people/p{her:016x}", "settings", "keys"):
            refused = site.client.get(f"/api/v1/{path}", headers=bearer)
            assert answer(refused) == (403, "secret_key_required")
            assert "gold" not in refused.text
        assert site.client.get("/v1/me/preferences", headers=bearer).status_code == 401


def test_a28_a_known_user_and_an_unknown_one_are_answered_alike(site: Site) -> None:
    ana(site)
    forged = {"identityToken": "e30.e30.e30"}
    device = {"kind": "web", "status": "ask", "cause": "sync", "anonymousId": "mallory"}
    attempts: dict[str, Any] = {
        "/v1/identify": {"anonymousId": "mallory"},
        "/v1/track": {"event": "x"},
        "/v1/alias": {"previousId": "mallory", "context": forged},
        "/v1/page": {"context": forged},
    }
    for path, body in attempts.items():
        known, unknown = (post(site, path, {**body, "userId": who}) for who in ("ana", "no-one"))
        assert (known.status_code, known.data) == (unknown.status_code, unknown.data), path
    puts = [
        site.client.put(
            "/v1/devices", json={**device, "writeKey": site.made.write_key, "userId": who}
        ).get_json()
        for who in ("ana", "no-one")
    ]
    assert [sorted(each) for each in puts] == [sorted(puts[0])] * 2
    assert puts[0]["warnings"] == puts[1]["warnings"]


def test_a28_both_ask_the_database_the_same(site: Site, database: Database) -> None:
    """No oracle by the clock: the very same statements run, whoever is named."""
    ana(site)
    post(site, "/v1/track", {"event": "x", "userId": "before"})  # the key is looked up once
    asked: dict[str, list[str]] = {"ana": [], "no-one": []}
    for who, statements in asked.items():

        def hear(*said: object, into: list[str] = statements) -> None:
            into.append(str(said[2]))

        for engine in {database.engine, database.reading}:
            sa.event.listen(engine, "before_cursor_execute", hear)
        post(site, "/v1/track", {"event": "x", "userId": who})
        for engine in {database.engine, database.reading}:
            sa.event.remove(engine, "before_cursor_execute", hear)
    assert asked["ana"] == asked["no-one"]


def test_a28_an_anonymous_stranger_can_be_made_but_not_found(
    site: Site, database: Database
) -> None:
    post(site, "/v1/track", track(anonymousId="hers"))
    first = post(site, "/v1/track", track(anonymousId="hers"))
    second = post(site, "/v1/track", track(anonymousId="not-yet-there"))
    assert first.data == second.data
    with database.read() as tx:
        assert tx.execute(sa.select(sa.func.count()).select_from(person)).scalar_one() == 2
