"""The hosted preferences page: opened by a signed link, by nothing else, and for one person."""

from __future__ import annotations

import re
from typing import Any

import pytest
from werkzeug.test import TestResponse

from engine import clock, workspaces
from engine.audience import reach
from engine.runtime.erase import erase
from engine.store.db import Database
from tests.scenarios.attacker import ana, manage, nothing_stored
from tests.webapp.visitor.conftest import Page, Site
from webapp.visitor.texts import LANGUAGES


def token_of(url: str) -> str:
    start, _, token = url.partition("/p/#")
    assert start
    assert token
    return token


def made(site: Site, person: int, lasts: int = clock.HOUR) -> str:
    until = clock.now() + lasts
    return token_of(site.signer.page_link("http://x", site.id, person, until))


def opened(site: Site, token: str, **form: Any) -> TestResponse:
    return site.client.post("/p/", data={"token": token, **form})


def shown(response: TestResponse) -> dict[str, Any]:
    """What a browser would send if she pressed Save at once."""
    assert response.status_code == 200, response.text
    form: dict[str, Any] = {"save": "1"}
    for tag in re.findall(r"<input[^>]*>", response.text):
        at = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        ticked = at.get("type") in ("checkbox", "radio")
        if "name" in at and (not ticked or " checked" in tag):
            form[at["name"]] = at.get("value", "on")
    return form


def hers(site: Site, person: int) -> reach.Reach:
    with site.database.read() as tx:
        found = reach.read(tx, person)
    assert found is not None
    return found


@pytest.fixture
def person(site: Site) -> int:
    return ana(site)


def test_the_address_alone_tells_nothing(site: Site) -> None:
    page = site.client.get("/p/")
    assert page.status_code == 200
    assert "<script src=" in page.text
    assert "Set-Cookie" not in page.headers


@pytest.mark.parametrize("path", ["/p/", "link", "invalid"])
def test_it_obeys_a_strict_policy(site: Site, person: int, path: str) -> None:
    tokens = {"link": made(site, person), "invalid": "x"}
    page = opened(site, tokens[path]) if path in tokens else site.client.get("/p/")
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["Cache-Control"] == "no-store"
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?! src)", page.text)
    assert "Set-Cookie" not in page.headers


def test_it_is_a_page_that_can_be_used_without_seeing_it(site: Site, person: int) -> None:
    page = opened(site, made(site, person)).text
    assert '<html lang="en" dir="ltr">' in page
    for tag in re.findall(r"<input[^>]*>", page):
        if 'type="time"' in tag:
            assert "aria-label=" in tag
    assert page.count("<fieldset") == page.count("<legend>")
    assert page.count("<h1>") == 1


def test_saving_what_is_shown_changes_nothing(site: Site, person: int) -> None:
    """Where she chose nothing the workspace's defaults go on holding."""
    days = [{"day": "monday", "from": "08:00", "to": "24:00"}]
    assert manage(site, "PATCH", "/settings", {"default_timetable": days}).status_code == 200
    token = made(site, person)
    before = hers(site, person)
    assert "Saved" in opened(site, **shown(opened(site, token))).text
    assert hers(site, person) == before


def test_a_kind_of_message_is_named_and_stands_as_the_workspace_has_it(
    site: Site, person: int
) -> None:
    """K4. What the workspace says is text."""
    told = {"chat.message": {"name": "<b>Chat & more</b>", "default": False}}
    assert manage(site, "PATCH", "/settings", {"event_types": told}).status_code == 200
    page = opened(site, made(site, person))
    assert "&lt;b&gt;Chat &amp; more&lt;/b&gt;" in page.text
    form = shown(page)
    assert "event.chat.message" not in form
    assert "Saved" in opened(site, **form).text
    assert hers(site, person).events == {}
    assert "Saved" in opened(site, **form, **{"event.chat.message": "on"}).text
    assert hers(site, person).events == {"chat.message": True}


