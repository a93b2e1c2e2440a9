"""Somebody's way through a journey: each step with its port and its time, whatever came between."""

from __future__ import annotations

import json
from typing import Any

import pytest
import sqlalchemy as sa

from engine.audience import names
from engine.store.tables import SHARDS, run
from journeys import trail
from tests.support.room import Room, hello, node, trigger
from tests.webapp.api.conftest import Api
from tests.webapp.api.lived import app, room, shop

__all__ = ["app", "room", "shop"]


def greeting(room: Room, **wait: str) -> str:
    """Greets members at once and others after a day; both wait a second day."""
    gold = {"field": "trait.tier", "operator": "=", "value": "gold"}
    nodes = [
        trigger("bought"),
        node("gold", "condition", rule={"combinator": "and", "rules": [gold]}),
        node("day", "wait", time=wait.get("time", "P1D")), hello(),
        node("more", "wait", time="P1D"),
    ]  # fmt: skip
    edges = [
        "start -> gold",
        "gold.yes -> hello",
        "gold.no -> day",
        "day -> hello",
        "hello -> more",
    ]
    return room.journey(nodes, edges)


def path(room: Room, journey: str, who: str = "ana") -> str:
    return f"/journeys/{journey}/people/{names.shown(room.person(who, user=True))}/way"


def steps(way: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(each["node"], each["port"], each["at"][:16]) for each in way["steps"]]


def test_each_step_is_told_with_the_way_it_was_left_and_when(room: Room, shop: Api) -> None:
    journey = greeting(room)
    room.track("bought", user="ana")
    room.passes(days=1)

    way = shop.get(path(room, journey))

    assert steps(way) == [
        ("start", "next", "2026-03-02T12:00"),
        ("gold", "no", "2026-03-02T12:00"),
        ("day", "next", "2026-03-03T12:00"),
        ("hello", "next", "2026-03-03T12:00"),
    ]
    assert (way["run"]["node"], way["run"]["state"], way["untold"]) == ("more", "active", 0)

    room.passes(days=1)
    way = shop.get(path(room, journey))
    assert steps(way)[-1] == ("more", "next", "2026-03-04T12:00")
    assert (way["run"]["reason"], way["untold"]) == ("finished", 0)
    told = shop.get(f"/people/{names.shown(room.person('ana', user=True))}/export")
    assert [each["steps"] for each in told["runs"]] == [way["steps"]]


def test_the_last_run_is_told_and_its_version_stays_what_it_was(room: Room, shop: Api) -> None:
    journey = greeting(room)
    room.track("bought", user="ana")
    (first,) = room.runs("ana", user=True)
    nodes = [trigger("bought"), node("other", "wait", time="P9D")]
    again = {"name": "x", "nodes": nodes, "edges": [], "settings": {"reentry": {"mode": "always"}}}
    room.publish(again | {"edges": [{"source": "start", "target": "other"}]}, journey)
    room.passes(days=1)

    way = shop.get(path(room, journey))
    assert (way["run"]["version"], way["run"]["node"]) == (first["version_id"], "more")
    assert [node for node, _, _ in steps(way)] == ["start", "gold", "day", "hello"]

    room.track("bought", user="ana")
    way = shop.get(path(room, journey))
    assert way["run"]["version"] != first["version_id"]
    assert steps(way) == [("start", "next", "2026-03-03T12:00")]


def test_who_has_not_been_in_a_journey_has_no_way_through_it(room: Room, shop: Api) -> None:
    journey = greeting(room)
    room.track("looked", user="ana")

    assert shop.get(path(room, journey)) == {"run": None, "steps": [], "untold": 0}


def test_a_way_goes_over_with_whom_it_is_of(room: Room, shop: Api) -> None:
    journey = greeting(room)
    here = names.person_id(room.workspace, "anonymous", "a1") % SHARDS
    user = next(
        each
        for each in (f"u{number}" for number in range(1_000))
        if names.person_id(room.workspace, "user", each) % SHARDS != here
    )
    room.track("identify", kind="identify", user=user)
    room.track("bought", anon="a1")
    room.passes(hours=1)
    room.track("page", kind="page", anon="a1", user=user)
    room.passes(hours=23)

    way = shop.get(path(room, journey, user))
    assert steps(way)[1:3] == [
        ("gold", "no", "2026-03-02T12:00"),
        ("day", "next", "2026-03-03T12:00"),
    ]


def test_of_a_long_way_the_last_steps_are_told_and_the_others_counted(
    room: Room, shop: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trail, "KEPT", 3)
    journey = greeting(room)
    room.track("bought", user="ana")
    room.passes(days=1)

    way = shop.get(path(room, journey))
    assert ([node for node, _, _ in steps(way)], way["untold"]) == (["gold", "day", "hello"], 1)


def test_a_run_of_before_goes_on_and_tells_what_it_knows(room: Room, shop: Api) -> None:
    """As a version of Waymark wrote it that kept no steps."""
    journey = greeting(room)
    room.track("bought", user="ana")
    (row,) = room.runs("ana", user=True)
    body = json.loads(row["body"])
    del body["run"]["trail"]
    _written(room, body)
    way = shop.get(path(room, journey))
    assert (way["steps"], way["untold"], way["run"]["node"]) == ([], 2, "day")

    room.passes(days=1)
    way = shop.get(path(room, journey))
    assert ([node for node, _, _ in steps(way)], way["untold"]) == (["day", "hello"], 2)


def test_of_a_run_that_cannot_be_read_nothing_is_told(room: Room, shop: Api) -> None:
    journey = greeting(room)
    room.track("bought", user="ana")
    _written(room, {"run": {"step_schema": 99}})

    way = shop.get(path(room, journey))
    assert (way["steps"], way["untold"], way["run"]["node"]) == ([], None, "day")


def _written(room: Room, body: dict[str, Any]) -> None:
    with room.database.transaction() as tx:
        tx.execute(sa.update(run).values(body=json.dumps(body)))
