"""The canvas by keyboard and at first sight, and a test whose first click shows something."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.console.member import Member

WAITS = [f"w{number}" for number in range(1, 9)]
FOCUSED = "document.activeElement.closest('.react-flow__node')?.dataset.id ?? null"
ALLOWED = {
    "combinator": "and",
    "rules": [{"field": "properties.to", "operator": "=", "value": "allowed"}],
}


@pytest.fixture
def long(member: Member, request: pytest.FixtureRequest) -> tuple[Member, str]:
    """The canvas of a journey of nine steps in a column."""
    start = {"event": "push_status_changed", "where": ALLOWED}
    steps = [
        ("start", "event_trigger", start),
        *((each, "wait", {"time": "P1D"}) for each in WAITS),
    ]
    names = [name for name, _, _ in steps]
    draft = {
        "name": request.node.name,
        "settings": {"reentry": {"mode": "once"}},
        "nodes": [
            {"id": name, "type": type_, "config": config, "position": {"x": 0, "y": 140 * row}}
            for row, (name, type_, config) in enumerate(steps)
        ],
        "edges": [
            {"source": one, "sourceHandle": "next", "target": other}
            for one, other in pairwise(names)
        ],
    }
    journey: dict[str, Any] = member.product.call("POST", "journeys", draft)
    member.look("wide", dark=False)
    return member, str(journey["id"])


def _step(page: Page, name: str) -> Any:
    return page.locator(f'.react-flow__node[data-id="{name}"]')


def _zoom(page: Page) -> float:
    found: float = page.locator(".react-flow__viewport").evaluate(
        "view => new DOMMatrix(getComputedStyle(view).transform).a"
    )
    return found


@pytest.mark.parametrize("view", ["", "?view=test"])
def test_a_long_journey_opens_at_its_start_and_can_be_read(
    long: tuple[Member, str], view: str
) -> None:
    member, journey = long
    page = member.page
    member.open(f"/journeys/{journey}{view}")
    expect(_step(page, "start")).to_be_in_viewport(ratio=0.99)
    assert _zoom(page) >= 0.6
    page.get_by_role("button", name="Fit View").click()
    expect(_step(page, WAITS[-1])).to_be_in_viewport(ratio=0.99)


def test_steps_are_selected_cut_and_pasted_by_keyboard(long: tuple[Member, str]) -> None:
    member, journey = long
    page, press = member.page, member.page.keyboard.press
    member.open(f"/journeys/{journey}")
    _step(page, "w1").focus()
    press("Enter")
    _step(page, "w2").focus()
    press("Shift+Enter")
    expect(page.get_by_role("heading", name="2 steps")).to_be_visible()
    _step(page, "w3").click(modifiers=["Shift"])
    expect(page.get_by_role("heading", name="3 steps")).to_be_visible()
    press("Control+x")
    expect(_step(page, "w1")).to_have_count(0)
    expect(page.get_by_text("All changes saved")).to_be_visible()
    kept = member.product.call("GET", f"journeys/{journey}")["draft"]["nodes"]
    assert [each["id"] for each in kept] == ["start", *WAITS[3:]]
    press("Control+v")
    expect(page.get_by_role("heading", name="3 steps")).to_be_visible()
    press("Control+a")
    expect(page.get_by_role("heading", name="9 steps")).to_be_visible()
    assert member.axe() == []


def test_the_focus_stays_on_the_canvas(long: tuple[Member, str]) -> None:
    member, journey = long
    page, press = member.page, member.page.keyboard.press
    member.open(f"/journeys/{journey}")
    _step(page, "w2").focus()
    press("Enter")
    press("Delete")
    expect(_step(page, "w2")).to_have_count(0)
    page.wait_for_function(f"() => ({FOCUSED}) === 'w1'")

    line = page.locator(".react-flow__edge").first
    line.focus()
    press("Enter")
    press("Delete")
    page.wait_for_function(f"() => ({FOCUSED}) === 'start'")

    page.get_by_role("button", name="Insert a step after w3, next").focus()
    press("Enter")
    page.get_by_role("dialog").get_by_role("textbox", name="Find a step").fill("split")
    press("Enter")
    page.wait_for_function(f"() => ({FOCUSED}) === 'random_split_1'")
    press("?")
    expect(page.get_by_role("dialog", name="Keys of the canvas")).to_be_visible()
    assert member.axe() == []


def test_the_first_click_of_a_test_shows_something(long: tuple[Member, str]) -> None:
    member, journey = long
    page = member.page
    member.open(f"/journeys/{journey}?view=test")
    expect(page.get_by_role("combobox", name="Event")).to_have_value("push_status_changed")
    expect(page.get_by_role("textbox", name="Its properties")).to_have_value("to: allowed")
    page.get_by_role("button", name="It happens").click()
    expect(_step(page, "w1").locator("[data-here=true]")).to_be_visible()
    page.get_by_role("button", name="It happens").click()
    course = page.get_by_role("region", name="The test")
    expect(course.get_by_text("Does not come in again: is still inside.")).to_be_visible()

    page.get_by_role("button", name="Start again").click()
    page.get_by_role("textbox", name="Its properties").fill("to: blocked")
    page.get_by_role("button", name="It happens").click()
    why = "Does not come in: the start’s condition does not hold."
    expect(_step(page, "start").get_by_text(why)).to_be_visible()
    expect(course.get_by_text(why)).to_be_visible()
    page.get_by_role("combobox", name="Event").fill("Elsewhere")
    page.get_by_role("button", name="It happens").click()
    expect(course.get_by_text("Nothing here waits for this event.")).to_be_visible()
    assert member.axe() == []


def test_before_it_goes_live_it_says_how_many_pushes_it_may_come_to(
    long: tuple[Member, str],
) -> None:
    member, journey = long
    page = member.page
    draft = member.product.call("GET", f"journeys/{journey}")["draft"]
    member.product.call("POST", "push-resources", {"key": "daily", "name": "Daily", "title": "Hi"})
    draft["nodes"][1] |= {"type": "send_push", "config": {"push": "daily"}}
    member.product.call("PUT", f"journeys/{journey}/draft", draft)
    member.open(f"/journeys/{journey}")
    page.get_by_role("button", name="Publish…").click()
    said = page.get_by_role("dialog").get_by_text("one person gets one push from it in a day")
    expect(said).to_be_visible()


def test_a_step_added_at_the_end_is_seen_and_the_rest_keeps_its_size(
    long: tuple[Member, str],
) -> None:
    member, journey = long
    page = member.page
    member.open(f"/journeys/{journey}?step={WAITS[-1]}")
    expect(_step(page, WAITS[-1])).to_be_in_viewport(ratio=0.99)
    before = _zoom(page)
    page.get_by_role("region", name="Steps to add").get_by_role("button", name="Send push").click()
    added = page.locator(".react-flow__node.selected")
    expect(added).to_be_in_viewport(ratio=0.99)
    expect(added).not_to_have_attribute("data-id", WAITS[-1])
    assert _zoom(page) == pytest.approx(before)
