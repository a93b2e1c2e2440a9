"""A headless Chromium on a throw-away profile, driven by Playwright.

A persistent context, because incognito-like ones have no push; Debian's own binary, because
Playwright's headless shell has none either.
"""

import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from tests.support.drivers import playwright
from tests.support.gcm_service import GcmService
from tests.support.journal import until
from tests.support.notify_daemon import Desktop

BINARY = "/usr/bin/chromium"
INSTALL = "install chromium and dbus for the Chromium tests"
LOCAL = ("localhost", "*.localhost", "127.0.0.1")
FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
    "--disable-background-networking",  # push still works
    "--no-default-browser-check",
    "--disable-domain-reliability",
    # Nothing but this machine.
    f"--host-resolver-rules=MAP * ~NOTFOUND, {', '.join(f'EXCLUDE {name}' for name in LOCAL)}",
]


class ChromiumBrowser:
    """One running Chromium; `close` ends it and forgets the profile."""

    name = "chromium"

    def __init__(self, push: GcmService, desktop: Desktop) -> None:
        self.push = push
        self._profile = tempfile.mkdtemp(prefix="chromium-")
        temporary = Path(self._profile, "tmp")  # else its temporary folders pile up
        temporary.mkdir()
        self._context = playwright().chromium.launch_persistent_context(
            self._profile,
            executable_path=BINARY,
            headless=True,
            chromium_sandbox=False,
            args=[*FLAGS, *push.flags],
            env={**os.environ, **desktop.environment, "TMPDIR": str(temporary)},
        )
        self._context.add_init_script(push.endpoint_script)
        self._page = self._context.pages[0]
        self._page.set_default_timeout(15_000)
        self._devtools = self._context.new_cdp_session(self._page)

    def before_pages(self, script: str) -> None:
        """Run this in every page from now on, before its own scripts."""
        self._context.add_init_script(script)

    def open(self, url: str) -> None:
        """Go there in the present tab."""
        self._page.goto(url)

    def click(self, css: str) -> None:
        """Click as a person does: scripts may then ask for permission.

        "host >>> inner" is an element of that host's shadow root.
        """
        self._page.click(css.replace(" >>> ", " "))

    def press(self, key: str) -> None:
        """Press a key of the keyboard, by its name in `KeyboardEvent.key`."""
        self._page.keyboard.press(key)

    def open_tab(self, url: str) -> None:
        """Open a further tab, which is the present one until `close_tab`."""
        self._first, self._page = self._page, self._context.new_page()
        self._page.goto(url)

    def tab(self) -> str:
        """The present tab, for `turn_to`."""
        return str(self._context.pages.index(self._page))

    def turn_to(self, tab: str) -> None:
        """Make this the present tab."""
        self._page = self._context.pages[int(tab)]

    def close_tab(self) -> None:
        """Close the further tab."""
        self._page.close()
        self._page = self._first

    def wait_for(self, css: str) -> None:
        """Return when such an element is there, whatever is loaded meanwhile."""
        self._page.wait_for_selector(css, state="attached")

    def text(self, css: str) -> str:
        """The visible text of an element."""
        return self._page.inner_text(css)

    def run(self, body: str, *args: Any) -> Any:
        """What an async function with this body returns in the page."""
        return self._page.evaluate(f"async arguments => {{ {body} }}", list(args))

    def permit(self, origin: str, state: str) -> None:
        """Set the site's permission for this run: granted, denied or prompt."""
        permission = {"name": "notifications"}
        setting = {"permission": permission, "setting": state, "origin": origin}
        self._devtools.send("Browser.setPermission", setting)

    def deliver(self, scope: str, data: str) -> None:
        """Hand this to the service worker of that scope, as a push service would: no such service,
        no subscription and no encryption take part (`ServiceWorker.deliverPushMessage`).
        """
        devtools = self._context.new_cdp_session(self._page)
        found: dict[str, str] = {}

        def note(told: dict[str, list[dict[str, Any]]]) -> None:
            found.update({one["scopeURL"]: one["registrationId"] for one in told["registrations"]})

        devtools.on("ServiceWorker.workerRegistrationUpdated", note)
        devtools.send("ServiceWorker.enable")

        def told_of() -> bool:
            self._page.wait_for_timeout(20)  # lets Playwright hear of it
            return scope in found

        until(told_of, what="the worker")
        origin = scope[: scope.index("/", len("https://"))]
        push = {"origin": origin, "registrationId": found[scope], "data": data}
        devtools.send("ServiceWorker.deliverPushMessage", push)
        devtools.detach()

    def answer_prompt(self, choice: str) -> None:
        """Headless Chromium has nobody to ask: permission is set before (`permit`)."""

    def spoken(self, css: str) -> str:
        """The accessibility tree of this element, as Playwright writes it in YAML."""
        return self._page.locator(css).aria_snapshot()

    def tabs(self) -> list[str]:
        """The addresses of all tabs."""
        self._page.wait_for_timeout(50)  # lets Playwright hear of new ones
        return [page.url for page in self._context.pages]

    def resize(self, width: int, height: int) -> None:
        """Give the window this size."""
        self._page.set_viewport_size({"width": width, "height": height})

    def screenshot(self, path: Path, width: int, height: int, full: bool = True) -> None:
        """Save the page in a window of this size; all of it, or what the window shows."""
        self.resize(width, height)
        self._page.screenshot(path=path, full_page=full)

    def prefer_dark(self, dark: bool) -> None:
        """What pages hear for `prefers-color-scheme`."""
        self._page.emulate_media(color_scheme="dark" if dark else "light")

    def prefer_language(self, tag: str) -> None:
        """What servers hear of the languages she reads; pages go on hearing English."""
        self._page.set_extra_http_headers({"Accept-Language": tag})

    def prefer_still(self, still: bool) -> None:
        """What pages hear for `prefers-reduced-motion`."""
        self._page.emulate_media(reduced_motion="reduce" if still else "no-preference")

    def close(self) -> None:
        """End the browser."""
        self._context.close()
        shutil.rmtree(self._profile, ignore_errors=True)
