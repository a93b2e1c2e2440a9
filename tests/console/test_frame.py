"""The frame by hand and by keyboard: the way around, every size and light."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.console.member import Member

SAID = "(e => e.ariaLabel || e.innerText.split(/\\s*\\n/)[0])(document.activeElement)"


def test_the_keyboard_comes_to_everything_in_its_order(member: Member) -> None:
    page = member.page
    member.look("wide", dark=False)
    member.open("/journeys")
    page.get_by_role("row").nth(1).wait_for()
    said: list[str] = []
    for _ in range(19):
        page.keyboard.press("Tab")
        said.append(page.evaluate(SAID))
    assert said == [
        "Skip to the content", "Waymark", "Home", "Journeys", "Segments", "People", "Pushes",
        "Campaigns", "Popups", "Categories", "Messages", "Live events", "Settings",
        "Narrow the menu",
        "Workspace Far & Slow: switch", "Search or jump to…", f"Account of {member.email}",
        "Gallery", "New journey",
    ]  # fmt: skip

    page.reload()
    page.get_by_role("row").nth(1).wait_for()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_a_change_of_page_is_said_and_the_keyboard_begins_at_its_main_part(member: Member) -> None:
    page = member.page
    member.open("/journeys")
    page.get_by_role("link", name="Answer a knock").click()
    expect(page.get_by_role("heading", name="Answer a knock")).to_be_visible()

    expect(page.get_by_role("status").filter(has_text="Answer a knock · Waymark")).to_have_count(1)
    assert page.evaluate("document.activeElement.id") == "main"
    assert page.title() == "Answer a knock · Waymark"


def test_the_search_finds_journeys_rooms_and_acts(member: Member) -> None:
    page = member.page
    member.look("wide", dark=False)
    member.open("/journeys")
    page.get_by_role("row").nth(1).wait_for()
    page.keyboard.press("Control+k")
    field = page.get_by_role("dialog").get_by_placeholder("Search or jump to…")
    field.fill("dark")
    page.locator(".mantine-Spotlight-action", has_text="Colours: Dark").click()
    expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", "dark")

    page.keyboard.press("Control+k")
    field.fill("answer a knock")
    page.locator(".mantine-Spotlight-action", has_text="Answer a knock").wait_for()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Answer a knock")).to_be_visible()
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", "dark")


def test_arabic_runs_from_right_to_left(member: Member) -> None:
    page = member.page
    member.look("wide", dark=False)
    member.open("/journeys")
    page.get_by_role("button", name="Account of").click()
    page.get_by_role("menuitem", name="العربية").click()

    expect(page.get_by_role("heading", name="الرحلات")).to_be_visible()
    html = page.locator("html")
    expect(html).to_have_attribute("dir", "rtl")
    expect(html).to_have_attribute("lang", "ar")
    rail = page.get_by_role("navigation").bounding_box()
    assert rail is not None
    assert rail["x"] > 1000
    assert not member.axe()


def test_offline_is_said_while_it_lasts(member: Member) -> None:
    member.open("/journeys")
    member.page.context.set_offline(True)
    expect(member.page.get_by_text("You are offline.")).to_be_visible()
    member.page.context.set_offline(False)
    expect(member.page.get_by_text("You are offline.")).to_be_hidden()


def test_an_address_that_leads_nowhere_says_so(member: Member) -> None:
    member.open("/nowhere/at-all")
    expect(member.page.get_by_text("This address leads nowhere")).to_be_visible()
    member.page.get_by_role("link", name="Go to the first page").click()
    expect(member.page.get_by_role("heading", name="Home")).to_be_visible()


# Colours are the same at each size, and places in each light; test_looks.py walks the rooms too.
@pytest.mark.parametrize(("size", "dark"), [("wide", False), ("middle", True), ("phone", False)])
def test_axe_finds_nothing(member: Member, size: str, dark: bool) -> None:
    page = member.page
    member.look(size, dark=dark)
    told: dict[str, list[str]] = {}
    member.open("/journeys")
    page.get_by_role("link", name="Answer a knock").wait_for()
    told["list"] = member.axe()
    page.get_by_role("button", name="More for Answer a knock").click()
    page.get_by_role("menuitem", name="Archive…").wait_for()
    told["acts"] = member.axe()
    page.get_by_role("menuitem", name="Archive…").click()
    page.get_by_role("button", name="Archive journey").wait_for()
    told["dialog"] = member.axe()
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="hidden")
    page.get_by_role("button", name="Account of").click()
    page.get_by_role("menuitem", name="Log out").wait_for()
    told["menu"] = member.axe()
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    page.locator(".mantine-Spotlight-action").first.wait_for()
    told["search"] = member.axe()
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Answer a knock").click()
    page.get_by_role("heading", name="Answer a knock").wait_for()
    told["journey"] = member.axe()
    page.context.clear_cookies()
    member.open("/login")
    told["log-in"] = member.axe()

    assert not [f"{name}: {line}" for name, lines in told.items() for line in lines]
