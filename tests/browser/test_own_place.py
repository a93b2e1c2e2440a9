"""The whole product: a person's bell and her pushes are one to one, and her devices obey her."""

import itertools

import pytest

from tests.browser.conftest import Browser
from tests.browser.test_end_to_end import allow, log_in
from tests.support.chromium import ChromiumBrowser
from tests.support.journal import until
from tests.support.notify_daemon import Desktop, Shown
from tests.support.panel import TITLES, Panel
from tests.support.product import Product

_NUMBERS = itertools.count(1)


class Her:
    """Somebody who is logged in at the demo shop, at an origin of her own."""

    def __init__(self, browser: Browser, product: Product, desktop: Desktop) -> None:
        self.browser, self.product, self.desktop = browser, product, desktop
        self.name = f"eve-{next(_NUMBERS)}-{browser.name}"
        self.origin = f"http://{self.name}.localhost:{product.port}"
        self.panel = Panel(browser)

    def arrive(self) -> None:
        """Open the shop, log in, and listen to the bell."""
        self.browser.open(f"{self.origin}/demo/")
        until(lambda: self.browser.text("#status") == "not asked")
        log_in(self.browser, self.product, self.name)
        until(lambda: self.product.person(self.name) is not None, what="being known")
        self.browser.run("waymark.on('inbox', told => (window.bell = told))")

    def allows(self) -> None:
        """She allows push, and Waymark knows where it reaches her: the page knows it earlier."""
        allow(self.browser, self.origin)
        until(lambda: self.product.push_status(self.name) == "allowed", 40, "her subscription")

    def is_told(self, event: str) -> str:
        """A journey sends her a push whenever she does this; its title."""
        title = f"{event} by {self.name}"
        words = {"name": event, "message": "Thank you.", "transactional": True}
        key = f"{event}-{self.name}".lower()
        self.product.call("POST", "push-resources", {"key": key, "title": title, **words})
        hers = {"field": "person.user_id", "operator": "=", "value": self.name}
        trigger = {"event": event, "where": {"combinator": "and", "rules": [hers]}}
        push = {"push": key, "target": "web"}
        nodes = [
            {"id": "start", "type": "event_trigger", "config": trigger},
            {"id": "push", "type": "send_push", "config": push},
        ]
        self.product.publish(title, nodes)
        return title

    def does(self, event: str, title: str) -> Shown:
        """She does it; the notification that comes of it."""
        self.browser.run(f"waymark.track('{event}')")
        shown = self.desktop.wait(title, seconds=30)
        # At the latest by the next look, where other pages have every place for a stream.
        until(lambda: self.unread() == 1, 50, "the item in the bell")
        return shown

    def unread(self) -> int | None:
        """How many unread items her page knows of."""
        found = self.browser.run("return window.bell?.unread ?? null")
        return None if found is None else int(found)


@pytest.fixture
def her(browser: Browser, product: Product, desktop: Desktop) -> Her:
    return Her(browser, product, desktop)


def test_reading_closes_the_notification_and_clicking_reads_the_item(her: Her) -> None:
    """P1, P2: one item, the same words, and what is read in one place is read in the other."""
    her.arrive()
    her.allows()
    ordered, shipped = her.is_told("Ordered"), her.is_told("Shipped")

    shown = her.does("Ordered", ordered)
    her.panel.open("inbox")
    until(lambda: ordered in her.panel.text())
    assert "Thank you." in her.panel.text("li")
    her.panel.press(f"Mark as read: {ordered}")
    her.desktop.journal.wait("closed", id=shown.id)
    until(lambda: her.unread() == 0)

    shown = her.does("Shipped", shipped)
    assert shipped in her.panel.text("li:first-child"), "it came while the bell was open"
    her.desktop.click(shown)
    until(lambda: her.unread() == 0, 30, "the mark of what was clicked")
    assert "push_clicked" in her.product.events(her.name)
    assert "push_dismissed" not in her.product.events(her.name), "being read is no dismissal"


def test_her_device_is_tested_turned_off_and_on_again(her: Her) -> None:
    """P9, P10."""
    her.arrive()
    her.allows()
    before = her.desktop.journal.position()
    her.panel.open("devices")
    assert "This device" in her.panel.text("li")
    her.panel.press("Send a test")
    name = her.product.call("GET", "settings")["name"]
    assert "It works" in her.desktop.wait(name, seconds=30, after=before).body
    her.panel.press("Turn off")
    until(lambda: "Turned off" in her.panel.text("li"), 30)
    assert her.browser.run("return waymark.push.status()") == "withdrawn"
    her.panel.press("Turn on")
    until(lambda: "Receives notifications" in her.panel.text("li"), 40)
    until(lambda: her.product.push_status(her.name) == "allowed")


def test_the_browser_is_asked_within_the_click_and_preferences_hold(her: Her) -> None:
    """P14, K4: Firefox would not ask at all outside the click."""
    her.arrive()
    her.panel.open("preferences")
    if isinstance(her.browser, ChromiumBrowser):
        her.browser.permit(her.origin, "granted")
    her.panel.click("fieldset:first-child .line:nth-child(2) .switch")
    her.browser.answer_prompt("allow")
    until(lambda: her.product.push_status(her.name) == "allowed", 40, "subscribing")

    her.panel.click("fieldset:first-child .line:first-child .switch")
    found = her.product.person(her.name)
    assert found is not None
    reach = lambda: her.product.call("GET", f"people/{found['id']}")["reach"]  # noqa: E731
    until(lambda: reach()["push_on"] is False, what="the master toggle")
    her.panel.click("fieldset:last-of-type .switch")
    until(lambda: len(reach()["timetable"] or ()) == 7, what="her hours")
    her.panel.press("Close")
    her.panel.open("preferences")
    assert her.panel.fact(".switch", "checked") is False


def test_who_signs_out_has_left_her_place(her: Her) -> None:
    """P12: the next person at this browser finds nothing of hers."""
    her.arrive()
    her.allows()
    title = her.is_told("Ordered")
    her.does("Ordered", title)
    assert len(her.browser.run("return (await waymark.inbox.list()).items")) == 1
    her.panel.open("inbox")
    found = her.browser.run(
        "waymark.reset(); return [await waymark.inbox.list(), await waymark.inbox.unread()]"
    )
    assert found == [{"items": [], "unread": 0, "next": None}, 0]
    her.panel.gone()
    her.panel.open("inbox")
    assert title not in her.panel.text()
    assert TITLES["inbox"] in str(her.panel.state())
