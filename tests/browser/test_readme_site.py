"""The README's "Put it on your site", followed line by line on a page of another origin."""

import functools
import json
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.browser.conftest import Browser
from tests.scenarios.test_readme import blocks
from tests.support.chromium import ChromiumBrowser
from tests.support.journal import until
from tests.support.notify_daemon import Desktop
from tests.support.product import Product, started

TITLE = "Put it on your site"
PAGE = "<!doctype html><html lang=en><meta charset=utf-8><title>A shop</title>\n"


@dataclass(frozen=True, slots=True)
class Site:
    """A folder of files as the README has them, served under its policy; where it is."""

    product: Product
    data: Path
    folder: Path
    origin: str

    def said(self, language: str, number: int = 0) -> str:
        """A block of the section; only where things run differs from what is printed."""
        text = blocks(TITLE, language)[number]
        text = text.replace("http://127.0.0.1:8000", self.product.base_url)
        text = text.replace("localhost:3000", self.origin.removeprefix("http://"))
        return text.replace("WRITE_KEY", self.product.write_key)

    def shell(self, command: str) -> None:
        """Run what stands there, after the lines of "Five minutes" that find the keys."""
        keys = blocks("Five minutes")[0].replace("'data/", f"'{self.data}/")
        root = Path(__file__).parents[2]
        subprocess.run(["bash", "-euc", keys + command], cwd=root, timeout=60, check=True)


@pytest.fixture
def site(browser: Browser, tmp_path: Path) -> Iterator[Site]:
    """The three steps, taken."""
    data, folder = tmp_path / "data", tmp_path / "site"
    data.mkdir()
    folder.mkdir()
    with started(data, [browser.push.origin]) as product:
        policy = ""

        class Handler(SimpleHTTPRequestHandler):
            def end_headers(self) -> None:
                name, _, value = policy.partition(": ")
                self.send_header(name, value)
                super().end_headers()

            def log_message(self, *_: Any) -> None:
                """Nothing: pytest's output is for tests."""

        server = ThreadingHTTPServer(
            ("127.0.0.1", 0), functools.partial(Handler, directory=str(folder))
        )
        made = Site(product, data, folder, f"http://readme.localhost:{server.server_port}")
        policy = made.said("http").strip()
        (folder / "index.html").write_text(PAGE + made.said("html", 1) + made.said("html"))
        (folder / "shop.js").write_text(made.said("js"))
        (folder / "sw.js").write_text(made.said("js", 1))
        (folder / "site.webmanifest").write_text(made.said("json"))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        made.shell(made.said("sh"))
        try:
            yield made
        finally:
            browser.open("about:blank")
            server.shutdown()
            server.server_close()


def visitors(site: Site) -> list[dict[str, Any]]:
    """Who has been here."""
    found: list[dict[str, Any]] = site.product.call("GET", "people")["items"]
    return found


def test_three_steps_are_all_it_takes(browser: Browser, site: Site, desktop: Desktop) -> None:
    if isinstance(browser, ChromiumBrowser):
        browser.permit(site.origin, "prompt")
    browser.open(f"{site.origin}/")
    until(lambda: browser.text("#notify") == "Push: ask", 30, "the snippet")
    until(lambda: len(visitors(site)) == 1, 30, "the first visitor")
    her = visitors(site)[0]["id"]

    def told() -> dict[str, dict[str, Any]]:
        items = site.product.call("GET", f"people/{her}/timeline")["items"]
        return {item["name"]: item for item in items}

    until(lambda: {"session_started", "Product Viewed"} <= set(told()), 30, "her events")

    if isinstance(browser, ChromiumBrowser):
        browser.permit(site.origin, "granted")
    browser.click("#notify")
    browser.answer_prompt("allow")
    until(lambda: browser.text("#notify") == "Push: allowed", 40, "subscribing")
    until(lambda: visitors(site)[0]["push_status"] == "allowed", 30, "the grant")

    device = site.product.call("GET", f"people/{her}/devices")["items"][0]["id"]
    site.product.call("POST", f"devices/{device}/test", {"push": "welcome"})
    desktop.wait("Hello there", seconds=30)


def test_no_other_site_may_speak_with_this_key(browser: Browser, site: Site) -> None:
    elsewhere = site.origin.replace("readme.", "elsewhere.")
    browser.open(f"{elsewhere}/")
    refused = 'waymark_refused_total{code="origin_not_allowed"}'
    metrics = f"{site.product.base_url}/metrics"
    until(lambda: refused in requests.get(metrics, timeout=15).text, 30, "the refusal")
    assert visitors(site) == []


def test_the_manifest_says_that_the_site_is_an_app() -> None:
    manifest = json.loads(blocks(TITLE, "json")[0])
    assert manifest["display"] == "standalone"
    assert {"name", "start_url", "icons"} <= set(manifest)
    assert 'rel="manifest"' in blocks(TITLE, "html")[1]
