"""The demo shop in real browsers: its button, its status line, what it tells."""

from typing import Any

from tests.browser.conftest import Visit
from tests.support.axe import complaints
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
    told = added["item"]["properties"]
    assert told.pop("cart_id")
    assert told == {
        "product_id": "tent", "sku": "tent", "name": "Two-night tent", "category": "Shelter",
        "price": 320, "quantity": 1, "currency": "EUR",
    }  # fmt: skip
    here = lambda entry: visit.origin in entry["item"]["context"]["page"]["url"]  # noqa: E731
    marked = visit.server.journal.wait("item", here, event="markers_set")
    assert marked["item"]["properties"] == {"basket_items": 1}
    until(lambda: visit.browser.text("#sent") == "4")
    assert visit.browser.text("#count") == "1"


def happened(visit: Visit) -> list[dict[str, Any]]:
    """The items that this visit's pages have sent, oldest first."""
    items = [entry["item"] for entry in visit.server.journal.entries("item")]
    return [item for item in items if visit.origin in item["context"]["page"]["url"]]


def test_a_purchase_is_told_as_segment_names_it(visit: Visit) -> None:
    """https://segment.com/docs/connections/spec/ecommerce/v2/"""
    visit.browser.open(f"{visit.origin}/demo/#/product/mug")
    visit.browser.click("#view .wide")
    visit.browser.click("#view .wide")
    visit.browser.click("#basket")
    visit.browser.click("[data-change='mug-1']")
    assert visit.browser.run("return document.activeElement.dataset.change") == "mug-1"
    visit.browser.click("#view .button")
    visit.browser.click("#view [type=submit]")
    until(lambda: "on its way" in visit.browser.text("h1:focus"))
    here = lambda entry: visit.origin in entry["item"]["context"]["page"]["url"]  # noqa: E731
    visit.server.journal.wait("item", here, event="Order Completed")
    items = [item for item in happened(visit) if item["type"] == "track"]
    names = [item["event"] for item in items if item["event"] != "markers_set"]
    assert names == [
        "session_started", "Product Viewed", "Product Added", "Product Added", "Cart Viewed",
        "Product Removed", "Checkout Started", "Order Completed",
    ]  # fmt: skip
    ordered = next(item for item in items if item["event"] == "Order Completed")["properties"]
    assert ordered["order_id"].startswith("FS-")
    assert (ordered["total"], ordered["currency"]) == (22, "EUR")
    assert [(one["product_id"], one["quantity"]) for one in ordered["products"]] == [("mug", 1)]
    assert "Slowbury" not in str(happened(visit)), "the address stays in the browser"
    assert visit.browser.text("#count") == "0"
    visit.browser.open(f"{visit.origin}/demo/#/orders")
    until(lambda: ordered["order_id"] in visit.browser.text("#view"))


def test_no_view_has_anything_for_axe(visit: Visit) -> None:
    for dark in (False, True):
        visit.browser.prefer_dark(dark)
        visit.browser.open(f"{visit.origin}/demo/")
        until(lambda: visit.browser.text("#status") == "not asked")
        visit.browser.click("[data-sku=tent] button")
        visit.browser.click("summary")
        for room in ("", "product/tent", "basket", "checkout", "orders", "product/none"):
            visit.browser.run("location.hash = arguments[0]", f"#/{room}")
            assert complaints(visit.browser, "body") == [], room
    visit.browser.prefer_dark(False)


def test_the_first_stop_of_the_keyboard_leads_to_the_content(visit: Visit) -> None:
    visit.browser.open(f"{visit.origin}/demo/")
    visit.browser.press("Tab")
    assert visit.browser.run("return document.activeElement.className") == "skip"
    visit.browser.press("Enter")
    until(lambda: visit.browser.run("return document.activeElement.id") == "main")
    assert not visit.browser.run("return document.querySelector('#home').hidden")


def test_where_nobody_may_log_in_nothing_offers_it(visit: Visit) -> None:
    visit.browser.open(f"{visit.origin}/demo/")
    until(lambda: visit.browser.text("#status") == "not asked")
    assert visit.browser.run("return document.querySelector('#person').hidden")
