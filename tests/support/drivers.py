"""The one Playwright of this process: in a thread that has one, no second can be started."""

import atexit
from functools import cache

from playwright.sync_api import Playwright, sync_playwright


@cache
def playwright() -> Playwright:
    """Drives every Chromium of this process, until it ends."""
    started = sync_playwright().start()
    atexit.register(started.stop)
    return started
