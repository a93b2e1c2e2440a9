"""What holds for the workspace, by hand: saved together, refused beside a field, reset by name."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.console.member import SIZES, Member

PAGES = (
    "workspace", "sending", "preferences", "data", "install", "browsers", "keys", "identity",
    "push", "webhooks", "audit", "workspaces",
)  # fmt: skip


@pytest.fixture
def kept(member: Member) -> Iterator[Member]:
    """What a test changes is as before afterwards: others look at the same workspace."""
    before = member.product.call("GET", "settings")
    yield member
    names = (
        "name", "domains", "quiet_hours", "push_enabled", "event_types", "default_timetable",
        "sound",
    )  # fmt: skip
    member.product.call("PATCH", "settings", {name: before[name] for name in names})


def test_changes_are_saved_together_and_the_name_is_everywhere(kept: Member) -> None:
    page = kept.page
    kept.open("/settings/workspace")
    assert page.get_by_role("button", name="Save changes").count() == 0
    page.get_by_label("Name", exact=True).fill("Far & Slow shop")
    page.get_by_role("combobox", name="Domains that pushes may lead to").fill("Not a domain")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_text("is no domain such as shop.example")).to_be_visible()
    assert kept.product.call("GET", "settings")["name"] != "Far & Slow shop"

    page.get_by_role("combobox", name="Domains that pushes may lead to").press("Backspace")
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_text("The settings are saved.")).to_be_visible()
    expect(page.get_by_role("button", name="Workspace Far & Slow shop: switch")).to_be_visible()


def test_who_was_overtaken_is_told_and_sees_the_newer_state(kept: Member) -> None:
    page = kept.page
    kept.open("/settings/workspace")
    page.get_by_label("Name", exact=True).fill("Mine")
    kept.product.call("PATCH", "settings", {"name": "Theirs"})
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_text("Somebody else changed this meanwhile.")).to_be_visible()
    page.get_by_role("button", name="Show the newer state").click()
    expect(page.get_by_label("Name", exact=True)).to_have_value("Theirs")


def test_what_is_not_saved_is_not_lost_by_a_click_elsewhere(kept: Member) -> None:
    page = kept.page
    kept.open("/settings/workspace")
    page.get_by_label("Name", exact=True).fill("Not saved yet")
    page.get_by_role("link", name="Install").click()
    expect(page.get_by_role("dialog")).to_contain_text("Leave without saving?")
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_label("Name", exact=True)).to_have_value("Not saved yet")
    page.get_by_role("button", name="Discard").click()
    page.get_by_role("link", name="Install").click()
    expect(page.get_by_role("heading", name="Install", level=1)).to_be_visible()


def test_pushes_are_turned_off_at_once_and_on_again(kept: Member) -> None:
    page = kept.page
    kept.open("/settings/workspace")
    page.get_by_role("button", name="Turn pushes off…").click()
    expect(page.get_by_role("dialog")).to_contain_text("From this moment nothing is sent")
    page.get_by_role("button", name="Turn pushes off", exact=True).click()
    expect(page.get_by_role("heading", name="Pushes are off")).to_be_visible()
    assert kept.product.call("GET", "settings")["push_enabled"] is False
    page.get_by_role("button", name="Turn pushes on").click()
    expect(page.get_by_role("heading", name="Pushes are on")).to_be_visible()
    assert kept.product.call("GET", "settings")["push_enabled"] is True


def test_quiet_hours_and_hours_of_the_week_are_set(kept: Member) -> None:
    page = kept.page
    kept.open("/settings/sending")
    page.get_by_role("switch", name="Quiet hours").check(force=True)
    page.get_by_label("From", exact=True).first.fill("21:30")
    page.get_by_role("button", name="Add hours").click()
    page.get_by_role("button", name="Add hours").click()
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_text("The settings are saved.")).to_be_visible()
    settings = kept.product.call("GET", "settings")
    assert settings["quiet_hours"] == {"from": "21:30", "to": "08:00"}
    assert [each["day"] for each in settings["default_timetable"]] == ["monday", "tuesday"]


def test_a_sound_is_said_for_all_pushes_for_a_category_and_for_one(kept: Member) -> None:
    page, call = kept.page, kept.product.call
    category, push = call("GET", "categories/news"), call("GET", "push-resources?limit=1")
    one = push["items"][0]["key"]
    kept.open(f"/pushes/{one}")  # it has asked for the settings, in which the next page finds them
    expect(page.get_by_text("Where nothing is said here of sound")).to_be_visible()

    page.get_by_role("link", name="Settings").click()
    page.get_by_role("link", name="Sending").click()
    page.get_by_role("textbox", name="Vibration").fill("200 100 200")
    page.get_by_role("textbox", name="Sound").fill("chime")
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_text("The settings are saved.")).to_be_visible()
    assert call("GET", "settings")["sound"] == {
        "sound": "chime", "silent": False, "vibrate": [200, 100, 200],
    }  # fmt: skip

    kept.open("/categories/news")
    page.get_by_role("switch", name="Silent").check(force=True)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("All changes saved")).to_be_visible()
    saved = call("GET", "categories/news")
    assert (saved["silent"], saved["default"]) == (True, category["default"])

    kept.open("/settings/preferences")  # its switch leaves the rest of a category as it is
    switch = page.get_by_role("switch", name="News: on unless somebody says no")
    switch.click(force=True)
    expect(switch).to_be_checked(checked=not category["default"])
    assert call("GET", "categories/news")["silent"] is True
    written = {"key": "news", "name": category["name"], "default": category["default"]}
    call("PUT", "categories/news", {**written, "languages": category["languages"]})


def test_defaults_of_preferences_are_set(kept: Member) -> None:
    page = kept.page
    kept.open("/settings/preferences")
    page.get_by_label("Key of a new kind").fill("comment")
    page.get_by_role("button", name="Add kind").click()
    page.get_by_label("Name of comment").fill("Comments")
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_text("The settings are saved.")).to_be_visible()
    types = kept.product.call("GET", "settings")["event_types"]
    assert (types["comment"]["name"], types["comment"]["default"]) == ("Comments", True)

    switch = page.get_by_role("switch", name="News: on unless somebody says no")
    on = switch.is_checked()
    switch.click(force=True)
    expect(switch).to_be_checked(checked=not on)
    assert kept.product.call("GET", "categories/news")["default"] is not on
    switch.click(force=True)
    expect(switch).to_be_checked(checked=on)


def test_a_reset_wants_the_workspaces_name_and_stands_in_the_audit_log(kept: Member) -> None:
    page = kept.page
    name = kept.product.call("GET", "settings")["name"]
    kept.open("/settings/data")
    page.get_by_role("button", name="Reset messages…").click()
    go = page.get_by_role("dialog").get_by_role("button", name="Reset messages")
    expect(go).to_be_disabled()
    page.get_by_label("To confirm, type the name").fill(name)
    go.click()
    expect(page.get_by_text("Done. Messages that were waiting: 0.")).to_be_visible()

    page.get_by_role("link", name="Audit log").click()
    page.get_by_label("What was done").select_option("messages.reset")
    expect(page).to_have_url(re.compile("what=messages.reset"))
    rows = page.get_by_role("list", name="Audit log").get_by_role("listitem")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text(kept.email)
    with page.expect_download() as taken:
        page.get_by_role("button", name="Export CSV").click()
    text = taken.value.path().read_text("utf-8")
    assert text.startswith("at,who,what,target,detail")
    assert "messages.reset" in text
    assert "member.logged_in" not in text


def test_who_is_no_admin_is_offered_no_more_than_she_may(stranger: Member) -> None:
    viewer = stranger.join("viewer")
    page = viewer.page
    viewer.open("/settings/workspace")
    expect(page.get_by_text("Only an admin of this workspace changes these.")).to_be_visible()
    expect(page.get_by_label("Name", exact=True)).to_be_disabled()
    assert page.get_by_role("button", name="Turn pushes off…").count() == 0
    assert page.get_by_role("link", name="Keys", exact=True).count() == 0
    viewer.open("/settings/data")
    page.get_by_role("heading", name="What is kept, and how long").wait_for()
    assert page.get_by_role("button", name="Reset subscribers…").count() == 0


def test_the_search_finds_a_page_by_what_it_is_about(member: Member) -> None:
    page = member.page
    member.open("/journeys")
    page.keyboard.press("Control+k")
    page.get_by_placeholder("Search or jump to…").last.fill("quiet hours")
    page.get_by_role("button", name="Sending").click()
    expect(page.get_by_role("heading", name="Sending", level=1)).to_be_visible()


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_in_any_page(member: Member, path: str) -> None:
    told: list[str] = []
    for size in SIZES:
        member.look(size, dark=size == "middle")
        member.open(f"/settings/{path}")
        member.page.wait_for_load_state("networkidle")
        wide = member.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{path} is wider than {size}"
        told += member.axe()
    assert not told
