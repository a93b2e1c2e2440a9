"""The demo shop's log-in and moves: there for `waymark up` alone, and for three people (A50)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from engine import clock, demo, first_run, workspaces
from engine.audience import keys, tokens
from engine.audience.tokens import Invalid, Verified
from engine.store.db import Database
from tests.webapp.conftest import SilentBell
from tests.webapp.visitor.conftest import MASTER_KEY, Page, Site
from webapp import create_app
from webapp.ports import Ports

HERE = "http://127.0.0.1:8000"
ADA = {"user": "demo-ada"}


@pytest.fixture
def shop(ports: Ports, tmp_path: Path) -> Site:
    """The demo workspace as the first start of `waymark up` makes it, and its web."""
    first_run.prepare(ports.database, tmp_path, base_url=HERE, master_key=MASTER_KEY)
    id_ = first_run.demo_workspace(ports.database, tmp_path)
    assert id_ is not None
    with ports.database.read() as tx:
        secret = keys.identity_keys(tx, id_, MASTER_KEY)[""]
    with ports.database.transaction() as tx:
        write_key = keys.make(tx, id_, "write", tx.now())
    made = workspaces.Created(id_, "Far & Slow", write_key, "", secret)
    app = create_app(Ports(ports.settings, ports.database, SilentBell(), demo=id_))
    return Site(app.test_client(), ports.database, made)


def log_in(client: FlaskClient, body: object, **headers: str) -> TestResponse:
    """As the page's fetch does it; by default from its own origin."""
    sent = {"Origin": HERE, **headers}
    known = {name.replace("_", "-"): text for name, text in sent.items() if text}
    return client.post("/demo/log-in", json=body, headers=known, base_url=HERE)


def proved(shop: Site, workspace: str, token: str) -> Verified | Invalid:
    """What a workspace says to a token."""
    with shop.database.read() as tx:
        known = keys.identity_keys(tx, workspace, MASTER_KEY)
    return tokens.verify_identity(known, workspace, token, clock.now())


def test_three_people_may_log_in_and_get_a_token_that_holds(shop: Site) -> None:
    listed = shop.client.get("/demo/log-in").get_json()["guests"]
    assert [each["user"] for each in listed] == list(demo.GUESTS)
    assert len(listed) == 3
    for each in listed:
        answer = log_in(shop.client, {"user": each["user"]})
        told = answer.get_json()
        assert answer.status_code == 200
        assert told["traits"] == {"name": each["name"]}
        assert proved(shop, shop.id, told["token"]) == Verified(each["user"])
        assert answer.headers["Cache-Control"] == "no-store"
        assert not [name for name, _ in answer.headers if name.startswith("Access-Control")]


def test_the_page_speaks_for_who_logged_in(shop: Site) -> None:
    page = Page(shop)
    token = log_in(shop.client, ADA).get_json()["token"]
    page.report(userId="demo-ada", identityToken=token)
    shop.fold()
    runs = page.good("GET", "/demo/moves")["runs"]
    assert runs == []


@pytest.mark.parametrize(
    "body",
    [{"user": "ana"}, {"user": "demo-eve"}, {"user": "demo-ada\n"}, {"user": " demo-ada"},
     {"user": "DEMO-ADA"}],
)  # fmt: skip
def test_a50_nobody_else_gets_a_token(shop: Site, body: object) -> None:
    answer = log_in(shop.client, body)
    assert answer.status_code == 404
    assert "token" not in answer.get_json()


