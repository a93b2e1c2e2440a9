"""Segments before the real API: written with their size in sight, listed, copied, taken away."""

from __future__ import annotations

import csv
import io
import re

import pytest
from playwright.sync_api import expect

from tests.console.member import Member
from tests.support.product import Product

ALLOWED = {
    "combinator": "and",
    "rules": [{"field": "push.last_session_status", "operator": "=", "value": "allowed"}],
}


@pytest.fixture(scope="module")
def product(busy: Product) -> Product:
    return busy


@pytest.fixture
def room(member: Member) -> Member:
    member.look("wide", dark=False)
    return member


def kept(room: Member, name: str) -> str:
    made: str = room.product.call("POST", "segments", {"name": name, "rule": ALLOWED})["id"]
    return made


def test_a_segment_is_written_with_its_size_in_sight(room: Member) -> None:
    page = room.page
    room.open("/segments/new")
    size = page.get_by_role("complementary", name="Size")
    everybody = len(room.product.call("GET", "people", limit="200")["items"])
    expect(size.get_by_text(str(everybody), exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Create segment")).to_be_disabled()
    page.get_by_label("Name").fill("All of them")
    assert room.axe() == []
    page.get_by_role("button", name="Create segment").click()
    expect(page).to_have_url(re.compile(r"/segments/(?!new)\w+$"))
    page.get_by_role("link", name="Segments", exact=True).first.click()
    expect(page.get_by_role("link", name="All of them")).to_be_visible()
    assert room.axe() == []


def test_its_members_are_listed_and_taken_out(room: Member) -> None:
    page = room.page
    room.open(f"/segments/{kept(room, 'Reachable')}?show=members")
    rows = page.locator("tbody tr")
    expect(rows.first).to_contain_text("Allowed")
    count = rows.count()
    with page.expect_download() as download:
        page.get_by_role("button", name="Export CSV").click()
    text = download.value.path().read_text("utf-8-sig")
    told = list(csv.DictReader(io.StringIO(text)))
    assert (len(told), {each["push_status"] for each in told}) == (count, {"allowed"})


def test_what_is_not_saved_is_not_lost_silently(room: Member) -> None:
    page = room.page
    room.open(f"/segments/{kept(room, 'Careful')}")
    page.get_by_label("Name").fill("Careless")
    page.get_by_role("link", name="Segments", exact=True).first.click()
    expect(page.get_by_text("Leave without saving?")).to_be_visible()
    page.get_by_role("button", name="Cancel").click()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name="Careless")).to_be_visible()


def test_what_somebody_else_saved_meanwhile_is_not_written_over_unasked(room: Member) -> None:
    page = room.page
    made = kept(room, "Ours")
    room.open(f"/segments/{made}")
    page.get_by_label("Name").fill("Mine")
    room.product.call("PUT", f"segments/{made}", {"name": "Theirs", "rule": ALLOWED})
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Somebody else has saved this meanwhile.")).to_be_visible()
    page.get_by_role("button", name="Show the newer one").click()
    expect(page.get_by_label("Name")).to_have_value("Theirs")

    page.get_by_label("Name").fill("Mine again")
    room.product.call("PUT", f"segments/{made}", {"name": "Theirs again", "rule": ALLOWED})
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("button", name="Save mine over it").click()
    expect(page.get_by_role("heading", name="Mine again")).to_be_visible()
    assert room.product.call("GET", f"segments/{made}")["name"] == "Mine again"


def test_the_keyboard_goes_on_where_it_was_when_a_question_is_closed(room: Member) -> None:
    page = room.page
    room.open(f"/segments/{kept(room, 'Asked')}")
    more = page.get_by_role("button", name="More", exact=True)
    more.focus()
    page.keyboard.press("Enter")
    page.get_by_role("menuitem", name="Delete…").press("Enter")
    expect(page.get_by_text("Delete “Asked”?")).to_be_visible()
    page.keyboard.press("Escape")
    expect(more).to_be_focused()


def test_it_says_where_it_is_used_before_it_goes(room: Member) -> None:
    page = room.page
    inner = kept(room, "Inner")
    rule = {"field": f"segment.{inner}", "operator": "=", "value": True}
    body = {"name": "Outer", "rule": {"combinator": "and", "rules": [rule]}}
    outer = room.product.call("POST", "segments", body)["id"]
    room.open(f"/segments/{inner}")
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("menuitem", name="Delete…").click()
    expect(page.get_by_text("“Inner” is in use")).to_be_visible()
    expect(page.get_by_role("dialog").get_by_role("link", name="Outer")).to_be_visible()
    room.product.call("DELETE", f"segments/{outer}")
    page.get_by_role("dialog").get_by_text("Close", exact=True).click()
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("menuitem", name="Delete…").click()
    page.get_by_role("button", name="Delete segment").click()
    expect(page.get_by_text("“Inner” is deleted.")).to_be_visible()


def test_a_copy_begins_with_the_same_rule(room: Member) -> None:
    page = room.page
    room.open(f"/segments/{kept(room, 'First')}")
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("menuitem", name="Duplicate").click()
    expect(page.get_by_label("Name")).to_have_value("First, copy")
    page.get_by_role("button", name="Create segment").click()
    expect(page.get_by_role("heading", name="First, copy")).to_be_visible()


def test_a_viewer_reads_and_changes_nothing(stranger: Member) -> None:
    made = stranger.product.call("POST", "segments", {"name": "Seen", "rule": ALLOWED})["id"]
    stranger.join("viewer")
    stranger.open(f"/segments/{made}")
    expect(stranger.page.get_by_label("Name")).not_to_be_editable()
    expect(stranger.page.get_by_role("button", name="Save", exact=True)).to_have_count(0)
