"""The demo shop in real browsers: its button, its status line, what it tells."""

from tests.browser.conftest import Visit
from tests.support.chromium import ChromiumBrowser
from tests.support.journal import until


def test_a_visitor_turns_notifications_on_and_off(visit: Visit) -> None:
    if isinstance(visit.browser, ChromiumBrowser):
        visit.browser.permit(visit.origin, "granted")
        visit.browser.open(f"{visit.origin}/demo/")
    else:
        visit.browser.open(f"{visit.origin}/demo/")
        until(lambda: visit.browser.text("#status") == "not asked")
        visit.browser.click("#notify-button")
        visit.browser.answer_prompt("allow")
    until(lambda: visit.browser.text("#status") == "on", 40)
    assert visit.browser.text("#notify-button") == "Turn off"
    visit.browser.click("#notify-button")
    until(lambda: visit.browser.text("#status") == "off")
    assert visit.browser.text("#notify-button") == "Turn on again"
    visit.browser.click("#notify-button")
    until(lambda: visit.browser.text("#status") == "on")


def test_a_visitor_who_blocked_notifications_is_told_how_to_go_back(visit: Visit) -> None:
    visit.browser.permit(visit.origin, "denied")
    visit.browser.open(f"{visit.origin}/demo/")
    until(lambda: visit.browser.text("#status") == "blocked")
    assert "beside the address" in visit.browser.text("#notify-text")
    assert visit.browser.run("return document.querySelector('#notify-button').hidden")


def test_what_is_put_into_the_basket_is_told(visit: Visit) -> None:
    visit.browser.open(f"{visit.origin}/demo/")
    visit.browser.click("[data-sku=tent] button")
    added = visit.server.journal.wait(
        "item",
        lambda entry: visit.origin in entry["item"]["context"]["page"]["url"],
        event="Product Added",
    )
    expected = {"sku": "tent", "name": "Two-night tent", "price": 320, "currency": "EUR"}
    assert added["item"]["properties"] == expected
    until(lambda: visit.browser.text("#sent") == "3")
    assert visit.browser.text("#count") == "1"
