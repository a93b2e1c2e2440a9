"""What is done to a draft is kept, or it is said why not; and the address says where one is."""

from __future__ import annotations

import re
import secrets
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from journeys import samples
from tests.console import shop
from tests.console.member import Member
from tests.support.journal import until

NODES = [
    {"id": "start", "type": "event_trigger", "config": {"event": "Knocked"}},
    {"id": "soon", "type": "wait", "config": {"time": "PT1H"}},
    {"id": "end", "type": "end", "config": {}},
]
DRAFT = re.compile("/draft$")


@pytest.fixture
def opened(member: Member, request: pytest.FixtureRequest) -> tuple[Member, str]:
    """The draft of a start, a wait and an end; its id."""
    placed = [{**node, "position": {"x": 0, "y": 148 * row}} for row, node in enumerate(NODES)]
    edges = [
        {"source": "start", "sourceHandle": "next", "target": "soon"},
        {"source": "soon", "sourceHandle": "next", "target": "end"},
    ]
    draft = {"name": request.node.name, "settings": {}, "nodes": placed, "edges": edges}
    journey: str = member.product.call("POST", "journeys", draft)["id"]
    member.look("wide", dark=False)
    member.open(f"/journeys/{journey}")
    return member, journey


def _rename(page: Page, name: str) -> None:
    field = page.get_by_role("textbox", name="Name of the journey")
    if not field.is_visible():
        page.get_by_role("button", name="Name and settings").click()
    field.fill(name)


def _publish(page: Page) -> Any:
    page.get_by_role("button", name="Publish…").click()
    return page.get_by_role("dialog")


def test_what_was_changed_a_moment_ago_is_published_too(opened: tuple[Member, str]) -> None:
    member, journey = opened
    page = member.page
    sent: list[Route] = []
    page.route(DRAFT, lambda route: sent.append(route), times=1)
    _rename(page, "First")
    until(lambda: len(sent) == 1 or page.wait_for_timeout(50), 10, "the call on its way")
    _rename(page, "Second")
    dialog = _publish(page)
    expect(dialog.get_by_text("Saving your last changes…")).to_be_visible()
    expect(dialog.get_by_role("button", name="Publish")).to_be_disabled()
    sent[0].continue_()
    dialog.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("is published.")).to_be_visible()

    kept = member.product.call("GET", f"journeys/{journey}")
    assert (kept["draft"]["name"], kept["changed"], kept["status"]) == ("Second", False, "live")


def test_who_is_offline_is_told_so_and_nothing_is_lost(opened: tuple[Member, str]) -> None:
    member, journey = opened
    page = member.page
    _rename(page, "Not far")
    expect(page.get_by_text("All changes saved")).to_be_visible()
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)
    _rename(page, "Far away")
    expect(page.get_by_text("Not saved yet: you are offline", exact=True)).to_be_visible()
    dialog = _publish(page)
    expect(dialog.get_by_text("It cannot be published yet")).to_be_visible()
    expect(dialog.get_by_text("as soon as you are connected again")).to_be_visible()
    expect(dialog.get_by_role("button", name="Publish")).to_be_disabled()
    assert member.axe() == []
    page.context.set_offline(False)
    expect(page.get_by_text("All changes saved")).to_be_visible()
    expect(dialog.get_by_role("button", name="Publish")).to_be_enabled()
    assert member.product.call("GET", f"journeys/{journey}")["draft"]["name"] == "Far away"


def test_a_conflict_is_told_where_one_would_publish(opened: tuple[Member, str]) -> None:
    member, journey = opened
    page = member.page
    theirs = member.product.call("GET", f"journeys/{journey}")["draft"]
    member.product.call("PUT", f"journeys/{journey}/draft", {**theirs, "name": "Theirs"})
    _rename(page, "Mine")
    expect(page.get_by_text("Somebody else has saved this draft")).to_be_visible()
    dialog = _publish(page)
    expect(dialog.get_by_text("Choose which draft to go on with")).to_be_visible()
    expect(dialog.get_by_role("button", name="Publish")).to_be_disabled()


