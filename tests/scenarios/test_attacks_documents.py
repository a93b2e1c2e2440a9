"""Attacks by journeys and other documents that nobody should be able to make live."""

from __future__ import annotations

import json
from typing import Any

import pytest

from engine.store.db import Database
from tests.scenarios.attacker import answer, manage, nothing_stored
from tests.webapp.visitor.conftest import Site

PUSH = {"key": "evil", "name": "Evil", "title": "T", "message": "M"}


def place(*nodes: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"config": {}, "position": {"x": 0, "y": 0}, **node} for node in nodes]


START = {"id": "start", "type": "event_trigger", "config": {"event": "x"}}
END = {"id": "end", "type": "end"}


def edge(source: str, target: str, port: str = "next") -> dict[str, str]:
    return {"source": source, "sourceHandle": port, "target": target}


def journey(*nodes: dict[str, Any], edges: list[dict[str, str]], **more: Any) -> dict[str, Any]:
    return {"name": "Evil", "settings": {}, "nodes": place(START, *nodes), "edges": edges} | more


def deep(levels: int) -> dict[str, Any]:
    rule: dict[str, Any] = {"field": "trait.a", "operator": "=", "value": 1}
    for _ in range(levels):
        rule = {"combinator": "and", "rules": [rule]}
    return rule


def waiting(time_: object) -> dict[str, Any]:
    wait = {"id": "wait", "type": "wait", "config": {"time": time_}}
    return journey(wait, END, edges=[edge("start", "wait"), edge("wait", "end")])


def split(*arms: Any, **more: Any) -> dict[str, Any]:
    one = {"id": "split", "type": "random_split", "config": {"arms": list(arms), **more}}
    return journey(one, END, edges=[edge("start", "split"), edge("split", "end", "a")])


def condition(rule: Any) -> dict[str, Any]:
    one = {"id": "if", "type": "condition", "config": {"rule": rule}}
    return journey(one, END, edges=[edge("start", "if"), edge("if", "end", "yes")])


def leaf(operator: str, value: Any) -> dict[str, Any]:
    return {
        "combinator": "and",
        "rules": [{"field": "trait.a", "operator": operator, "value": value}],
    }


SPIN = {"id": "spin", "type": "condition", "config": {"rule": leaf("=", 1)}}
SECOND = {"id": "brief", "type": "wait", "config": {"time": "PT1S"}}
EVIL_JOURNEYS: dict[str, dict[str, Any]] = {
    "an edge to a missing node": journey(END, edges=[edge("start", "nowhere")]),
    "a cycle without a wait": journey(
        SPIN, edges=[edge("start", "spin"), edge("spin", "spin", "yes")]
    ),
    "a cycle that waits a second": journey(
        SECOND, edges=[edge("start", "brief"), edge("brief", "brief")]
    ),
    "600 nodes": journey(
        *({"id": f"n{number}", "type": "end"} for number in range(600)), edges=[edge("start", "n0")]
    ),
    "a wait of -1 s": waiting("-PT1S"),
    "a wait of 10^12 s": waiting("PT1000000000000S"),
    "a wait of NaN": waiting("NaN"),
    "a wait of a number": waiting(60),
    "a rule 20 deep": condition(deep(20)),
    "a regular expression": condition(leaf("matches", "(a+)+$")),
    "a weight of 0": split({"name": "a", "weight": 0}, {"name": "b", "weight": 1}),
    "a negative weight": split({"name": "a", "weight": -1}, {"name": "b", "weight": 1}),
    "a weight as text": split({"name": "a", "weight": "10"}, {"name": "b", "weight": 10}),
    "a huge weight": split({"name": "a", "weight": 1e308}, {"name": "b", "weight": 1e308}),
    "two arms of one name": split({"name": "a", "weight": 1}, {"name": "a", "weight": 1}),
    "an unknown field": split({"name": "a", "weight": 1}, {"name": "b", "weight": 1}, surprise=1),
    "an id twice": journey(END, END, edges=[edge("start", "end")]),
    "an unknown type": journey({"id": "x", "type": "exec"}, edges=[edge("start", "x")]),
    "config a list": journey({"id": "x", "type": "end", "config": []}, edges=[edge("start", "x")]),
    "nodes an object": {"name": "Evil", "settings": {}, "nodes": {}, "edges": []},
    "a surprise": journey(END, edges=[edge("start", "end")], surprise=1),
    "a webhook that is no URL": journey(
        {"id": "call", "type": "webhook", "config": {"url": "file:///etc/passwd"}},
        edges=[edge("start", "call")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", EVIL_JOURNEYS)
def test_a34_a35_an_evil_journey_is_saved_with_its_problems_and_never_live(
    site: Site, database: Database, what: str
) -> None:
    made = manage(site, "POST", "/journeys", {"name": "Evil"})
    path = f"/journeys/{made.get_json()['id']}"
    saved = manage(site, "PUT", f"{path}/draft", EVIL_JOURNEYS[what])
    assert saved.status_code == 200, saved.text
    problems = [each for each in saved.get_json()["problems"] if each["severity"] == "error"]
    assert problems
    assert all(each["code"] and each["message"] for each in problems)
    with nothing_stored(database):
        assert answer(manage(site, "POST", f"{path}/publish")) == (422, "not_publishable")
    assert manage(site, "GET", path).get_json()["status"] == "draft"


def test_a34_what_is_no_document_is_not_even_saved(site: Site, database: Database) -> None:
    made = manage(site, "POST", "/journeys", {"name": "Evil"})
    path = f"/api/v1/journeys/{made.get_json()['id']}/draft"
    nodes = [{"id": f"n{number}", "type": "end"} for number in range(100_000)]
    huge = json.dumps({"name": "Evil", "nodes": nodes}).encode()
    bodies = {
        b'{"name": "Evil", "nodes": [{"weight": NaN}]}': 400,
        b'{"a":' * 10_000 + b"1" + b"}" * 10_000: 400,
        b'{"name": "a", "name": "b"}': 400,
        huge: 413,
    }  # fmt: skip
    headers = {"Authorization": f"Bearer {site.made.secret_key}"}
    for body, status in bodies.items():
        with nothing_stored(database):
            told = site.client.put(
                path, data=body, content_type="application/json", headers=headers
            )
            assert told.status_code == status, body[:60]


def test_a35_a_parameter_that_stands_twice_or_a_field_that_is_unknown_is_refused(
    site: Site, database: Database
) -> None:
    with nothing_stored(database):
        for path in ("/people?user_id=1&user_id=2", "/journeys?limit=1&limit=2", "/people?id=1"):
            assert answer(manage(site, "GET", path)) == (422, "invalid"), path
        for path, body in {
            "/push-resources": {**PUSH, "inbox": "true"},
            "/popups": {"key": "a", "title": 7},
            "/categories": {"key": "a", "name": "A", "surprise": 1},
            "/segments": {"name": "A", "rule": {"combinator": "xor", "rules": []}},
            "/segments/preview": {"rule": deep(40)},
        }.items():
            assert manage(site, "POST", path, body).status_code == 422, path
        assert manage(site, "PATCH", "/settings", {"push_enabled": "no"}).status_code == 422
