"""Live events before the real API: what arrives appears, what is refused says why."""

from __future__ import annotations

import re

import pytest
import requests
from playwright.sync_api import expect

from tests.console import shop
from tests.console.member import Member
from tests.support.product import Product


@pytest.fixture(scope="module")
def product(busy: Product) -> Product:
    return busy


@pytest.fixture
def room(member: Member) -> Member:
    member.look("wide", dark=False)
    member.open("/live")
    member.page.get_by_role("listitem").first.wait_for()
    return member


def test_what_arrives_appears_and_opens_to_json(room: Member) -> None:
    page = room.page
    shop.track(room.product, "ana", "Looked Around", sku="tent-7")
    page.get_by_role("button", name="Looked Around").click()
    expect(page).to_have_url(re.compile(r"open="))
    expect(page.locator("pre")).to_contain_text("tent-7")
    assert room.axe() == []


def test_what_is_refused_says_why(room: Member) -> None:
    page = room.page
    body = {"anonymousId": "x", "event": "push_clicked"}
    url = f"{room.product.base_url}/v1/track"
    auth = (room.product.write_key, "")
    assert requests.post(url, json=body, auth=auth, timeout=15).status_code == 400
    expect(page.get_by_text("reserved_event").first).to_be_visible()
    page.get_by_text("Refused", exact=True).first.click()
    expect(page).to_have_url(re.compile(r"show=refused"))
    expect(page.get_by_role("button", name="push_clicked").first).to_be_visible()
    assert room.axe() == []


def test_paused_nothing_moves_and_the_filter_is_in_the_address(room: Member) -> None:
    page = room.page
    page.get_by_role("button", name="Pause").click()
    shop.track(room.product, "ana", "While Paused")
    page.wait_for_timeout(2_500)
    expect(page.get_by_role("button", name="While Paused")).to_have_count(0)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("button", name="While Paused")).to_be_visible()
    page.get_by_label("User ID").fill("nobody")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"person=nobody"))
    expect(page.get_by_text("Nothing like this has come yet")).to_be_visible()
