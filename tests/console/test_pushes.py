"""Pushes before the real API: made, written in two languages, looked at, tried on a device."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.console.member import Member
from tests.support.product import Product

PUSH = {
    "key": "sale",
    "name": "A sale",
    "title": "Hello {{ person.traits.name | default('you') }}",
    "message": "Everything is cheaper.",
    "url": "/sale",
}


@pytest.fixture(scope="module")
def product(busy: Product) -> Product:
    return busy


@pytest.fixture
def room(member: Member) -> Member:
    member.look("wide", dark=False)
    return member


@pytest.fixture
def key(room: Member, request: pytest.FixtureRequest) -> str:
    """A push of the test's own, open in the editor; its key."""
    name = re.sub(r"[^a-z0-9]+", "_", request.node.name)[:60]
    room.product.call("POST", "push-resources", {**PUSH, "key": name, "name": name})
    room.open(f"/pushes/{name}")
    expect(preview(room.page).get_by_text("Hello you")).to_be_visible()
    return name


def preview(page: Page) -> Any:
    return page.get_by_role("complementary", name="Preview")


def kept(room: Member, key: str) -> Any:
    return room.product.call("GET", f"push-resources/{key}")


def save(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("All changes saved")).to_be_visible()


def test_a_ready_made_push_is_there_to_be_changed(room: Member) -> None:
    page = room.page
    room.open("/pushes")
    page.get_by_role("button", name="New push").click()
    assert room.axe() == []
    page.get_by_role("button", name="Back in stock").click()
    expect(page.get_by_role("heading", name="Back in stock")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/pushes/back_in_stock$"))
    page.get_by_label("Name", exact=True).fill("Mugs are back")
    save(page)
    assert kept(room, "back_in_stock")["name"] == "Mugs are back"


def test_what_is_found_stands_in_the_address(room: Member) -> None:
    page = room.page
    room.open("/pushes")
    page.get_by_label("Find a push").fill("voucher")
    expect(page).to_have_url(re.compile(r"q=voucher$"))
    expect(page.locator("tbody tr")).to_have_count(1)
    page.get_by_label("Category").select_option("news")
    expect(page.get_by_text("No push is like this")).to_be_visible()
    page.get_by_role("button", name="Show all again").click()
    expect(page.get_by_role("link", name="Voucher")).to_be_visible()
    page.keyboard.press("Control+k")
    page.get_by_placeholder("Search or jump to…").last.fill("We miss you")
    expect(page.get_by_role("option", name="We miss you").or_(
        page.locator(".mantine-Spotlight-action", has_text="We miss you")
    ).first).to_be_visible()  # fmt: skip


def test_the_words_are_seen_as_each_browser_shows_them(room: Member, key: str) -> None:
    page = room.page
    page.get_by_role("textbox", name="Message").fill("m" * 160)
    page.get_by_role("button", name="Add a button").click()
    page.get_by_role("textbox", name="Title").nth(1).fill("Look")
    shown = preview(page)
    expect(shown.get_by_text("Message: cut after about 150 characters.")).to_be_visible()
    expect(shown.get_by_text(re.compile("^m{150}…$"))).to_be_visible()
    expect(shown.get_by_text(re.compile(r"^\d{3} of 3,993 bytes$"))).to_be_visible()
    expect(shown.locator("figure").get_by_text("Look", exact=True)).to_be_visible()

    shown.get_by_role("button", name="Home Screen app iOS").click()
    expect(page).to_have_url(re.compile("look=safari-ios"))
    expect(shown.get_by_text("Buttons: ignored; this browser does not have it.")).to_be_visible()
    expect(shown.locator("figure").get_by_text("Look", exact=True)).to_have_count(0)
    assert room.axe() == []
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("All changes saved")).to_be_visible()
    assert [each["title"] for each in kept(room, key)["actions"]] == ["Look"]


def test_a_placeholder_is_completed_by_the_keyboard(room: Member, key: str) -> None:
    page = room.page
    title = page.get_by_role("textbox", name="Title")
    title.fill("")
    title.press_sequentially("Dear {{ user")
    option = page.get_by_role("option", name="person.user_id")
    expect(option).to_be_visible()
    expect(preview(page).get_by_text("Hello you")).to_be_visible()  # the last that could be drawn
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(title).to_have_value("Dear {{ person.user_id }}")
    expect(preview(page).locator("figure").get_by_text("Dear", exact=True)).to_be_visible()


def test_a_push_is_seen_for_a_real_person_and_with_values_to_try(room: Member, key: str) -> None:
    page = room.page
    page.get_by_text("Values to try with").click()
    page.get_by_label("person.traits.name").fill("Bea")
    expect(preview(page).get_by_text("Hello Bea")).to_be_visible()
    page.get_by_role("textbox", name="Title").fill("You are {{ person.user_id }}")
    page.get_by_role("combobox", name="Preview as").fill("user_0145")
    page.get_by_role("option", name="user_0145").click()
    expect(page).to_have_url(re.compile("person=p"))
    expect(preview(page).get_by_text("You are user_0145")).to_be_visible()


def test_languages_are_tabs_and_what_is_missing_is_marked(room: Member, key: str) -> None:
    page = room.page
    page.get_by_role("button", name="Add a language").click()
    page.get_by_role("menuitem", name="German").click()
    tab = page.get_by_role("tab", name="German")
    expect(tab).to_contain_text("2")
    expect(page).to_have_url(re.compile("lang=de"))
    page.get_by_role("textbox", name="Title").fill("Hallo")
    expect(tab).to_contain_text("1")
    expect(preview(page).get_by_text("Hallo")).to_be_visible()
    save(page)
    german = kept(room, key)["languages"]["de"]
    assert (german["title"], german.get("message")) == ("Hallo", None)


