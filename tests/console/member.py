"""Somebody at the console: a page of Chromium, logged in at the running product."""

from __future__ import annotations

import base64
import datetime
from pathlib import Path
from typing import Any

import requests
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from playwright.sync_api import Browser, Page

from tests.support.axe import FILE, RULES, SCRIPT
from tests.support.product import Product

SIZES = {"wide": (1440, 900), "middle": (1024, 768), "phone": (390, 844)}
NARROW = {"narrow": (320, 640)}
"""The narrowest phone: reading pages have to hold on it."""
PASSWORD = "walnut boats on a slow river"
STEP = 30  # seconds


class Member:
    """A page, and what it complained of: errors of scripts, refusals of the policy."""

    def __init__(self, browser: Browser, product: Product) -> None:
        self.product = product
        self.email, self.password = product.admin_email, product.admin_password
        """Whom `enter` and `log_in` mean: the admin of the first start, unless said otherwise."""
        self.complaints: list[str] = []
        self._context = browser.new_context(
            base_url=product.base_url, locale="en-GB", timezone_id="Europe/Vienna"
        )
        self.page: Page = self._context.new_page()
        self.page.set_default_timeout(15_000)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", self._hear)

    def enter(self) -> Member:
        """Be logged in, without the form."""
        who = {"email": self.email, "password": self.password}
        answer = self._context.request.post("/api/v1/session", data=who)
        assert answer.ok, answer.text()
        return self

    def join(self, role: str) -> Member:
        """Become somebody new with this role, by an invitation."""
        number = len(self.product.call("GET", "members")["items"])
        self.email, self.password = f"{role}-{number}@shop.example", PASSWORD
        token = invited(self.product, self.email, role).rpartition("#")[2]
        answer = self._context.request.post(
            "/api/v1/links/accept", data={"token": token, "password": PASSWORD}
        )
        assert answer.ok, answer.text()
        return self

    def end(self) -> None:
        """End this session, in another place."""
        items = self._context.request.get("/api/v1/sessions").json()["items"]
        here = next(each["id"] for each in items if each["current"])
        other = requests.Session()
        who = {"email": self.email, "password": self.password}
        url = f"{self.product.base_url}/api/v1"
        csrf = other.post(f"{url}/session", json=who, timeout=15).json()["csrf"]
        headers = {"X-Waymark-CSRF": csrf}
        assert other.delete(f"{url}/sessions/{here}", headers=headers, timeout=15).ok
        assert other.delete(f"{url}/session", headers=headers, timeout=15).ok

    def open(self, path: str) -> None:
        """Go there and wait until it is drawn."""
        self.page.goto(f"/console{path}")
        self.page.wait_for_selector("h1")

    def speak(self, locale: str) -> None:
        """Choose this language, as the menu does."""
        self._context.add_init_script(f"localStorage.setItem('waymark.locale', '{locale}')")

    def log_in(self, password: str | None = None) -> None:
        """Fill the form and send it, with the right password unless another is said."""
        self.page.get_by_label("E-mail").fill(self.email)
        self.page.get_by_label("Password", exact=True).fill(password or self.password)
        self.page.get_by_role("button", name="Log in").click()

    def look(self, size: str, *, dark: bool) -> None:
        """A window of this size, light or dark."""
        width, height = (SIZES | NARROW)[size]
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


def invited(product: Product, email: str, role: str) -> str:
    """The one-time link of a new invitation."""
    link: str = product.call("POST", "members", {"email": email, "role": role})["link"]
    return link


def code_of(secret: str, *, later: int = 0) -> str:
    """What an authenticator shows for this secret, or so many steps later (RFC 6238)."""
    key = base64.b32decode(secret.replace(" ", ""))
    now = datetime.datetime.now(datetime.UTC).timestamp()
    shown = TOTP(key, 6, SHA1(), STEP, enforce_key_length=False)
    return shown.generate(int(now) + later * STEP).decode()
