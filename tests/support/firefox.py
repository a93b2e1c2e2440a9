"""A headless Firefox on a throw-away profile, driven by Marionette (no geckodriver)."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import tempfile
import warnings
from pathlib import Path
from typing import Any

from tests.support.journal import until
from tests.support.notify_daemon import Desktop
from tests.support.push_service import PushService

with warnings.catch_warnings():
    # What the driver imports calls a deprecated function of its own.
    warnings.simplefilter("ignore", DeprecationWarning)
    from marionette_driver import By  # type: ignore[import-untyped]
    from marionette_driver.errors import MarionetteException  # type: ignore[import-untyped]
    from marionette_driver.keys import Keys  # type: ignore[import-untyped]
    from marionette_driver.marionette import Marionette  # type: ignore[import-untyped]

BINARY = "firefox-esr"
INSTALL = "install firefox-esr, libnotify4 and dbus for the Firefox tests"

PUSH = {
    "dom.push.testing.allowInsecureServerURL": True,  # ws:// is refused without it
    "dom.push.connection.enabled": True,  # automation's recommended preferences switch it off,
    "remote.prefs.recommended": False,  # so they stay off
    "dom.push.retryBaseInterval": 200,  # reconnect at once, not after 5 s
    "dom.push.requestTimeout": 5000,
    "alerts.useSystemBackend": True,  # the desktop of the tests, by D-Bus
    "permissions.default.desktop-notification": 0,  # ask
}
# Nothing of its own accord: no first-run pages, no updates, no look at the network.
QUIET = {
    "app.normandy.api_url": "",
    "app.update.disabledForTesting": True,
    "browser.aboutwelcome.enabled": False,
    "browser.startup.page": 0,
    "browser.startup.homepage": "about:blank",
    "browser.newtabpage.enabled": False,
    "browser.startup.homepage_override.mstone": "ignore",
    "browser.shell.checkDefaultBrowser": False,
    "browser.sessionstore.resume_from_crash": False,
    "browser.discovery.enabled": False,
    "browser.region.network.url": "",
    "browser.region.update.enabled": False,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "browser.safebrowsing.downloads.enabled": False,
    "browser.safebrowsing.blockedURIs.enabled": False,
    "browser.search.update": False,
    "browser.topsites.contile.enabled": False,
    "browser.newtabpage.activity-stream.feeds.topsites": False,
    "browser.translations.enable": False,
    "browser.ml.enable": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "datareporting.healthreport.uploadEnabled": False,
    "datareporting.usage.uploadEnabled": False,
    "toolkit.telemetry.server": "",
    "toolkit.telemetry.enabled": False,
    "termsofuse.bypassNotification": True,
    "extensions.update.enabled": False,
    "extensions.getAddons.cache.enabled": False,
    "extensions.systemAddon.update.enabled": False,
    "extensions.systemAddon.update.url": "",
    "media.gmp-manager.updateEnabled": False,
    "media.gmp-manager.url": "",
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "network.dns.disablePrefetch": True,
    "network.prefetch-next": False,
    "network.http.speculative-parallel-limit": 0,
    "services.settings.server": "data:,#remote-settings-dummy/v1",
    "security.remote_settings.intermediates.enabled": False,
    "signon.management.page.breach-alerts.enabled": False,
    "toolkit.startup.max_resumed_crashes": -1,
    # The same when nobody is looking.
    "focusmanager.testmode": True,
    "security.notification_enable_delay": 0,
    "dom.input_events.security.minNumTicks": 0,
    "dom.input_events.security.minTimeElapsedInMS": 0,
    "dom.webnotifications.disable_open_click_delay": 1000,
    "network.manage-offline-status": False,
    "marionette.port": 0,
}

PERMIT = """
const [origin, state] = arguments;
const site = Services.scriptSecurityManager.createContentPrincipalFromOrigin(origin);
const action = {granted: Services.perms.ALLOW_ACTION, denied: Services.perms.DENY_ACTION}[state];
if (action === undefined) Services.perms.removeFromPrincipal(site, "desktop-notification");
else Services.perms.addFromPrincipal(site, "desktop-notification", action);
"""
ANSWER = """
const panel = window.PopupNotifications && window.PopupNotifications.panel;
const asked = panel && panel.state == "open" && panel.firstElementChild;
if (!asked) return false;
(arguments[0] == "allow" ? asked.button : asked.secondaryButton).click();
return true;
"""
TABS = """
return [...Services.wm.getEnumerator("navigator:browser")]
  .flatMap(window => window.gBrowser.tabs.map(tab => tab.linkedBrowser.currentURI.spec));
"""
ASYNC = """
const done = arguments[arguments.length - 1];
(async (...arguments) => { %s })(...arguments)
  .then(value => done({value}), fault => done({fault: String(fault)}));
