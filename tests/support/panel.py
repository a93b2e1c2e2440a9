"""What browser tests and pictures know of the widgets: the panel they stand in, and its inside."""

from typing import Any

from tests.support import axe
from tests.support.chromium import ChromiumBrowser
from tests.support.firefox import FirefoxBrowser
from tests.support.journal import until

HOST = "waymark-panel"
TITLES = {"inbox": "Notifications", "devices": "Your devices", "preferences": "Preferences"}
_INSIDE = f"document.querySelector('{HOST}')?.shadowRoot"


class Panel:
    """The panel on the page of this browser."""

    def __init__(self, browser: FirefoxBrowser | ChromiumBrowser) -> None:
        self._browser = browser

    def open(self, name: str) -> None:
        """Open a widget as a page does, and wait for it."""
        assert self._browser.run(f"return await waymark.{name}.open()") is True
        self.wait(TITLES[name])

    def wait(self, title: str, seconds: float = 20) -> None:
        """Until what has this title is there, has loaded and stands still."""
        until(lambda: self.state() == (title, True), seconds, title)
        moving = f"{_INSIDE}.querySelector('dialog').getAnimations({{subtree: true}})"
        self._browser.run(f"await Promise.allSettled({moving}.map(one => one.finished))")

    def state(self) -> tuple[str, bool] | None:
        """(its title, whether its content is there), or None where there is no panel."""
        found = self._browser.run(
            f"const it = {_INSIDE}; return it && [it.querySelector('h2').textContent,"
            " !it.querySelector('.body').hasAttribute('aria-busy')]"
        )
        return tuple(found) if found else None

    def title(self) -> str:
        """What it calls itself."""
        until(self.state, what="the panel")
        return str((self.state() or ("",))[0])

    def scroll(self) -> None:
        """To its end."""
        self._browser.run(f"{_INSIDE}.querySelector('.body').scrollTo(0, 1e6)")

    def gone(self) -> None:
        """Until it has left the page."""
        until(lambda: self.state() is None, what="its end")

    def click(self, css: str) -> None:
        """Click something in it, as a person does."""
        self._browser.click(f"{HOST} >>> {css}")

    def press(self, label: str) -> None:
        """Click the first button with this label, or with it and what it is about."""
        marked = (
            f"for (const one of {_INSIDE}.querySelectorAll('button'))"
            " one.toggleAttribute('data-wanted', !one.closest('[hidden]') && (text =>"
            " text === arguments[0] || text.startsWith(`${arguments[0]}: `))"
            "(one.getAttribute('aria-label') ?? one.textContent))"
        )
        until(
            lambda: self._browser.run(f"{marked}; return {self._found('[data-wanted]')}", label),
            what=f"the button {label}",
        )
        self.click("[data-wanted]")

    def choose(self, css: str, value: str) -> None:
        """Give a field this value, as its own control does."""
        self._browser.run(
            f"const it = {_INSIDE}.querySelector(arguments[0]); it.value = arguments[1];"
            " it.dispatchEvent(new Event('change'))",
            css,
            value,
        )

    def text(self, css: str = ".body") -> str:
        """The text of what is shown there."""
        found = self._browser.run(f"return {_INSIDE}?.querySelector(arguments[0])?.innerText", css)
        return str(found or "")

    def fact(self, css: str, name: str) -> Any:
        """A property of an element in it, once it is drawn."""
        drawn = f"return Boolean({_INSIDE}?.querySelector(arguments[0]))"
        until(lambda: self._browser.run(drawn, css), what=f"{css} in the panel")
        return self._browser.run(
            f"return {_INSIDE}.querySelector(arguments[0])[arguments[1]]", css, name
        )

    def focused(self) -> str | None:
        """The label, or the text, of what has the focus in it."""
        found = (
            f"const it = {_INSIDE}?.activeElement;"
            " return it && (it.getAttribute('aria-label') ?? it.textContent)"
        )
        answer = self._browser.run(found)
        return None if answer is None else str(answer)

    def complaints(self) -> list[str]:
        """What axe has to say of it."""
        return axe.complaints(self._browser, HOST)

    @staticmethod
    def _found(css: str) -> str:
        return f"Boolean({_INSIDE}.querySelector('{css}'))"
