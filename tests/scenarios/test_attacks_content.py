"""Attacks by content: what a marketer, or a person's own name, may put into pushes and journeys."""

from __future__ import annotations

import json
import re
import time
from typing import Any

import pytest
from flask import Flask

from engine.delivery.compose import BODY, TITLE, Content, Recipient, Refused, Site, compose
from engine.store.db import Database
from tests.scenarios.attacker import answer, manage, nothing_stored
from tests.webapp.visitor.conftest import Site as Customer

PUSH = {"key": "evil", "name": "Evil", "title": "T", "message": "M"}
SHOP = Site("Shop", None, ("shop.example",), "https://push.example", "en")

HOSTILE_TEMPLATES = [
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ person.__class__ }}",
    "{{ person['__class__'] }}",
    "{{ person.traits.name.format(person) }}",
    "{{ '%0999999999d' % 1 }}",
    "{% for a in range(99999) %}{% for b in range(99999) %}x{% endfor %}{% endfor %}",
    "{{ lipsum(n=5000) }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ person.traits.name | attr('__class__') }}",
    "{{ person.traits.name | map('upper') }}",
    "{{ 9 ** 9 ** 9 }}",
    "{{ 'x' * 10000000 }}",
    "{% include '/etc/passwd' %}",
    "{% import 'os' as os %}",
    "{% set x = 1 %}{{ x }}",
    "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "{{ person.traits.name",
    "{% if " + "(" * 300 + "1" + ")" * 300 + " %}x{% endif %}",
    "{{ " + ".".join(["person"] * 900) + " }}",
]


@pytest.mark.parametrize("field", ["title", "message", "url", "image"])
def test_a29_a_hostile_template_is_refused_when_it_is_saved(
    site: Customer, database: Database, field: str
) -> None:
    for template in HOSTILE_TEMPLATES:
        words = template[:990]
        began = time.monotonic()
        with nothing_stored(database):
            refused = manage(site, "POST", "/push-resources", {**PUSH, field: words})
        assert answer(refused) == (422, "invalid"), words
        assert field in refused.get_json()["errors"], words
        assert time.monotonic() - began < 2


def test_a29_in_a_translation_too(site: Customer, database: Database) -> None:
    with nothing_stored(database):
        hostile = {**PUSH, "languages": {"de": {"title": HOSTILE_TEMPLATES[0]}}}
        refused = manage(site, "POST", "/push-resources", hostile)
        assert answer(refused) == (422, "invalid")


def test_a29_a_template_cannot_write_more_than_its_budget() -> None:
    person = {"traits": {"name": "x" * 100_000, "list": ["y" * 1_000] * 1_000}}
    text = "{{ person.traits.name }}" * 40 + "{{ person.traits.list }}"
    made = compose({**PUSH, "title": text, "message": text}, SHOP, recipient(person))
    assert isinstance(made, Content)
    assert (len(made.title), len(made.body)) == (TITLE, BODY)


def recipient(person: dict[str, Any]) -> Recipient:
    return Recipient(None, {"person": person, "event": {}, "workspace": {"name": "Shop"}})


BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"


@pytest.mark.parametrize(
    "name",
    ["<img src=x onerror=alert(1)>", '"><script>alert(1)</script>', f"Ana{BIDI}", "🙂" * 10_000,
     "{{ 7 * 7 }}", "a\r\nb\x1b[31m\x00"],
)  # fmt: skip
def test_a30_a_name_is_text_short_and_in_one_direction(name: str) -> None:
    document = {
        **PUSH,
        "title": "Hi {{ person.traits.name }}",
        "message": "{{ person.traits.name }}",
    }
    made = compose(document, SHOP, recipient({"traits": {"name": name}}))
    assert isinstance(made, Content)
    assert len(made.title) <= TITLE == 120
    assert len(made.body) <= BODY == 500
    assert not set(BIDI) & set(made.title + made.body)
    assert "49" not in made.title
    if name.startswith(("<", '"')):
        assert made.body == name  # text stays text: nobody reads it as HTML


def test_a31_a_popups_markup_is_text_and_its_image_a_plain_link(
    site: Customer, database: Database
) -> None:
    markup = "<script>alert(1)</script><form action=https://evil.example>"
    popup = {"key": "evil", "title": markup, "text": markup}
    for image in (
        "javascript:alert(1)",
        "data:image/svg+xml,<svg onload=alert(1)>",
        "//evil.example/x",
    ):
        with nothing_stored(database):
            refused = manage(site, "POST", "/popups", {**popup, "image": image})
            assert answer(refused) == (422, "invalid")
            assert list(refused.get_json()["errors"]) == ["image"]
    for extra in ("html", "css", "style", "script"):
        with nothing_stored(database):
            assert manage(site, "POST", "/popups", {**popup, extra: markup}).status_code == 422
    kept = manage(site, "POST", "/popups", popup)
    assert kept.status_code == 201
    assert kept.mimetype == "application/json"
    assert (kept.get_json()["title"], kept.get_json()["text"]) == (markup, markup)
    assert kept.headers["X-Content-Type-Options"] == "nosniff"


LINKS = [
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "//evil.example/",
    "https://evil.example/", "https://shop.example.evil.example/", "https:\\\\evil.example",
    "https://shop.example@evil.example/", "\thttps://evil.example", "/\\evil.example",
    "vbscript:x", "file:///etc/passwd", "https://evil.example\\.shop.example/",
]  # fmt: skip


def test_a32_a_link_that_leads_elsewhere_is_refused_when_it_is_saved(
    site: Customer, database: Database
) -> None:
    assert manage(site, "PATCH", "/settings", {"domains": ["shop.example"]}).status_code == 200
    for link in LINKS:
        with nothing_stored(database):
            refused = manage(site, "POST", "/push-resources", {**PUSH, "url": link})
            assert answer(refused) == (422, "invalid"), link
            action = {"action": "go", "title": "Go", "url": link}
            refused = manage(site, "POST", "/push-resources", {**PUSH, "actions": [action]})
            assert answer(refused) == (422, "invalid"), link
    fine = manage(site, "POST", "/push-resources", {**PUSH, "url": "https://shop.example/new"})
    assert fine.status_code == 201


@pytest.mark.parametrize("link", LINKS)
def test_a32_and_again_after_rendering(link: str) -> None:
    document = {**PUSH, "url": "{{ person.traits.url }}"}
    made = compose(document, SHOP, recipient({"traits": {"url": link}}))
    assert isinstance(made, Refused)
    assert made.code == "link_not_allowed"


def test_a33_no_path_leads_where_a_parameter_says(app: Flask) -> None:
    client = app.test_client()
    evil = "https://evil.example/"
    query = "&".join(f"{name}={evil}" for name in ("u", "url", "next", "redirect", "to", "r"))
    walked = 0
    for rule in app.url_map.iter_rules():
        path = re.sub(r"<[^>]+>", "x", rule.rule)
        for method in rule.methods & {"GET", "POST"}:
            told = client.open(f"{path}?{query}", method=method)
            # The demo shop's own slash; nothing of the request but its path stands in it.
            assert told.headers.get("Location") in (None, f"{path}/"), (method, path)
            assert "Refresh" not in told.headers
            walked += 1
    assert walked > 40
    for path in (
        f"/c?u={evil}",
        "/https:\\\\evil",
        "/v1//evil.example",
        "/%0d%0aX: y",
    ):
        told = client.get(path)
        assert told.status_code == 404, path
        assert "Location" not in told.headers


# Journeys


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
    site: Customer, database: Database, what: str
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


def test_a34_what_is_no_document_is_not_even_saved(site: Customer, database: Database) -> None:
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
    site: Customer, database: Database
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