@pytest.mark.parametrize("body", [{}, [], {"user": 7}, {"user": ["demo-ada"]}, {"user": ""}, "x"])
def test_a50_what_names_nobody_is_refused(shop: Site, body: object) -> None:
    assert log_in(shop.client, body).status_code == 400


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        ("https://evil.example", HERE),
        ("http://127.0.0.1:8001", HERE),
        ("http://localhost:8000", HERE),
        ("http://127.0.0.1:8000.evil.example", HERE),
        ("null", HERE),
        ("", HERE),
        # A name of the attacker's own that he lets lead to this machine.
        ("http://evil.example:8000", "http://evil.example:8000"),
        ("http://localhost.evil.example:8000", "http://localhost.evil.example:8000"),
    ],
)
def test_a50_a_page_of_another_origin_gets_no_token(shop: Site, origin: str, host: str) -> None:
    headers = {"Origin": origin} if origin else {}
    answer = shop.client.post("/demo/log-in", json=ADA, headers=headers, base_url=host)
    assert (answer.status_code, answer.get_json()["code"]) == (403, "origin_not_allowed")
    assert not [name for name, _ in answer.headers if name.startswith("Access-Control")]
    preflight = shop.client.options("/demo/log-in", headers=headers, base_url=host)
    assert not [name for name, _ in preflight.headers if name.startswith("Access-Control")]


@pytest.mark.parametrize("origin", ["http://localhost:8000", "http://shop.localhost:8000"])
def test_the_shop_may_be_opened_by_any_name_of_this_machine(shop: Site, origin: str) -> None:
    headers = {"Origin": origin}
    answer = shop.client.post("/demo/log-in", json=ADA, headers=headers, base_url=origin)
    assert answer.status_code == 200


def test_a50_a_token_holds_in_the_demo_workspace_alone(shop: Site) -> None:
    with shop.database.transaction() as tx:
        rival = workspaces.create(tx, "Rival", master_key=MASTER_KEY)
    answer = log_in(
        shop.client, {**ADA, "writeKey": rival.write_key},
        Authorization=f"Bearer {rival.secret_key}",
    )  # fmt: skip
    token = answer.get_json()["token"]
    assert proved(shop, shop.id, token) == Verified("demo-ada")
    assert isinstance(proved(shop, rival.id, token), Invalid)
    body = {"event": "Arrived", "userId": "demo-ada", "context": {"identityToken": token}}
    sent = {**body, "anonymousId": "stranger", "writeKey": rival.write_key}
    refused = shop.client.post("/v1/track", json=sent)
    assert (refused.status_code, refused.get_json()["code"]) == (401, "identity_invalid")


def test_a50_without_the_demo_workspace_there_is_no_log_in(app: Flask, database: Database) -> None:
    """As `waymark web` serves it, whatever workspaces there are."""
    with database.transaction() as tx:
        workspaces.create(tx, "Demo shop", master_key=MASTER_KEY)
    client = app.test_client()
    assert log_in(client, ADA).status_code == 404
    assert client.get("/demo/log-in").status_code == 404
    assert client.get("/demo/moves").status_code == 404


def test_a50_the_demo_is_the_workspace_of_the_first_start_and_no_other(
    sqlite: Database, tmp_path: Path
) -> None:
    assert first_run.demo_workspace(sqlite, tmp_path) is None
    with sqlite.transaction() as tx:
        workspaces.create(tx, "Shop", master_key=MASTER_KEY)
    first_run.prepare(sqlite, tmp_path, base_url=HERE, master_key=MASTER_KEY)
    assert first_run.demo_workspace(sqlite, tmp_path) is None
    (tmp_path / first_run.FILE).write_text('{"workspace": "ws_of_another_database"}')
    assert first_run.demo_workspace(sqlite, tmp_path) is None
    (tmp_path / first_run.FILE).write_text("[]")
    assert first_run.demo_workspace(sqlite, tmp_path) is None


# ---- The moves.


def shopping(shop: Site) -> Page:
    """A browser that has begun a session, and put something into its basket."""
    page = Page(shop)
    page.report("ask")
    send(page, "session_started", push_status="ask")
    send(page, "Product Added", sku="tent")
    shop.fold()
    return page


def send(page: Page, event: str, **properties: object) -> None:
    body = {"event": event, "anonymousId": page.anonymous_id, "properties": properties}
    sent = {**body, "writeKey": page.site.made.write_key}
    assert page.site.client.post("/v1/track", json=sent).status_code == 200


def moves(page: Page) -> dict[str, list[dict[str, Any]]]:
    """The steps of each run, by its journey's name."""
    runs = page.good("GET", "/demo/moves")["runs"]
    return {run["journey"]: run["steps"] for run in runs}


