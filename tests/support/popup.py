"""What browser tests and pictures know of a popup: offers of it, and its inside."""

from typing import Any

from tests.support import axe
from tests.support.chromium import ChromiumBrowser
from tests.support.firefox import FirefoxBrowser
from tests.support.journal import until

HOST = "waymark-popup"
BRAND = {"name": "Far & Slow", "icon": None, "color": "#0f766e"}
CATEGORIES = [
    {"key": "news", "name": "New things on the shelf", "default": True},
    {"key": "offers", "name": "Offers", "default": False},
    {"key": "stories", "name": "Stories from the road", "default": True},
]
_INSIDE = f"document.querySelector('{HOST}')?.shadowRoot"
_OPEN = f"{_INSIDE}?.querySelector('.card:not(.leaving)')"


def offer(number: str, **content: Any) -> dict[str, Any]:
    """An offer as the server makes it."""
    words = {
        "template": "simple",
        "position": "top",
        "language": "en",
        "brand": BRAND,
        "title": "Hear it first",
        "text": "One message when something new is on the shelf. You can turn it off at any time.",
        "image": None,
        "subscribe_label": "Subscribe",
        "later_label": "Maybe later",
        "categories": CATEGORIES if content.get("template") == "categories" else [],
    }
    return {
        "id": f"1-{number}",
        "token": f"token-{number}",
        "popup": "simple",
        "expiresAt": "2099-01-01T00:00:00Z",
        "content": words | content,
    }


IPHONE = """
const agent = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 "
  + "(KHTML, like Gecko) " + arguments[0];
Object.defineProperty(navigator, "userAgent", {configurable: true, get: () => agent});
delete window.PushManager;
"""
"""A page that takes its browser for an iPhone's; the argument is how its name ends."""
SAFARI = "Version/18.6 Mobile/15E148 Safari/604.1"
INSTAGRAM = "Mobile/15E148 Instagram 300.0"
AN_APP = """
const says = document.createElement("meta");
[says.name, says.content] = ["apple-mobile-web-app-capable", "yes"];
document.head.append(says);
"""


class Popup:
    """The popup on the page of this browser."""

    def __init__(self, browser: FirefoxBrowser | ChromiumBrowser) -> None:
        self._browser = browser

    @property
    def there(self) -> bool:
        """Whether it is on the page, and not on its way out."""
        return bool(self._browser.run(f"return Boolean({_OPEN})"))

    def wait(self, seconds: float = 20) -> None:
        """Until it is there and stands still."""
        until(lambda: self.there, seconds, "the popup")
        moving = f"{_OPEN}.getAnimations({{subtree: true}})"
        self._browser.run(f"await Promise.all({moving}.map(one => one.finished))")

    def gone(self) -> None:
        """Until it has left the page."""
        until(lambda: not self._browser.run(f"return Boolean({_INSIDE})"), what="its end")

    def click(self, css: str) -> None:
        """Click something in it, as a person does."""
        self._browser.click(f"{HOST} >>> {css}")

    def text(self, css: str) -> str:
        """The text of something in it."""
        return str(self._browser.run(f"return {_INSIDE}.querySelector('{css}').textContent"))

    def focused(self) -> str | None:
        """The class or the value of what has the focus in it."""
        found = f"const it = {_INSIDE}.activeElement; return it && (it.className || it.value)"
        answer = self._browser.run(found)
        return None if answer is None else str(answer)

    def complaints(self) -> list[str]:
        """What axe has to say of it."""
        return axe.complaints(self._browser, HOST)