def test_she_changes_what_she_likes(site: Site, person: int) -> None:
    page = Page(site, user_id="ana")
    page.report()
    site.fold()
    hikers = {"source": "group:7", "until": "always", "name": "<i>Hikers & co</i>"}
    page.good("PUT", "/v1/me/preferences", {"muted": [hikers]})
    seen = opened(site, made(site, person))
    assert "Group &lt;i&gt;Hikers &amp; co&lt;/i&gt;" in seen.text
    form = shown(seen)
    for name in ("push", "category.news", "source", "on.6"):
        form.pop(name)
    form |= {"mute": "8h", "hours": "limited", "from.0": "09:30", "to.0": "00:00"}
    assert "Saved" in opened(site, **form).text

    seen = page.good("GET", "/v1/me/preferences")
    assert (seen["push"], seen["muted"]) == (False, [])
    assert {one["key"]: one["on"] for one in seen["categories"]}["news"] is False
    assert seen["timetable"][0] == {"day": "monday", "from": "09:30", "to": "24:00"}
    assert [one["day"] for one in seen["timetable"]][-1] == "saturday"
    until = hers(site, person).muted_until
    assert abs((until or 0) - clock.now() - 8 * clock.HOUR) < clock.MINUTE
    assert shown(opened(site, made(site, person)))["mute"] == "keep"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"to.0": "07:00"}, "It ends before it begins"),
        ({"from.0": ""}, "It ends before it begins"),
        ({f"on.{n}": None for n in range(7)}, "Choose at least one day"),
    ],
)
def test_what_cannot_be_is_marked_and_not_saved(
    site: Site, person: int, changes: dict[str, str | None], told: str
) -> None:
    form = shown(opened(site, made(site, person))) | {"hours": "limited"}
    form = {name: each for name, each in (form | changes).items() if each is not None}
    with nothing_stored(site.database):
        page = opened(site, **form)
    assert page.status_code == 422
    assert told in page.text


@pytest.mark.parametrize("mute", ["never", "2001", "-1", ""])
def test_a_form_that_the_page_would_not_send_is_refused(site: Site, person: int, mute: str) -> None:
    form = shown(opened(site, made(site, person))) | {"mute": mute}
    if mute == "2001":
        form["mute"] = "2001-13-01"
    with nothing_stored(site.database):
        assert opened(site, **form).status_code == 400


def test_both_apis_give_a_link(site: Site, person: int) -> None:
    page = Page(site, user_id="ana")
    page.report()
    site.fold()
    answer = page.good("POST", "/v1/me/preferences/link")
    assert set(answer) == {"url", "expiresAt"}
    assert opened(site, token_of(answer["url"])).status_code == 200

    (known,) = manage(site, "GET", "/people?user_id=ana").get_json()["items"]
    linked = manage(site, "POST", f"/people/{known['id']}/preferences-link")
    assert linked.status_code == 201
    assert set(linked.get_json()) == {"url", "expires_at"}
    assert opened(site, token_of(linked.get_json()["url"])).status_code == 200
    whole = linked.get_json()["url"]
    assert opened(site, whole).status_code == 200  # pasted as it is


def test_a49_a_link_that_is_edited_old_or_of_another_kind_opens_nothing(
    site: Site, rival: Site, person: int, database: Database
) -> None:
    token = made(site, person)
    swapped = token[:-1] + ("A" if token[-1] != "A" else "B")
    others = [
        "", "x", token[:-2], swapped, token + "A", token * 100,
        made(site, person, lasts=-1),
        site.signer.visitor(site.id, "d1", 1),
        site.signer.send(site.id, "1-x"), site.signer.offer(site.id, "1-x"),
        made(rival, person),  # nobody there
        made(site, 12345),
    ]  # fmt: skip
    with nothing_stored(database):
        for each in others:
            for form in ({}, {"save": "1", "mute": "always"}):
                page = opened(site, each, **form)
                assert page.status_code == 403, each
                assert "does not open anything" in page.text
                assert len(each) < 2 or each not in page.text
        assert site.client.get(f"/p/?token={token}").text == site.client.get("/p/").text
        assert site.client.get(f"/p/{token}").status_code == 404


