"""Kinds of fields of the form: a time by the clock, a date of a person's, ways with rules."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.console.member import Member

NODES = [
    {"id": "start", "type": "schedule_trigger", "config": {}},
    {"id": "until", "type": "wait_for_date", "config": {}},
    {"id": "which", "type": "branches", "config": {"arms": []}},
    {"id": "call", "type": "start_journey", "config": {}},
]


@pytest.fixture
def builder(member: Member) -> tuple[Member, str, str]:
    """A journey of steps that say nothing yet, and another one that can be called."""
    called = {
        "name": "Can be called",
        "settings": {},
        "nodes": [{"id": "a", "type": "api_trigger", "config": {"name": "x"}},
                  {"id": "b", "type": "set_traits", "config": {"traits": {"a": 1}}}],
        "edges": [{"source": "a", "target": "b"}],
    }  # fmt: skip
    other: str = member.product.call("POST", "journeys", called)["id"]
    member.product.call("POST", f"journeys/{other}/publish")
    placed = [{**node, "position": {"x": 0, "y": 148 * row}} for row, node in enumerate(NODES)]
    draft = {"name": "Fields", "settings": {}, "nodes": placed, "edges": []}
    journey: str = member.product.call("POST", "journeys", draft)["id"]
    member.look("wide", dark=False)
    member.open(f"/journeys/{journey}")
    return member, journey, other


def select(page: Page, title: str) -> None:
    page.locator(".react-flow__node").filter(has_text=title).click()


def config(member: Member, journey: str, id_: str) -> dict[str, Any]:
    expect(member.page.get_by_text("All changes saved")).to_be_visible()
    draft = member.product.call("GET", f"journeys/{journey}")["draft"]
    return next(dict(node["config"]) for node in draft["nodes"] if node["id"] == id_)


def test_times_dates_ways_and_other_journeys_are_filled_in(
    builder: tuple[Member, str, str],
) -> None:
    member, journey, other = builder
    page = member.page

    select(page, "At a time")
    page.get_by_role("combobox", name="Again and again, at").select_option("weekly")
    page.get_by_role("checkbox", name="Wed").check()
    page.get_by_label("At", exact=True).fill("07:30")
    expect(page.locator(".react-flow__node").first).to_contain_text("07:30 on Mon, Wed")
    assert config(member, journey, "start")["cron"] == "30 7 * * 1,3"

    select(page, "Wait for a date")
    page.get_by_role("combobox", name="Kind of “Date”").select_option("marker")
    page.get_by_role("combobox", name="Date", exact=True).fill("renewal")
    page.get_by_label("Before or after it", exact=True).fill("3")
    page.get_by_role("combobox", name="Unit of “Before or after it”").select_option("day")
    page.get_by_role("combobox", name="Side of “Before or after it”").select_option("before")
    expect(page.locator(".react-flow__node").nth(1)).to_contain_text("3 days before Marker renewal")
    told = config(member, journey, "until")
    assert (told["field"], told["offset"]) == ("marker.renewal", "-P3D")

    select(page, "Branches")
    for _ in range(2):
        page.get_by_role("button", name="Way", exact=True).click()
    page.get_by_role("button", name="Move “B” up").click()
    assert [arm["name"] for arm in config(member, journey, "which")["arms"]] == ["B", "A"]
    ports = page.locator(".react-flow__node").nth(2).locator(".react-flow__handle.source")
    handles = [port.get_attribute("data-handleid") for port in ports.all()]
    assert handles == ["B", "A", "else"]

    select(page, "Start a journey")
    page.get_by_role("combobox", name="Journey", exact=True).click()
    page.get_by_role("option", name="Can be called").click()
    expect(page.locator(".react-flow__node").nth(3)).to_contain_text("Start Can be called")
    assert config(member, journey, "call")["journey"] == other
