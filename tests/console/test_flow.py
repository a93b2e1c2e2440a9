"""The flow builder before the real API: a journey is made by hand, saved, and published."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.console.member import Member


@pytest.fixture
def drawn(member: Member, request: pytest.FixtureRequest) -> tuple[Member, str]:
    """The canvas of a new, empty journey named after the test, and its id."""
    empty = {"name": request.node.name, "settings": {}, "nodes": [], "edges": []}
    made: dict[str, Any] = member.product.call("POST", "journeys", empty)
    member.look("wide", dark=False)
    member.open(f"/journeys/{made['id']}")
    return member, str(made["id"])


def test_a_journey_is_built_by_hand_and_published(drawn: tuple[Member, str]) -> None:
    member, journey = drawn
    page = member.page
    page.get_by_role("button", name="When something happens").click()
    page.get_by_role("combobox", name="Event", exact=True).fill("Knocked")
    page.get_by_role("button", name="Send push").focus()
    page.keyboard.press("Enter")
    page.get_by_role("combobox", name="Push").click()
    page.get_by_role("option", name="knock", exact=True).click()
    expect(page.get_by_text("All changes saved")).to_be_visible()
    assert member.axe() == []

    page.get_by_role("button", name="Publish…").click()
    page.get_by_role("dialog").get_by_role("button", name="Publish").click()
    expect(page.get_by_text("is published.")).to_be_visible()
    kept = member.product.call("GET", f"journeys/{journey}")
    assert kept["status"] == "live"
    assert [each["config"].get("push") for each in kept["draft"]["nodes"]] == [None, "knock"]
    assert len(kept["draft"]["edges"]) == 1


def test_a_draft_that_somebody_else_saved_is_not_written_over(drawn: tuple[Member, str]) -> None:
    member, journey = drawn
    page = member.page
    theirs = {"name": "Theirs", "settings": {}, "nodes": [], "edges": []}
    member.product.call("PUT", f"journeys/{journey}/draft", theirs)
    page.get_by_role("button", name="Webhook").click()
    page.get_by_text("Somebody else has saved this draft").wait_for()
    assert member.product.call("GET", f"journeys/{journey}")["draft"]["name"] == "Theirs"
    page.get_by_role("button", name="Show the newer draft").click()
    expect(page.locator(".react-flow__node")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".react-flow__node")).to_have_count(1)


def test_a_viewer_sees_the_canvas_and_changes_nothing(
    drawn: tuple[Member, str], stranger: Member
) -> None:
    _, journey = drawn
    member = stranger.join("viewer")
    member.open(f"/journeys/{journey}")
    expect(member.page.get_by_role("region", name="Canvas")).to_be_visible()
    for name in ("Webhook", "Publish…", "Tidy up"):
        expect(member.page.get_by_role("button", name=name)).to_have_count(0)


def test_the_words_of_the_server_are_translated_too(drawn: tuple[Member, str]) -> None:
    """What a step is called comes from the server in English; a marketer reads her language."""
    member, _ = drawn
    page = member.page
    member.speak("ar")
    page.reload()
    page.get_by_role("button", name="انتظار حدث").click()
    expect(page.get_by_role("combobox", name="الحدث", exact=True)).to_be_visible()
    expect(page.locator(".react-flow__node")).to_contain_text("انتهت المهلة")
