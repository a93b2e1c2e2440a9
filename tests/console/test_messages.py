"""Messages before the real API: narrowed down in the address, opened, taken out as a file."""

from __future__ import annotations

import csv
import io
import re

import pytest
from playwright.sync_api import expect

from tests.console.member import Member
from tests.console.shop import ENDS, NOWHERE
from tests.support.product import Product

MESSAGES = len(ENDS) + len(NOWHERE)


@pytest.fixture(scope="module")
def product(busy: Product) -> Product:
    return busy


@pytest.fixture
def room(member: Member) -> Member:
    member.look("wide", dark=False)
    member.open("/messages")
    expect(member.page.locator("tbody tr")).to_have_count(MESSAGES)
    return member


def pick(room: Member, what: str, choice: str) -> None:
    room.page.get_by_role("combobox", name=what, exact=True).click()
    room.page.get_by_role("option", name=choice, exact=True).click()


def test_what_a_list_is_narrowed_to_stands_in_the_address(room: Member) -> None:
    page = room.page
    rows = page.locator("tbody tr")
    pick(room, "State", "Failed: refused")
    expect(page).to_have_url(re.compile(r"/messages\?state=rejected$"))
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("did not accept Waymark's key")
    expect(rows).to_contain_text("Firefox · Android")
    page.reload()
    expect(rows).to_have_count(1)

    pick(room, "State", "Suppressed")
    expect(rows).to_have_count(len(NOWHERE))
    pick(room, "Reason", "There was no device that could be sent to.")
    expect(page).to_have_url(re.compile(r"reason=no_device"))
    page.get_by_label("Find by user ID").fill("dora")
    expect(rows).to_have_count(1)
    assert room.axe() == []


def test_a_day_on_which_nothing_went_out_shows_nothing_and_the_way_back(room: Member) -> None:
    page = room.page
    page.get_by_label("To day").fill("2020-01-01")
    expect(page.get_by_text("No message is like that")).to_be_visible()
    page.get_by_role("button", name="Show all again").click()
    expect(page.locator("tbody tr")).to_have_count(MESSAGES)
    expect(page).to_have_url(re.compile(r"/messages$"))


def test_a_message_opens_to_its_words_and_what_the_push_service_said(room: Member) -> None:
    page = room.page
    page.get_by_role("row", name=re.compile(r"Edge · Windows")).get_by_role("link").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Say hello")).to_be_visible()
    expect(page.get_by_text("Hello <b>you</b>")).to_be_visible()
    expect(page.get_by_text("As the person got it.")).to_be_visible()
    expect(page.get_by_text("Failed: the browser withdrew it")).to_be_visible()
    expect(page.get_by_text("410 push subscription")).to_be_visible()
    assert room.axe() == []
    page.get_by_role("link", name="ben").click()
    expect(page.get_by_role("heading", name="ben")).to_be_visible()


def test_what_is_shown_is_taken_out_as_a_file(room: Member) -> None:
    page = room.page
    page.goto("/console/messages?state=accepted")
    page.wait_for_selector("tbody tr")
    with page.expect_download() as download:
        page.get_by_role("button", name="Export CSV").click()
    text = download.value.path().read_text("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    sent = {user for user, _, _, said in ENDS if said is None}
    assert ({each["user_id"] for each in rows}, {each["state"] for each in rows}) == (
        sent,
        {"accepted"},
    )
    assert download.value.suggested_filename == "messages.csv"


def test_what_is_rare_is_looked_for_further_back(room: Member) -> None:
    """A page may find nothing among what it looks at, and say where to go on."""
    asked: list[str] = []

    def answer(route: object) -> None:
        asked.append(route.request.url)  # type: ignore[attr-defined]
        none = {"items": [], "next": f"place{len(asked)}"}
        route.fulfill(json=none)  # type: ignore[attr-defined]

    room.page.context.route(re.compile(r"/api/v1/messages\?"), answer)
    room.open("/messages?state=dead")
    expect(room.page.get_by_text("None among the latest messages")).to_be_visible()
    before = len(asked)
    room.page.get_by_role("button", name="Look further back").click()
    expect(room.page.get_by_role("button", name="Look further back")).to_be_visible()
    assert len(asked) == before + 1
    assert "after=place" in asked[-1]


def test_a_viewer_sees_them_too(stranger: Member) -> None:
    stranger.join("viewer")
    stranger.look("phone", dark=True)
    stranger.open("/messages")
    expect(stranger.page.locator("tbody tr")).to_have_count(MESSAGES)
    assert stranger.axe() == []
