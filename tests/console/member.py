"""Somebody at the console: a page of Chromium, and a session that the test says.

The session document comes from here; all else is answered by the running product, to which the
page's calls go with the workspace's secret key.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Route

from tests.support.axe import FILE, RULES, SCRIPT
from tests.support.product import Product

SIZES = {"wide": (1440, 900), "middle": (1024, 768), "phone": (390, 844)}
PATH = "/api/v1/session"


class Member:
    """A page, and what it complained of: errors of scripts, refusals of the policy."""

    def __init__(self, browser: Browser, product: Product, *, role: str = "admin") -> None:
        self.product = product
        self.whole: dict[str, Any] | None = _session(product, role)
        """The session while it lasts; None for a stranger."""
        self.session = self.whole
        self.answers: list[tuple[int, dict[str, Any]]] = []
        """What the next log-ins are answered; then it succeeds."""
        self.asked: list[dict[str, Any]] = []
        """The bodies of the log-ins."""
        self.complaints: list[str] = []
        self._entering = self.session
        self._context = browser.new_context(
            base_url=product.base_url, locale="en-GB", timezone_id="Europe/Vienna"
        )
        self.page: Page = self._context.new_page()
        self.page.set_default_timeout(15_000)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", self._hear)
        self._context.route("**/api/v1/**", self._api)
        self._context.route(f"**{PATH}", self._answer)
        self._context.route("**/api/v1/links/accept", self._answer)

    def open(self, path: str) -> None:
        """Go there and wait until it is drawn."""
        self.page.goto(f"/console{path}")
        self.page.wait_for_selector("h1")

    def speak(self, locale: str) -> None:
        """Choose this language, as the menu does."""
        self._context.add_init_script(f"localStorage.setItem('waymark.locale', '{locale}')")

    def log_in(self, password: str) -> None:
        """Fill the form and send it."""
        self.page.get_by_label("E-mail").fill("ana@shop.example")
        self.page.get_by_label("Password", exact=True).fill(password)
        self.page.get_by_role("button", name="Log in").click()

    def look(self, size: str, *, dark: bool) -> None:
        """A window of this size, light or dark."""
        width, height = SIZES[size]
        self.page.set_viewport_size({"width": width, "height": height})
        self.page.emulate_media(color_scheme="dark" if dark else "light", reduced_motion="reduce")

    def picture(self, file: Path) -> None:
        """Save what the window shows, once nothing is on its way."""
        self.page.wait_for_load_state("networkidle")
        self.page.evaluate("document.fonts.ready")
        self.page.screenshot(path=file)

    def axe(self) -> list[str]:
        """What axe has to say of the whole page."""
        self.page.evaluate(FILE.read_text("utf-8"))
        passed, *told = self.page.evaluate(f"async arguments => {{ {SCRIPT} }}", ["html", RULES])
        assert passed, "axe has looked at nothing"
        return [line for line in map(str, told) if not self._floats(line)]

    def _floats(self, line: str) -> bool:
        """Whether it says only that a menu or dialog is in no landmark: they hang on the end."""
        if not line.startswith("region: "):
            return False
        target = line.removeprefix("region: ").partition(" Fix ")[0]
        inside = "target => Boolean(document.querySelector(target)?.closest('[data-portal]'))"
        return bool(self.page.evaluate(inside, target))

    def close(self) -> None:
        self._context.close()
        assert not self.complaints, self.complaints

    def _hear(self, message: Any) -> None:
        expected = "Failed to load resource"  # a refusal that the test wants
        if message.type == "error" and expected not in message.text:
            self.complaints.append(message.text)

    def _api(self, route: Route) -> None:
        if self.session is None:
            problem = {"status": 401, "code": "not_logged_in", "detail": "", "title": ""}
            return route.fulfill(status=401, json=problem)
        bearer = {"Authorization": f"Bearer {self.product.secret_key}"}
        return route.continue_(headers={**route.request.headers, **bearer})

    def _answer(self, route: Route) -> None:
        request = route.request
        if request.method == "GET":
            return self._tell(route)
        if request.method == "DELETE":
            self.session = None
            return route.fulfill(status=204)
        self.asked.append(json.loads(request.post_data or "{}"))
        if self.answers:
            status, problem = self.answers.pop(0)
            return route.fulfill(status=status, json={"status": status, "title": "", **problem})
        self.session = self._entering
        return self._tell(route)

    def _tell(self, route: Route) -> None:
        if self.session is None:
            problem = {"status": 401, "code": "not_logged_in", "detail": "", "title": ""}
            return route.fulfill(status=401, json=problem)
        return route.fulfill(json=self.session)


def _session(product: Product, role: str) -> dict[str, Any]:
    here = {"id": product.workspace, "name": "Far & Slow", "role": role}
    return {
        "member": {"id": "m_1", "email": "ana@shop.example", "user_id": None, "totp": False},
        "workspace": here,
        "workspaces": [here, {"id": "w_2", "name": "Far & Slow outlet", "role": "viewer"}],
        "csrf": "a-token",
        "expires_at": "2030-01-01T00:00:00.000000Z",
    }
