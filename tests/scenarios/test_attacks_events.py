"""Attacks by events: in what form, of what size and time, how often, and which."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest

from engine import clock
from engine.audience.event_names import NAMES
from engine.store.db import Database
from engine.store.tables import event_name, profile
from tests.scenarios.attacker import answer, logged, manage, nothing_stored, post, rows, track
from tests.webapp.visitor.conftest import Page, Site

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
    "popup_suppressed", "push_suppressed", "push_displayed", "push_clicked", "push_replied",
    "push_dismissed",
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
    report = {"token": "e30.e30", "type": "clicked"}
    with nothing_stored(database):
        refused = site.client.post("/v1/reports", json=report)
        assert answer(refused) == (401, "send_token_invalid")


def test_a26_who_sends_too_much_waits_and_others_do_not(site: Site, database: Database) -> None:
    flood = [track(messageId=f"m{number}") for number in range(2_000)]
    assert post(site, "/v1/batch", {"batch": flood}).status_code == 200
    with nothing_stored(database):
        refused = post(site, "/v1/track", track())
        assert answer(refused) == (429, "rate_limited")
        assert int(refused.headers["Retry-After"]) >= 1
    assert post(site, "/v1/track", track(anonymousId="ana")).status_code == 200
