"""The log-in by hand, its end, the ways in by invitation, and what a role is offered."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.console.conftest import OUTLET
from tests.console.member import PASSWORD, Member, code_of, invited


def inside(page: Page) -> None:
    """In the frame, before a room."""
    expect(page.get_by_role("navigation", name="Rooms")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def guarded(member: Member) -> str:
    """A second factor for this member, who is logged out then; its secret."""
    call = member.page.context.request
    headers = {"X-Waymark-CSRF": call.get("/api/v1/session").json()["csrf"]}
    url, proof = "/api/v1/session/totp", {"password": member.password}
    secret: str = call.post(url, data=proof, headers=headers).json()["secret"]
    assert call.put(url, data={"code": code_of(secret)}, headers=headers).ok
    member.page.context.clear_cookies()
    return secret


def test_who_logs_in_is_led_to_the_page_he_wanted(stranger: Member) -> None:
    page = stranger.page
    page.goto("/console/journeys?status=draft&sort=-name")
    expect(page).to_have_url(re.compile(r"/console/login\?to="))
    stranger.log_in()

    inside(page)
    expect(page).to_have_url(re.compile(r"/console/journeys\?status=draft&sort=-name$"))


@pytest.mark.parametrize("to", ["//evil.example/", "https://evil.example/", "/../demo/"])
def test_a_log_in_leads_to_no_other_site(stranger: Member, to: str) -> None:
    page = stranger.page
    page.goto(f"/console/login?to={to}")
    stranger.log_in()

    page.wait_for_url(re.compile(r"/console/(?!login)"))
    assert page.url.startswith(f"{stranger.product.base_url}/console/")


def test_a_wrong_password_is_told_and_many_have_to_wait(stranger: Member) -> None:
    page = stranger.page
    stranger.email = "nobody@shop.example"
    stranger.open("/login")
    told = page.get_by_role("alert")
    refusal = told.filter(has_text="There were too many tries.")
    # Each wait is twice the one before: however slowly this types, it soon comes too early.
    for number in range(1, 12):
        with page.expect_response("**/api/v1/session"):
            stranger.log_in("not mine")
        expect(page.get_by_role("button", name="Log in")).to_be_enabled()
        if number <= 5:
            expect(told).to_contain_text("E-mail or password is wrong.")
        elif refusal.is_visible():
            break
    expect(refusal).to_be_visible()


def test_a_second_factor_is_asked_for(stranger: Member) -> None:
    page = stranger.page
    secret = guarded(stranger.join("marketer"))
    stranger.open("/login")
    stranger.log_in()
    code = page.get_by_label("Code")
    expect(code).to_be_focused()
    code.fill("000000")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="This code is not right.")).to_be_visible()
    code.fill(code_of(secret, later=1))
    page.keyboard.press("Enter")

    inside(page)


def test_who_logs_out_is_out(member: Member) -> None:
    page = member.page
    member.open("/journeys")
    page.get_by_role("button", name="Account of").click()
    page.get_by_role("menuitem", name="Log out").click()
    expect(page.get_by_role("heading", name="Log in to Waymark")).to_be_visible()
    assert page.context.request.get("/api/v1/session").status == 401
    page.goto("/console/journeys")
    expect(page).to_have_url(re.compile(r"/console/login\?to="))


@pytest.mark.parametrize("how", ["in another place", "with its cookie"])
def test_a_session_that_ends_leaves_the_page_as_it_is(member: Member, how: str) -> None:
    page = member.page
    member.open("/journeys")
    page.get_by_label("Find a journey").fill("hello")
    expect(page).to_have_url(re.compile(r"q=hello"))
    member.end() if how == "in another place" else page.context.clear_cookies()
    page.get_by_role("button", name="More for Say hello").click()
    page.get_by_role("menuitem", name="Duplicate").click()
    expect(page.get_by_role("dialog", name="Log in again to go on")).to_be_visible()
    expect(page.get_by_label("E-mail")).to_have_value(member.email)
    expect(page.get_by_label("Password", exact=True)).to_be_focused()
    page.keyboard.type(member.password)
    page.keyboard.press("Enter")

    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.get_by_label("Find a journey")).to_have_value("hello")
    expect(page).to_have_url(re.compile(r"q=hello"))


def test_a_session_goes_on_in_the_workspace_it_was_in(member: Member) -> None:
    page = member.page
    to_the_outlet(page, member)
    page.context.clear_cookies()
    page.get_by_role("button", name="New journey").first.click()
    page.get_by_label("Name", exact=True).fill("After the end")
    page.get_by_role("button", name="Create journey").click()
    page.get_by_role("dialog", name="Log in again to go on").wait_for()
    page.get_by_label("Password", exact=True).fill(member.password)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("dialog", name="Log in again to go on")).to_be_hidden()

    session = page.context.request.get("/api/v1/session").json()
    assert session["workspace"]["name"] == OUTLET


def to_the_outlet(page: Page, member: Member) -> None:
    """Switch the workspace."""
    member.open("/journeys")
    page.get_by_role("button", name="Workspace Far & Slow: switch").click()
    page.get_by_role("menuitem", name=OUTLET).click()
    expect(page.get_by_role("button", name=f"Workspace {OUTLET}: switch")).to_be_visible()
    inside(page)
    page.get_by_role("link", name="Journeys", exact=True).click()
    expect(page.get_by_role("heading", name="Journeys", exact=True)).to_be_visible()


def test_a_page_of_the_workspace_before_changes_nothing_in_the_next(member: Member) -> None:
    old, new = member.page, member.page.context.new_page()
    member.open("/journeys")
    old.get_by_role("row").nth(1).wait_for()
    new.goto("/console/journeys")
    new.get_by_role("button", name="Workspace Far & Slow: switch").click()
    new.get_by_role("menuitem", name=OUTLET).click()
    expect(new.get_by_role("button", name=f"Workspace {OUTLET}: switch")).to_be_visible()
    old.get_by_role("button", name="New journey").click()
    old.get_by_label("Name", exact=True).fill("In the wrong place")
    old.get_by_role("button", name="Create journey").click()

    expect(old.get_by_role("dialog", name="You went to another workspace")).to_be_visible()


def test_an_invitation_leads_in_once_and_tells_no_server_of_its_token(stranger: Member) -> None:
    page = stranger.page
    urls: list[str] = []
    page.on("request", lambda request: urls.append(request.url))
    link = invited(stranger.product, "guest@shop.example", "viewer")
    page.goto(link)
    password = page.get_by_label("Password", exact=True)
    password.fill("password1")
    page.get_by_role("button", name="Go in").click()
    expect(page.get_by_text("This password cannot be taken.")).to_be_visible()
    password.fill(PASSWORD)
    page.get_by_role("button", name="Go in").click()

    inside(page)
    page.get_by_role("button", name="Account of guest@shop.example").click()
    expect(page.get_by_role("menu").get_by_text("Viewer")).to_be_visible()
    assert_nothing_to_edit(page)
    token = link.rpartition("#")[2]
    assert not [url for url in urls if token in url.partition("#")[0]]

    page.context.clear_cookies()
    page.goto("/console/login")
    page.goto(link)
    password.fill(PASSWORD)
    page.get_by_role("button", name="Go in").click()
    expect(page.get_by_text("This link does not work any more.")).to_be_visible()


def assert_nothing_to_edit(page: Page) -> None:
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Journeys", exact=True).click()
    page.get_by_role("row").nth(1).wait_for()
    assert page.get_by_role("button", name="New journey").count() == 0
    assert page.get_by_role("button", name="More for").count() == 0
    assert page.get_by_role("checkbox").count() == 0
