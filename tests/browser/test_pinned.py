"""A page that pins the snippet by `integrity` has pinned all that the snippet loads (A46)."""

from collections.abc import Iterator

import pytest

from tests.browser.conftest import Visit
from tests.support.journal import until
from tests.support.panel import TITLES, Panel
from tests.support.popup import Popup, offer

RAN = "return Boolean(window.tampered)"


@pytest.fixture
def pinned(visit: Visit) -> Iterator[Visit]:
    """At a page that pins the snippet."""
    yield visit
    visit.server.offer = None
    visit.server.tampered.clear()


def arrive(visit: Visit, page: str = "pinned.html") -> None:
    visit.browser.open(f"{visit.origin}/shop/{page}?none")
    until(lambda: visit.browser.run("return Boolean(window.waymark?.version)"), what="the snippet")
    visit.browser.run(
        "window.errors = []; waymark.on('error', ({code}) => window.errors.push(code))"
    )


def test_what_is_genuine_is_loaded(pinned: Visit) -> None:
    pinned.server.offer = offer(pinned.name)
    arrive(pinned)
    Popup(pinned.browser).wait()
    for name in TITLES:
        Panel(pinned.browser).open(name)
    assert pinned.browser.run("return window.violations") == []


@pytest.mark.parametrize("name", ["popups", "member", "panel"])
def test_what_was_changed_on_its_way_is_refused(pinned: Visit, name: str) -> None:
    pinned.server.tampered = {f"{name}.js"}
    pinned.server.offer = offer(pinned.name) if name == "popups" else None
    arrive(pinned)
    if name != "popups":
        assert pinned.browser.run("return await waymark.inbox.open()") is None
    code = f"{name}_not_loaded"
    until(lambda: code in pinned.browser.run("return window.errors"), what=code)
    assert pinned.browser.run(RAN) is False
    assert not Popup(pinned.browser).there
    assert Panel(pinned.browser).state() is None


def test_a_page_that_pins_nothing_takes_what_comes(pinned: Visit) -> None:
    pinned.server.tampered = {"member.js"}
    arrive(pinned, "bell.html")
    until(lambda: pinned.browser.run(RAN) is True, what="the changed script")
