"""The demo shop of a first start, its journeys awake: people log in, buy, and hear of it."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.conftest import Browser
from tests.browser.test_end_to_end import allow
from tests.support.axe import complaints
from tests.support.chromium import ChromiumBrowser
from tests.support.journal import until
from tests.support.notify_daemon import Desktop
from tests.support.popup import IPHONE, SAFARI, Popup
from tests.support.product import Product, started


@pytest.fixture
def shop(browser: Browser, tmp_path: Path) -> Iterator[Product]:
    """`waymark up` for the first time, allowed to send to this browser's push service."""
    with started(tmp_path, [browser.push.origin], lively=True) as product:
        yield product
        browser.open("about:blank")


def log_in(browser: Browser, user: str) -> None:
    """Choose one of the three, as a person does."""
    until(lambda: not browser.run("return document.querySelector('#person').hidden"))
    browser.click("#person")
    until(lambda: browser.run("return document.querySelector('#who').open"))
    browser.click(f"[data-user={user}]")
    until(lambda: not browser.run("return document.querySelector('#who').open"))


def test_a_first_visit_from_the_question_to_the_thanks(
    browser: Browser, shop: Product, desktop: Desktop
) -> None:
    if isinstance(browser, ChromiumBrowser):
        browser.permit(shop.base_url, "prompt")
    browser.open(f"{shop.base_url}/demo/")
    popup = Popup(browser)
    popup.wait()
    assert popup.text("h2").startswith("Shall we tell you")
    if isinstance(browser, ChromiumBrowser):
        browser.permit(shop.base_url, "granted")
    popup.click(".subscribe")
    browser.answer_prompt("allow")
    until(lambda: browser.text("#status") == "on", 40, "subscribing")
    desktop.wait("Hello there", seconds=30)

    log_in(browser, "demo-ada")
    until(lambda: browser.text("#person .label") == "Ada")
    until(lambda: shop.push_status("demo-ada") == "allowed", 30, "the log-in")
    browser.click("[data-sku=lantern] button")
    browser.click("summary")
    until(lambda: "Remind of a basket left behind" in browser.text("#moves"), 20)
    until(lambda: "now at “Wait”, until" in browser.text("#moves"))
    browser.click("summary")
    browser.click("#basket")
    browser.click("#view .button")
    browser.click("#view [type=submit]")
    shown = desktop.wait("Thank you, Ada", seconds=30)
    assert "is on its slow way to you" in shown.body

    browser.click("summary")
    until(lambda: "push order_thanks: s" in browser.text("#moves"), 20, "the push in the box")
    until(lambda: "left early" in browser.text("#moves"), 20, "the reminder's end")
    assert complaints(browser, "footer") == []
    bought = ("Product Added", "Order Completed")
    assert [name for name in shop.events("demo-ada") if name in bought] == [*bought]


def test_one_person_after_the_other_has_a_basket_of_her_own(
    browser: Browser, shop: Product
) -> None:
    origin = f"http://three.localhost:{shop.port}"
    if isinstance(browser, ChromiumBrowser):
        browser.permit(origin, "granted")
    browser.open(f"{origin}/demo/")
    browser.run("document.querySelector('waymark-popup')?.remove()")
    if not isinstance(browser, ChromiumBrowser):
        popup = Popup(browser)
        popup.wait()
        popup.click(".close")
        popup.gone()
    allow(browser, origin)
    browser.click("[data-sku=mug] button")
    log_in(browser, "demo-ben")
    until(lambda: shop.push_status("demo-ben") == "allowed", 30)
    assert browser.text("#count") == "1", "what a guest has chosen goes with who logs in"
    log_in(browser, "demo-chie")
    assert browser.text("#count") == "0"
    until(lambda: shop.push_status("demo-ben") == "suspended", 30)
    browser.click("#person")
    assert complaints(browser, "#who") == []
    here = "return document.querySelector('[aria-current=true]').dataset.user"
    assert browser.run(here) == "demo-chie"
    browser.press("Escape")
    until(lambda: not browser.run("return document.querySelector('#who').open"))
    assert browser.run("return document.activeElement.id") == "person"
    browser.click("#person")
    browser.click("#log-out")
    until(lambda: browser.text("#person .label") == "Log in")
    until(lambda: shop.push_status("demo-chie") == "suspended", 30)
    log_in(browser, "demo-ben")
    assert browser.text("#count") == "1"


@pytest.mark.parametrize("browser", ["chromium"], indirect=True)
def test_an_iphone_is_led_to_the_home_screen_and_then_out_of_the_way(
    browser: Browser, shop: Product
) -> None:
    """P8, from the session's event by the journey to the guide."""
    assert isinstance(browser, ChromiumBrowser)
    name = f"iphone-{shop.port}.localhost"
    here = f"if (location.hostname === {json.dumps(name)})"
    body = IPHONE.replace("arguments[0]", json.dumps(SAFARI))
    browser.before_pages(f"{here} {{ {body} }}")
    browser.open(f"http://{name}:{shop.port}/demo/")
    popup = Popup(browser)
    popup.wait()
    assert popup.text("h2") == "Put us on your Home Screen"
    assert "Add to Home Screen" in popup.text(".steps")
    assert "add it to the Home Screen" in browser.text("#notify-text")
    assert popup.complaints() == []
    popup.click(".subscribe")
    popup.gone()
    browser.click("summary")
    until(lambda: "popup shop_home_screen: yes" in browser.text("#moves"), 20)
    browser.open(f"http://{name}:{shop.port}/demo/?utm_source=again")
    until(lambda: browser.text("#sent") != "0", 20)
    assert not popup.there
