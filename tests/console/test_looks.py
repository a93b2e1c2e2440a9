"""Every room at its narrowest, as a page and as a table, and darkest: nothing is cut off."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.console.member import Member
from tests.support.product import Product

NARROW = {"width": 320, "height": 640}  # the smallest phone
WIDER = """() => {
    const edge = document.documentElement.clientWidth;
    const over = [...document.querySelectorAll("#root *")].filter((one) => {
        const {left, right, width} = one.getBoundingClientRect();
        return width > 1 && (right > edge + 1 || left < -1);
    });
    return over.filter((one) => {
        for (let at = one.parentElement; at; at = at.parentElement)
            if (getComputedStyle(at).overflowX !== "visible") return false;
        return true;
    }).map((one) => `${one.tagName}.${one.className} ${one.textContent.slice(0, 40)}`);
}"""
"""What reaches over the window's edge, and is in nothing that scrolls by itself."""

DRAWN = (
    """() => document.querySelector("h1") && !document.querySelector("[class*=Skeleton-root]")"""
)

ROOMS = [
    "people", "segments", "segments/new", "pushes", "pushes/hello", "popups",
    "popups/with_categories", "categories", "categories/news", "campaigns", "messages", "live",
    "settings", "settings/members",
    "settings/workspaces", "settings/workspace", "settings/sending", "settings/preferences",
    "settings/data", "settings/install", "settings/browsers", "settings/keys",
    "settings/identity", "settings/push", "settings/webhooks", "settings/audit",
]  # fmt: skip

DIALOGS = [
    ("pushes", "New push"), ("popups", "New popup"), ("categories", "New category"),
    ("settings/members", "Invite member"), ("settings/keys", "Make key"),
    ("settings/identity", "Register key"), ("settings/push", "Rotate key…"),
    ("settings/push", "Set up Firebase, for Android apps"),
    ("settings/data", "Reset subscribers…"),
]  # fmt: skip


@pytest.fixture(scope="module")
def product(busy: Product) -> Product:
    return busy


def walked(member: Member, judge: Callable[[], list[str]]) -> dict[str, list[str]]:
    """What is to be said of each room, where there is something to say."""
    member.look("phone", dark=True)
    told = {}
    for room in ROOMS:
        member.page.set_viewport_size(NARROW)
        member.open(f"/{room}")
        member.page.wait_for_function(DRAWN)
        told[room] = [*member.page.evaluate(WIDER), *judge()]
        member.look("middle", dark=True)  # where a list is a table, and has the least room
        told[room] += member.page.evaluate(WIDER)
    return {room: each for room, each in told.items() if each}


def test_on_the_smallest_phone_in_the_dark_every_room_is_whole(member: Member) -> None:
    assert walked(member, member.axe) == {}


def test_right_to_left_every_room_is_whole_too(member: Member) -> None:
    member.speak("ar")
    assert walked(member, list) == {}


def test_a_dialog_takes_the_focus_and_gives_it_back(member: Member) -> None:
    member.look("wide", dark=False)
    dialog = member.page.get_by_role("dialog")
    for room, opener in DIALOGS:
        member.open(f"/{room}")
        button = member.page.get_by_role("button", name=opener, exact=True).first
        button.focus()
        ring = button.evaluate("one => getComputedStyle(one).outlineStyle")
        assert ring == "solid", f"{opener}: its focus is not seen"
        member.page.keyboard.press("Enter")
        expect(dialog.locator(":focus"), opener).to_have_count(1)
        member.page.keyboard.press("Escape")
        expect(button, opener).to_be_focused()
    member.open("/pushes")
    menu = member.page.get_by_role("button", name="More for Voucher")
    menu.click()
    member.page.get_by_role("menuitem", name="Delete…").click()
    dialog.get_by_role("button", name="Cancel").click()
    expect(menu).to_be_focused()
