"""The whole product: a person allows push, a journey sends, she sees it, her click comes back."""

import itertools

import pytest

from tests.browser.conftest import Browser
from tests.support.chromium import ChromiumBrowser
from tests.support.journal import until
from tests.support.notify_daemon import Desktop
from tests.support.product import Product

_NUMBERS = itertools.count(1)


def greet(product: Product, title: str, user: str) -> None:
    """A live journey: as soon as this user allows push, it sends her a push with this title."""
    key = f"welcome-{user}"
    message = "Good to see you, {{ person.traits.name }}."
    resource: dict[str, object] = {
        "key": key,
        "name": key,
        "title": title,
        "message": message,
        "url": "/demo/?hello",
    }
    product.greet_nobody()  # two greetings, and the cap would hold one back
    product.call("POST", "push-resources", resource)
    granted = {"field": "properties.to", "operator": "=", "value": "allowed"}
    hers = {"field": "person.user_id", "operator": "=", "value": user}
    where = {"combinator": "and", "rules": [granted, hers]}
    trigger = {"event": "push_status_changed", "where": where}
    product.publish(
        f"Greet {user}",
        [
            {"id": "start", "type": "event_trigger", "config": trigger},
            {"id": "hello", "type": "send_push", "config": {"push": key, "target": "web"}},
        ],
    )


def log_in(browser: Browser, product: Product, user: str) -> None:
    """What a customer's page does after a login."""
    browser.run(
        'const [user, token] = arguments; waymark.push(["identify", user, {name: user}, {token}])',
        user,
        product.identity_token(user),
    )


def allow(browser: Browser, origin: str) -> None:
    """Turn notifications on in the demo shop."""
    if isinstance(browser, ChromiumBrowser):
        browser.permit(origin, "granted")
    else:
        browser.click("#notify-button")
        browser.answer_prompt("allow")
    until(lambda: browser.text("#status") == "on", 40, "subscribing")


@pytest.fixture
def user() -> str:
    """A user that no other test names."""
    return f"ana-{next(_NUMBERS)}"


def test_a_person_allows_push_gets_one_and_comes_back(
    browser: Browser, product: Product, desktop: Desktop, user: str
) -> None:
    title = f"Welcome, {user}"
    greet(product, title, user)
    browser.open(f"{product.base_url}/demo/")
    until(lambda: browser.text("#status") == "not asked")
    log_in(browser, product, user)
    allow(browser, product.base_url)

    shown = desktop.wait(title, seconds=30)
    assert f"Good to see you, {user}." in shown.body
    desktop.click(shown)
    until(lambda: f"{product.base_url}/demo/?hello" in browser.tabs(), what="opening the link")
    until(lambda: "push_clicked" in product.events(user), 30, "the report of the click")
    # A browser may tell of the display before the push service's answer is settled; the order is
    # nobody's promise.
    happened = [name for name in product.events(user) if name.startswith("push_")]
    assert happened[0] == "push_status_changed"
    assert sorted(happened[1:]) == ["push_accepted", "push_clicked", "push_displayed"]
    assert len(desktop.all(title)) == 1


def test_a_browser_belongs_to_whom_is_logged_in(
    browser: Browser, product: Product, user: str
) -> None:
    other = f"ben-of-{user}"
    origin = f"http://{user}.localhost:{product.port}"
    browser.open(f"{origin}/demo/")
    until(lambda: browser.text("#status") == "not asked")
    log_in(browser, product, user)
    allow(browser, origin)
    until(lambda: product.push_status(user) == "allowed")
    log_in(browser, product, other)
    until(lambda: product.push_status(other) == "allowed")
    until(lambda: product.push_status(user) == "suspended", what="moving away")
    log_in(browser, product, user)
    until(lambda: product.push_status(user) == "allowed", what="moving back")
    until(lambda: product.push_status(other) == "suspended", what="moving away again")
    browser.run("waymark.reset()")
    until(lambda: product.push_status(user) == "suspended", what="signing out")
