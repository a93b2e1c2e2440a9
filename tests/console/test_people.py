"""People before the real API, with a shop's imported history: who is found, what is told of her."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
import requests
from playwright.sync_api import expect

from tests.console import shop
from tests.console.member import Member
from tests.support import fake_push_service
from tests.support.journal import until
from tests.support.product import Product, started

WHO = "user_0055"


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """A shop of 120 people; one of them was sent a push, another could not be."""
    folder = tmp_path_factory.mktemp("people")
    with fake_push_service.running() as service, started(folder, [service.origin]) as running:
        shop.import_events(folder)
        shop.greeting(running)
        shop.device(running, service, WHO)
        for user in (WHO, "user_0145"):
            shop.track(running, user, "greeted")
        everybody = partial(running.call, "GET", "people?limit=200")
        until(lambda: len(everybody()["items"]) == 120, 60, "working off what was imported")
        named(running)
        yield running


NAMED = {"name": "Zoë Quist", "email": "Zoe.Quist@shop.example"}


def named(running: Product) -> None:
    """A visitor without a user id who has told her name, and is known by nothing else."""
    body = {"anonymousId": "a-zoe", "messageId": "zoe", "traits": NAMED}
    key = (running.secret_key, "")
    url = f"{running.base_url}/v1/identify"
    assert requests.post(url, json=body, auth=key, timeout=15).ok
    until(lambda: running.call("GET", "people?q=zoe")["items"], 30, "her name")


@pytest.fixture
def room(member: Member) -> Member:
    member.look("wide", dark=False)
    return member


def person(room: Member, user: str) -> str:
    found = room.product.person(user)
    assert found
    return str(found["id"])


def names(room: Member) -> list[str]:
    room.page.get_by_role("row").nth(1).wait_for()
    return room.page.locator("tbody th a").all_inner_texts()


def test_people_are_found_by_status_and_user_id_in_the_address(room: Member) -> None:
    page = room.page
    room.open("/people")
    expect(page.locator("tbody tr")).to_have_count(100)  # the rest is drawn for whoever looks
    page.locator("tbody tr").last.scroll_into_view_if_needed()
    expect(page.locator("tbody tr")).to_have_count(121)
    page.get_by_text("Allowed", exact=True).first.click()
    expect(page).to_have_url(re.compile(r"/people\?status=allowed$"))
    expect(page.locator("tbody tr")).to_have_count(1)
    assert names(room) == [WHO]
    page.get_by_label("Find by name, e-mail or ID").fill("nobody")
    expect(page.get_by_text("Nobody is found by “nobody”")).to_be_visible()
    page.get_by_role("button", name="Show all again").click()
    page.get_by_label("Find by name, e-mail or ID").fill("USER_005")
    expect(page).to_have_url(re.compile(r"q=USER_005$"))
    page.get_by_role("link", name=WHO).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=WHO)).to_be_visible()
    assert room.axe() == []


def test_whoever_stands_further_down_is_found_by_her_whole_user_id(room: Member) -> None:
    """Beyond the pages that are fetched."""
    none = {"items": [_invented()], "next": "more"}
    room.page.context.route(
        re.compile(r"/api/v1/people\?limit=200"), lambda route: route.fulfill(json=none)
    )
    room.open("/people")
    expect(room.page.get_by_text("Those seen last are listed here.")).to_be_visible()
    room.page.get_by_label("Find by name, e-mail or ID").fill(WHO)
    expect(room.page.get_by_role("link", name=WHO)).to_be_visible()


def test_a_visitor_is_found_by_name_and_email_in_the_list_and_the_search(room: Member) -> None:
    page = room.page
    room.open("/people?q=quist")
    row = page.locator("tbody tr")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("Zoë Quist")
    expect(row).to_contain_text("Zoe.Quist@shop.example")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Export CSV").click()
    assert "Zoë Quist,Zoe.Quist@shop.example," in saved.value.path().read_text()

    page.keyboard.press("Control+k")
    page.get_by_role("textbox", name="Search", exact=True).fill("zoe.q")
    page.get_by_role("button", name="Zoë Quist").click()
    expect(page).to_have_url(re.compile(r"/people/p[0-9a-f]{16}$"))
    expect(page.get_by_role("heading", name="Zoë Quist")).to_be_visible()


def _invented() -> dict[str, Any]:
    at = "2026-01-01T12:00:00.000000Z"
    return {
        "id": f"p{secrets.token_hex(8)}", "user_id": None, "name": None, "email": None,
        "language": None, "timezone": None,
        "created_at": at, "last_seen_at": at, "push_status": "ask",
    }  # fmt: skip


def test_a_timeline_tells_all_and_what_is_shown_stands_in_the_address(room: Member) -> None:
    page = room.page
    room.open(f"/people/{person(room, WHO)}")
    timeline = page.get_by_role("region", name="Timeline")
    expect(timeline.get_by_text("product_view").first).to_be_visible()
    expect(timeline.get_by_role("link", name="Greeting")).to_be_visible()
    expect(page.get_by_text("loyal", exact=True)).to_be_visible()
    before = timeline.get_by_role("listitem").count()
    timeline.get_by_role("button", name="Show older").click()
    expect(timeline.get_by_role("listitem").nth(before + 5)).to_be_visible()

    timeline.get_by_text("Push status", exact=True).click()
    expect(page).to_have_url(re.compile(r"\?show=status$"))
    expect(timeline.get_by_text("answered the browser's question")).to_have_count(2)
    expect(timeline.get_by_text("product_view")).to_have_count(0)
    page.reload()
    expect(timeline.get_by_text("answered the browser's question")).to_have_count(2)


def test_a_message_opens_to_its_words_its_state_and_the_reason(room: Member) -> None:
    page = room.page
    room.open(f"/people/{person(room, 'user_0145')}?show=messages")
    page.get_by_role("button", name="Say hello").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"open="))
    expect(page.get_by_text("There was no device that could be sent to.")).to_be_visible()
    expect(page.get_by_text("Hello <b>you</b>")).to_be_visible()
    expect(page.get_by_text("As the person got it.")).to_be_visible()
    assert room.axe() == []

    room.open(f"/people/{person(room, WHO)}?show=messages")
    page.get_by_role("button", name="Say hello").click()
    expect(page.get_by_text("Success").last).to_be_visible()


def test_a_device_is_tried_then_removed(room: Member) -> None:
    page = room.page
    room.open(f"/people/{person(room, WHO)}")
    page.get_by_role("button", name="Send a test to chrome").click()
    page.get_by_role("menuitem", name="Say hello").click()
    expect(page.get_by_text("The test is on its way")).to_be_visible()

    page.get_by_role("button", name="Remove chrome").click()
    expect(page.get_by_role("button", name="Cancel")).to_be_focused()
    page.get_by_role("button", name="Remove device").click()
    expect(page.get_by_text("Turned off", exact=True)).to_be_visible()
    (device,) = room.product.call("GET", f"people/{person(room, WHO)}/devices")["items"]
    assert device["status"] == "withdrawn"


def test_an_admin_takes_out_all_that_is_kept_then_erases(room: Member) -> None:
    page = room.page
    id_ = person(room, "user_0515")
    room.open(f"/people/{id_}")
    with page.expect_download() as download:
        page.get_by_role("button", name="Export").click()
    kept = json.loads(download.value.path().read_text())
    assert (kept["person"]["user_id"], download.value.suggested_filename) == (
        "user_0515",
        f"{id_}.json",
    )

    page.get_by_role("button", name="Erase…").click()
    expect(page.get_by_text("go for good")).to_be_visible()
    page.keyboard.press("Enter")  # Cancel has the focus
    assert room.product.person("user_0515")
    page.get_by_role("button", name="Erase…").click()
    page.get_by_role("button", name="Erase person").click()
    expect(page.get_by_text("“user_0515” is erased.")).to_be_visible()
    expect(page.get_by_role("link", name="user_0515")).to_have_count(0)
    assert room.product.person("user_0515") is None


@pytest.mark.parametrize("role", ["viewer", "marketer"])
def test_what_only_admins_may_is_not_offered(stranger: Member, role: str) -> None:
    member = stranger.join(role)
    member.open(f"/people/{person(member, WHO)}")
    expect(member.page.get_by_role("heading", name="Devices")).to_be_visible()
    for name in ("Export", "Erase…"):
        expect(member.page.get_by_role("button", name=name)).to_have_count(0)


def test_a_persons_target_devices_hold_whatever_a_journey_says(room: Member) -> None:
    id_ = person(room, WHO)
    room.open(f"/people/{id_}")
    room.page.get_by_label("Target devices").select_option("Browsers alone")
    expect(room.page.get_by_text("It holds for the next push.")).to_be_visible()
    assert room.product.call("GET", f"people/{id_}")["reach"]["target"] == "web"
    expect(room.page.get_by_label("Target devices")).to_be_enabled()
    room.page.get_by_label("Target devices").select_option("As each push says")
    expect(room.page.get_by_label("Target devices")).to_have_value("")
    assert room.axe() == []


def test_people_come_from_a_file_whose_columns_are_said(room: Member) -> None:
    file = b"Client,Years,Note\nnew-1,41,x\nnew-2,old,y\n"
    room.open("/people")
    room.page.get_by_role("button", name="Import…").click()
    dialog = room.page.get_by_role("dialog", name="Import people")
    chosen = {"name": "people.csv", "mimeType": "text/csv", "buffer": file}
    room.page.locator("input[type=file]").set_input_files([chosen])  # type: ignore[list-item]
    expect(dialog.get_by_text("Say which column is the user ID.")).to_be_visible()
    dialog.get_by_label("What Client becomes").select_option("User ID")
    dialog.get_by_label("Type of Years").select_option("Number")
    dialog.get_by_label("What Note becomes").select_option("Nothing: leave it out")
    expect(dialog.get_by_text("Line 3: Years: 'old' is no number")).to_be_visible()
    assert room.axe() == []
    dialog.get_by_role("button", name="Import people").click()

    expect(dialog.get_by_text("1 row taken")).to_be_visible()
    expect(dialog.get_by_text("1 row refused")).to_be_visible()
    dialog.get_by_role("button", name="Done").click()
    until(lambda: room.product.person("new-1"), 30, "who was imported")
    traits = room.product.call("GET", f"people/{person(room, 'new-1')}")["traits"]
    assert (traits, room.product.person("new-2")) == ({"Years": 41}, None)
