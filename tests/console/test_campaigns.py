"""A campaign from the empty room to its recipients as a file, before the real API."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.console import shop
from tests.console.member import Member
from tests.console.test_looks import NARROW, WIDER
from tests.support import fake_push_service
from tests.support.fake_push_service import Say
from tests.support.journal import until
from tests.support.product import Product, started

PEOPLE = (("ana", "Android", "Chrome"), ("ben", "Windows", "Edge"), ("cem", "macOS", "Safari"))


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """A shop with three people who can be reached; the browser of one has withdrawn."""
    folder = tmp_path_factory.mktemp("campaigns")
    with fake_push_service.running() as service, started(folder, [service.origin]) as running:
        for user, platform, browser in PEOPLE:
            endpoint = shop.device(running, service, user, platform, browser)
            shop.track(running, user, "seen")
            if user == "ben":
                service.next_for(endpoint, Say(410, "unsubscribed"))

        def known() -> bool:
            reached = running.call("POST", "campaigns/preview", {})
            return bool(reached["people"] >= len(PEOPLE))

        until(known, 30, "the people being known")
        yield running


def test_a_campaign_is_written_sent_looked_at_and_sent_again(member: Member) -> None:
    page = member.page
    member.look("wide", dark=False)
    member.open("/")
    page.get_by_role("link", name="Campaigns", exact=True).click()
    expect(page.get_by_text("No campaigns yet")).to_be_visible()
    assert member.axe() == []
    page.get_by_role("button", name="New campaign").click()

    page.get_by_role("textbox", name="Title").fill("Spring sale")
    page.get_by_role("textbox", name="Message").fill("Twenty percent off")
    expect(page.get_by_role("complementary", name="Preview")).to_contain_text("Twenty percent off")
    reach = page.get_by_role("region", name="How many it reaches")
    expect(reach).to_contain_text("3 people")
    page.get_by_label("Devices", exact=True).select_option("native")
    expect(reach).to_contain_text("0 people")
    page.get_by_label("Devices", exact=True).select_option("all")
    page.get_by_role("radio", name="At a time").check()
    expect(page.get_by_label("Time", exact=True)).to_be_visible()
    page.get_by_role("radio", name="As soon as it is confirmed").check()
    expect(page.get_by_text("A browser on a desktop must be running")).to_be_visible()
    assert member.axe() == []

    page.get_by_role("button", name="Send…").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("3 people on 3 devices")
    dialog.get_by_role("button", name="Send it now").click()
    expect(page.locator("header").get_by_text("Done", exact=True)).to_be_visible(timeout=30_000)
    expect(page.locator("tbody tr")).to_have_count(3)

    page.get_by_role("button", name=re.compile("Failed: the browser withdrew it")).click()
    expect(page).to_have_url(re.compile(r"state=gone"))
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody tr")).to_contain_text("ben")
    assert member.axe() == []
    with page.expect_download() as download:
        page.get_by_role("button", name="Export CSV").click()
    rows = list(csv.DictReader(io.StringIO(download.value.path().read_text("utf-8-sig"))))
    assert [(row["user_id"], row["state"], row["browser"]) for row in rows] == [
        ("ben", "gone", "Edge")
    ]

    page.get_by_role("button", name="What was sent").click()
    expect(page.get_by_role("textbox", name="Title")).to_be_disabled()
    expect(page.get_by_role("textbox", name="Title")).to_have_value("Spring sale")
    member.look("phone", dark=True)
    page.set_viewport_size(NARROW)
    for show in ("settings", "recipients"):
        if show == "recipients":
            page.get_by_role("button", name="Recipients", exact=True).click()
        assert page.evaluate(WIDER) == []
        assert member.axe() == []

    page.get_by_role("button", name="More for Spring sale").click()
    page.get_by_role("menuitem", name="Duplicate").click()
    expect(page.get_by_role("button", name="Send…")).to_be_visible()
    expect(page.get_by_role("textbox", name="Title")).to_have_value("Spring sale")
    assert page.evaluate(WIDER) == []
    assert member.axe() == []
