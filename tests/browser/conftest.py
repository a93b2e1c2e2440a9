"""Real browsers for the tests: one process of each per session, a fresh origin per test.

`http://NAME.localhost` is a secure context and resolves without DNS, so each test has its own
permission, worker and subscription without a new browser.
"""

import contextlib
import functools
import itertools
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.support import backends, chromium, firefox
from tests.support.chromium import ChromiumBrowser
from tests.support.firefox import FirefoxBrowser
from tests.support.gcm_service import GcmService
from tests.support.notify_daemon import Desktop
from tests.support.product import Product
from tests.support.product import started as product_started
from tests.support.push_service import PushService
from tests.support.site_server import FOLDERS, SiteServer

Browser = FirefoxBrowser | ChromiumBrowser

_NUMBERS = itertools.count(1)
BUILD = "build the snippet: cd webapp/snippet && npm ci && npm run build"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(FOLDERS["shop"].parent):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def desktop() -> Iterator[Desktop]:
    """Where notifications are shown."""
    backends.need(shutil.which("dbus-daemon") is not None, "install dbus for the browser tests")
    shown = Desktop()
    yield shown
    shown.close()


@pytest.fixture(scope="session")
def running_firefox(desktop: Desktop) -> Iterator[FirefoxBrowser]:
    """A Firefox with a push service of its own."""
    backends.need(shutil.which(firefox.BINARY) is not None, firefox.INSTALL)
    push = PushService()
    browser = FirefoxBrowser(push, desktop)
    yield browser
    browser.close()
    push.close()


@pytest.fixture(scope="session")
def running_chromium(desktop: Desktop) -> Iterator[ChromiumBrowser]:
    """A Chromium with a push service of its own."""
    backends.need(shutil.which(chromium.BINARY) is not None, chromium.INSTALL)
    push = GcmService()
    browser = ChromiumBrowser(push, desktop)
    yield browser
    browser.close()
    push.close()


@pytest.fixture(params=["firefox", "chromium"])
def browser(request: pytest.FixtureRequest) -> Browser:
    """The test runs once in each browser."""
    running: Browser = request.getfixturevalue(f"running_{request.param}")
    return running


@pytest.fixture(scope="session")
def server() -> Iterator[SiteServer]:
    """The recording server and the customer's site."""
    backends.need((FOLDERS["s"] / "worker.js").is_file(), BUILD)
    site = SiteServer()
    yield site
    site.close()


@pytest.fixture(scope="session")
def start_product(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Callable[[Browser], Product]]:
    """Starts `waymark up` once per browser, allowed to send to that browser's push service."""
    with contextlib.ExitStack() as stack:

        @functools.cache
        def start(browser: Browser) -> Product:
            folder = tmp_path_factory.mktemp("product")
            return stack.enter_context(product_started(folder, [browser.push.origin]))

        yield start


@pytest.fixture
def product(browser: Browser, start_product: Callable[[Browser], Product]) -> Product:
    """The running product for this browser."""
    backends.need((FOLDERS["s"] / "worker.js").is_file(), BUILD)
    return start_product(browser)


@dataclass(slots=True)
class Visit:
    """One person's visit of the site, at an origin that no other test uses."""

    browser: Browser
    server: SiteServer
    desktop: Desktop
    name: str
    subscription: dict[str, Any] = field(default_factory=dict)

    @property
    def origin(self) -> str:
        """The site's own origin."""
        return f"http://{self.name}.localhost:{self.server.port}"

    @property
    def url(self) -> str:
        """The site's page with the snippet."""
        return f"{self.origin}/shop/"

    def open(self) -> None:
        """Load the page and wait until the device has been reported."""
        before = self.server.journal.position()
        self.browser.open(self.url)
        self.reported(after=before)

    def reported(self, after: int = 0, seconds: float = 40, **facts: Any) -> dict[str, Any]:
        """The next report of this site's device."""
        return self.server.journal.wait(
            "device", seconds=seconds, after=after, origin=self.origin, **facts
        )

    def allow(self) -> None:
        """Click the site's button and allow push; the subscription is then known here."""
        if isinstance(self.browser, ChromiumBrowser):
            self.browser.permit(self.origin, "granted")
        self.open()
        before = self.server.journal.position()
        self.browser.click("#enable")
        self.browser.answer_prompt("allow")
        report = self._granted(before)
        self.subscription = report["body"]["subscription"]
        if isinstance(self.browser, ChromiumBrowser):
            self.browser.push.journal.wait("browser-hello", seconds=40)

    def _granted(self, before: int) -> dict[str, Any]:
        return self.server.journal.wait(
            "device",
            lambda entry: "subscription" in entry["body"],
            seconds=40,
            after=before,
            origin=self.origin,
        )

    def send(self, payload: dict[str, Any] | str | None) -> int:
        """Push to this visit's subscription."""
        return self.server.send(self.subscription, payload)


@pytest.fixture
def visit(browser: Browser, server: SiteServer, desktop: Desktop) -> Iterator[Visit]:
    """A visit at a fresh origin."""
    yield Visit(browser, server, desktop, f"t{next(_NUMBERS)}")
    server.refuse.clear()
    browser.open("about:blank")
