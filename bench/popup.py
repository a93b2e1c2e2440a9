"""Goal 12: from a session's first event to the popup in the page, in a real browser."""

from __future__ import annotations

import contextlib
import shutil
import statistics
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import requests

from bench.place import sized
from bench.rows import Row, Skipped
from tests.support import chromium
from tests.support.chromium import ChromiumBrowser
from tests.support.gcm_service import GcmService
from tests.support.journal import until
from tests.support.notify_daemon import Desktop
from tests.support.product import Product, started

ALONE, BUSY = 1, 50  # sessions a second
HEARD = """
let began;
window.waymark = [
  ["on", "queued", (told) => { if (told.event === "session_started") began = performance.now(); }],
  ["on", "popup", () => { window.took = performance.now() - began; }],
];
"""
ASK = [
    {"id": "start", "type": "event_trigger", "config": {"event": "session_started"}},
    {"id": "ask", "type": "show_popup", "config": {"popup": "simple"}},
]


def measure() -> Iterator[Row | Skipped]:
    if not shutil.which(chromium.BINARY) or not shutil.which("dbus-daemon"):
        yield Skipped("12", chromium.INSTALL)
        return
    with _shop() as (browser, product):
        for rate in (ALONE, BUSY):
            with _sessions(product, rate - 1):
                times = [_one(browser, product) for _ in range(sized(40, 5))]
            yield from _rows(rate, times)


def _rows(rate: int, times: list[float]) -> Iterator[Row]:
    p95 = statistics.quantiles(times, n=20, method="inclusive")[-1]
    spread = f"{min(times):.0f}-{max(times):.0f}"
    for name, value, goal in (("p50", statistics.median(times), None), ("p95", p95, 500)):
        yield Row(
            "12", f"session_started to popup in the page, {rate} a second, SQLite, {name}", value,
            "ms", "<=", goal=goal, floor=1_000, spread=spread,
            note="Chromium, a new visitor's first page each time",
        )  # fmt: skip


@contextlib.contextmanager
def _shop() -> Iterator[tuple[ChromiumBrowser, Product]]:
    """The product with a journey that asks everybody, and a browser that listens."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        desktop, push = Desktop(), GcmService()
        stack.callback(desktop.close)
        stack.callback(push.close)
        product = stack.enter_context(started(folder, [push.origin]))
        product.publish("Ask everybody", ASK)
        browser = ChromiumBrowser(push, desktop)
        stack.callback(browser.close)
        browser.before_pages(HEARD)
        yield browser, product


def _one(browser: ChromiumBrowser, product: Product) -> float:
    """Milliseconds for somebody who comes for the first time: nothing of the snippet is cached."""
    browser.open(f"http://v{uuid.uuid4().hex[:12]}.localhost:{product.port}/demo/")
    until(lambda: browser.run("return window.took"), 30, "the popup")
    return float(browser.run("return window.took"))


@contextlib.contextmanager
def _sessions(product: Product, rate: int) -> Iterator[None]:
    """So many sessions a second of other people, whom the journey asks as well."""
    ended = threading.Event()

    def come() -> None:
        begun = time.monotonic()
        with requests.Session() as calls:
            calls.auth = (product.write_key, "")
            for number in range(1, 1_000_000):
                if ended.wait(max(0, begun + number / rate - time.monotonic())):
                    return
                body = {
                    "event": "session_started",
                    "anonymousId": uuid.uuid4().hex,
                    "properties": {"push_status": "ask"},
                }
                calls.post(f"{product.base_url}/v1/track", json=body, timeout=30)

    others = threading.Thread(target=come)
    if rate:
        others.start()
    yield
    ended.set()
    if rate:
        others.join()
