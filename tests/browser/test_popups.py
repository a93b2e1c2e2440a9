"""Popups in real browsers, against a recording server: to keys, axe, other tabs, hostile pages."""

from collections.abc import Iterator

import pytest

from tests.browser.conftest import Visit
from tests.support.chromium import ChromiumBrowser
from tests.support.journal import until
from tests.support.popup import AN_APP, INSTAGRAM, IPHONE, SAFARI, Popup, offer

BESIDE = ["simple", "categories", "corner", "ios_guide"]
TEMPLATES = [*BESIDE, "modal"]


@pytest.fixture
def popup(visit: Visit) -> Iterator[Popup]:
    """The popup of this visit; nothing is offered afterwards."""
    yield Popup(visit.browser)
    visit.server.offer = None
    visit.server.slow = 0
    visit.browser.prefer_dark(False)


def arrive(visit: Visit, popup: Popup, template: str, agent: str = SAFARI) -> None:
    """Open the page, and wait for the popup; the way to the home screen is shown to iPhones."""
    if template != "ios_guide":
        visit.server.offer = offer(visit.name, template=template)
        visit.open()
    else:
        visit.open()
        visit.browser.run(IPHONE + AN_APP, agent)
        visit.server.offer = offer(visit.name, template=template)
        visit.browser.run("waymark.page()")
    popup.wait()


def visits_two_pages(visit: Visit) -> None:
    """Both ask for a popup and have their answer."""
    for show in (visit.open, lambda: visit.browser.run("waymark.page()")):
        before = visit.server.journal.position()
        show()
        visit.server.journal.wait("asked", after=before)


def told(visit: Visit, after: int, what: str) -> dict[str, object]:
    """The body of the next such report."""
    body: dict[str, object] = visit.server.journal.wait("popup", after=after, what=what)["body"]
    return body


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("template", TEMPLATES)
def test_axe_finds_nothing_wrong(visit: Visit, popup: Popup, template: str, dark: bool) -> None:
    visit.browser.prefer_dark(dark)
    arrive(visit, popup, template)
    assert popup.complaints() == []
    assert visit.browser.run("return window.violations") == []


@pytest.mark.parametrize("template", BESIDE)
def test_it_is_reached_by_tab_in_the_order_it_is_read_and_left_by_escape(
    visit: Visit, popup: Popup, template: str
) -> None:
    before = visit.server.journal.position()
    arrive(visit, popup, template)
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


def test_a_modal_one_has_the_keyboard_until_it_is_answered(visit: Visit, popup: Popup) -> None:
    visit.open()
    visit.browser.run("document.querySelector('#disable').focus()")
    before = visit.server.journal.position()
    visit.server.offer = offer(visit.name, template="modal")
    visit.browser.run("waymark.page()")
    popup.wait()
    assert popup.focused() == "card", "she hears what it is about before she meets a button"
    order = []
    for _ in range(3):
        visit.browser.press("Tab")
        order.append(popup.focused())
    assert order == ["subscribe", "later", "close"]
    for _ in range(4):
        visit.browser.press("Tab")
        assert visit.browser.run("return document.activeElement.localName") in (
            "waymark-popup", "body",
        )  # fmt: skip
    visit.browser.press("Escape")
    popup.gone()
    assert told(visit, before, "answer")["answer"] == "dismissed"
    assert visit.browser.run("return document.activeElement.id") == "disable"


def test_a_modal_one_asks_the_browser_within_its_click(visit: Visit, popup: Popup) -> None:
    arrive(visit, popup, "modal")
    if isinstance(visit.browser, ChromiumBrowser):
        visit.browser.permit(visit.origin, "granted")
    popup.click(".subscribe")
    visit.browser.answer_prompt("allow")
    until(lambda: visit.browser.text("#status") == "allowed subscribed", 40)
    assert visit.browser.run("return window.violations") == []


@pytest.mark.parametrize(("agent", "steps"), [(SAFARI, 3), (INSTAGRAM, 4)], ids=["tab", "in_app"])
def test_an_iphone_is_led_to_the_home_screen(
    visit: Visit, popup: Popup, agent: str, steps: int
) -> None:
    """P8, S4."""
    before = visit.server.journal.position()
    arrive(visit, popup, "ios_guide", agent)
    assert popup.text(".steps").count(".") == steps
    assert "Add to Home Screen" in popup.text(".steps")
    assert ("Safari" in popup.text(".steps")) == (steps == 4)
    popup.click(".subscribe")
    popup.gone()
    assert told(visit, before, "answer")["answer"] == "subscribe"


def test_where_it_would_become_a_bookmark_no_iphone_is_led_anywhere(
    visit: Visit, popup: Popup
) -> None:
    visit.open()
    visit.browser.run(IPHONE, SAFARI)
    visit.browser.run("window.heard = []; waymark.on('error', ({code}) => heard.push(code))")
    visit.server.offer = offer(visit.name, template="ios_guide")
    visit.browser.run("waymark.page()")
    until(lambda: visit.browser.run("return heard") == ["ios_guide_without_manifest"])
    assert not popup.there


def test_a_desktop_is_led_to_no_home_screen(visit: Visit, popup: Popup) -> None:
    visit.server.offer = offer(visit.name, template="ios_guide")
    visits_two_pages(visit)
    assert not popup.there


@pytest.mark.parametrize("browser", ["chromium"], indirect=True)
@pytest.mark.parametrize("template", TEMPLATES)
def test_nothing_moves_for_who_wants_no_motion(visit: Visit, popup: Popup, template: str) -> None:
    assert isinstance(visit.browser, ChromiumBrowser)
    visit.browser.prefer_still(True)
    try:
        arrive(visit, popup, template)
        card = "document.querySelector('waymark-popup').shadowRoot.querySelector('.card')"
        assert visit.browser.run(f"return {card}.getAnimations({{subtree: true}}).length") == 0
        assert visit.browser.run(f"return getComputedStyle({card}).animationName") == "none"
    finally:
        visit.browser.prefer_still(False)


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
    here = lambda entry: visit.origin in entry["item"]["context"]["page"]["url"]  # noqa: E731
    assert not any(map(here, visit.server.journal.entries("item"))), "the server was not slow"
    visit.server.journal.wait("item", here, 40, after=before, event="session_started")
    visit.server.slow = 0
    works(visit, popup, before)


def test_a_browser_that_blocks_push_is_not_asked(visit: Visit, popup: Popup) -> None:
    visit.browser.permit(visit.origin, "denied")
    visit.server.offer = offer(visit.name)
    visits_two_pages(visit)
    assert not popup.there