def test_a49_a_link_opens_one_persons_page_and_no_api(site: Site, rival: Site, person: int) -> None:
    other = Page(site)
    other.report()
    theirs = Page(rival, user_id="ana")
    theirs.report()
    site.fold()
    form = shown(opened(site, made(site, person))) | {"mute": "always", "person": "1"}
    assert opened(site, **form).status_code == 200
    assert other.good("GET", "/v1/me/preferences")["mutedUntil"] is None
    assert theirs.good("GET", "/v1/me/preferences")["mutedUntil"] is None
    stranger = Page(site, token=made(site, person))
    assert stranger.refused("GET", "/v1/me/preferences") == (401, "visitor_token_invalid")
    assert stranger.refused("POST", "/v1/me/preferences/link") == (401, "visitor_token_invalid")
    who = manage(site, "GET", "/people?user_id=ana").get_json()["items"][0]["id"]
    assert manage(rival, "POST", f"/people/{who}/preferences-link").status_code == 404


def test_a49_a_link_of_the_erased_opens_nothing(site: Site, person: int) -> None:
    token = made(site, person)
    site.database.run(erase, person)
    assert opened(site, token).status_code == 403


@pytest.mark.parametrize(
    ("accepted", "hers", "language", "direction"),
    [
        ("de-AT,de;q=0.9,en;q=0.8", "ar", "de", "ltr"),
        ("fr,ar;q=0.5", "de", "ar", "rtl"),
        ("fr", "de-CH", "de", "ltr"),
        ("fr", "pt", "en", "ltr"),
        (None, None, "en", "ltr"),
    ],
)
def test_it_speaks_as_her_browser_does(
    site: Site, accepted: str | None, hers: str | None, language: str, direction: str
) -> None:
    """As the widgets do; where there is none of them, as she is known, or the workspace speaks."""
    page = Page(site, user_id="ana")
    page.report(device={} if hers is None else {"language": hers})
    site.fold()
    headers = {} if accepted is None else {"Accept-Language": accepted}
    opened = site.client.post(
        "/p/", data={"token": made(site, site.person("ana"))}, headers=headers
    )
    assert f'<html lang="{language}" dir="{direction}">' in opened.text
    assert opened.headers["Content-Language"] == language
    assert LANGUAGES[language].texts["save"] in opened.text


def test_every_language_says_all_there_is_to_say() -> None:
    wanted = {name: blanks(text) for name, text in LANGUAGES["en"].texts.items()}
    for language in LANGUAGES.values():
        assert {name: blanks(text) for name, text in language.texts.items()} == wanted
        assert len(language.texts["months"].split()) == 12


def blanks(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))


def test_it_wears_the_workspaces_colours_and_logo(site: Site, person: int) -> None:
    manage(site, "PATCH", "/settings", {"color": "#F5C400", "icon": "https://shop.example/l.png"})
    page = opened(site, made(site, person))
    assert '<link rel="stylesheet" href="/p/f5c400.css">' in page.text
    assert '<img src="https://shop.example/l.png" alt=""' in page.text
    assert "img-src 'self' data: https://shop.example;" in page.headers["Content-Security-Policy"]
    sheet = site.client.get("/p/f5c400.css")
    assert (sheet.status_code, sheet.mimetype) == (200, "text/css")
    assert "--fill:#f5c400;--on-fill:#000000" in sheet.text


@pytest.mark.parametrize(
    "icon", ["/logo.png", "https://a;script-src x/l.png", "https://a'b/l.png", "https:///l.png"]
)
def test_an_address_that_is_none_changes_no_policy(site: Site, person: int, icon: str) -> None:
    with site.database.transaction() as tx:  # whoever wrote it: the API refuses some of these
        workspaces.change_settings(tx, site.id, {"icon": icon})
    page = opened(site, made(site, person))
    assert "<img" not in page.text
    assert "img-src 'self' data:;" in page.headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["/p/red.css", "/p/12345.css", "/p/1234567.css", "/p/F5C400.css"])
def test_only_a_colour_has_a_sheet(site: Site, path: str) -> None:
    assert site.client.get(path).status_code == 404
