"""Attacks by events: whose they are, how often, in what form, and what their answers betray."""

from __future__ import annotations

import gzip
import json
import statistics
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from engine import clock
from engine.audience.event_names import NAMES
from engine.store.db import Database
from engine.store.tables import event, event_name, person, person_link, profile, seen_message
from tests.engine.audience.test_tokens import KEYS, by_hand, claims
from tests.scenarios.attacker import answer, manage, nothing_stored, post, rows, track
from tests.webapp.visitor.conftest import Page, Site

DAY = 86_400


def logged(database: Database, **where: str) -> list[dict[str, Any]]:
    """The events of the log that are so."""
    found = sorted(rows(database, event), key=lambda row: (row["shard"], row["seq"]))
    return [row for row in found if all(row[name] == each for name, each in where.items())]


def ana(site: Site) -> int:
    """A known user with a trait."""
    known = {"type": "identify", "userId": "ana", "traits": {"plan": "gold"}}
    assert post(site, "/v1/identify", known, site.made.secret_key).status_code == 200
    site.fold()
    return site.person("ana")


# Identity


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


# Idempotency


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


# Form


ODD_BODIES: dict[str, tuple[bytes, str]] = {
    "NUL": (b'{"event": "a\\u0000", "anonymousId": "a"}', "nul_character"),
    "half a pair": (b'{"event": "\\ud800", "anonymousId": "a"}', "lone_surrogate"),
    "NaN": (b'{"event": "e", "anonymousId": "a", "properties": {"n": NaN}}', "invalid_number"),
    "1e400": (
        b'{"event": "e", "anonymousId": "a", "properties": {"n": 1e400}}',
        "number_out_of_range",
    ),
    "5,000 digits": (
        b'{"event": "e", "anonymousId": "a", "properties": {"n": ' + b"9" * 5000 + b"}}",
        "number_out_of_range",
    ),
    "2^53": (
        b'{"event": "e", "anonymousId": "a", "properties": {"n": 9007199254740992}}',
        "number_out_of_range",
    ),
    "100,000 deep": (
        b'{"event": "e", "anonymousId": "a", "properties": {"n": ' + b"[" * 100_000,
        "too_deep",
    ),
    "11 deep": (
        b'{"event": "e", "anonymousId": "a", "properties": '
        + b'{"n": ' * 10 + b"1" + b"}" * 11,
        "too_deep",
    ),
    "no UTF-8": (b'{"event": "\xff", "anonymousId": "a"}', "invalid_json"),
    "a key twice": (b'{"event": "e", "anonymousId": "a", "anonymousId": "b"}', "duplicate_key"),
    "33 KB": (
        json.dumps(track(properties={"text": "x" * 33_000})).encode(),
        "event_too_large",
    ),
    "501 keys": (
        json.dumps(track(properties={f"k{number}": 1 for number in range(501)})).encode(),
        "too_many_keys",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", ODD_BODIES)
def test_a19_what_databases_disagree_about_is_refused_by_both(
    site: Site, database: Database, what: str
) -> None:
    body, code = ODD_BODIES[what]
    with nothing_stored(database):
        assert answer(post(site, "/v1/track", body)) == (400, code)


def test_a20_what_is_too_much_is_413_and_nothing_of_it_is_stored(
    site: Site, database: Database
) -> None:
    bomb = gzip.compress(b"0" * 200_000_000, 1)
    many = b'{"batch": [' + b",".join([b"{}"] * 300_000) + b"]}"
    events = [track(messageId=f"m{number}") for number in range(2_501)]
    with nothing_stored(database):
        packed = post(site, "/v1/batch", bomb, Content_Encoding="gzip")
        assert answer(packed) == (413, "too_large")
        assert answer(post(site, "/v1/batch", b" " * 1_000_001)) == (413, "too_large")
        assert post(site, "/v1/batch", many).status_code == 413
        assert answer(post(site, "/v1/batch", {"batch": events})) == (413, "too_many_events")


def test_a21_the_origin_is_advice_and_cookies_are_never_set(site: Site, database: Database) -> None:
    for origin in ("https://shop.example", "null", "https://evil.example"):
        sent = post(site, "/v1/track", track(), Origin=origin, Content_Type="text/plain")
        assert sent.status_code == 200
        assert "Set-Cookie" not in sent.headers
        assert "Access-Control-Allow-Credentials" not in sent.headers
    changed = manage(site, "PATCH", "/settings", {"allowed_origins": ["https://shop.example"]})
    assert changed.status_code == 200, changed.text


@pytest.mark.parametrize("origin", ["null", "https://evil.example", "https://shop.example.evil"])
def test_a21_an_origin_off_the_workspaces_list_is_refused(
    site: Site, database: Database, origin: str
) -> None:
    listed = {"allowed_origins": ["https://shop.example"]}
    assert manage(site, "PATCH", "/settings", listed).status_code == 200
    with nothing_stored(database):
        refused = post(site, "/v1/track", track(), Origin=origin)
        assert answer(refused) == (403, "origin_not_allowed")
        assert "Access-Control-Allow-Origin" not in refused.headers
    assert post(site, "/v1/track", track(), Origin="https://shop.example").status_code == 200
    assert post(site, "/v1/track", track()).status_code == 200


MOMENTS: list[Any] = [
    "9999-12-31T23:59:59Z", "1970-01-01T00:00:00Z", "0001-01-01T00:00:00Z", -1, 0, 1e308,
    "2016-12-31T23:59:60Z", "2024-02-30T00:00:00Z", "yesterday", "", "2024-01-01T00:00:00",
    "2024-01-01T00:00:00+99:99", "x" * 5_000,
]  # fmt: skip


def test_a22_no_time_breaks_the_order_or_leaves_its_bounds(site: Site, database: Database) -> None:
    before = clock.now()
    in_a_day = (clock.moment(before + clock.DAY)).isoformat()
    for number, moment in enumerate([*MOMENTS, in_a_day]):
        body = track(messageId=f"m{number}", timestamp=moment)
        assert post(site, "/v1/track", body).status_code == 200, moment
    after = clock.now()
    found = logged(database)
    assert [row["message_id"] for row in found] == [f"m{number}" for number in range(len(found))]
    assert len(found) == len(MOMENTS) + 1
    for row in found:
        assert before - 30 * clock.DAY <= row["at"] <= after
        assert before <= row["received_at"] <= after
    originals = [json.loads(row["body"]).get("timestamp") for row in found]
    assert originals[0] == "9999-12-31T23:59:59Z"
    with_secret = track(messageId="old", timestamp="2001-02-03T04:05:06Z")
    post(site, "/v1/track", with_secret, site.made.secret_key)
    assert clock.moment(logged(database, message_id="old")[0]["at"]).year == 2001


def test_a23_odd_names_are_data(site: Site, database: Database) -> None:
    odd = ["__proto__", "constructor", "$where", "a.b", "'; DROP TABLE event; --", "{{7*7}}"]
    for name in odd:
        body = track(event=name, properties=dict.fromkeys(odd, name))
        assert post(site, "/v1/track", body).status_code == 200
    traits = {"type": "identify", "anonymousId": "mallory", "traits": dict.fromkeys(odd, "x")}
    assert post(site, "/v1/identify", traits).status_code == 200
    site.fold()
    assert [row["name"] for row in logged(database)] == [*odd, "identify"]
    assert json.loads(rows(database, profile)[0]["traits"]) == dict.fromkeys(odd, "x")


def test_a23_a_workspace_has_so_many_event_names_and_no_more(
    site: Site, database: Database
) -> None:
    full = [{"workspace_id": site.id, "name": f"name-{number}"} for number in range(NAMES)]
    with database.transaction() as tx:
        tx.execute(event_name.insert(), full)
    with nothing_stored(database):
        refused = post(site, "/v1/track", track(event="one-too-many"))
        assert answer(refused) == (429, "too_many_names")
        assert int(refused.headers["Retry-After"]) >= 1
    assert post(site, "/v1/track", track(event="name-7")).status_code == 200


@pytest.mark.parametrize("zone", ["../../etc/passwd", "localtime", "x" * 5_000, "GMT+99:99", 7])
def test_a24_what_is_no_zone_is_nobodys_zone(site: Site, database: Database, zone: object) -> None:
    body = {"type": "identify", "anonymousId": "mallory", "context": {"timezone": zone}}
    assert post(site, "/v1/identify", body).status_code == 200
    page = Page(site, anonymous_id="mallory")
    page.report(device={"timezone": zone})
    site.fold()
    assert {row["timezone"] for row in rows(database, profile)} == {None}


RESERVED = [
    "push_status_changed", "popup_shown", "popup_answered", "push_accepted", "push_failed",
    "push_suppressed", "push_displayed", "push_clicked", "push_replied", "push_dismissed",
    "journey_entered", "journey_finished", "goal_reached", "segment_entered", "segment_left",
    "webhook_finished",
]  # fmt: skip


def test_a25_what_waymark_makes_itself_comes_from_nobody_else(
    site: Site, database: Database
) -> None:
    for name in RESERVED:
        with nothing_stored(database):
            for key in (site.made.write_key, site.made.secret_key):
                refused = post(site, "/v1/track", track(event=name), key)
                assert answer(refused) == (400, "reserved_event"), name
    report = {"token": "e30.e30", "type": "click", "action": "open"}
    with nothing_stored(database):
        assert site.client.post("/v1/reports", json=report).status_code in (400, 401)


def test_a26_who_sends_too_much_waits_and_others_do_not(site: Site, database: Database) -> None:
    flood = [track(messageId=f"m{number}") for number in range(2_000)]
    assert post(site, "/v1/batch", {"batch": flood}).status_code == 200
    with nothing_stored(database):
        refused = post(site, "/v1/track", track())
        assert answer(refused) == (429, "rate_limited")
        assert int(refused.headers["Retry-After"]) >= 1
    assert post(site, "/v1/track", track(anonymousId="ana")).status_code == 200


# Reading


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


def test_a28_both_take_the_same_time(site: Site) -> None:
    """No oracle by the clock: the answer is made before anybody is looked for."""
    ana(site)
    spent: dict[str, list[float]] = {"ana": [], "no-one": []}
    for _ in range(30):
        for who, times in spent.items():
            began = time.perf_counter()
            post(site, "/v1/track", {"event": "x", "userId": who})
            times.append(time.perf_counter() - began)
    known, unknown = (statistics.median(times) for times in spent.values())
    assert max(known, unknown) < 3 * min(known, unknown)


def test_a28_an_anonymous_stranger_can_be_made_but_not_found(
    site: Site, database: Database
) -> None:
    post(site, "/v1/track", track(anonymousId="hers"))
    first = post(site, "/v1/track", track(anonymousId="hers"))
    second = post(site, "/v1/track", track(anonymousId="not-yet-there"))
    assert first.data == second.data
    with database.read() as tx:
        assert tx.execute(sa.select(sa.func.count()).select_from(person)).scalar_one() == 2
