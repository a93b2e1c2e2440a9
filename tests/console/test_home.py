"""Home before the real API: what a shop's figures say, what is stuck, what comes first."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Route, expect

from tests.console.member import Member
from tests.console.shop import ENDS
from tests.support.product import Product


@pytest.fixture(scope="module")
def product(busy: Product) -> Product:
    return busy


def month(route: Route) -> None:
    """A month of a shop that grows, as the API would tell it."""
    days = [f"2026-03-{number:02}" for number in range(1, 31)]
    grown = [number * 9 + (number % 5) * 4 for number in range(1, 31)]
    people = {
        "ask": [900 - 4 * each for each in range(30)], "allowed": grown,
        "blocked": [each // 4 for each in grown], "unsupported": [60] * 30,
        "suspended": [each // 30 for each in grown],
    }  # fmt: skip
    shares = {
        "session": 12, "askable": 8, "asked": 4, "yes": 1.6, "granted": 1.3, "accepted": 9,
        "failed": 0.4, "displayed": 6, "clicked": 1.2, "blocked": 0.1, "turned_off": 0.05,
        "suppressed": 2,
    }  # fmt: skip
    counts = {name: [int(each * share) for each in grown] for name, share in shares.items()}
    route.fulfill(json={"days": days, "since": days[0], "counts": counts, "people": people})


@pytest.fixture
def home(member: Member) -> Member:
    member.look("wide", dark=False)
    member.open("/home")
    member.page.get_by_role("heading", name="Is anything stuck?").wait_for()
    return member


def test_home_is_what_the_console_opens_with(member: Member) -> None:
    member.open("/")
    expect(member.page).to_have_url(re.compile(r"/console/home$"))


def test_a_funnel_says_how_far_people_come(home: Member) -> None:
    table = home.page.get_by_role("table", name="From a session to the browser's yes")
    said = [row.inner_text().split() for row in table.get_by_role("row").all()]
    assert said[0] == ["Sessions", "12"]
    assert said[1] == ["Could", "be", "asked", "9", "75%"]
    assert said[4][:3] == ["Browser", "allowed", str(len(ENDS))]
    assert home.axe() == []


def test_what_is_accepted_and_what_is_displayed_stand_apart(home: Member) -> None:
    region = home.page.get_by_role("region", name="Do they like it?")
    expect(region.get_by_text("A desktop shows it only while its browser runs")).to_be_visible()
    figures = region.locator("dl").first.inner_text().split()
    accepted = sum(said is None for *_, said in ENDS)
    assert figures[:5] == ["Sent", str(len(ENDS)), "Accepted", str(accepted), "67%"]
    assert figures[5:7] == ["Displayed", "0"]


def test_each_chart_has_its_table(home: Member) -> None:
    expect(home.page.get_by_text("Only today was counted so far")).to_have_count(2)
    home.page.context.route("**/api/v1/stats/days*", month)
    home.open("/home")
    home.page.locator("figure svg").first.wait_for()
    for summary in home.page.get_by_text("As a table").all():
        summary.click()
    tables = home.page.locator("figure table")
    expect(tables).to_have_count(2)
    expect(tables.first.get_by_role("columnheader")).to_have_text(
        ["Day (UTC)", "Ask", "Allowed", "Blocked", "Unsupported", "Suspended"]
    )
    assert tables.first.locator("tbody tr").count() == 30
    assert home.axe() == []


def test_how_far_back_stands_in_the_address(home: Member) -> None:
    home.page.get_by_text("7 days", exact=True).click()
    expect(home.page).to_have_url(re.compile(r"\?days=7$"))
    home.page.reload()
    expect(home.page.get_by_role("radio", name="7 days")).to_be_checked()


def test_what_is_stuck_leads_to_where_it_can_be_seen(home: Member) -> None:
    page = home.page
    expect(page.get_by_text("Every wait ends in time.")).to_be_visible()
    page.get_by_role("link", name="1 push was refused for its key").click()
    expect(page).to_have_url(re.compile(r"/messages\?state=rejected$"))
    expect(page.locator("tbody tr")).to_have_count(1)


TROUBLE: dict[str, Any] = {
    "timer": {"age": 7_300.0, "run": "r", "journey": "j_1", "node": "wait", "person": "p1"},
    "message": {"age": 240.0, "message": "m1"},
    "quarantine": {"count": 3, "journeys": {"j_1": 3}, "last_error": "ValueError: boom"},
    "hosts": [
        {"origin": "https://push.example", "failures": 6, "closed_until": None, "slow_until": None}
    ],
    "key_refused": 0,
    "webhooks_off": 1,
}


def test_trouble_is_told_in_words(member: Member) -> None:
    member.page.context.route("**/api/v1/stats/stuck", lambda route: route.fulfill(json=TROUBLE))
    member.open("/home")
    region = member.page.get_by_role("region", name="Is anything stuck?")
    for words in (
        "should have ended 2 hours ago",
        "The oldest push has waited for 4 minutes.",
        "3 things failed five times and are set aside.",
        "https://push.example · 6 failures in a row",
        "1 endpoint of your servers was turned off: calls did not get through.",
    ):
        expect(region.get_by_text(words)).to_be_visible()
    assert member.axe() == []


def test_where_nobody_was_seen_the_next_steps_stand(member: Member) -> None:
    none = {"days": ["2026-03-01"], "since": None, "counts": {}, "people": {"ask": [0]}}
    member.page.context.route("**/api/v1/stats/days*", lambda route: route.fulfill(json=none))
    member.open("/home")
    expect(member.page.get_by_role("link", name="Install")).to_be_visible()
    assert member.axe() == []
    member.page.get_by_role("link", name="Open the gallery").click()
    expect(member.page).to_have_url(re.compile(r"/journeys/gallery$"))
