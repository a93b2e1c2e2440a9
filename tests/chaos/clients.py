"""Clients: threads that post for many browsers, again and again until they are answered 2xx."""

from __future__ import annotations

import itertools
import random
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import requests

from tests.chaos.journal import Browser, Item, Journal
from tests.chaos.pushes import PushService

NAMES = {"bought": 20, "paid": 20, "left": 12, "asked": 12, "viewed": 28, "identify": 8, "hello": 4}
SHARE = 0.3  # of the customers turn out to be a user whom another browser knows already
SUBSCRIBED = 0.85
ENOUGH = 40  # events of a browser: two of one user stay below a person's hundred entries a day
TIMEOUT = (2, 12)  # seconds: to connect, to be answered
GIVES_UP = 90  # seconds after the end of the faults: then an unanswered call is a broken promise


@dataclass(frozen=True, slots=True)
class Door:
    """Where to post, and with which key."""

    urls: Sequence[str]
    secret_key: str


class Client(threading.Thread):
    """One thread with its browsers: each browser's calls follow one another."""

    def __init__(
        self, number: int, seed: int, door: Door, journal: Journal, services: Sequence[PushService]
    ) -> None:
        super().__init__(name=f"client-{number}", daemon=True)
        self._name = f"c{number}"
        self._dice = random.Random(f"{seed}:{number}")
        self._door = door
        self._journal = journal
        self._services = services
        self._session = _session(door)
        self._urls: Iterator[str] = itertools.cycle(door.urls)
        self._browsers: list[Browser] = []
        self._users: list[str] = []
        self._made = 0
        self._earlier: list[list[Item]] = []
        self._twins: list[threading.Thread] = []
        self.finished = threading.Event()
        self._given_up_at = float("inf")

    def finish(self) -> None:
        """Make no new calls; those under way are still to be answered."""
        self._given_up_at = time.monotonic() + GIVES_UP
        self.finished.set()

    def run(self) -> None:
        try:
            while not self.finished.is_set():
                self._turn()
                self.finished.wait(self._dice.uniform(0.02, 0.25))
        except Exception as error:
            self._journal.surprised(f"{self.name} ended: {type(error).__name__}: {error}")
            raise
        finally:
            for twin in self._twins:
                twin.join()
            self._session.close()

    def _turn(self) -> None:
        """A batch for one to three browsers; now and then one opts out, one goes, one comes."""
        while len(self._browsers) < 6:
            self._browsers.append(self._new_browser())
        chosen = self._dice.sample(self._browsers, self._dice.randint(1, 3))
        items = [item for browser in chosen for item in self._items(browser)]
        self._deliver(items)
        self._earlier.append(items)
        if self._dice.random() < 0.1:
            self._deliver(self._dice.choice(self._earlier[-50:]))  # it was answered long ago
        for browser in chosen:
            browser.batches += 1
            if browser.batches > 2 and self._dice.random() < 0.08:
                self._opt_out(browser)
            if browser.n > ENOUGH:
                self._browsers.remove(browser)

    # ---- browsers

    def _new_browser(self) -> Browser:
        self._made += 1
        name = f"{self._name}-{self._made}"
        opens_as = self._dice.choice(("visitor", "customer", "customer", "member"))
        member = opens_as == "member"
        browser = Browser(name, None if member else f"a-{name}", None, opens_as)
        if member:
            browser.user = f"u-{name}"
        self._journal.welcome(browser)
        if self._dice.random() < SUBSCRIBED:
            self._subscribe(browser)
        return browser

    def _subscribe(self, browser: Browser) -> None:
        made = self._dice.choice(list(self._services)).subscribe(browser.name)
        answer = self._until_answered(
            "PUT",
            "/v1/devices",
            {
                "anonymousId": browser.anonymous or f"browser-of-{browser.name}",
                **({"userId": browser.user} if browser.user else {}),
                "kind": "web", "status": "allowed", "cause": "prompt",
                "subscription": {
                    "endpoint": made.endpoint, "keys": {"p256dh": made.p256dh, "auth": made.auth}
                },
            },
        )  # fmt: skip
        if answer is not None:
            browser.device, browser.token = answer["deviceId"], answer["visitorToken"]

    def _opt_out(self, browser: Browser) -> None:
        """Only of people who are never merged: whose opt-out it was is then beyond doubt."""
        if browser.token is None or browser.opens_as == "customer" or browser.opted_out:
            return
        bearer = {"Authorization": f"Bearer {browser.token}"}
        answer = self._until_answered("PUT", "/v1/me/preferences", {"push": False}, bearer)
        if answer is not None:
            self._journal.opts_out(browser)

    # ---- events

    def _items(self, browser: Browser) -> list[Item]:
        made = []
        unnamed = browser.opens_as == "customer" and browser.user is None
        if unnamed and browser.batches > 2 and self._dice.random() < 0.4:
            known = self._users and self._dice.random() < SHARE
            browser.user = self._users.pop() if known else f"u-{browser.name}"
            self._users += [] if known else [browser.user]
            made.append(self._item(browser, "identify"))
        names = self._dice.choices(list(NAMES), list(NAMES.values()), k=self._dice.randint(1, 8))
        for name in names:
            made.append(self._item(browser, name))
            if browser.asked and self._dice.random() < 0.5:
                made.append(self._item(browser, "replied", key=browser.asked.pop()))
        return made

    def _item(self, browser: Browser, name: str, **properties: Any) -> Item:
        browser.n += 1
        id_ = f"{browser.name}-{browser.n}"
        told = {"n": browser.n, "browser": browser.name, **properties}
        if name == "asked":
            told["key"] = id_
            browser.asked.append(id_)
        body: dict[str, Any] = {"messageId": id_}
        if browser.anonymous:
            body["anonymousId"] = browser.anonymous
        if browser.user:
            body["userId"] = browser.user
        if name == "identify":
            body |= {"type": "identify", "traits": {f"last {browser.name}": browser.n}}
        else:
            body |= {"type": "track", "event": name, "properties": told}
        return Item(id_, browser.name, browser.n, name, body)

    def _deliver(self, items: list[Item]) -> None:
        """Post until it is answered 2xx; sometimes another connection posts the same at once."""
        self._journal.sends(items)
        body = {"batch": [item.body for item in items]}
        if self._dice.random() < 0.15:
            twin = threading.Thread(target=self._twin, args=(body, next(self._urls)), daemon=True)
            self._twins = [*(each for each in self._twins if each.is_alive()), twin]
            twin.start()
        answer = self._until_answered("POST", "/v1/batch", body)
        if answer is None:
            return
        if answer.get("rejected"):
            self._journal.surprised(f"rejected: {answer['rejected'][:3]}")
        self._journal.acks(items)

    def _twin(self, body: Any, url: str) -> None:
        with _session(self._door) as session:
            self._once(session, "POST", f"{url}/v1/batch", body, None)

    def _until_answered(
        self, method: str, path: str, body: Any, headers: dict[str, str] | None = None
    ) -> dict[str, Any] | None:
        """The JSON of a 2xx; None when it was refused for good, or time was up (a surprise)."""
        while time.monotonic() < self._given_up_at:
            answer = self._once(self._session, method, next(self._urls) + path, body, headers)
            if answer is not None and answer.ok:
                found: dict[str, Any] = answer.json()
                return found
            if answer is not None and answer.status_code not in (429, 503):
                return None  # `_once` has written it down
            time.sleep(self._dice.uniform(0.05, 0.4))
        self._journal.surprised(f"{method} {path} was never answered")
        return None

    def _once(
        self,
        session: requests.Session,
        method: str,
        url: str,
        body: Any,
        headers: dict[str, str] | None,
    ) -> requests.Response | None:
        auth = None if headers else (self._door.secret_key, "")
        self._journal.counted("calls")
        try:
            answer = session.request(
                method, url, json=body, headers=headers, auth=auth, timeout=TIMEOUT
            )
        except requests.RequestException as error:
            self._journal.counted(f"calls without an answer: {type(error).__name__}")
            return None
        if not answer.ok:
            self._journal.counted(f"calls answered {answer.status_code}")
        if not answer.ok and answer.status_code not in (429, 503):
            self._refused(method, url, answer)
        return answer

    def _refused(self, method: str, url: str, answer: requests.Response) -> None:
        said = f"{answer.status_code} {answer.text[:300]}"
        self._journal.surprised(f"{method} {url}: {said}")


def _session(door: Door) -> requests.Session:
    made = requests.Session()
    made.trust_env = False
    return made
