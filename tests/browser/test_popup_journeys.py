"""The whole product: a journey offers a popup, a person answers, the journey goes on."""

import itertools
from typing import Any

import pytest

from tests.browser.conftest import Browser
from tests.browser.test_end_to_end import log_in
from tests.support.chromium import ChromiumBrowser
from tests.support.journal import until
from tests.support.popup import Popup
from tests.support.product import Product

_NUMBERS = itertools.count(1)
ANSWERS = ("subscribe", "later", "dismissed")
TEMPLATES = {"simple": "simple", "categories": "with_categories"}


class Guest:
    """Somebody at the demo shop, at an origin of her own, whom a journey asks for push.

    The journey writes down by which port it went on, as her trait `went`.
    """

    def __init__(self, browser: Browser, product: Product, popup: str) -> None:
        self.browser, self.product = browser, product
        self.name = f"guest{next(_NUMBERS)}"
        self.popup = Popup(browser)
        self.origin = f"http://{self.name}.localhost:{product.port}"
        here = {"field": "properties.url", "operator": "beginsWith", "value": self.origin}
        trigger = {"event": "session_started", "where": {"combinator": "and", "rules": [here]}}
        product.publish(
            f"Ask {self.name}",
            [
                {"id": "start", "type": "event_trigger", "config": trigger},
                {"id": "ask", "type": "show_popup", "config": {"popup": popup}},
                *[
                    {"id": port, "type": "set_traits", "config": {"traits": {"went": port}}}
                    for port in ANSWERS
                ],
            ],
            [("start", "next", "ask"), *[("ask", port, port) for port in ANSWERS]],
        )

    def arrive(self) -> None:
        """Open the shop, and wait for the popup."""
        self.browser.open(f"{self.origin}/demo/")
        self.popup.wait()

    def agree(self) -> None:
        """Click "Subscribe", and allow push in the browser's own prompt."""
        if isinstance(self.browser, ChromiumBrowser):
            # Nobody can click its prompt: what she will say is set beforehand.
            self.browser.permit(self.origin, "granted")
        self.popup.click(".subscribe")
        self.browser.answer_prompt("allow")
        until(lambda: self.browser.text("#status") == "on", 40, "subscribing")

    def becomes(self, went: str) -> dict[str, Any]:
        """She logs in, so as to be found; what is kept of her once the journey went there."""
        log_in(self.browser, self.product, self.name)
        kept: dict[str, Any] = {}

        def there() -> bool:
            found = self.product.person(self.name)
            kept.update(self.product.call("GET", f"people/{found['id']}") if found else {})
            return bool(kept) and kept["traits"].get("went") == went

        until(there, 30, f"the journey's way by {went}")
        return kept


@pytest.mark.parametrize("template", TEMPLATES)
def test_subscribing_asks_the_browser_and_the_journey_goes_on(
    browser: Browser, product: Product, template: str
) -> None:
    """S9-S12, S15: the permission is asked within the click, or Firefox would not ask at all."""
    guest = Guest(browser, product, TEMPLATES[template])
    guest.arrive()
    if template == "categories":
        guest.popup.click("input[value=news]")
        guest.popup.click("input[value=offers]")
    guest.agree()
    guest.popup.gone()
    kept = guest.becomes("subscribe")
    assert kept["push_status"] == "allowed"
    assert kept["markers"][f"popup_{TEMPLATES[template]}"] == "subscribe"
    if template == "categories":
        chosen = {name: kept["markers"][f"category_{name}"] for name in ("news", "offers")}
        assert chosen == {"news": False, "offers": True}
        assert {name: kept["categories"][name] for name in chosen} == chosen
    told = product.events(guest.name)
    assert [told.count(name) for name in ("popup_shown", "popup_answered")] == [1, 1]


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize(("click", "answer"), [(".later", "later"), (".close", "dismissed")])
def test_who_declines_stays_at_ask_and_is_left_in_peace(
    browser: Browser, product: Product, template: str, click: str, answer: str
) -> None:
    """S14."""
    guest = Guest(browser, product, TEMPLATES[template])
    guest.arrive()
    guest.popup.click(click)
    guest.popup.gone()
    kept = guest.becomes(answer)
    assert kept["push_status"] == "ask"
    assert kept["reach"]["back_off_until"]
    browser.open(f"{guest.origin}/demo/?utm_source=again")
    until(lambda: product.events(guest.name).count("session_started") == 2, 30, "a new session")
    assert not guest.popup.there


def test_it_is_shown_at_the_next_page_while_the_offer_lasts(
    browser: Browser, product: Product
) -> None:
    guest = Guest(browser, product, "simple")
    guest.arrive()
    browser.open("about:blank")
    guest.arrive()
    guest.popup.click(".later")
    assert guest.becomes("later")["markers"]["popup_simple"] == "later"
    assert product.events(guest.name).count("popup_shown") == 1


def test_markers_that_a_page_sets_are_kept(browser: Browser, product: Product) -> None:
    """S12."""
    guest = Guest(browser, product, "simple")
    guest.arrive()
    browser.run("waymark.markers.set({tier: 'gold', cart: {open: true}})")
    guest.popup.click(".later")
    guest.becomes("later")
    kept = guest.becomes("later")
    assert (kept["markers"]["tier"], kept["markers"]["cart"]) == ("gold", {"open": True})