def words(steps: list[dict[str, Any]]) -> list[str]:
    return [step["what"] for step in steps]


def test_a_visitor_sees_where_journeys_have_her(shop: Site) -> None:
    told = moves(shopping(shop))
    asked = told["Ask on the first visit"]
    assert words(asked) == ["entered", "popup", "waiting"]
    assert (asked[1]["popup"], asked[1]["state"]) == ("shop_ask", "open")
    basket = told["Remind of a basket left behind"]
    assert words(basket) == ["entered", "waiting"]
    waits = basket[1]
    assert (waits["node"], waits["title"]) == ("two_minutes", "Wait")
    assert waits["until"] == pytest.approx(waits["at"] + 120_000, abs=2)


def test_a_push_tells_its_state_and_an_end_its_reason(shop: Site) -> None:
    page = shopping(shop)
    send(page, "Order Completed", order_id="FS-1")
    shop.fold()
    told = moves(page)
    assert words(told["Remind of a basket left behind"]) == ["entered", "ended"]
    assert told["Remind of a basket left behind"][1]["reason"] == "exited"
    thanks = told["Thank for an order"]
    assert words(thanks) == ["entered", "push", "ended"]
    assert (thanks[1]["push"], thanks[1]["state"]) == ("order_thanks", "suppressed")
    assert thanks[1]["reason"] == "no_device"


def test_a_popup_tells_its_answer_and_one_that_was_not_offered_why(shop: Site) -> None:
    page = shopping(shop)
    offer = page.good("GET", "/v1/me/popups")["items"][0]
    answer = {"token": offer["token"], "answer": "later"}
    page.call("POST", f"/v1/me/popups/{offer['id']}/answer", answer)
    shop.fold()
    asked = moves(page)["Ask on the first visit"]
    assert words(asked) == ["entered", "popup", "ended"]
    assert (asked[1]["state"], asked[1]["answer"]) == ("answered", "later")

    page.report("unsupported", device={"platform": "iOS", "browser": "Safari"})
    send(page, "session_started", push_status="unsupported")
    shop.fold()
    led = moves(page)["Lead iPhones to the home screen"]
    assert words(led) == ["entered", "popup_held_back", "ended"]
    assert (led[1]["popup"], led[1]["reason"]) == ("shop_home_screen", "back_off")


def test_a50_one_sees_ones_own_moves_and_nobody_elses(shop: Site) -> None:
    mine = shopping(shop)
    other = Page(shop)
    other.report("ask")
    shop.fold()
    assert len(moves(mine)) == 2
    assert moves(other) == {}
    # Her id, the write key or a made-up token open nothing.
    stranger = Page(shop, anonymous_id=mine.anonymous_id)
    assert stranger.refused("GET", "/demo/moves") == (401, "visitor_token_missing")
    for token in (shop.made.write_key, mine.anonymous_id, (mine.token or "")[:-2]):
        stranger.token = token
        assert stranger.refused("GET", "/demo/moves") == (401, "visitor_token_invalid")
    # A device reported under her anonymousId is a fresh person's.
    stranger.token = None
    stranger.report("ask")
    assert stranger.token != mine.token


def test_a50_after_a_sign_out_the_browser_sees_her_moves_no_more(shop: Site) -> None:
    page = shopping(shop)
    old = page.token
    token = log_in(shop.client, ADA).get_json()["token"]
    page.report("ask", userId="demo-ada", identityToken=token)
    shop.fold()
    assert set(moves(page)) == {"Ask on the first visit", "Remind of a basket left behind"}
    page.anonymous_id = "after-the-sign-out"
    page.report("ask")
    shop.fold()
    assert moves(page) == {}
    if old != page.token:
        page.token = old
        assert page.call("GET", "/demo/moves").status_code == 401


def test_a50_a_visitor_of_another_workspace_sees_nothing_here(shop: Site) -> None:
    with shop.database.transaction() as tx:
        rival = workspaces.create(tx, "Rival", master_key=MASTER_KEY)
    page = Page(Site(shop.client, shop.database, rival))
    page.report("ask")
    assert page.refused("GET", "/demo/moves") == (404, "not_found")
