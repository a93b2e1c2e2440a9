"""The settings by hand: what guards an account, and who belongs to the workspace."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.console.member import PASSWORD, Member, code_of, invited


@pytest.fixture
def marketer(stranger: Member) -> Member:
    """Somebody new, whose account a test may change."""
    return stranger.join("marketer")


def test_a_new_password_ends_the_other_sessions_and_this_one_goes_on(marketer: Member) -> None:
    page = marketer.page
    marketer.open("/settings")
    present = page.get_by_label("Present password")
    present.fill("not mine")
    page.get_by_label("New password").fill("another boat on the river")
    page.get_by_role("button", name="Change password").click()
    expect(page.get_by_role("alert").filter(has_text="This is not your password.")).to_be_visible()
    present.fill(PASSWORD)
    page.get_by_role("button", name="Change password").click()
    expect(page.get_by_text("Your password is changed.")).to_be_visible()

    marketer.open("/journeys")
    page.get_by_role("button", name="New journey").click()
    page.get_by_label("Name", exact=True).fill("After the new password")
    page.get_by_role("button", name="Create journey").click()
    expect(page.get_by_role("heading", name="After the new password")).to_be_visible()


def test_a_second_factor_is_turned_on_and_off(marketer: Member) -> None:
    page = marketer.page
    marketer.open("/settings")
    page.get_by_role("button", name="Turn on…").click()
    page.get_by_label("Your password").fill(PASSWORD)
    page.keyboard.press("Enter")
    secret = page.locator("[data-secret]").inner_text()
    page.get_by_label("Code").fill(code_of(secret))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Keep these recovery codes in a safe place")).to_be_visible()
    assert not marketer.axe()
    page.get_by_role("button", name="I have kept them").click()

    page.get_by_role("button", name="Turn off…").click()
    page.get_by_label("Your password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_text("The second factor is off.")).to_be_visible()
    expect(page.get_by_role("button", name="Turn on…")).to_be_visible()


def test_a_session_in_another_place_is_ended(marketer: Member) -> None:
    page = marketer.page
    page.context.clear_cookies()
    marketer.enter().open("/settings")
    page.get_by_role("button", name="End the session in").click()
    page.get_by_role("button", name="End session", exact=True).click()
    expect(page.get_by_text("The session is ended.")).to_be_visible()
    expect(page.get_by_role("button", name="End the session in")).to_have_count(0)
    expect(page.get_by_text("This session")).to_be_visible()


def test_a_member_is_invited_changed_and_removed(member: Member) -> None:
    page = member.page
    member.open("/settings/members")
    page.get_by_role("button", name="Invite member").click()
    assert not member.axe()
    page.get_by_label("E-mail").fill("bo@shop.example")
    page.get_by_label("Role").select_option("marketer")
    page.get_by_role("button", name="Make link").click()
    link = page.get_by_label("Link", exact=True).input_value()
    assert link.startswith(f"{member.product.base_url}/console/welcome#")
    page.get_by_role("button", name="Done").click()

    row = page.get_by_role("listitem").filter(has_text="bo@shop.example")
    expect(row).to_contain_text("Marketer, invited")
    page.get_by_role("button", name="More for bo@shop.example").click()
    page.get_by_role("menuitem", name="Change…").click()
    page.get_by_label("Role").select_option("viewer")
    page.get_by_label("User ID").fill("bo-17")
    page.get_by_role("button", name="Save").click()
    expect(row).to_contain_text("Viewer, invited · bo-17")

    page.get_by_role("button", name="More for bo@shop.example").click()
    page.get_by_role("menuitem", name="Remove…").click()
    page.get_by_role("button", name="Remove member").click()
    expect(row).to_have_count(0)


def test_a_reset_shows_a_link_once_and_the_last_admin_stays(member: Member) -> None:
    page = member.page
    invited(member.product, "cy@shop.example", "viewer")
    member.open("/settings/members")
    page.get_by_role("button", name="More for cy@shop.example").click()
    page.get_by_role("menuitem", name="New link…").click()
    page.get_by_role("button", name="Make link").click()
    expect(page.get_by_label("Link", exact=True)).to_be_visible()
    page.get_by_role("button", name="Done").click()
    page.get_by_role("button", name=f"More for {member.email}").click()
    page.get_by_role("menuitem", name="Remove…").click()
    page.get_by_role("button", name="Remove member").click()
    expect(page.get_by_text("She is the last admin")).to_be_visible()


def test_who_is_no_admin_only_reads_who_belongs_here(marketer: Member) -> None:
    marketer.open("/settings/members")
    page = marketer.page
    expect(page.get_by_role("listitem").filter(has_text=marketer.email)).to_be_visible()
    assert page.get_by_role("button", name="Invite member").count() == 0
    assert page.get_by_role("button", name="More for").count() == 0


@pytest.mark.parametrize(("size", "dark"), [("wide", False), ("phone", True)])
def test_axe_finds_nothing_in_the_settings(member: Member, size: str, dark: bool) -> None:
    member.look(size, dark=dark)
    told: list[str] = []
    member.open("/settings")
    member.page.get_by_text("This session").wait_for()
    told += member.axe()
    member.open("/settings/members")
    member.page.get_by_role("button", name=f"More for {member.email}").wait_for()
    told += member.axe()
    member.page.get_by_role("button", name="Invite member").click()
    member.page.get_by_label("Role").wait_for()
    told += member.axe()
    assert not told


PLACES = (
    *("", "/workspace", "/members", "/sending", "/preferences", "/data", "/install", "/browsers"),
    *("/keys", "/identity", "/push", "/webhooks", "/audit", "/workspaces"),
)
ADMINS_OWN = ("/keys", "/identity", "/audit")


@pytest.mark.parametrize("role", ["viewer", "marketer"])
def test_who_is_no_admin_meets_no_refusal_and_is_told_who_can_help(
    stranger: Member, role: str
) -> None:
    page = stranger.join(role).page
    refused: list[str] = []
    page.on("response", lambda each: refused.append(each.url) if each.status == 403 else None)
    rooms = ("/home", "/journeys", "/segments", "/people", "/pushes", "/popups", "/categories")
    for path in (*rooms, "/messages", "/live", *(f"/settings{place}" for place in PLACES)):
        stranger.open(path)
        page.wait_for_load_state("networkidle")
        expect(page.get_by_role("alert")).to_have_count(0)
        if path.removeprefix("/settings") in ADMINS_OWN:
            expect(page.get_by_role("heading", name="For admins")).to_be_visible()
            main = page.get_by_role("main")
            expect(main).to_contain_text(stranger.product.admin_email)
            expect(main.get_by_role("button")).to_have_count(0)
    assert refused == []