"""


class FirefoxBrowser:
    """One running Firefox; `close` ends it and forgets the profile."""

    name = "firefox"

    def __init__(self, push: PushService, desktop: Desktop) -> None:
        self.push = push
        self._desktop = desktop
        self._profile = Path(tempfile.mkdtemp(prefix="firefox-"))
        preferences = {**QUIET, **PUSH, "dom.push.serverURL": push.socket_url}
        lines = [f"user_pref({json.dumps(k)}, {json.dumps(v)});" for k, v in preferences.items()]
        (self._profile / "user.js").write_text("\n".join(lines))
        self._start()

    def _start(self) -> None:
        port = self._profile / "MarionetteActivePort"
        port.unlink(missing_ok=True)
        environment = {name: value for name, value in os.environ.items() if name != "DISPLAY"}
        environment |= self._desktop.environment
        environment |= {"MOZ_CRASHREPORTER_DISABLE": "1", "MOZ_REMOTE_SETTINGS_DEVTOOLS": "1"}
        command = [BINARY, "--headless", "--marionette", "--remote-allow-system-access"]
        with (self._profile / "firefox.log").open("ab") as log:
            self._process = subprocess.Popen(
                [*command, "--profile", str(self._profile), "--no-remote", "about:blank"],
                env={**environment, "HOME": str(self._profile)},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        until(lambda: port.exists() and port.read_text().strip(), 60, "Firefox's start")
        self._marionette = Marionette(host="127.0.0.1", port=int(port.read_text()))
        self._marionette.start_session({"acceptInsecureCerts": True})
        self._marionette.timeout.script = 30

    def open(self, url: str) -> None:
        """Go there in the present tab."""
        self._marionette.navigate(url)

    def click(self, css: str) -> None:
        """Click as a person does: scripts may then ask for permission.

        "host >>> inner" is an element of that host's shadow root.
        """
        host, _, inner = css.rpartition(" >>> ")
        root = self._marionette
        if host:
            root = root.find_element(By.CSS_SELECTOR, host).shadow_root
        element = root.find_element(By.CSS_SELECTOR, inner)
        # Out from under whatever stays at an edge of the window.
        script = "arguments[0].scrollIntoView({block: 'center'})"
        self._marionette.execute_script(script, script_args=(element,))
        element.click()

    def press(self, key: str) -> None:
        """Press a key of the keyboard, by its name in `KeyboardEvent.key`."""
        typed = {"Tab": Keys.TAB, "Escape": Keys.ESCAPE, " ": Keys.SPACE, "Enter": Keys.ENTER}[key]
        keyboard = self._marionette.actions.sequence("key", "keyboard")
        keyboard.key_down(typed).key_up(typed).perform()

    def open_tab(self, url: str) -> None:
        """Open a further tab, which is the present one until `close_tab`."""
        self._first = self._marionette.current_window_handle
        tab = self._marionette.open(type="tab", focus=True)["handle"]
        self._marionette.switch_to_window(tab)
        self._marionette.navigate(url)

    def tab(self) -> str:
        """The present tab, for `turn_to`."""
        return str(self._marionette.current_window_handle)

    def turn_to(self, tab: str) -> None:
        """Make this the present tab."""
        self._marionette.switch_to_window(tab)

    def close_tab(self) -> None:
        """Close the further tab."""
        self._marionette.close()
        self._marionette.switch_to_window(self._first)

    def wait_for(self, css: str) -> None:
        """Return when such an element is there, whatever is loaded meanwhile."""
        until(lambda: self._marionette.find_elements(By.CSS_SELECTOR, css), 30, css)

    def text(self, css: str) -> str:
        """The visible text of an element."""
        return str(self._marionette.find_element(By.CSS_SELECTOR, css).text)

    def run(self, body: str, *args: Any) -> Any:
        """What an async function with this body returns in the page."""
        answer = self._marionette.execute_async_script(
            ASYNC % body, script_args=args, new_sandbox=True, sandbox=None
        )
        assert "fault" not in answer, answer["fault"]
        return answer.get("value")

    def permit(self, origin: str, state: str) -> None:
        """Set the site's permission as its panel does: granted, denied or prompt."""
        self._privileged(PERMIT, origin, state)

    def answer_prompt(self, choice: str) -> None:
        """Click "allow" or "block" in the real permission panel."""
        until(lambda: self._privileged(ANSWER, choice), what="the permission panel")

    def tabs(self) -> list[str]:
        """The addresses of all tabs."""
        urls: list[str] = self._privileged(TABS)
        return urls

    def resize(self, width: int, height: int) -> None:
        """Give the window this size."""
        self._marionette.set_window_rect(width=width, height=height)

    def screenshot(self, path: Path, width: int, height: int, full: bool = True) -> None:
        """Save the page in a window of this size; all of it, or what the window shows."""
        self.resize(width, height)
        path.write_bytes(self._marionette.screenshot(format="binary", full=full))

    def prefer_dark(self, dark: bool) -> None:
        """What pages hear for `prefers-color-scheme`."""
        script = 'Services.prefs.setIntPref("layout.css.prefers-color-scheme.content-override", %d)'
        self._privileged(script % (0 if dark else 1))

    def prefer_language(self, tag: str) -> None:
        """What pages and servers hear of the languages she reads."""
        script = 'Services.prefs.setStringPref("intl.accept_languages", arguments[0])'
        self._privileged(script, tag)

    def _privileged(self, script: str, *args: Any) -> Any:
        with self._marionette.using_context("chrome"):
            return self._marionette.execute_script(script, script_args=args, sandbox="system")

    def close(self) -> None:
        """End the browser, by force if it does not."""
        # First the session: the driver forgets to close its socket when the browser ends before.
        with contextlib.suppress(MarionetteException, OSError):
            self._marionette.delete_session()
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        shutil.rmtree(self._profile, ignore_errors=True)
