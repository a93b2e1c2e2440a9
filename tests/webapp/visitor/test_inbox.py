"""A person's bell: she sees and marks her own items, and nobody another's (P1, P2, P12)."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from engine import clock
from engine.audience import inbox
from engine.audience.content import Content
from engine.runtime.erase import erase
from engine.store.tables import inbox_item
from tests.webapp.visitor.conftest import Page, Site, refusal
from tests.webapp.visitor.test_me import owner

AT = clock.micros(clock.moment(0).replace(year=2026, month=3, day=2))
SHOWN = {
    "id": "m1", "title": "Hello", "message": "You are here", "url": "/new", "icon": None,
    "at": "2026-03-02T00:00:00Z", "read": False, "tag": "m1", "source": None,
    "sourceName": None,
}  # fmt: skip


def said(page: Page, id_: str = "m1", at: int = AT, read_at: int | None = None) -> None:
    """A message to this person stands in her bell."""
    content = Content(
        title="Hello", body="You are here", url="/new", icon=None, image=None, badge=None,
        actions=(), require_interaction=False, silent=False, language="en",
    )  # fmt: skip
    person = owner(page)
    row = {
        "shard": person % 64, "id": id_, "workspace_id": page.site.id, "person_id": person,
        "content": inbox.kept(content), "created_at": at, "read_at": read_at,
    }  # fmt: skip
    with page.site.database.transaction() as tx:
        tx.execute(inbox_item.insert(), row)


def bell(page: Page, query: str = "") -> tuple[list[tuple[str, bool]], int]:
    """(id, read) of her items, and how many she has not read."""
    told = page.good("GET", f"/v1/me/inbox{query}")
    return [(one["id"], one["read"]) for one in told["items"]], told["unread"]


@pytest.fixture
def here(page: Page) -> Page:
    page.report()
    page.site.fold()
    return page


@pytest.fixture
def ben(here: Page) -> Page:
    stranger = Page(here.site)
    stranger.report()
    here.site.fold()
    return stranger


def test_an_item_is_shown_with_the_tag_of_its_notification(here: Page) -> None:
    assert here.good("GET", "/v1/me/inbox") == {"items": [], "unread": 0, "next": None}
    said(here)
    assert here.good("GET", "/v1/me/inbox") == {"items": [SHOWN], "unread": 1, "next": None}


def test_the_newest_come_first_page_by_page(here: Page) -> None:
    for number in range(5):
        said(here, f"m{number}", AT + number // 2)
    seen, after = [], ""
    while True:
        told = here.good("GET", f"/v1/me/inbox?limit=2{after}")
        seen.append([one["id"] for one in told["items"]])
        assert told["unread"] == 5
        if told["next"] is None:
            break
        after = f"&after={told['next']}"
    assert seen == [["m4", "m3"], ["m2", "m1"], ["m0"]]


@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=101", "limit=x", "limit=-1", "limit=", "after=x", "after=1", "after=",
     "after=9999999999999999999-a", "after=1-%00", "after=1-a;b"],
)  # fmt: skip
def test_what_is_no_page_is_refused(here: Page, query: str) -> None:
    assert here.refused("GET", f"/v1/me/inbox?{query}") == (400, "invalid_field")


def test_she_marks_one_or_all(here: Page) -> None:
    for id_ in ("m1", "m2", "m3"):
        said(here, id_)
    here.good("POST", "/v1/me/inbox/read", {"ids": ["m2", "made-up"]})
    assert bell(here) == ([("m3", False), ("m2", True), ("m1", False)], 2)
    here.good("POST", "/v1/me/inbox/read", {})
    assert bell(here)[1] == 2
    here.good("POST", "/v1/me/inbox/read", {"all": True})
    assert bell(here) == ([("m3", True), ("m2", True), ("m1", True)], 0)


@pytest.mark.parametrize(
    "body", [{"ids": "m1"}, {"ids": [1]}, {"ids": ["x"] * 201}, {"all": "yes"}, {"ids": [""]}]
)
def test_what_marks_nothing_is_refused(here: Page, body: Any) -> None:
    assert here.refused("POST", "/v1/me/inbox/read", body) == (400, "invalid_field")


def test_another_persons_item_is_neither_seen_nor_marked(here: Page, ben: Page) -> None:
    """The answer is the same as for an item that is not there (A28)."""
    said(here)
    assert bell(ben) == ([], 0)
    ben.good("POST", "/v1/me/inbox/read", {"ids": ["m1"]})
    ben.good("POST", "/v1/me/inbox/read", {"all": True})
    assert bell(here) == ([("m1", False)], 1)


def test_all_her_browsers_have_one_bell(page: Page) -> None:
    page.user_id = "ana"
    phone = Page(page.site, user_id="ana")
    for each in (page, phone):
        each.grant()
    page.site.fold()
    said(page)
    assert bell(phone) == ([("m1", False)], 1)
    phone.good("POST", "/v1/me/inbox/read", {"ids": ["m1"]})
    assert bell(page) == ([("m1", True)], 0)


def test_after_a_sign_out_the_browser_has_lost_the_bell(page: Page) -> None:
    """reset(): the device goes to a fresh person, and the old token ends with its epoch."""
    page.user_id = "ana"
    page.grant()
    page.site.fold()
    said(page)
    old = page.token
    page.user_id, page.anonymous_id = None, "fresh"
    page.report("allowed")
    page.site.fold()
    assert bell(page) == ([], 0)
    page.token = old
    for method, path, body in CALLS:
        assert page.refused(method, path, body) == (401, "visitor_token_ended"), path


CALLS: list[tuple[str, str, Any]] = [
    ("GET", "/v1/me/inbox", None),
    ("POST", "/v1/me/inbox/read", {"all": True}),
    ("GET", "/v1/me/stream", None),
    ("GET", "/v1/me/devices", None),
    ("DELETE", "/v1/me/devices/d1", None),
    ("POST", "/v1/me/devices/d1/test", None),
    ("GET", "/v1/me/preferences", None),
    ("PUT", "/v1/me/preferences", {"push": False}),
    ("POST", "/v1/me/preferences/link", None),
]


def test_after_an_erasure_nothing_is_there_for_her_token(here: Page) -> None:
    said(here)
    here.site.database.run(erase, owner(here))
    for method, path, body in CALLS:
        assert here.refused(method, path, body) == (401, "visitor_token_ended"), path


def test_another_workspaces_token_opens_that_workspaces_bell_alone(here: Page, rival: Site) -> None:
    said(here)
    other = Page(rival, anonymous_id=here.anonymous_id)
    other.report()
    assert bell(other) == ([], 0)
    other.good("POST", "/v1/me/inbox/read", {"ids": ["m1"]})
    assert other.refused("POST", f"/v1/me/devices/{here.device_id}/test") == (404, "not_found")
    assert bell(here) == ([("m1", False)], 1)


@pytest.mark.parametrize(("method", "path", "body"), CALLS)
def test_neither_the_write_key_nor_another_token_of_ours_opens_her_place(
    here: Page, method: str, path: str, body: Any
) -> None:
    key = here.site.made.write_key
    link = here.good("POST", "/v1/me/preferences/link")["url"]
    basic = base64.b64encode(f"{key}:".encode()).decode()
    for given, code in (
        (f"Basic {basic}", "visitor_token_missing"),
        (f"Bearer {key}", "visitor_token_invalid"),
        (f"Bearer {here.site.signer.send(here.site.id, 'm1/d1')}", "visitor_token_invalid"),
        (f"Bearer {here.site.signer.offer(here.site.id, '1-r1:ask:0')}", "visitor_token_invalid"),
        (f"Bearer {link.partition('#')[2]}", "visitor_token_invalid"),
    ):
        response = here.site.client.open(
            path, method=method, json=body, headers={"Authorization": given}
        )
        assert refusal(response) == (401, code)
