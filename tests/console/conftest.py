"""One Chromium and one running product for all tests of the console; a fresh profile per member."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Browser

from tests.console import shop
from tests.console.member import Member
from tests.support import backends, chromium, fake_push_service
from tests.support.drivers import playwright
from tests.support.journal import until
from tests.support.product import Product, started

OUTLET = "Far & Slow outlet"
BUILT = Path(__file__).parents[2] / "webapp/ui/dist/index.html"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def running() -> Iterator[Browser]:
    """A headless Chromium."""
    backends.need(shutil.which(chromium.BINARY) is not None, chromium.INSTALL)
    backends.need(BUILT.is_file(), "build the console: make .setup/ui")
    browser = playwright().chromium.launch(
        executable_path=chromium.BINARY, chromium_sandbox=False, args=chromium.FLAGS
    )
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """The running product, with its demo workspace."""
    with started(tmp_path_factory.mktemp("console"), []) as running:
        _second_workspace(running)
        yield running


@pytest.fixture(scope="session")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """A shop in which something happens: 120 people's history, pushes with every kind of end."""
    folder = tmp_path_factory.mktemp("busy")
    with fake_push_service.running() as service, started(folder, [service.origin]) as running:
        shop.import_events(folder)
        shop.sessions(running)
        shop.greeted(running, service)
        until(
            lambda: len(running.call("GET", "people", limit="200")["items"]) >= 120,
            60,
            "working off what was imported",
        )
        yield running


def _second_workspace(product: Product) -> None:
    """Another workspace of the admin."""
    admin, url = requests.Session(), f"{product.base_url}/api/v1"
    who = {"email": product.admin_email, "password": product.admin_password}
    csrf = admin.post(f"{url}/session", json=who, timeout=15).json()["csrf"]
    headers = {"X-Waymark-CSRF": csrf}
    made = admin.post(f"{url}/workspaces", json={"name": OUTLET}, headers=headers, timeout=15)
    assert made.ok, made.text
    assert admin.delete(f"{url}/session", headers=headers, timeout=15).ok


@pytest.fixture
def member(running: Browser, product: Product) -> Iterator[Member]:
    """An admin who is logged in; what went wrong in his browser fails the test."""
    visitor = Member(running, product)
    yield visitor.enter()
    visitor.close()


@pytest.fixture
def stranger(running: Browser, product: Product) -> Iterator[Member]:
    """Nobody is logged in."""
    visitor = Member(running, product)
    yield visitor
    visitor.close()
