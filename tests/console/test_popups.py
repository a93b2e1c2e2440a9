"""Popups and categories before the real API: drawn in a frame as on a page, changed, kept."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from tests.console.member import Member

POPUP = {"template": "simple", "title": "May we?", "text": "Now and then."}


@pytest.fixture
def room(member: Member) -> Member:
    member.look("wide", dark=False)
    return member


@pytest.fixture
def key(room: Member, request: pytest.FixtureRequest) -> str:
    """A popup of the test's own, open in the editor; its key."""
    name = re.sub(r"[^a-z0-9]+", "_", request.node.name)[:60]
    room.product.call("POST", "popups", {**POPUP, "key": name})
    room.open(f"/popups/{name}")
    expect(stage(room.page).get_by_text("Now and then.")).to_be_visible()
    return name


def stage(page: Page) -> FrameLocator:
    return page.frame_locator("iframe")


def kept(room: Member, key: str, kind: str = "popups") -> Any:
    return room.product.call("GET", f"{kind}/{key}")


def save(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("All changes saved")).to_be_visible()


def test_a_popup_is_drawn_while_it_is_written_and_the_pen_is_not_taken_away(
    room: Member, key: str
) -> None:
    page = room.page
    page.get_by_label("Over the page").check()
    title = page.get_by_role("textbox", name="Title")
    title.fill("")
    title.press_sequentially("Hello <i>you</i>", delay=60)
    expect(title).to_have_value("Hello <i>you</i>")
    expect(stage(page).get_by_role("heading", name="Hello <i>you</i>")).to_be_visible()
    expect(title).to_be_focused()
    assert stage(page).locator("waymark-popup").count() == 1
    assert room.axe() == []
    save(page)
    assert (kept(room, key)["template"], kept(room, key)["title"]) == ("modal", "Hello <i>you</i>")


def test_it_is_looked_at_on_a_phone_and_in_the_dark(room: Member, key: str) -> None:
    page = room.page

    def surface() -> str:
        card = stage(page).locator("waymark-popup .card")
        colour: str = card.evaluate("card => getComputedStyle(card).backgroundColor")
        return colour

    assert surface() == "rgb(255, 255, 255)"
    side = page.get_by_role("complementary", name="Preview")
    side.get_by_role("img", name="Dark").click()
    expect(page).to_have_url(re.compile("dark=true"))
    expect(stage(page).locator("html[data-dark]")).to_have_count(1)
    assert surface() == "rgb(29, 31, 37)"
    side.get_by_role("img", name="Phone").click()
    expect(page).to_have_url(re.compile("phone=true"))
    expect(page.locator("iframe")).to_have_css("width", "390px")


def test_categories_are_chosen_ordered_and_taken_out(room: Member, key: str) -> None:
    page = room.page
    page.get_by_label("With categories").check()
    for name in ("News", "Offers"):
        page.get_by_role("combobox", name="Add a category").click()
        page.get_by_role("option", name=name).click()
        expect(stage(page).get_by_text(name, exact=True)).to_be_visible()
    page.get_by_role("button", name="Move Offers up").click()
    save(page)
    assert kept(room, key)["categories"] == ["offers", "news"]
    page.get_by_role("button", name="Take News out").click()
    expect(stage(page).get_by_text("News", exact=True)).to_have_count(0)
    save(page)
    assert kept(room, key)["categories"] == ["offers"]


def test_a_popup_speaks_arabic_from_right_to_left(room: Member, key: str) -> None:
    page = room.page
    page.get_by_role("button", name="Add a language").click()
    page.get_by_role("menuitem", name="Arabic").click()
    page.get_by_role("textbox", name="Title").fill("هل نخبرك؟")
    expect(stage(page).get_by_role("heading", name="هل نخبرك؟")).to_be_visible()
    expect(stage(page).locator("waymark-popup")).to_have_attribute("dir", "rtl")


def test_a_new_popup_begins_with_a_kind(room: Member) -> None:
    page = room.page
    room.open("/popups")
    page.get_by_role("button", name="New popup").click()
    page.get_by_role("button", name="To the home screen").click()
    expect(stage(page).get_by_text("Add to Home Screen")).to_be_visible()
    expect(page.get_by_text("Nothing uses it yet.")).to_be_visible()


def test_the_frame_is_for_the_console_alone_and_hears_nobody_else(room: Member) -> None:
    answer = room.page.context.request.get("/console/frame/popup")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'self'" in policy
    assert "unsafe" not in policy
    assert answer.headers["x-frame-options"] == "SAMEORIGIN"
    stranger = {"content": {"template": "simple", "title": "From elsewhere"}, "dark": False}
    room.open("/popups/simple")
    expect(stage(room.page).locator("waymark-popup")).to_have_count(1)
    inside = room.page.frames[-1]
    inside.evaluate("told => window.postMessage(told, '*')", stranger)
    inside.evaluate("new Promise((done) => setTimeout(done, 200))")
    expect(stage(room.page).get_by_text("From elsewhere")).to_have_count(0)


def test_a_category_is_made_named_in_two_languages_and_deleted(room: Member) -> None:
    page = room.page
    room.open("/categories")
    page.get_by_role("button", name="New category").click()
    page.get_by_role("dialog").get_by_label("Name").fill("Straße & co")
    page.get_by_role("button", name="Create category").click()
    expect(page).to_have_url(re.compile(r"/categories/stra_e_co$"))
    page.get_by_label("On for whoever made no choice").click(force=True)
    page.get_by_role("button", name="Add a language").click()
    page.get_by_role("menuitem", name="German").click()
    page.get_by_label("Name").fill("Straße und so")
    save(page)
    assert room.axe() == []
    made = kept(room, "stra_e_co", "categories")
    assert (made["default"], made["languages"]) == (False, {"de": {"name": "Straße und so"}})
    page.get_by_role("button", name="Delete…").click()
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(page.get_by_text("“Straße & co” is deleted.")).to_be_visible()


def test_a_category_in_use_says_where_and_stays(room: Member) -> None:
    page = room.page
    room.open("/categories/offers")
    page.get_by_role("button", name="Delete…").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("link", name="Voucher")).to_be_visible()
    dialog.get_by_text("Close", exact=True).click()
    assert kept(room, "offers", "categories")
