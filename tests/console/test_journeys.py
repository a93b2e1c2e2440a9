"""The list of journeys before the real API: its address, its keyboard, and what it does."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.console.member import Member


@pytest.fixture
def room(member: Member) -> Member:
    member.look("wide", dark=False)
    return member


def names(member: Member) -> list[str]:
    member.page.get_by_role("row").nth(1).wait_for()
    return member.page.locator("tbody th a").all_inner_texts()


def test_sort_and_filter_stand_in_the_address(room: Member) -> None:
    page = room.page
    room.open("/journeys")
    whole = names(room)
    page.get_by_role("button", name="Name").click()
    expect(page).to_have_url(re.compile(r"\?sort=name$"))
    assert names(room) == sorted(whole, key=str.casefold)
    page.get_by_role("button", name="Name").click()
    expect(page).to_have_url(re.compile(r"\?sort=-name$"))
    expect(page.get_by_role("columnheader", name="Name")).to_have_attribute(
        "aria-sort", "descending"
    )
    page.get_by_text("Draft", exact=True).first.click()
    page.get_by_label("Find a journey").fill("HELLO")
    expect(page).to_have_url(re.compile(r"sort=-name&status=draft&q=HELLO$"))
    shown = names(room)
    assert shown == ["Two ways to say hello", "Ask for push, then say hello"]

    page.reload()
    assert names(room) == shown
    expect(page.get_by_label("Find a journey")).to_have_value("HELLO")


def test_the_keyboard_walks_opens_and_selects(room: Member) -> None:
    page = room.page
    room.open("/journeys?sort=name")
    first, second, *_ = names(room)
    page.get_by_role("link", name=first).focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("link", name=second)).to_be_focused()
    page.keyboard.press("Space")
    expect(page.get_by_label(f"Select {second}")).to_be_checked()
    expect(page.get_by_role("region", name="Selected")).to_contain_text("1 selected")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=second)).to_be_visible()


def test_a_journey_is_made_copied_and_archived(room: Member) -> None:
    page = room.page
    room.open("/journeys")
    page.get_by_role("button", name="New journey").click()
    page.get_by_role("button", name="Create journey").click()
    expect(page.get_by_role("dialog")).to_be_visible()  # it has no name yet
    page.get_by_label("Name").fill("Ask <b>before</b> the sale")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Ask <b>before</b> the sale")).to_be_visible()

    page.get_by_role("button", name="More for").click()
    page.get_by_role("menuitem", name="Duplicate").click()
    expect(page.get_by_role("heading", name="(copy)")).to_be_visible()
    page.get_by_role("link", name="Journeys").last.click()
    names(room)
    page.get_by_label("Select Ask <b>before</b> the sale (copy)").check()
    page.get_by_role("region", name="Selected").get_by_role("button", name="Archive").click()
    page.get_by_role("button", name="Archive journey").click()
    expect(page.get_by_text("is archived.")).to_be_visible()
    expect(page.get_by_role("link", name="(copy)")).to_have_count(0)

    kept = {each["name"]: each["status"] for each in room.product.call("GET", "journeys")["items"]}
    assert kept["Ask <b>before</b> the sale"] == "draft"
    assert kept["Ask <b>before</b> the sale (copy)"] == "archived"

    room.open("/journeys?status=archived")
    page.get_by_role("button", name="More for Ask <b>before</b> the sale (copy)").click()
    page.get_by_role("menuitem", name="Bring back").click()
    expect(page.get_by_text("is back as a draft.")).to_be_visible()
    expect(page.get_by_role("link", name="(copy)")).to_have_count(0)


def test_an_archive_that_was_not_meant_is_none(room: Member) -> None:
    page = room.page
    room.open("/journeys?sort=name")
    first = names(room)[0]
    page.get_by_role("button", name=f"More for {first}").click()
    page.get_by_role("menuitem", name="Archive…").click()
    expect(page.get_by_role("button", name="Cancel")).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_role("dialog").wait_for(state="hidden")
    assert names(room)[0] == first


def test_a_long_list_comes_page_by_page(room: Member) -> None:
    pages = [
        {"items": [journey(page, each) for each in range(2)], "next": str(page + 1)}
        for page in range(12)
    ]
    asked: list[str] = []

    def answer(route: object) -> None:
        found = re.search(r"after=(\d+)", route.request.url)  # type: ignore[attr-defined]
        asked.append(found.group(1) if found else "")
        route.fulfill(json=pages[int(asked[-1] or 0)])  # type: ignore[attr-defined]

    room.page.context.route("**/api/v1/journeys?*", answer)
    room.open("/journeys")
    expect(room.page.get_by_role("button", name="Show more")).to_be_visible()
    assert asked == ["", *map(str, range(1, 10))]
    room.page.get_by_role("button", name="Show more").click()
    expect(room.page.get_by_role("link", name="Journey 10-1")).to_be_visible()


def journey(page: int, number: int) -> dict[str, object]:
    at = f"2026-01-{page + 1:02}T12:00:00.000000Z"
    return {
        "id": f"j_{page}_{number}", "name": f"Journey {page}-{number}", "status": "live",
        "draft_version": 1, "live_version": None, "created_at": at, "updated_at": at, "inside": 3,
    }  # fmt: skip


def test_a_server_that_does_not_answer_is_asked_again(room: Member) -> None:
    page = room.page
    page.context.route("**/api/v1/journeys?*", lambda route: route.abort())
    room.open("/journeys")
    alert = page.get_by_role("alert").filter(has_text="Waymark does not answer.")
    expect(alert).to_be_visible(timeout=20_000)
    page.context.unroute("**/api/v1/journeys?*")
    alert.get_by_role("button", name="Try again").click()
    assert len(names(room)) >= 10
