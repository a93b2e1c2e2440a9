"""Popups in real browsers, against a recording server: to keys, axe, other tabs, hostile pages."""

from collections.abc import Iterator

import pytest

from tests.browser.conftest import Visit
from tests.support.chromium import ChromiumBrowser
from tests.support.journal import until
from tests.support.popup import Popup, offer

TEMPLATES = ["simple", "categories"]


@pytest.fixture
def popup(visit: Visit) -> Iterator[Popup]:
    """The popup of this visit; nothing is offered afterwards."""
    yield Popup(visit.browser)
    visit.server.offer = None
    visit.server.slow = 0
    visit.browser.prefer_dark(False)


def told(visit: Visit, after: int, what: str) -> dict[str, object]:
    """The body of the next such report."""
    body: dict[str, object] = visit.server.journal.wait("popup", after=after, what=what)["body"]
    return body


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("template", TEMPLATES)
def test_axe_finds_nothing_wrong(visit: Visit, popup: Popup, template: str, dark: bool) -> None:
    visit.browser.prefer_dark(dark)
    visit.server.offer = offer(visit.name, template=template)
    visit.open()
    popup.wait()
    assert popup.complaints() == []
    assert visit.browser.run("return window.violations") == []


@pytest.mark.parametrize("template", TEMPLATES)
def test_it_is_reached_by_tab_in_the_order_it_is_read_and_left_by_escape(
    visit: Visit, popup: Popup, template: str
) -> None:
    visit.server.offer = offer(visit.name, template=template)
    before = visit.server.journal.position()
    visit.open()
    popup.wait()
    assert popup.focused() is None, "it takes no focus: she is in the middle of something"
    order = []
    boxes = ["news", "offers", "stories"] if template == "categories" else []
    for _ in [*boxes, "later", "subscribe", "close"]:
        visit.browser.press("Tab")
        order.append(popup.focused())
    assert order == [*boxes, "later", "subscribe", "close"]
    visit.browser.press("Tab")
    assert visit.browser.run("return document.activeElement.id") == "enable", "it traps nobody"
    visit.browser.press("Escape")
    popup.gone()
    assert told(visit, before, "answer")["answer"] == "dismissed"
    assert visit.browser.run("return document.activeElement.id") == "enable"


def test_a_category_is_chosen_by_the_space_bar_and_consent_given_by_enter(
    visit: Visit, popup: Popup
) -> None:
    visit.server.offer = offer(visit.name, template="categories")
    before = visit.server.journal.position()
    visit.open()
    popup.wait()
    for key in ("Tab", " ", "Tab", " "):
        visit.browser.press(key)
    for _ in range(3):
        visit.browser.press("Tab")
    assert popup.focused() == "subscribe"
    if isinstance(visit.browser, ChromiumBrowser):
        visit.browser.permit(visit.origin, "granted")
    visit.browser.press("Enter")
    visit.browser.answer_prompt("allow")
    answer = told(visit, before, "answer")
    assert (answer["answer"], answer["categories"]) == ("subscribe", ["offers", "stories"])
    until(lambda: visit.browser.text("#status") == "allowed subscribed", 40)


def test_it_is_shown_in_one_tab_only(visit: Visit, popup: Popup) -> None:
    visit.server.offer = offer(visit.name)
    visit.open()
    popup.wait()
    before = visit.server.journal.position()
    visit.browser.open_tab(visit.url)
    try:
        visit.server.journal.wait("asked", after=before)
        # A second look has begun: what the first one found would be on the page by now.
        after = visit.server.journal.position()
        visit.browser.run("waymark.page()")
        visit.server.journal.wait("asked", after=after)
        assert not popup.there
    finally:
        visit.browser.close_tab()
    assert popup.there
    shown = visit.server.journal.entries("popup", what="shown", offer=f"1-{visit.name}")
    assert len(shown) == 1


def test_it_leaves_when_its_offer_has_ended(visit: Visit, popup: Popup) -> None:
    visit.server.offer = offer(visit.name)
    visit.open()
    popup.wait()
    visit.server.offer = None
    before = visit.server.journal.position()
    visit.browser.run("waymark.page()")
    popup.gone()
    assert visit.server.journal.entries("popup", what="answer", offer=f"1-{visit.name}") == []
    visit.server.journal.wait("item", after=before, event="page")


