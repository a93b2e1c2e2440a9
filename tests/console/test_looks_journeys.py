"""What holds in every room for journeys and people: on the narrowest phone, in the dark, by keys.

One load of a page checks several things, for a load is what costs.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Route, expect

from tests.console import shop
from tests.console.member import Member
from tests.console.test_views import PATHS, STEPS
from tests.support.journal import until

WHO = "somebody with a rather long name, who reads on a phone"
BEYOND = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def rooms(member: Member) -> dict[str, str]:
    """The addresses of rooms that have something in them, by what is waited for there."""
    journey = f"/journeys/{member.product.publish('Looked at in the dark', STEPS, PATHS)}"
    shop.track(member.product, WHO, "Looked")
    until(lambda: member.product.person(WHO) is not None, 20, "her first event")
    found = member.product.person(WHO)
    assert found
    return {
        "/home": "text=Is anything stuck?",
        "/journeys": "text=Looked at in the dark",
        "/journeys/gallery": "text=Welcome series",
        f"{journey}": ".react-flow__node",
        f"{journey}?panel=settings": "text=Settings of the journey",
        f"{journey}?view=live&step=late": "text=Here now",
        f"{journey}?view=versions": ".react-flow__node",
        f"{journey}?view=test": "text=Nothing is sent",
        "/people": f"text={WHO}",
        f"/people/{found['id']}": "text=Looked",
    }


@pytest.mark.parametrize("size", ["narrow", "wide"])
def test_each_room_is_whole_in_the_dark(member: Member, rooms: dict[str, str], size: str) -> None:
    member.look(size, dark=True)
    told: list[str] = []
    for path, sign in rooms.items():
        member.open(path)
        member.page.locator(sign).first.wait_for()
        member.page.evaluate("scrollTo(0, 0)")
        beyond = member.page.evaluate(BEYOND)
        told += [f"{path}: {line}" for line in member.axe()]
        told += [f"{path}: {beyond} pixels out of the window"] if beyond > 0 else []
    assert told == []


def test_a_dialog_gives_the_keyboard_back(member: Member, rooms: dict[str, str]) -> None:
    page, press = member.page, member.page.keyboard.press
    journey = next(path for path in rooms if path.startswith("/journeys/j"))
    member.look("wide", dark=False)
    member.open(journey)
    for opener in ("Pause…", "Insert a step after"):
        button = page.get_by_role("button", name=opener).first
        button.focus()
        press("Enter")
        page.get_by_role("dialog").wait_for()
        press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
        expect(button).to_be_focused()

    more = page.get_by_role("button", name="More for").first
    more.focus()
    press("Enter")
    page.get_by_role("menuitem", name="Archive…").focus()
    press("Enter")
    expect(page.get_by_role("button", name="Cancel")).to_be_focused()
    press("Escape")
    expect(more).to_be_focused()


def test_the_frame_stays_while_a_room_waits(member: Member, rooms: dict[str, str]) -> None:
    """What the canvas is drawn from comes late: the head of the journey is there all the same."""
    late: list[Route] = []
    member.page.context.route("**/api/v1/node-types*", lambda route: late.append(route))
    journey = next(path for path in rooms if "view=versions" in path)
    with member.page.expect_request("**/api/v1/node-types*"):
        member.page.goto(f"/console{journey}")
    expect(member.page.get_by_role("navigation", name="Rooms")).to_be_visible()
    expect(member.page.get_by_role("heading", name="Looked at in the dark")).to_be_visible()
    for route in late:
        route.continue_()
    expect(member.page.locator(".react-flow__node").first).to_be_visible()