def test_what_cannot_be_saved_is_marked_where_it_is(room: Member, key: str) -> None:
    page = room.page
    page.get_by_label("Link", exact=True).fill("https://evil.example/")
    expect(page.get_by_text("may not lead there: see the workspace's domains")).to_be_visible()
    expect(
        preview(page).get_by_text("A link leads where this workspace may not lead.")
    ).to_be_visible()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert").get_by_text("Some of this cannot be taken.")).to_be_visible()
    assert kept(room, key)["url"] == "/sale"
    page.get_by_role("link", name="Pushes").first.click()
    expect(page.get_by_text("Leave without saving?")).to_be_visible()
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_label("Link", exact=True)).to_have_value("https://evil.example/")
    page.get_by_label("Link", exact=True).fill("/sale")
    expect(page.get_by_text("All changes saved")).to_be_visible()


def test_what_somebody_else_saved_is_not_written_over(room: Member, key: str) -> None:
    page = room.page
    room.product.call("PUT", f"push-resources/{key}", {**PUSH, "key": key, "name": "Theirs"})
    page.get_by_label("Name", exact=True).fill("Mine")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Somebody else has saved this meanwhile.")).to_be_visible()
    assert kept(room, key)["name"] == "Theirs"
    page.get_by_role("button", name="Save mine over it").click()
    expect(page.get_by_text("All changes saved")).to_be_visible()
    assert kept(room, key)["name"] == "Mine"


def test_a_test_shows_what_the_push_service_itself_answered(room: Member, key: str) -> None:
    page = room.page
    page.get_by_role("textbox", name="Title").fill("Not saved")
    expect(preview(page).get_by_text("Not saved")).to_be_visible()
    opener = page.get_by_role("button", name="Send test…")
    opener.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("combobox", name="To a device of").fill("user_0055")
    page.get_by_role("option", name="user_0055").click()
    expect(dialog.get_by_label("Device", exact=True)).to_have_value("Chrome · Windows")
    with page.expect_request("**/test") as asked:
        dialog.get_by_role("button", name="Send test", exact=True).click()
    expect(dialog.get_by_text("Success")).to_be_visible()
    expect(dialog.get_by_text("The push service answered:")).to_be_visible()
    expect(dialog.locator("code")).to_contain_text("201")
    assert room.axe() == []
    assert asked.value.post_data_json["document"]["title"] == "Not saved"
    assert kept(room, key)["title"] == PUSH["title"]
    page.keyboard.press("Escape")
    expect(opener).to_be_focused()
    page.get_by_role("textbox", name="Title").fill("{{ person.")
    expect(preview(page).get_by_text("Not saved")).to_be_visible()  # the last that could be drawn
    opener.click()
    expect(dialog.get_by_text("Something in this push cannot be taken")).to_be_visible()


def test_a_push_is_duplicated_and_goes_only_where_nothing_live_needs_it(room: Member) -> None:
    page = room.page
    room.open("/pushes")
    page.get_by_role("button", name="More for Voucher").click()
    page.get_by_role("menuitem", name="Duplicate").click()
    expect(page.get_by_role("heading", name="Voucher, copy")).to_be_visible()
    page.get_by_role("button", name="More for Voucher, copy").click()
    page.get_by_role("menuitem", name="Delete…").click()
    expect(page.get_by_text("Nothing uses it. You can undo it right after.")).to_be_visible()
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(page).to_have_url(re.compile("/pushes$"))

    page.get_by_role("button", name="More for Say hello").click()
    page.get_by_role("menuitem", name="Delete…").click()
    expect(page.get_by_text("“Say hello” is in use")).to_be_visible()
    expect(page.get_by_role("dialog").get_by_role("link", name="Greeting")).to_be_visible()
    page.get_by_role("dialog").get_by_text("Close", exact=True).click()
    assert kept(room, "hello")


def test_a_viewer_looks_and_changes_nothing(stranger: Member) -> None:
    member = stranger.join("viewer")
    member.open("/pushes/hello")
    page = member.page
    expect(preview(page).get_by_text("Hello <b>you</b>")).to_be_visible()
    expect(page.get_by_role("textbox", name="Title")).to_be_disabled()
    for name in ("Save", "Send test…", "Add a button", "Add a language"):
        expect(page.get_by_role("button", name=name, exact=True)).to_have_count(0)


def test_several_are_copied_and_deleted_and_brought_back(member: Member) -> None:
    page = member.page
    for key in ("several_a", "several_b"):
        member.product.call("POST", "push-resources", {**PUSH, "key": key, "name": key})
    member.open("/pushes?q=several")
    rows = page.locator("tbody tr")
    expect(rows).to_have_count(2)
    page.get_by_label("Select all").check()
    bar = page.get_by_role("region", name="Selected")
    bar.get_by_role("button", name="Duplicate").click()
    expect(page.get_by_text("2 copies are made.")).to_be_visible()
    expect(rows).to_have_count(4)

    page.get_by_label("Select several_a", exact=True).check()
    page.get_by_label("Select several_b", exact=True).check()
    bar.get_by_role("button", name="Delete…").click()
    dialog = page.get_by_role("dialog", name="Delete 2 of them?")
    expect(dialog).to_contain_text("You can undo it right after.")
    assert member.axe() == []
    dialog.get_by_role("button", name="Delete", exact=True).click()
    expect(rows).to_have_count(2)
    page.get_by_role("button", name="Undo").click()
    expect(rows).to_have_count(4)
    expect(bar).to_be_hidden()