def test_a_refusal_is_told_in_the_servers_words(opened: tuple[Member, str]) -> None:
    page = opened[0].page
    detail = "The role viewer may not do this."
    told = {"status": 403, "code": "forbidden", "title": "Forbidden", "detail": detail}
    page.route(DRAFT, lambda route: route.fulfill(status=403, json=told))
    _rename(page, "Not mine to change")
    alert = page.get_by_role("alert").filter(has_text="Your role does not allow this.")
    expect(alert).to_contain_text("Ask an admin of this workspace")
    expect(alert).to_contain_text(detail)
    expect(page.get_by_role("status").filter(has_text="Not saved")).to_be_visible()


def test_the_selected_step_is_in_the_address_and_going_back_leaves_the_journey(
    opened: tuple[Member, str],
) -> None:
    member, journey = opened
    page = member.page
    member.open("/journeys")
    member.open(f"/journeys/{journey}?step=end")
    expect(page.get_by_role("region", name="The selected step")).to_contain_text("End")
    for words in ("1 hour", "Knocked"):
        page.locator(".react-flow__node").filter(has_text=words).click()
    expect(page).to_have_url(re.compile(r"\?step=start$"))
    page.reload()
    expect(page.locator(".react-flow__node.selected")).to_contain_text("Knocked")
    page.locator(".react-flow__node").filter(has_text="1 hour").click(modifiers=["Control"])
    expect(page.get_by_role("heading", name="2 steps")).to_be_visible()
    expect(page).to_have_url(re.compile(f"/journeys/{journey}$"))
    page.go_back()
    expect(page).to_have_url(re.compile("/journeys$"))


def test_a_step_that_is_removed_leaves_no_gap(opened: tuple[Member, str]) -> None:
    page = opened[0].page
    page.locator(".react-flow__node").filter(has_text="1 hour").click()
    page.keyboard.press("Delete")
    insert = page.get_by_role("button", name=re.compile("^Insert a step after"))
    expect(insert).to_have_count(1)
    expect(page.locator(".react-flow__edge")).to_have_attribute("data-id", "start next end")
    page.get_by_role("button", name="Undo").click()
    expect(insert).to_have_count(2)


def test_no_plus_covers_the_label_of_its_line(member: Member) -> None:
    made = member.product.call(
        "POST", "journeys", samples.journeys()["ask-for-push-then-say-hello"]
    )
    member.look("wide", dark=False)
    member.open(f"/journeys/{made['id']}")
    page = member.page
    expect(page.locator(".react-flow__edge-text", has_text="happened")).to_be_visible()
    boxes = """selector => [...document.querySelectorAll(selector)].map(each => {
        const { left, right, top, bottom } = each.getBoundingClientRect();
        return { left, right, top, bottom };
    })"""
    labels = page.evaluate(boxes, ".react-flow__edge-text")
    plusses = page.evaluate(boxes, ".react-flow__edge circle")
    cards = page.evaluate(boxes, ".react-flow__node")
    assert len(plusses) == 3
    for label in labels:
        assert not [each for each in (*plusses, *cards) if _meet(label, each)], label


def _meet(one: dict[str, float], other: dict[str, float]) -> bool:
    across = one["left"] < other["right"] and other["left"] < one["right"]
    return across and one["top"] < other["bottom"] and other["top"] < one["bottom"]


def test_names_that_were_seen_are_offered_and_others_can_be_written(
    opened: tuple[Member, str],
) -> None:
    member, journey = opened
    page = member.page
    name = f"Sailed {secrets.token_hex(3)}"
    shop.track(member.product, "ana", name)
    page.locator(".react-flow__node").filter(has_text="Knocked").click()
    field = page.get_by_role("combobox", name="Event", exact=True)
    field.fill("saile")
    page.get_by_role("option", name=name).click()
    expect(field).to_have_value(name)
    field.fill("Never seen")
    page.keyboard.press("Tab")
    expect(page.get_by_text("All changes saved")).to_be_visible()
    (start, *_) = member.product.call("GET", f"journeys/{journey}")["draft"]["nodes"]
    assert start["config"]["event"] == "Never seen"


def test_days_are_said_to_be_those_of_utc(member: Member) -> None:
    journey = member.product.publish(
        f"Days {secrets.token_hex(3)}", NODES, [("start", "next", "soon")]
    )
    member.page.clock.set_fixed_time("2026-07-02T00:30:00+02:00")
    member.open(f"/journeys/{journey}?view=live&from=2026-07-01")
    days = member.page.get_by_role("combobox", name="Days that are counted")
    expect(days).to_have_value("Today (UTC)")
    expect(member.page.get_by_text(re.compile("begins at 02:00 on your clock"))).to_be_visible()
