"""Attacks by content: what a marketer, or a person's own name, may put into pushes and journeys."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from flask import Flask

from engine.audience.content import BODY, TITLE, Content, Recipient, Refused, Site, compose
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
