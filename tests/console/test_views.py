"""A journey's other sides before the real API: live, versions, a test, and who else is there."""

from __future__ import annotations

import json
import re
import secrets
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.console import shop
from tests.console.member import Member
from tests.support.journal import until

STEPS = [
    {"id": "start", "type": "event_trigger", "config": {"event": "Looked"}},
    {"id": "who", "type": "condition", "config": {"rule": {"combinator": "and", "rules": [
        {"field": "trait.plan", "operator": "=", "value": "pro"}]}}},
    {"id": "soon", "type": "wait", "config": {"time": "PT1H"}},
    {"id": "late", "type": "wait", "config": {"time": "P2D"}},
    {"id": "hello", "type": "send_push", "config": {"push": "knock"}},
]  # fmt: skip
PATHS = [
    ("start", "next", "who"), ("who", "yes", "soon"), ("who", "no", "late"),
    ("soon", "next", "hello"),
]  # fmt: skip


@pytest.fixture
def live(member: Member) -> tuple[Member, str]:
    """A live journey of a start, a decision, two waits and a push; its id."""
    member.look("wide", dark=False)
    name = f"Looked {secrets.token_hex(3)}"
    return member, member.product.publish(name, STEPS, PATHS)


def saved(member: Member, journey: str, change: Any) -> None:
    """The draft, changed by somebody over the API."""
    draft = member.product.call("GET", f"journeys/{journey}")["draft"]
    change(draft)
    member.product.call("PUT", f"journeys/{journey}/draft", draft)


def waits_longer(draft: dict[str, Any]) -> None:
    late = next(each for each in draft["nodes"] if each["id"] == "late")
    late["config"]["time"] = "P3D"
    draft["nodes"] = [each for each in draft["nodes"] if each["id"] != "hello"]
    draft["edges"] = [each for each in draft["edges"] if each["target"] != "hello"]


def test_people_are_counted_on_the_canvas_and_found_at_their_step(live: tuple[Member, str]) -> None:
    member, journey = live
    page = member.page
    user = f"looker-{secrets.token_hex(3)}"
    shop.track(member.product, user, "Looked")
    until(
        lambda: member.product.call("GET", f"journeys/{journey}/stats")["at"] == {"late": 1},
        20,
        "her wait",
    )
    member.open(f"/journeys/{journey}?view=live")
    late = page.locator(".react-flow__node").filter(has_text="2 days")
    expect(late.get_by_title("1 came, 1 are here now")).to_be_visible()
    late.click()
    here = page.get_by_role("region", name="People at this step")
    expect(here.get_by_role("link", name=user)).to_be_visible()
    expect(page).to_have_url(re.compile("step=late"))
    assert member.axe() == []

    here.get_by_role("button", name="Show the way").click()
    expect(page.locator("[data-lit=true]")).to_have_count(3)
    expect(page.locator("[data-here=true]")).to_contain_text("2 days")
    way = page.get_by_role("region", name="Steps of the way").get_by_role("listitem")
    expect(way).to_contain_text(["Looked", "by “no”", "is here now"])
    way.nth(1).get_by_role("button").press("Enter")
    expect(page).to_have_url(re.compile("step=who"))
    assert member.axe() == []
    page.get_by_role("button", name="Back to the numbers").click()
    page.get_by_role("combobox", name="Days that are counted").click()
    page.get_by_role("option", name="Last 7 days").click()
    expect(page).to_have_url(re.compile("from=20"))
    expect(page.get_by_text("One person has entered.")).to_be_visible()


def test_versions_differ_on_the_canvas_and_in_words_and_one_comes_back(
    live: tuple[Member, str],
) -> None:
    member, journey = live
    page = member.page
    saved(member, journey, waits_longer)
    member.open(f"/journeys/{journey}")
    page.get_by_role("button", name="Show the differences").click()
    expect(page.locator("[data-change=changed]").first).to_contain_text("3 days")
    expect(page.locator(".react-flow__node [data-change=gone]").first).to_contain_text("Send push")
    expect(page.locator("del", has_text="2 days")).to_be_visible()
    expect(page.locator("ins", has_text="3 days")).to_be_visible()
    assert member.axe() == []

    page.get_by_role("button", name="More for version 1").click()
    page.get_by_role("menuitem", name="Make it the draft again…").click()
    page.get_by_role("button", name="Make it the draft", exact=True).click()
    expect(page.get_by_text("The draft is what is live: version 1.")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("All changes saved")).to_be_visible()
    until(
        lambda: member.product.call("GET", f"journeys/{journey}")["changed"],
        15,
        "what it was, saved",
    )


