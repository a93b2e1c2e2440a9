"""Settings > Webhooks: a server is added, its secret shown once, tried, changed and removed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.console.member import Member

URL = "https://hooks.invalid-shop.example/in"


@pytest.fixture
def admin(member: Member) -> Iterator[Member]:
    yield member
    for each in member.product.call("GET", "webhooks")["items"]:
        member.product.call("DELETE", f"webhooks/{each['id']}")


def pictured(member: Member, name: str) -> None:
    """A picture for somebody to look at, where a folder is named."""
    if "WEBHOOK_PICTURES" in os.environ:
        member.picture(Path(os.environ["WEBHOOK_PICTURES"]) / f"{name}.png")


def test_an_endpoint_is_added_tried_and_removed(admin: Member) -> None:
    page = admin.page
    admin.look("wide", dark=False)
    admin.open("/settings/webhooks")
    page.get_by_role("button", name="Add endpoint").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="Add endpoint")).to_be_disabled()
    dialog.get_by_label("Address").fill("https://10.0.0.1/in")
    dialog.get_by_label("Journey entered").check()
    dialog.get_by_label("Push clicked").check()
    dialog.get_by_role("button", name="Add endpoint").click()
    expect(dialog.get_by_text("cannot be called")).to_be_visible()
    pictured(admin, "form")
    assert admin.axe() == []
    dialog.get_by_label("Address").fill(URL)
    dialog.get_by_role("button", name="Add endpoint").click()

    expect(dialog.get_by_text("whsec_")).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog.get_by_text("whsec_")).to_be_visible()
    pictured(admin, "secret")
    dialog.get_by_role("button", name="Done").click()
    rows = page.get_by_role("list", name="Endpoints").get_by_role("listitem")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("told 2 kinds of events")

    def act(name: str) -> None:
        page.get_by_role("button", name=f"More for {URL}").click()
        page.get_by_role("menuitem", name=name).click()

    act("Send a test")
    table = page.get_by_role("table", name="Last calls")
    expect(table.locator("tbody tr")).to_have_count(1)
    expect(table).to_contain_text("Test")
    pictured(admin, "page")
    assert admin.axe() == []
    page.get_by_role("combobox", name="Answer").select_option("Taken")
    expect(page.get_by_text("No call is like that")).to_be_visible()
    page.get_by_role("button", name="Show all again").click()
    act("Turn off")
    expect(rows).to_contain_text("Off")
    act("Remove…")
    page.get_by_role("button", name="Remove endpoint").click()
    expect(rows).to_have_count(0)
