"""A permission's life in the whole product: given, taken back, found gone, given anew."""

import itertools

import requests

from tests.browser.conftest import Browser
from tests.browser.test_end_to_end import allow, log_in
from tests.support.chromium import ChromiumBrowser
from tests.support.journal import until
from tests.support.notify_daemon import Desktop
from tests.support.product import Product

_NUMBERS = itertools.count(1)
END = """
const registration = await navigator.serviceWorker.getRegistration();
await (await registration.pushManager.getSubscription()).unsubscribe();
"""


def greet_who_knocks(product: Product, title: str, user: str) -> None:
    """A live journey that answers this user's "Knocked" with a push."""
    key = f"knock-{user}"
    # The second one follows within minutes: a cap would hold it back.
    words = {"title": title, "url": "/demo/", "transactional": True}
    product.call("POST", "push-resources", {"key": key, "name": key, **words})
    hers = {"field": "person.user_id", "operator": "=", "value": user}
    trigger = {"event": "Knocked", "where": {"combinator": "and", "rules": [hers]}}
    product.publish(
        f"Answer {user}",
        [
            {"id": "start", "type": "event_trigger", "config": trigger},
            {"id": "hello", "type": "send_push", "config": {"push": key, "mode": "never_twice"}},
        ],
        reentry={"mode": "always"},
    )


def knock(product: Product, user: str) -> None:
    answer = requests.post(
        f"{product.base_url}/v1/track",
        json={"event": "Knocked", "userId": user},
        auth=(product.secret_key, ""),
        timeout=15,
    )
    assert answer.ok, answer.text


def devices(product: Product, user: str) -> list[tuple[str, bool]]:
    """(status, subscribed) of this user's devices."""
    found = product.person(user)
    assert found is not None
    items = product.call("GET", f"people/{found['id']}/devices")["items"]
    return [(item["status"], item["subscribed"]) for item in items]


def test_what_is_taken_back_in_the_browser_is_found_gone_and_blocked_at_the_next_session(
    browser: Browser, product: Product, desktop: Desktop
) -> None:
    """S3, S7: the push service's 410 ends the subscription, the next session tells the status."""
    user = f"gone{next(_NUMBERS)}"
    origin = f"http://{user}.localhost:{product.port}"
    title = f"Still there, {user}?"
    greet_who_knocks(product, title, user)
    browser.open(f"{origin}/demo/")
    until(lambda: browser.text("#status") == "not asked")
    log_in(browser, product, user)
    allow(browser, origin)
    until(lambda: product.push_status(user) == "allowed")
    knock(product, user)
    desktop.wait(title, seconds=30)

    if isinstance(browser, ChromiumBrowser):
        browser.run(END)  # as its settings do; what the test sets there ends no subscription
    browser.open("about:blank")  # no page is there to tell it
    browser.permit(origin, "denied")
    knock(product, user)
    until(lambda: devices(product, user) == [("retired", False)], 30, "finding it gone")
    assert product.events(user)[-2:] == ["push_failed", "device_changed"]
    assert product.push_status(user) == "allowed", "nothing was heard of the browser yet"

    browser.open(f"{origin}/demo/")
    until(lambda: product.push_status(user) == "blocked", what="the next session")
    until(lambda: browser.text("#status") == "blocked", what="the page's own words")

    browser.permit(origin, "granted")
    browser.open(f"{origin}/demo/?again")
    until(lambda: product.push_status(user) == "allowed", 40, "allowing it again")
    before = desktop.journal.position()
    knock(product, user)
    desktop.wait(title, seconds=30, after=before)
