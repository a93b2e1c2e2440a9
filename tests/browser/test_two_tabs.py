"""Two tabs of one site act at the same moment: it ends as if one had come after the other."""

from collections.abc import Iterator

import pytest

from tests.browser.conftest import Browser
from tests.browser.house import AT_ONCE, GO, HERE, House, State
from tests.support.journal import until
from tests.support.notify_daemon import Desktop
from tests.support.product import Product

SPEAK = """
window.act = async () => {
  for (let i = 0; i < 10; i++) {
    waymark.track("Said", {i});
    await new Promise(resolve => setTimeout(resolve, 13));
  }
};
"""


class Tabs:
    """A house with two tabs open, and push allowed."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.browser = house.browser
        house.enter()
        house.allow()
        self.first = self.browser.tab()
        self.browser.open_tab(f"{house.origin}/demo/")
        until(lambda: self.browser.run("return Boolean(window.waymark?.version)"))
        self.second = self.browser.tab()
        until(house.settled)

    def race(self, first: list[str | None], second: list[str | None]) -> None:
        """Let both tabs do their part in the same moment, and wait until both have done it."""
        self.house.will(*second)
        self.browser.run(AT_ONCE)
        self.browser.turn_to(self.first)
        self.house.will(*first)
        self.browser.run(GO)
        for tab in (self.first, self.second):
            self.browser.turn_to(tab)
            until(self.house.settled, 40)

    def here(self) -> str | None:
        """Who is logged in, as both tabs have it."""
        found: set[str | None] = set()
        for tab in (self.first, self.second):
            self.browser.turn_to(tab)
            found.add(self.browser.run(HERE))
        assert len(found) == 1, found
        return found.pop()

    def look(self) -> None:
        """Each tab tells Waymark that whoever is here looks at something."""
        for number, tab in enumerate((self.first, self.second)):
            self.browser.turn_to(tab)
            self.browser.run(f"waymark.track('Looked {number}')")
        until(self.house.settled)

    def close(self) -> None:
        self.browser.turn_to(self.second)
        self.browser.close_tab()


@pytest.fixture
def tabs(browser: Browser, product: Product, desktop: Desktop) -> Iterator[Tabs]:
    opened = Tabs(House(browser, product, desktop, product.port))
    yield opened
    opened.close()
    browser.open("about:blank")


def agrees(tabs: Tabs, before: list[str], racing: list[str], *, out: bool = False) -> None:
    """Server, both tabs and the push service have it that one of those is here, and who is not.

    `before` have left: nobody but the last one of a race keeps what the device had.
    """
    house = tabs.house
    here = tabs.here()
    assert here in racing or (out and here is None)
    left = [user for user in (*before, *racing) if user != here]
    status: dict[str, str | None] = dict.fromkeys(left, "suspended")
    subscribed = dict.fromkeys(left, 0)
    if here is not None:
        status[here], subscribed[here] = "allowed", 1
    wanted = State(here, status, subscribed)
    house.becomes(wanted)
    tabs.look()
    for user in house.users:
        looks = [name for name in house.product.events(user) if name.startswith("Looked")]
        assert sorted(looks) == (["Looked 0", "Looked 1"] if user == here else [])
    assert house.reached() == ([] if here is None else [here])
    house.becomes(wanted)
    assert tabs.here() == here


def test_two_users_log_in_at_once_in_a_strangers_browser(tabs: Tabs) -> None:
    ana, ben = tabs.house.user("ana"), tabs.house.user("ben")
    tabs.race([ana], [ben])
    agrees(tabs, [], [ana, ben])


def test_two_users_log_in_at_once_after_a_third(tabs: Tabs) -> None:
    cleo, ana, ben = (tabs.house.user(name) for name in ("cleo", "ana", "ben"))
    tabs.house.do(cleo)
    until(lambda: tabs.house.product.push_status(cleo) == "allowed")
    tabs.race([ana], [ben])
    agrees(tabs, [cleo], [ana, ben])


def test_one_user_logs_in_at_once_in_both(tabs: Tabs) -> None:
    cleo, ana = tabs.house.user("cleo"), tabs.house.user("ana")
    tabs.house.do(cleo)
    until(lambda: tabs.house.product.push_status(cleo) == "allowed")
    tabs.race([ana], [ana])
    agrees(tabs, [cleo], [ana])


def test_one_logs_in_while_the_other_tab_logs_out(tabs: Tabs) -> None:
    cleo, ana = tabs.house.user("cleo"), tabs.house.user("ana")
    tabs.house.do(cleo)
    until(lambda: tabs.house.product.push_status(cleo) == "allowed")
    tabs.race([ana], [None])
    agrees(tabs, [cleo], [ana], out=True)


def test_both_tabs_change_hands_twice_at_once(tabs: Tabs) -> None:
    cleo, ana, ben = (tabs.house.user(name) for name in ("cleo", "ana", "ben"))
    tabs.house.do(cleo)
    until(lambda: tabs.house.product.push_status(cleo) == "allowed")
    tabs.race([ana, None], [None, ben])
    agrees(tabs, [cleo], [ana, ben], out=True)


def test_a_tab_left_open_speaks_for_whom_is_here_now(tabs: Tabs) -> None:
    """It has heard of no login itself: its reports must not take the device back."""
    cleo, ana = tabs.house.user("cleo"), tabs.house.user("ana")
    tabs.house.do(cleo)
    until(lambda: tabs.house.product.push_status(cleo) == "allowed")
    tabs.browser.turn_to(tabs.first)
    tabs.house.do(ana)
    until(lambda: tabs.house.product.push_status(ana) == "allowed")
    tabs.browser.turn_to(tabs.second)
    tabs.browser.run("dispatchEvent(new Event('online'))")
    agrees(tabs, [cleo], [ana])


def test_what_two_tabs_say_at_once_arrives_once(tabs: Tabs) -> None:
    ana = tabs.house.user("ana")
    tabs.house.do(ana)
    until(lambda: tabs.house.product.push_status(ana) == "allowed")
    for tab in (tabs.first, tabs.second):
        tabs.browser.turn_to(tab)
        tabs.browser.run(SPEAK)
    tabs.browser.run(AT_ONCE)
    tabs.browser.turn_to(tabs.first)
    tabs.browser.run(GO)
    until(lambda: tabs.house.product.events(ana).count("Said") == 20, 30, "all that was said")
