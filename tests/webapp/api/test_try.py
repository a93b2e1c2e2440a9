"""Trying a draft: told as the product would do it, and nothing is left of it anywhere."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from engine.audience import names
from engine.store.db import Database
from engine.store.tables import (
    event,
    inbox_item,
    journey_version,
    message,
    offer,
    person,
    run,
    send,
)
from journeys import samples
from tests.journeys.building import document, is_
from tests.webapp.api.conftest import Api
from tests.webapp.conftest import SilentBell
from webapp import auth
from webapp.auth import Caller

HELLO = samples.journeys()["ask-for-push-then-say-hello"]
VISIT = {"event": "session_started"}
NOBODY = {
    "push": "ask", "user_id": None, "language": None, "timezone": None, "platform": None,
    "browser": None, "traits": {}, "markers": {}, "categories": {}, "groups": [],
}  # fmt: skip
START = "2026-01-05T12:00:00Z"


def trying(shop: Api, made: Any, *moves: Any, **body: Any) -> Any:
    path = f"/journeys/{shop.post('/journeys', made)['id']}/try"
    return shop.post(path, {"start": START, "moves": list(moves), **body})


def left_behind(database: Database) -> list[int]:
    tables = (event, inbox_item, journey_version, message, offer, person, run, send)
    with database.read() as tx:
        return [
            tx.execute(sa.select(sa.func.count()).select_from(each)).scalar_one() for each in tables
        ]


def test_an_invented_person_goes_through_and_nothing_is_kept(
    shop: Api, database: Database, bell: SilentBell
) -> None:
    before = left_behind(database)
    told = trying(
        shop, HELLO, VISIT, {"answers": "subscribe"}, {"push": "allowed"},
        person={"traits": {"name": "Ana"}, "language": "de"},
    )  # fmt: skip

    path = [(step["node"], step["port"]) for step in told["steps"] if step["node"]]
    assert path == [
        ("start", "next"), ("ask", None), ("ask", "subscribe"), ("answer", None),
        ("answer", "happened"), ("hello", "next"),
    ]  # fmt: skip
    (popup,), (push,) = (step["effects"] for step in told["steps"] if step["effects"])
    assert (popup["kind"], popup["shown"]["title"]) == ("popup", "Dürfen wir Neues melden?")
    assert (push["push"], push["shown"]["title"]) == ("welcome", "Hallo Ana")
    assert [each["ended"] for each in told["runs"]] == ["finished"]
    assert told["steps"][0]["reads"] == [
        {"field": "push.last_session_status", "label": "Push status of the last session",
         "values": ["ask"]},
    ]  # fmt: skip
    assert left_behind(database) == before
    assert (bell.shards, bell.lanes) == ([], [])


def test_time_is_moved_by_hand(shop: Api) -> None:
    made = document(("a", "wait", {"time": "P2D"}), ("b", "wait_for_time", {"at": "09:00"}))
    told = trying(
        shop, made, {"event": "go"}, {"next_timer": True}, person={"timezone": "Europe/Berlin"}
    )
    assert (told["now"], told["next_timer"]) == (
        "2026-01-07T12:00:00.000000Z", "2026-01-08T08:00:00.000000Z",
    )  # fmt: skip
    assert told["runs"][0]["node"] == "b"
    told = trying(shop, made, {"event": "go"}, {"until": "2026-02-01T00:00:00Z"})
    assert [each["ended"] for each in told["runs"]] == ["finished"]
    told = trying(shop, made, {"event": "go", "at": "2026-03-01T00:00:00Z"}, {"answers": "later"})
    assert told["runs"][0]["entered_at"] == "2026-03-01T00:00:00.000000Z"
    assert told["faults"] == {"1": "no popup is open"}


def test_a_chosen_person_is_as_she_is_now(shop: Api, rival: Api, database: Database) -> None:
    with database.transaction() as tx:
        made = names.ensure(tx, shop.workspace_id, [("user", "ana")], tx.now())
    ana = names.shown(made["user", "ana"])
    asked = [is_("category.news", True), is_("event.order", {}, "did_not")]
    rule = {"combinator": "and", "rules": asked}
    made = document(("if", "condition", {"rule": rule}))

    told = trying(shop, made, {"event": "go"}, person_id=ana)
    assert [s["port"] for s in told["steps"] if s["node"] == "if"] == ["yes"]

    path = f"/journeys/{rival.post('/journeys', made)['id']}/try"
    for other in (ana, "p1", "nobody", "p" + "9" * 60):
        problem = rival.refused("POST", path, {"moves": [VISIT], "person_id": other})
        assert (problem["status"], problem["code"]) == (404, "not_found")


def test_a_draft_with_errors_is_not_played(shop: Api) -> None:
    path = f"/journeys/{shop.post('/journeys', {'name': 'x'})['id']}/try"
    assert shop.refused("POST", path, {"moves": [VISIT]})["code"] == "not_publishable"


def test_it_says_how_to_begin_and_why_nothing_came_of_it(shop: Api, rival: Api) -> None:
    rule = {
        "combinator": "and",
        "rules": [is_("properties.to", "allowed"), is_("device.platform", "iOS")],
    }
    made = document(("end", "end", {}))
    made["nodes"][0]["config"] = {"event": "push_status_changed", "where": rule}
    path = f"/journeys/{shop.post('/journeys', made)['id']}/try"
    begun = shop.get(path)
    assert (begun["event"], begun["properties"]) == ("push_status_changed", {"to": "allowed"})
    assert begun["person"] == NOBODY | {"push": "allowed", "platform": "iOS"}
    move = {"event": begun["event"], "properties": begun["properties"]}
    (heard, *_) = shop.post(path, {"moves": [move], "person": begun["person"]})["steps"]
    assert (heard["outcome"], heard["refused"], heard["starts"]) == ("entered", None, ["start"])
    (heard,) = shop.post(path, {"moves": [move]})["steps"]
    assert (heard["refused"], heard["starts"]) == ("where", ["start"])
    (heard,) = shop.post(path, {"moves": [VISIT]})["steps"]
    assert (heard["refused"], heard["starts"]) == ("no_trigger", [])

    assert rival.refused("GET", path)["status"] == 404
    unfinished = shop.post("/journeys", {"name": "x"})["id"]
    assert shop.get(f"/journeys/{unfinished}/try") == {
        "event": None, "properties": {}, "person": NOBODY,
    }  # fmt: skip


def test_a_viewer_may_not(shop: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    path = f"/journeys/{shop.post('/journeys', HELLO)['id']}/try"
    for role, status in (("viewer", 403), ("marketer", 200)):
        caller = Caller(shop.workspace_id, role, "member:x")  # type: ignore[arg-type]
        monkeypatch.setattr(auth, "caller", lambda *_, caller=caller: caller)
        assert shop.call("POST", path, {"moves": [VISIT]}).status_code == status
        assert shop.call("GET", path).status_code == status


DEEP: Any = "x"
for _ in range(20):
    DEEP = [DEEP]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"moves": []},
        {"moves": [VISIT] * 101},
        {"moves": [{}]},
        {"moves": [{"event": "x", "push": "allowed"}]},
        {"moves": [{"event": "x" * 201}]},
        {"moves": [{"event": "x", "properties": {"deep": DEEP}}]},
        {"moves": [{"event": "x", "properties": {"long": "x" * 40_000}}]},
        {"moves": [{"event": "x", "properties": {f"n{n}": n for n in range(101)}}]},
        {"moves": [{"event": "x", "surprise": 1}]},
        {"moves": [{"next_timer": False}]},
        {"moves": [{"push": "withdrawn"}]},
        {"moves": [{"until": "tomorrow"}]},
        {"moves": [VISIT], "start": "1999-01-01T00:00:00Z"},
        {"moves": [VISIT], "start": "9999-12-31T23:59:59-23:00"},
        {"moves": [VISIT], "person": {"traits": []}},
        {"moves": [VISIT], "person": {"popup_back_off_until": "2026-01-01T00:00:00Z"}},
        {"moves": [VISIT], "person": {"groups": ["g"] * 101}},
        {"moves": [VISIT], "person": {}, "person_id": "p1"},
    ],
)
def test_what_is_too_much_or_makes_no_sense_is_refused(shop: Api, body: Any) -> None:
    path = f"/journeys/{shop.post('/journeys', HELLO)['id']}/try"
    assert shop.refused("POST", path, body)["status"] == 422


def test_no_journey_holds_the_server_for_long(shop: Api) -> None:
    made = document(
        ("a", "wait", {"time": "PT1M"}), ("p", "send_push", {"push": "welcome"}),
        edges={"a.next": "p", "p.next": "a"}, reentry={"mode": "always"},
    )  # fmt: skip
    far = {"until": "9999-12-31T23:59:59-23:00"}
    told = trying(
        shop,
        made,
        *({"event": "go"} for _ in range(90)),
        far,
        {"event": "go", "at": "0001-01-01T00:00:00+23:00"},
    )
    assert told["cut"]
    assert len(told["steps"]) == 1000
