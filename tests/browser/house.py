"""Who uses one browser one after the other, and what server and browser make of it."""

import itertools
from dataclasses import dataclass, field

import requests

from tests.browser.conftest import Browser
from tests.support.chromium import ChromiumBrowser
from tests.support.journal import until
from tests.support.notify_daemon import Desktop
from tests.support.product import Product

_NUMBERS = itertools.count(1)

HERE = "return JSON.parse(localStorage['waymark.identity']).userId ?? null"
"""Whom the browser takes for logged in."""

DO = """
const [steps, tokens] = arguments;
window.act = () => {
  for (const user of steps) {
    if (user === null) waymark.reset();
    else waymark.identify(user, {}, {token: tokens[user]});
  }
};
"""
AT_ONCE = "new BroadcastChannel('race').onmessage = () => window.act();"
GO = "new BroadcastChannel('race').postMessage('go'); window.act();"
SEES = """
const listed = await waymark.devices.list();
return listed === null ? null : listed.filter(one => one.this).map(one => one.subscribed);
"""


@dataclass(slots=True)
class State:
    """How it stands: push status and subscriptions by user, and who is logged in by each side."""

    here: str | None
    status: dict[str, str | None]
    subscribed: dict[str, int]


@dataclass(slots=True)
class House:
    """One browser at an origin of its own, used by `users`, each with a journey that greets her."""

    browser: Browser
    product: Product
    desktop: Desktop
    port: int
    users: list[str] = field(default_factory=list)
    number: int = field(default_factory=lambda: next(_NUMBERS))

    @property
    def origin(self) -> str:
        return f"http://house{self.number}-{self.browser.name}.localhost:{self.port}"

    def user(self, name: str) -> str:
        """A user of this name that no other test has."""
        made = f"{name}-{self.number}-{self.browser.name}"
        self.users.append(made)
        key = f"hello-{made}"
        words = {"title": key, "url": "/demo/", "transactional": True}
        self.product.call("POST", "push-resources", {"key": key, "name": key, **words})
        hers = {"field": "person.user_id", "operator": "=", "value": made}
        trigger = {"event": "Knocked", "where": {"combinator": "and", "rules": [hers]}}
        nodes = [
            {"id": "start", "type": "event_trigger", "config": trigger},
            {"id": "hello", "type": "send_push", "config": {"push": key, "mode": "never_twice"}},
        ]
        self.product.publish(key, nodes, reentry={"mode": "always"})
        return made

    def enter(self) -> None:
        """Open the page in the present tab."""
        self.browser.open(f"{self.origin}/demo/")
        until(lambda: self.browser.run("return Boolean(window.waymark?.version)"))

    def allow(self) -> None:
        """Allow push, within the page's own click."""
        until(lambda: self.browser.text("#status") == "not asked")
        if isinstance(self.browser, ChromiumBrowser):
            self.browser.permit(self.origin, "granted")
        else:
            self.browser.click("#notify-button")
            self.browser.answer_prompt("allow")
        until(lambda: self.browser.text("#status") == "on", 40, "subscribing")

    def will(self, *steps: str | None) -> None:
        """What `act` of this tab does: log in as these users; None: log out."""
        tokens = {one: self.product.identity_token(one) for one in steps if one}
        self.browser.run(DO, list(steps), tokens)

    def do(self, *steps: str | None) -> None:
        """Do it now."""
        self.will(*steps)
        self.browser.run("window.act()")

    def settled(self) -> bool:
        """Whether the present tab speaks for a device, and all that it had to say is said."""
        return self.browser.run(SEES) is not None and not self.browser.run(
            "return JSON.parse(localStorage['waymark.queue'] ?? '[]').length"
        )

    def state(self) -> State:
        status = {user: self.product.push_status(user) for user in self.users}
        subscribed = {user: self._subscribed(user) for user in self.users}
        return State(self.browser.run(HERE), status, subscribed)

    def _subscribed(self, user: str) -> int:
        found = self.product.person(user)
        if found is None:
            return 0
        items = self.product.call("GET", f"people/{found['id']}/devices")["items"]
        return sum(item["subscribed"] for item in items)

    def becomes(self, wanted: State) -> None:
        """Wait until it stands so. AssertionError with how it stands instead."""
        try:
            until(lambda: self.state() == wanted, 45)
        except AssertionError as late:
            raise AssertionError(f"{self.state()} instead of {wanted}") from late

    def reached(self) -> list[str]:
        """Who of the users hears of it at this browser when each of them knocks. Call it once."""
        for user in self.users:
            self._knock(user)
        until(lambda: all(self._answered(user) for user in self.users), 30, "the answers")
        return [user for user in self.users if self._answered(user) == "push_displayed"]

    def _knock(self, user: str) -> None:
        answer = requests.post(
            f"{self.product.base_url}/v1/track",
            json={"event": "Knocked", "userId": user},
            auth=(self.product.secret_key, ""),
            timeout=15,
        )
        assert answer.ok, answer.text

    def _answered(self, user: str) -> str | None:
        """What became of her push: shown here, or there was nobody to show it to."""
        ends = {"push_displayed", "push_suppressed"} & set(self.product.events(user))
        return next(iter(ends), None)
