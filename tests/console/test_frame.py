"""The frame by hand and by keyboard: log-in, its end, the way around, every size and light."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.console.member import SIZES, Member
from tests.support.product import Product

SAID = "(e => e.ariaLabel || e.innerText.split(/\\s*\\n/)[0])(document.activeElement)"


@pytest.fixture
def stranger(member: Member) -> Member:
    """Nobody is logged in."""
    member.session = None
    return member


def test_who_logs_in_is_led_to_the_page_he_wanted(stranger: Member) -> None:
    page = stranger.page
    page.goto("/console/journeys?status=draft&sort=-name")

    expect(page).to_have_url(re.compile(r"/console/login\?to="))
    stranger.log_in("a long password")

    expect(page.get_by_role("heading", name="Journeys")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/console/journeys\?status=draft&sort=-name$"))
    assert stranger.asked == [{"email": "ana@shop.example", "password": "a long password"}]


@pytest.mark.parametrize("to", ["//evil.example/", "https://evil.example/", "/../demo/"])
def test_a_log_in_leads_to_no_other_site(stranger: Member, to: str) -> None:
    page = stranger.page
    page.goto(f"/console/login?to={to}")
    stranger.log_in("a long password")

    page.wait_for_url(re.compile(r"/console/(?!login)"))
    assert page.url.startswith(f"{stranger.product.base_url}/console/")


def test_a_refused_log_in_says_what_to_do_and_asks_for_the_code(stranger: Member) -> None:
    page = stranger.page
    stranger.answers = [
        (401, {"code": "login_failed"}),
        (429, {"code": "too_often"}),
        (401, {"code": "code_required"}),
        (401, {"code": "code_wrong"}),
    ]
    stranger.open("/login")
    for said in ("E-mail or password is wrong.", "There were too many tries."):
        stranger.log_in("not mine")
        expect(page.get_by_role("alert").filter(has_text=said)).to_be_visible()
    stranger.log_in("a long password")
    code = page.get_by_label("Code")
    expect(code).to_be_focused()
    code.fill("000000")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="This code is not right.")).to_be_visible()
    code.fill("123456")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Journeys")).to_be_visible()
    assert stranger.asked[-1] == {
        "email": "ana@shop.example",
        "password": "a long password",
        "code": "123456",
    }


def test_an_invitation_sets_a_password_and_tells_no_server_of_its_token(stranger: Member) -> None:
    page = stranger.page
    urls: list[str] = []
    page.on("request", lambda request: urls.append(request.url))
    stranger.answers = [(404, {"code": "not_found"})]
    stranger.open("/welcome#one-time-token")
    page.get_by_label("New password").fill("a long password of mine")
    page.get_by_role("button", name="Set the password").click()
    expect(page.get_by_text("This link does not work any more.")).to_be_visible()
    page.get_by_role("button", name="Set the password").click()

    expect(page.get_by_role("heading", name="Journeys")).to_be_visible()
    assert stranger.asked[-1] == {"token": "one-time-token", "password": "a long password of mine"}
    assert not [url for url in urls if "one-time-token" in url.partition("#")[0]]


def test_a_session_that_ends_leaves_the_page_as_it_is(member: Member) -> None:
    page = member.page
    member.open("/journeys")
    page.get_by_label("Find a journey").fill("hello")
    expect(page).to_have_url(re.compile(r"q=hello"))
    member.session = None
    page.get_by_role("button", name="More for Say hello").click()
    page.get_by_role("menuitem", name="Duplicate").click()
    expect(page.get_by_role("dialog", name="Log in again to go on")).to_be_visible()
    expect(page.get_by_label("E-mail")).to_have_value("ana@shop.example")
    expect(page.get_by_label("Password", exact=True)).to_be_focused()
    page.keyboard.type("a long password")
    page.keyboard.press("Enter")

    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.get_by_label("Find a journey")).to_have_value("hello")
    expect(page).to_have_url(re.compile(r"q=hello"))


def test_the_keyboard_comes_to_everything_in_its_order(member: Member) -> None:
    page = member.page
    member.look("wide", dark=False)
    member.open("/journeys")
    page.get_by_role("row").nth(1).wait_for()
    said: list[str] = []
    for _ in range(8):
        page.keyboard.press("Tab")
        said.append(page.evaluate(SAID))
    assert said == [
        "Skip to the content", "Waymark", "Journeys", "Narrow the menu",
        "Workspace Far & Slow: switch", "Search or jump to…", "Account of ana@shop.example",
        "New journey",
    ]  # fmt: skip

    page.reload()
    page.get_by_role("row").nth(1).wait_for()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_a_change_of_page_is_said_and_the_keyboard_begins_at_its_main_part(member: Member) -> None:
    page = member.page
    member.open("/journeys")
    page.get_by_role("link", name="Answer a knock").click()
    expect(page.get_by_role("heading", name="Answer a knock")).to_be_visible()

    expect(page.get_by_role("status").filter(has_text="Answer a knock · Waymark")).to_have_count(1)
    assert page.evaluate("document.activeElement.id") == "main"
    assert page.title() == "Answer a knock · Waymark"


def test_the_search_finds_journeys_rooms_and_acts(member: Member) -> None:
    page = member.page
    member.look("wide", dark=False)
    member.open("/journeys")
    page.get_by_role("row").nth(1).wait_for()
    page.keyboard.press("Control+k")
    field = page.get_by_role("dialog").get_by_placeholder("Search or jump to…")
    field.fill("dark")
    page.locator(".mantine-Spotlight-action", has_text="Colours: Dark").click()
    expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", "dark")

    page.keyboard.press("Control+k")
    field.fill("knock")
    page.locator(".mantine-Spotlight-action", has_text="Answer a knock").wait_for()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Answer a knock")).to_be_visible()
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", "dark")


def test_arabic_runs_from_right_to_left(member: Member) -> None:
    page = member.page
    member.look("wide", dark=False)
    member.open("/journeys")
    page.get_by_role("button", name="Account of").click()
    page.get_by_role("menuitem", name="العربية").click()

    expect(page.get_by_role("heading", name="الرحلات")).to_be_visible()
    html = page.locator("html")
    expect(html).to_have_attribute("dir", "rtl")
    expect(html).to_have_attribute("lang", "ar")
    rail = page.get_by_role("navigation").bounding_box()
    assert rail is not None
    assert rail["x"] > 1000
    assert not member.axe()


def test_offline_is_said_while_it_lasts(member: Member) -> None:
    member.open("/journeys")
    member.page.context.set_offline(True)
    expect(member.page.get_by_text("You are offline.")).to_be_visible()
    member.page.context.set_offline(False)
    expect(member.page.get_by_text("You are offline.")).to_be_hidden()


def test_an_address_that_leads_nowhere_says_so(member: Member) -> None:
    member.open("/nowhere/at-all")
    expect(member.page.get_by_text("This address leads nowhere")).to_be_visible()
    member.page.get_by_role("link", name="Go to the first page").click()
    expect(member.page.get_by_role("heading", name="Journeys")).to_be_visible()


@pytest.fixture
def viewer(running: Browser, product: Product) -> Iterator[Member]:
    visitor = Member(running, product, role="viewer")
    yield visitor
    visitor.close()


def test_a_viewer_is_offered_nothing_that_he_may_not_do(viewer: Member) -> None:
    viewer.open("/journeys")
    viewer.page.get_by_role("row").nth(1).wait_for()

    assert viewer.page.get_by_role("button", name="New journey").count() == 0
    assert viewer.page.get_by_role("button", name="More for").count() == 0
    assert viewer.page.get_by_role("checkbox").count() == 0


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing(member: Member, size: str, dark: bool) -> None:
    page = member.page
    member.look(size, dark=dark)
    told: dict[str, list[str]] = {}
    member.open("/journeys")
    page.get_by_role("link", name="Answer a knock").wait_for()
    told["list"] = member.axe()
    page.get_by_role("button", name="More for Answer a knock").click()
    page.get_by_role("menuitem", name="Archive…").wait_for()
    told["acts"] = member.axe()
    page.get_by_role("menuitem", name="Archive…").click()
    page.get_by_role("button", name="Archive journey").wait_for()
    told["dialog"] = member.axe()
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="hidden")
    page.get_by_role("button", name="Account of").click()
    page.get_by_role("menuitem", name="Log out").wait_for()
    told["menu"] = member.axe()
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    page.locator(".mantine-Spotlight-action").first.wait_for()
    told["search"] = member.axe()
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Answer a knock").click()
    page.get_by_role("heading", name="Answer a knock").wait_for()
    told["journey"] = member.axe()
    member.session = None
    member.open("/login")
    told["log-in"] = member.axe()

    assert not [f"{name}: {line}" for name, lines in told.items() for line in lines]
