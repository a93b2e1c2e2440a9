"""The marketer's story: somebody who has never seen Waymark makes a journey live and watches it.

Against the running product with a real shop's half year in it, a push service of our own, and
Chromium; nothing is read up in a manual, and nothing is done that the pages do not offer.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.console import shop
from tests.console.member import Member
from tests.console.visitor import Visitor
from tests.scenarios.shop import file
from tests.support import fake_push_service
from tests.support.fake_push_service import FakePushService, Subscription
from tests.support.journal import until
from tests.support.process import COMMAND
from tests.support.product import Product, started

ME = "marketer-17"
WORDS = "Glad that you are here"
VISITORS = 12
PATIENCE = 30_000  # ms


@dataclass
class House:
    """The product, the push service, and the marketer's own browser on the shop's site."""

    product: Product
    service: FakePushService
    device: Subscription


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("story")
    with fake_push_service.running() as service, started(folder, [service.origin]) as product:
        command = [*COMMAND, "import", "events", str(file()), "--data", str(folder), "--json"]
        subprocess.run(command, check=True, capture_output=True)
        (member,) = product.call("GET", "members")["items"]
        product.call("PATCH", f"members/{member['id']}", {"user_id": ME})
        yield House(product, service, shop.subscribed(product, service, ME))


def test_a_marketer_makes_a_journey_live_and_watches_people_go_through_it(
    running: Browser, house: House
) -> None:
    member = Member(running, house.product)
    page = member.page
    member.look("wide", dark=False)

    member.open("/journeys")
    member.log_in()
    page.get_by_role("button", name="Gallery").click()
    page.get_by_role("button", name="Use this: Ask for push, then say hello").click()
    title = page.get_by_role("heading", level=1, name="Ask for push, then say hello")
    expect(title).to_be_visible()
    address = page.url
    journey = address.rpartition("/")[2].partition("?")[0]

    _other_words(member)

    page.goto(address)
    _wrong_and_mended(member)
    _sent_to_her_own_device(member, house)

    _side(member, "Draft")
    page.get_by_role("button", name="Publish…").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("Nobody is inside.")).to_be_visible()
    dialog.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("is published.")).to_be_visible()

    _side(member, "Live")
    expect(page.get_by_text("is live since")).to_be_visible()
    visitors = [Visitor(house.product) for _ in range(VISITORS)]
    for visitor in visitors:
        visitor.comes()
    until(lambda: _entered(house.product, journey) == VISITORS, 30, "the visitors enter")
    _counted(member, "Show popup", VISITORS, VISITORS)
    _step(member, "Show popup").click()
    here = page.get_by_role("region", name="People at this step")
    expect(here.get_by_role("link", name="Visitor").first).to_be_visible()
    assert member.axe() == []

    visitors[0].says_yes()
    _counted(member, "Show popup", VISITORS, VISITORS - 1)
    _counted(member, "Wait for an event", 1, 1)
    _goes_her_way(member, house, visitors[0])
    page.get_by_role("button", name="Back to the numbers").click()
    _counted(member, "Wait for an event", 1, 0)
    _counted(member, "Send push", 1, 0)
    member.close()


def _step(member: Member, title: str) -> Locator:
    return member.page.locator(".react-flow__node").filter(has_text=title)


def _counted(member: Member, title: str, came: int, here: int) -> None:
    """Figures are asked for every few seconds, and a busy machine takes its time."""
    figures = _step(member, title).get_by_title(f"{came} came, {here} are here now")
    expect(figures).to_be_visible(timeout=PATIENCE)


def _goes_her_way(member: Member, house: House, visitor: Visitor) -> None:
    """While one person's path is open she is let push, is greeted, and comes to the end."""
    page = member.page
    _step(member, "Wait for an event").click()
    here = page.get_by_role("region", name="People at this step")
    here.get_by_role("button", name="Show the way").click()
    expect(page.locator("[data-lit=true]")).to_have_count(3)
    way = page.get_by_role("region", name="Steps of the way").get_by_role("listitem")
    expect(way).to_contain_text(["session_started", "by “subscribe”", "is here now"])

    device = visitor.grants(house.service)
    until(lambda: bool(house.service.bodies_for(device.endpoint)), 30, "the push to her")
    (body,) = house.service.bodies_for(device.endpoint)
    assert WORDS in device.open(body).decode()
    expect(way).to_have_count(4, timeout=PATIENCE)
    expect(way).to_contain_text(["", "", "by “happened”", "Send push"])
    expect(page.get_by_text("Came to the end of the journey.")).to_be_visible()
    expect(page.locator("[data-lit=true]")).to_have_count(4)
    assert member.axe() == []


def _entered(product: Product, journey: str) -> int:
    count: int = product.call("GET", f"journeys/{journey}/stats")["entered"]
    return count


def _side(member: Member, name: str) -> None:
    sides = member.page.get_by_role("radiogroup", name="What the canvas shows")
    sides.get_by_text(name, exact=True).click()


def _other_words(member: Member) -> None:
    """She changes what the push says, in its own room."""
    page = member.page
    page.get_by_role("link", name="Pushes").click()
    page.get_by_role("link", name="Welcome").first.click()
    page.get_by_role("textbox", name="Title").fill(WORDS)
    page.get_by_role("button", name="Save").click()
    until(
        lambda: member.product.call("GET", "push-resources/welcome")["title"] == WORDS, 15, "saving"
    )


def _wrong_and_mended(member: Member) -> None:
    """Without its push a step is marked on the canvas, and cannot go live until it is mended."""
    page = member.page
    step = page.locator(".react-flow__node").filter(has_text="Send push")
    step.click()
    page.keyboard.press("Delete")
    page.get_by_role("region", name="Steps to add").get_by_role("button", name="Send push").click()
    expect(step.locator("[data-severity=error]")).to_be_visible()
    page.get_by_role("button", name="Publish…").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="Publish")).to_be_disabled()
    dialog.get_by_role("button", name="Cancel").click()
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("button", name="Undo").click()
    expect(step.locator("[data-severity=error]")).to_have_count(0)
    expect(page.get_by_text("All changes saved")).to_be_visible()


def _sent_to_her_own_device(member: Member, house: House) -> None:
    page = member.page
    _side(member, "Test")
    page.get_by_role("button", name="Send this to my device").click()
    expect(page.get_by_text("Success")).to_be_visible()
    (body,) = house.service.bodies_for(house.device.endpoint)
    assert WORDS in house.device.open(body).decode()