def test_a_person_who_is_made_up_goes_through_in_a_clock_moved_by_hand(
    live: tuple[Member, str],
) -> None:
    member, journey = live
    page = member.page
    member.open(f"/journeys/{journey}?view=test")
    page.get_by_role("combobox", name="Push status").click()
    page.get_by_role("option", name="Allowed").click()
    page.get_by_role("textbox", name="Traits").fill("plan: pro")
    page.get_by_role("button", name="It happens").click()
    soon = page.locator(".react-flow__node").filter(has_text="1 hour")
    expect(soon.locator("[data-here=true]")).to_be_visible()
    decided = page.locator(".react-flow__node").filter(has_text="Condition")
    expect(decided.get_by_text("plan: pro")).to_be_visible()
    page.get_by_role("button", name="To the next timer").click()
    course = page.get_by_role("region", name="The test")
    expect(course.get_by_text("A push would be sent")).to_be_visible()
    assert member.axe() == []

    page.get_by_role("button", name="Take back").click()
    expect(course.get_by_text("A push would be sent")).to_have_count(0)
    assert member.product.call("GET", f"journeys/{journey}/stats")["entered"] == 0


def test_who_else_is_there_is_seen_and_a_newer_draft_is_told(
    live: tuple[Member, str], stranger: Member
) -> None:
    member, journey = live
    other = stranger.join("marketer")
    other.open(f"/journeys/{journey}")
    other.page.get_by_role("button", name="Undo").wait_for()
    member.open(f"/journeys/{journey}")
    expect(member.page.get_by_text(f"Also here: {other.email}")).to_be_visible()

    saved(member, journey, waits_longer)
    note = member.page.get_by_text("This draft has been changed elsewhere.")
    expect(note).to_be_visible(timeout=25_000)
    member.page.get_by_role("button", name="Show the newer draft").click()
    expect(member.page.locator(".react-flow__node", has_text="3 days")).to_be_visible()


def test_pausing_and_resuming_say_what_becomes_of_the_people_inside(
    live: tuple[Member, str],
) -> None:
    member, journey = live
    page = member.page
    member.open(f"/journeys/{journey}")
    page.get_by_role("button", name="Pause…").click()
    expect(page.get_by_role("dialog")).to_contain_text("Nobody enters until it is resumed.")
    page.get_by_role("button", name="Pause journey").click()
    expect(page.get_by_text("Paused: nobody enters")).to_be_visible()
    page.get_by_role("button", name="Resume…").click()
    page.get_by_role("button", name="Resume journey").click()
    expect(page.get_by_text("goes on.")).to_be_visible()
    assert member.product.call("GET", f"journeys/{journey}")["status"] == "live"


def test_a_journey_leaves_as_a_file_and_comes_back_with_what_is_wrong(
    live: tuple[Member, str], tmp_path: Path
) -> None:
    member, journey = live
    page = member.page
    member.open(f"/journeys/{journey}")
    page.get_by_role("button", name="More for").first.click()
    with page.expect_download() as download:
        page.get_by_role("menuitem", name="Export as a file").click()
    document = json.loads(Path(download.value.path()).read_text("utf-8"))
    document["name"] = f"Come back {secrets.token_hex(3)}"
    del document["nodes"][2]["config"]["time"]
    file = tmp_path / "journey.json"
    file.write_text("{no journey", "utf-8")

    member.open("/journeys")
    page.get_by_role("button", name="More ways to begin").click()
    page.get_by_role("menuitem", name="Import from a file…").click()
    page.locator("input[type=file]").set_input_files(file)
    expect(page.get_by_text("This is no JSON")).to_be_visible()
    file.write_text(json.dumps(document), "utf-8")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Import as a draft").click()
    expect(page.get_by_text("nodes/2/config/time")).to_be_visible()
    page.get_by_role("button", name="Open the draft").click()
    expect(page.get_by_role("heading", level=1, name=document["name"])).to_be_visible()