def test_the_sites_rules_do_not_touch_it_nor_its_rules_the_site(visit: Visit, popup: Popup) -> None:
    visit.browser.open(f"{visit.origin}/shop/hostile.html")
    plain = visit.browser.run("return getComputedStyle(document.querySelector('h1')).font")
    visit.browser.run(
        "const rude = document.createElement('link');"
        "rude.rel = 'stylesheet'; rude.href = 'rude.css';"
        "document.head.append(rude); await new Promise(done => (rude.onload = done));"
        "rude.disabled = true"
    )
    visit.server.offer = offer(visit.name)
    visit.browser.run("waymark.page()")
    popup.wait()
    assert visit.browser.run("return getComputedStyle(document.querySelector('h1')).font") == plain
    seen = (
        "const host = document.querySelector('waymark-popup');"
        "const title = host.shadowRoot.querySelector('h2'); const style = getComputedStyle(title);"
        "const place = title.getBoundingClientRect();"
        "return [style.color, style.fontSize, place.left, place.top, place.width, place.height]"
    )
    before = visit.browser.run(seen)
    visit.browser.run("document.querySelector('link').disabled = false")
    assert visit.browser.run(seen) == before
    until(lambda: visit.browser.run(
        "const {left, top} = document.querySelector('waymark-popup').shadowRoot"
        ".querySelector('.later').getBoundingClientRect();"
        "return document.elementFromPoint(left + 5, top + 5)?.localName"
    ) == "waymark-popup")  # fmt: skip


def works(visit: Visit, popup: Popup, before: int) -> None:
    """Events arrive, the popup is shown and answered, and the page has heard no complaint."""
    here = lambda entry: visit.origin in entry["item"]["context"]["page"]["url"]  # noqa: E731
    visit.server.journal.wait("item", here, 40, after=before, event="session_started")
    visit.server.journal.wait("item", here, 40, after=before, event="Viewed")
    popup.wait(40)
    popup.click(".later")
    assert told(visit, before, "answer")["answer"] == "later"
    assert told(visit, before, "shown")
    assert visit.browser.run("return window.faults") == []
    assert visit.browser.run("return window.violations") == []


@pytest.mark.parametrize("attack", ["none", "storage", "frozen", "twice"])
def test_a_hostile_page_hears_no_complaint_and_all_works(
    visit: Visit, popup: Popup, attack: str
) -> None:
    visit.server.offer = offer(visit.name)
    before = visit.server.journal.position()
    visit.browser.open(f"{visit.origin}/shop/hostile.html?{attack}")
    works(visit, popup, before)
    if attack == "twice":
        assert visit.browser.run("return window.second")
    started = [
        entry
        for entry in visit.server.journal.entries("item", event="session_started")
        if visit.origin in entry["item"]["context"]["page"]["url"]
    ]
    assert len({entry["item"]["messageId"] for entry in started}) == 1


CALLS = ["/v1/batch", "/v1/devices", "/v1/me/popups"]


@pytest.mark.parametrize("status", [0, 503], ids=["down", "busy"])
def test_a_server_that_is_down_costs_the_page_nothing_and_is_found_again(
    visit: Visit, popup: Popup, status: int
) -> None:
    visit.server.offer = offer(visit.name)
    before = visit.server.journal.position()
    for path in CALLS:
        visit.server.refuse[path] = status
    visit.browser.open(f"{visit.origin}/shop/hostile.html")
    for path in CALLS[:2]:
        visit.server.journal.wait("refused", after=before, path=path)
    visit.server.refuse.clear()
    works(visit, popup, before)


def test_a_server_that_takes_ten_seconds_does_not_hold_the_page_up(
    visit: Visit, popup: Popup
) -> None:
    visit.server.offer = offer(visit.name)
    before = visit.server.journal.position()
    visit.server.slow = 10
    visit.browser.open(f"{visit.origin}/shop/hostile.html")
    timing = "return performance.getEntriesByType('navigation')[0].loadEventEnd"
    until(lambda: visit.browser.run(timing) > 0)
    assert visit.browser.run(timing) < 5000
    assert visit.server.journal.entries("item") == visit.server.journal.entries("item")[:before]
    visit.server.journal.wait("item", seconds=40, after=before, event="session_started")
    visit.server.slow = 0
    works(visit, popup, before)


def test_a_browser_that_blocks_push_is_not_asked(visit: Visit, popup: Popup) -> None:
    visit.browser.permit(visit.origin, "denied")
    visit.server.offer = offer(visit.name)
    before = visit.server.journal.position()
    visit.open()
    visit.server.journal.wait("asked", after=before)
    after = visit.server.journal.position()
    visit.browser.run("waymark.page()")
    visit.server.journal.wait("asked", after=after)
    assert not popup.there
