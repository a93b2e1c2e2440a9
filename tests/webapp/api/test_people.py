"""People, their time lines, runs and messages, as the engine makes them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from engine.audience import names
from engine.audience.incoming import Accepted
from engine.reports import export
from engine.store.tables import person
from tests.support.room import Room, hello, node, trigger
from tests.webapp.api.conftest import Api
from tests.webapp.api.lived import app, room, shop
from tests.webapp.conftest import SilentBell

__all__ = ["app", "room", "shop"]


def shown(room: Room, who: str, *, user: bool = True) -> str:
    return names.shown(room.person(who, user=user))


def bought(room: Room) -> str:
    """A journey that greets whoever bought something, and waits a day for more."""
    nodes = [trigger("bought"), hello(), node("more", "wait", time="P1D")]
    return room.journey(nodes, ["start -> hello", "hello -> more"])


def inside(shop: Api, journey: str) -> int:
    """How many people the list of journeys says are on their way in this one."""
    return next(each["inside"] for each in shop.get("/journeys")["items"] if each["id"] == journey)


def test_a_person_is_found_by_her_user_id_with_all_that_is_known(room: Room, shop: Api) -> None:
    room.track("identify", user="ana", kind="identify", traits={"tier": "gold"})
    (found,) = shop.get("/people?user_id=ana")["items"]
    assert (found["id"], found["user_id"]) == (shown(room, "ana"), "ana")

    whole = shop.get(f"/people/{found['id']}")
    assert (whole["traits"], whole["push_status"]) == ({"tier": "gold"}, "ask")
    assert whole["created_at"] == "2026-03-02T12:00:00.000000Z"
    assert (whole["reach"]["push_on"], whole["reach"]["target"]) == (True, None)
    assert shop.get("/people?user_id=nobody")["items"] == []


def test_a_person_who_was_just_seen_is_there_before_her_first_event_is_applied(
    room: Room, shop: Api
) -> None:
    assert room.track("bought", user="ana", settle=False) == Accepted()

    assert shop.get(f"/people/{shown(room, 'ana')}")["created_at"] is None
    assert [each["user_id"] for each in shop.get("/people?user_id=ana")["items"]] == ["ana"]


def test_people_are_listed_page_by_page(room: Room, shop: Api) -> None:
    people = {f"u{number}" for number in range(5)}
    for who in people:
        room.track("bought", user=who, settle=False)
    room.settle()

    seen: list[Any] = []
    page = shop.get("/people?limit=2")
    while page["next"] is not None:
        seen += page["items"]
        page = shop.get(f"/people?limit=2&after={page['next']}")
    seen += page["items"]
    assert len(seen) == 5
    assert {each["user_id"] for each in seen} == people


def test_the_time_line_holds_what_happened_before_and_after_a_merge(room: Room, shop: Api) -> None:
    room.track("looked", anon="a1", properties={"page": 1})
    room.clock.forward(timedelta(minutes=1))
    room.track("identify", anon="a1", user="ana", kind="identify", traits={"tier": "gold"})
    room.clock.forward(timedelta(minutes=1))
    room.track("bought", user="ana", properties={"price": 5})

    path = f"/people/{shown(room, 'ana')}/timeline"
    whole = shop.get(path)["items"]
    told = [(each["name"], each["told"].get("properties")) for each in whole]
    assert told[0] == ("bought", {"price": 5})
    assert told[-1] == ("looked", {"page": 1})
    assert [each for each in told if each[0] in ("bought", "looked")] == [told[0], told[-1]]
    anonymous = f"/people/{shown(room, 'a1', user=False)}/timeline"
    assert shop.get(anonymous)["items"] == whole

    paged: list[Any] = []
    page = shop.get(f"{path}?limit=1")
    while page["next"] is not None:
        paged += page["items"]
        page = shop.get(f"{path}?limit=1&after={page['next']}")
    assert paged + page["items"] == whole


def test_runs_messages_and_counts_agree(room: Room, shop: Api) -> None:
    journey = bought(room)
    room.device("ana", user=True)
    room.track("bought", user="ana")
    room.track("bought", user="ben")

    stats = shop.get(f"/journeys/{journey}/stats")
    assert (stats["entered"], stats["waiting"], stats["finished"]) == (2, 2, 0)
    assert stats["at"] == {"more": 2}
    assert inside(shop, journey) == 2
    assert stats["left"] == {"start": {"next": 2}, "hello": {"next": 2}}
    (run,) = shop.get(f"/people/{shown(room, 'ana')}/runs")["items"]
    assert (run["journey"], run["node"], run["state"]) == (journey, "more", "active")
    assert run["wakes_at"] == "2026-03-03T12:00:00.000000Z"

    (message,) = shop.get(f"/people/{shown(room, 'ana')}/messages")["items"]
    assert [each["state"] for each in message["sends"]] == ["accepted"]
    alone = shop.get(f"/messages/{message['id']}")
    words = alone.pop("content")
    assert (alone, words["language"]) == (message, "en")
    assert (message["user_id"], bool(words["title"])) == ("ana", True)
    messages = shop.get(f"/messages?journey={journey}")["items"]
    assert {(each["person"], each["state"], each["reason"]) for each in messages} == {
        (shown(room, "ana"), "done", None),
        (shown(room, "ben"), "suppressed", "no_device"),
    }

    room.passes(days=1, minutes=1)
    stats = shop.get(f"/journeys/{journey}/stats")
    assert (stats["entered"], stats["waiting"], stats["finished"]) == (2, 0, 2)
    assert stats["reasons"] == {"finished": 2}
    assert inside(shop, journey) == 0
    figures = shop.get("/stats")
    assert (figures["people"], figures["sends"]) == ({"ask": 2}, {"accepted": 1})
    assert figures["suppressed"] == {"no_device": 1}


def test_runs_are_listed_by_state_and_node(room: Room, shop: Api) -> None:
    journey = bought(room)
    for who in ("ana", "ben", "cyd"):
        room.track("bought", user=who)
    path = f"/journeys/{journey}/runs"

    page = shop.get(f"{path}?limit=2")
    rest = shop.get(f"{path}?limit=2&after={page['next']}")
    ids = [each["id"] for each in (*page["items"], *rest["items"])]
    assert (len(set(ids)), rest["next"]) == (3, None)
    assert len(shop.get(f"{path}?node=more&state=active")["items"]) == 3
    assert shop.get(f"{path}?state=ended")["items"] == []
    assert shop.get(f"{path}?node=hello")["items"] == []


def test_a_segment_is_counted_sampled_and_listed(room: Room, shop: Api) -> None:
    for who, tier in (("ana", "gold"), ("ben", "lead"), ("cyd", "gold")):
        room.track("identify", user=who, kind="identify", traits={"tier": tier})
    field = {"field": "trait.tier", "operator": "=", "value": "gold"}
    rule = {"combinator": "and", "rules": [field]}

    preview = shop.post("/segments/preview", {"rule": rule})
    assert preview["count"] == 2
    assert {each["user_id"] for each in preview["sample"]} == {"ana", "cyd"}
    segment = shop.post("/segments", {"name": "Gold", "rule": rule})["id"]
    first = shop.get(f"/segments/{segment}/people?limit=1")
    rest = shop.get(f"/segments/{segment}/people?limit=1&after={first['next']}")
    assert {each["user_id"] for each in first["items"] + rest["items"]} == {"ana", "cyd"}
    assert rest["next"] is None


def test_a_push_status_can_be_asked_as_of_any_time(room: Room, shop: Api) -> None:
    room.track("session_started", user="ana", properties={"push_status": "ask"})
    path = f"/people/{shown(room, 'ana')}/push-status"

    assert shop.get(path)["status"] == "ask"
    assert shop.get(f"{path}?at=2020-01-01T00:00:00Z") == {
        "status": "ask", "since": None, "cause": None, "device": None,
    }  # fmt: skip
    assert shop.get(f"{path}?at=0001-01-01T00:00:00%2B14:00")["status"] == "ask"
    for wrong in ("yesterday", "2026-13-01T00:00:00Z", "", "1e9"):
        assert list(shop.refused("GET", f"{path}?at={wrong}")["errors"]) == ["at"]


def test_a_person_is_sent_only_to_the_devices_a_marketer_says(room: Room, shop: Api) -> None:
    room.track("bought", user="ana")
    path = f"/people/{shown(room, 'ana')}"

    assert shop.patch(path, {"target": "native"})["reach"]["target"] == "native"
    assert shop.patch(path, {"target": None})["reach"]["target"] is None
    assert shop.refused("PATCH", path, {"target": "desktop"})["status"] == 422


def test_an_erased_person_is_gone_for_good(room: Room, shop: Api) -> None:
    bought(room)
    room.device("ana", user=True)
    room.track("bought", user="ana")
    path = f"/people/{shown(room, 'ana')}"

    assert shop.call("DELETE", path).status_code == 204
    for below in ("", "/timeline", "/runs", "/messages", "/devices", "/push-status", "/export"):
        assert shop.refused("GET", f"{path}{below}")["status"] == 404
    assert shop.refused("DELETE", path)["status"] == 404
    assert shop.get("/people?user_id=ana")["items"] == []
    room.track("bought", user="ana")
    assert shop.get("/people")["items"] == []
    assert all(row["erased"] for row in room.rows(person))
    (entry,) = shop.get("/audit")["items"]
    assert (entry["what"], entry["target"]) == ("person.erased", path.rpartition("/")[2])


def test_an_export_holds_all_that_is_kept_of_her(
    room: Room, shop: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "PAGE", 2)  # each list is read in several pages
    call = node("call", "webhook", url="https://hooks.example/x", body={"a": 1})
    nodes = [trigger("bought"), hello(), node("ask", "show_popup", popup="simple"), call]
    settings = {"reentry": {"mode": "always"}}
    room.journey(nodes, ["start -> hello", "hello -> ask", "ask.expired -> call"], **settings)
    device = room.device("a1")
    room.track("session_started", anon="a1", properties={"push_status": "allowed"})
    room.track("identify", anon="a1", user="ana", kind="identify", traits={"tier": "gold"})
    for price in range(3):
        room.track("bought", user="ana", properties={"price": price}, context={"ip": "192.0.2.1"})
    room.passes(days=2)
    path = f"/people/{shown(room, 'ana')}"

    answer = shop.call("GET", f"{path}/export")
    told = answer.get_json()

    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert told["person"] == shop.get(path)
    assert {(each["kind"], each["id"]) for each in told["identifiers"]} == {
        ("anonymous", "a1"), ("user", "ana"),
    }  # fmt: skip
    assert [each["id"] for each in told["devices"]] == [device]
    events = shop.get(f"{path}/timeline?limit=200")["items"]
    assert [(each["name"], each["at"]) for each in told["timeline"]] == [
        (each["name"], each["at"]) for each in events
    ]
    assert "192.0.2.1" in str(told["timeline"])
    assert told["messages"] == shop.get(f"{path}/messages")["items"]
    taken = [(run.pop("steps"), run.pop("untold")) for run in told["runs"]]
    assert told["runs"] == shop.get(f"{path}/runs")["items"]
    for steps, untold in taken:
        assert [each["node"] for each in steps] == ["start", "hello", "ask", "call"]
        assert untold == 0
    assert (len(told["runs"]), len(told["messages"])) == (3, 3)
    assert [each["id"] for each in told["inbox"]] == [each["id"] for each in told["messages"]]
    assert {each["popup"] for each in told["popups"]} == {"simple"}
    assert [each["url"] for each in told["webhooks"]] == ["https://hooks.example/x"] * 3
    (entry,) = shop.get("/audit")["items"]
    assert (entry["what"], entry["target"]) == ("person.exported", path.rpartition("/")[2])


def test_a_test_push_tells_what_the_push_service_says(
    room: Room, shop: Api, bell: SilentBell
) -> None:
    room.track("bought", user="ana")
    device = room.device("ana", user=True)
    (listed,) = shop.get(f"/people/{shown(room, 'ana')}/devices")["items"]
    assert (listed["id"], listed["subscribed"]) == (device, True)

    path = f"/devices/{device}/test"
    assert list(shop.refused("POST", path, {"push": "nothing"})["errors"]) == ["push"]
    message = shop.post(path, {"push": "welcome"})["message"]
    assert bell.lanes == ["push"]
    room.settle()

    found = shop.get(f"/messages/{message}")
    assert [(each["device"], each["state"]) for each in found["sends"]] == [(device, "accepted")]
    assert (found["run"], found["state"]) == (None, "done")


def test_a_device_that_is_taken_off_her_list_is_sent_to_no_more(room: Room, shop: Api) -> None:
    room.track("bought", user="ana")
    device = room.device("ana", user=True)

    for _ in range(2):  # again changes nothing
        assert shop.call("DELETE", f"/devices/{device}").status_code == 204
    (listed,) = shop.get(f"/people/{shown(room, 'ana')}/devices")["items"]
    assert listed["status"] == "withdrawn"
    again = shop.refused("POST", f"/devices/{device}/test", {"push": "welcome"})
    assert again["code"] == "not_subscribed"
    assert [each["what"] for each in shop.get("/audit")["items"]] == ["device.removed"]
    assert shop.refused("DELETE", "/devices/d_nobody")["status"] == 404


def test_whoever_was_seen_last_comes_first_page_by_page(room: Room, shop: Api) -> None:
    for who in ("ana", "bo", "cy", "di"):
        room.track("identify", user=who, kind="identify")
        room.passes(minutes=5)
    room.track("came", user="bo")

    first = shop.get("/people?sort=seen&limit=3")
    rest = shop.get(f"/people?sort=seen&limit=3&after={first['next']}")
    told = [each["user_id"] for each in [*first["items"], *rest["items"]]]
    assert told == ["bo", "di", "cy", "ana"]
    assert rest["next"] is None
    assert shop.get("/people?sort=seen&push_status=allowed")["items"] == []
    assert len(shop.get("/people?sort=seen&push_status=ask")["items"]) == 4


def test_a_cursor_of_one_order_is_none_of_the_other(room: Room, shop: Api) -> None:
    for who in ("ana", "bo"):
        room.track("identify", user=who, kind="identify")
    by_id = shop.get("/people?limit=1")["next"]

    assert shop.refused("GET", f"/people?sort=seen&after={by_id}")["status"] == 422
    assert shop.refused("GET", "/people?push_status=ask")["status"] == 422
    assert shop.refused("GET", "/people?sort=name")["status"] == 422
