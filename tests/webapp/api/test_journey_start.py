"""Starting a journey by a call: durable, once for each key, with a report for each row."""

from __future__ import annotations

from typing import Any

import pytest

from engine import clock
from engine.audience import names
from engine.runtime import shard
from engine.runtime.erase import erase
from engine.runtime.published import Published
from engine.store.db import Database
from engine.store.tables import event, run
from tests.webapp.api.conftest import Api
from webapp.api import journey_start
from webapp.ingest.buckets import Buckets, Rate

ONE = [{"user_id": "ana", "properties": {"order": 7}}]


def document(*starts: str, **settings: Any) -> dict[str, Any]:
    """A journey with a start for each name, and one by an event."""
    nodes = [{"id": f"s{at}", "type": "api_trigger", "config": {"name": name}}
             for at, name in enumerate(starts)]  # fmt: skip
    nodes.append({"id": "go", "type": "event_trigger", "config": {"event": "go"}})
    edges = [{"source": each["id"], "target": "set"} for each in nodes]
    step = {"id": "set", "type": "set_traits", "config": {"traits": {"called": True}}}
    return {"name": "Called", "settings": settings, "nodes": [*nodes, step], "edges": edges}


def live(api: Api, *starts: str, **settings: Any) -> str:
    id_ = api.post("/journeys", document(*starts, **settings))["id"]
    api.post(f"/journeys/{id_}/publish")
    return str(id_)


def settled(database: Database) -> list[dict[str, Any]]:
    """The runs, after all shards have worked."""
    for _ in range(3):
        with database.read() as tx:
            due = shard.due_shards(tx, tx.now())
        for number in due:
            database.run(shard.process, number, Published())
    with database.read() as tx:
        return [dict(row) for row in tx.execute(run.select()).mappings()]


def statuses(answer: dict[str, Any]) -> list[str]:
    return [each["code"] or each["status"] for each in answer["people"]]


def test_who_is_named_is_let_in_with_what_is_told(shop: Api, database: Database) -> None:
    id_ = live(shop, "order", reentry={"mode": "once", "key": "order"})
    people = [*ONE, {"anonymous_id": "browser", "properties": {"order": 8}}, *ONE]
    answer = shop.post(f"/journeys/{id_}/start", {"people": people})

    assert (answer["accepted"], statuses(answer)) == (3, ["accepted"] * 3)
    assert sorted(row["entry_key"] for row in settled(database)) == ["7", "8"]  # its own re-entry


def test_a_repeat_with_the_same_key_lets_nobody_in_twice(shop: Api, database: Database) -> None:
    id_ = live(shop, "order", reentry={"mode": "always"})
    path = f"/journeys/{id_}/start"
    first = shop.post(path, {"people": ONE}, Idempotency_Key="k1")
    again = shop.post(path, {"people": [*ONE, {"user_id": "ben"}]}, Idempotency_Key="k1")
    other = shop.post(path, {"people": [{"user_id": "ana"}]}, Idempotency_Key="k1")
    new = shop.post(path, {"people": ONE}, Idempotency_Key="k2")

    told = [statuses(each) for each in (first, again, other, new)]
    assert told == [
        ["accepted"], ["duplicate", "accepted"], ["idempotency_conflict"], ["accepted"],
    ]  # fmt: skip
    assert len(settled(database)) == 3


def test_each_bad_row_is_told_and_the_others_are_taken(shop: Api, database: Database) -> None:
    id_ = live(shop, "order")
    with database.transaction() as tx:
        gone = names.ensure(tx, shop.workspace_id, [("user", "gone")], tx.now())["user", "gone"]
    database.run(erase, gone)
    rows = [*ONE, {}, {"user_id": 7}, 3, {"user_id": "u" * 513}, {"user_id": "a", "x": 1},
            {"user_id": "gone"}, {"user_id": "b", "properties": {"a": "x" * 33_000}}]  # fmt: skip
    answer = shop.post(f"/journeys/{id_}/start", {"people": rows})

    assert (answer["accepted"], answer["refused"]) == (1, 7)
    assert [(each["code"], each["path"]) for each in answer["people"][1:]] == [
        ("no_id", "people/1"), ("invalid", "people/2/user_id"), ("invalid", "people/3"),
        ("invalid", "people/4/user_id"), ("invalid", "people/5/x"), ("erased", "people/6/user_id"),
        ("invalid", "people/7/properties"),
    ]  # fmt: skip
    assert len(settled(database)) == 1


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({}, "people"),
        ({"people": []}, "people"),
        ({"people": [{"user_id": "null"}], "start": "order"}, "people/0"),
        ({"people": [{"user_id": "u"}] * 1_001}, "people"),
        ({"people": ONE, "start": "nothing"}, "start"),
        ({"people": ONE}, "start"),  # which of the two?
    ],
)
def test_what_is_refused_as_a_whole(shop: Api, body: object, path: str) -> None:
    id_ = live(shop, "order", "refund")
    problem = shop.refused("POST", f"/journeys/{id_}/start", body)
    assert (problem["status"], list(problem["errors"])) == (422, [path])


@pytest.mark.parametrize("key", ["", "k" * 129, "a\tb"])
def test_a_key_that_cannot_be_one(shop: Api, key: str) -> None:
    id_ = live(shop, "order")
    problem = shop.refused("POST", f"/journeys/{id_}/start", {"people": ONE}, Idempotency_Key=key)
    assert list(problem["errors"]) == ["Idempotency-Key"]


def test_of_several_starts_one_is_named(shop: Api, database: Database) -> None:
    id_ = live(shop, "order", "refund", reentry={"mode": "always"})
    shop.post(f"/journeys/{id_}/start", {"people": ONE, "start": "refund"})
    (row,) = settled(database)
    assert '"s1"' in row["body"]


def test_a_journey_that_lets_nobody_in_says_so(shop: Api, database: Database) -> None:
    only_events = live(shop)
    draft = shop.post("/journeys", document("order"))["id"]
    paused = live(shop, "order")
    shop.post(f"/journeys/{paused}/pause")
    told = [
        shop.refused("POST", f"/journeys/{id_}/start", {"people": ONE})["code"]
        for id_ in (only_events, draft, paused, "j_nothing")
    ]
    assert told == ["not_callable", "journey_draft", "journey_paused", "not_found"]
    with database.read() as tx:
        assert tx.execute(event.select()).all() == []


def test_a_caller_who_is_too_fast_waits(shop: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journey_start, "_people", Buckets(Rate(per_second=1 / 60, burst=1)))
    id_ = live(shop, "order")
    shop.post(f"/journeys/{id_}/start", {"people": ONE * 3})
    response = shop.call("POST", f"/journeys/{id_}/start", {"people": ONE})
    assert response.status_code == 429
    assert 100 < int(response.headers["Retry-After"]) <= 3 * clock.MINUTE // clock.SECOND


def test_the_write_key_starts_nothing(shop: Api) -> None:
    id_ = live(shop, "order")
    shop.secret_key = shop.write_key
    problem = shop.refused("POST", f"/journeys/{id_}/start", {"people": ONE})
    assert (problem["status"], problem["code"]) == (403, "secret_key_required")
