"""One Chromium and one running product for all tests of the console; a fresh profile per member."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.console.member import Member
from tests.support import backends, chromium
from tests.support.drivers import playwright
from tests.support.product import Product, started

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
        yield running


@pytest.fixture
def member(running: Browser, product: Product) -> Iterator[Member]:
    """An admin who is logged in; what went wrong in his browser fails the test."""
    visitor = Member(running, product)
    yield visitor
    visitor.close()
