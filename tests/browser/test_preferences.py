"""The hosted preferences page in real browsers: its code reaches the server in bodies only."""

import requests

from tests.browser.conftest import Browser
from tests.support.journal import until
from tests.support.product import Product


def link(product: Product, user: str) -> str:
    """A link for a user, who is made by her first event."""
    body = {"userId": user, "event": "Arrived"}
    answer = requests.post(
        f"{product.base_url}/v1/track", json=body, auth=(product.secret_key, ""), timeout=15
    )
    assert answer.ok
    until(lambda: product.person(user) is not None)
    found = product.person(user)
    assert found is not None
    return str(product.call("POST", f"people/{found['id']}/preferences-link")["url"])


def test_a_link_opens_her_preferences_and_what_she_saves_holds(
    browser: Browser, product: Product
) -> None:
    user = f"reader-{browser.name}"
    url = link(product, user)
    browser.open(url)
    until(lambda: "Notifications from" in browser.text("main"))
    # Loading it again opens it again: the code is back behind the #, and no form is sent twice.
    assert browser.run("return location.href") == url
    entries = browser.run("return performance.getEntriesByType('resource').map(one => one.name)")
    assert not [name for name in entries if url.partition("#")[2] in name]

    browser.click("input[name=push]")
    browser.click("input[name=hours][value=limited]")
    browser.click("button[name=save]")
    until(lambda: "Saved" in browser.text(".bar"))
    found = product.person(user)
    assert found is not None
    reach = product.call("GET", f"people/{found['id']}")["reach"]
    assert reach["push_on"] is False
    assert len(reach["timetable"]) == 7
    assert browser.run("return document.activeElement.getAttribute('role')") == "status"


def test_an_address_without_its_code_asks_for_it(browser: Browser, product: Product) -> None:
    url = link(product, f"lost-{browser.name}")
    browser.open(f"{product.base_url}/p/")
    until(lambda: "lost its code" in browser.text("main"))
    browser.run("document.querySelector('#token').value = arguments[0]", url)
    browser.click("button")
    until(lambda: "Notifications from" in browser.text("main"))
