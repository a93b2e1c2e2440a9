"""What each browser shows of a notification: the one table that compiler, API and console share.

Data only. Where each line comes from:
- which option a browser knows: MDN's browser-compat-data, `api/Notification.json` and the notes
  there (Firefox keeps notifications open on Windows alone; vibration does nothing since Android 8,
  crbug.com/971422; WebKit has no image, no buttons);
- that Chrome draws no large image on macOS, and has two buttons: Chrome's `Notification.maxActions`
  and its notes on native notifications;
- that newer Firefox shows buttons: measured here with 153 on a Linux desktop, older ones do not;
- that Apple shows the icon of the site or of the home screen's app, and where web push is had at
  all: webkit.org/blog/13878 (iOS 16.4, from the home screen) and requirement P16;
- how much of a title and a message is read before it is cut: measured by others
  (onesignal.com/blog/push-notification-design-anatomy and OneSignal's push guide), in characters,
  about: fonts, languages and versions differ.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

System = Literal["windows", "macos", "android", "ios"]
Shows = Literal["shown", "varies", "ignored"]

FIELDS = (
    "icon",
    "image",
    "badge",
    "actions",
    "require_interaction",
    "silent",
    "vibrate",
)
"""What a browser may ignore; title and message are shown by all, cut where they are too long."""


@dataclass(frozen=True, slots=True)
class Browser:
    """A browser on a system.

    `title` and `message` are about how many characters are read, `buttons` how many it draws;
    `reasons` say in one word each why a field is not simply shown.
    """

    id: str
    name: str
    system: System
    title: int
    message: int
    buttons: int
    shows: Mapping[str, Shows]
    reasons: Mapping[str, str] = field(default_factory=dict)
    declares: bool = False
    """It takes a declarative push message (Apple's do, compose.declares)."""


def _shows(**otherwise: Shows) -> dict[str, Shows]:
    """Every field is shown, unless it is said otherwise."""
    return {name: otherwise.get(name, "shown") for name in FIELDS}


_NO_BADGE = {"badge": "android_only"}
_DESKTOP = {**_NO_BADGE, "vibrate": "no_motor"}
_CHROMIUM_DESKTOP = _shows(badge="ignored", vibrate="ignored")
_CHROMIUM_ANDROID = _shows(require_interaction="ignored", vibrate="ignored")
_ANDROID = {"require_interaction": "stays_anyway", "vibrate": "system_decides"}
_FIREFOX = {
    **_NO_BADGE,
    "image": "not_in_browser",
    "actions": "newer_versions",
    "silent": "not_in_browser",
    "vibrate": "not_in_browser",
}
_FIREFOX_SHOWS = _shows(
    image="ignored", badge="ignored", actions="varies", silent="ignored", vibrate="ignored"
)
_APPLE = {
    **_NO_BADGE,
    "icon": "own_icon",
    "image": "not_in_browser",
    "actions": "not_in_browser",
    "require_interaction": "system_decides",
    "vibrate": "not_in_browser",
}
_APPLE_SHOWS: dict[str, Shows] = {**dict.fromkeys(FIELDS, "ignored"), "silent": "shown"}

BROWSERS: tuple[Browser, ...] = (
    Browser("chrome-windows", "Chrome", "windows", 60, 150, 2, _CHROMIUM_DESKTOP, _DESKTOP),
    Browser("edge-windows", "Edge", "windows", 60, 150, 2, _CHROMIUM_DESKTOP, _DESKTOP),
    Browser("firefox-windows", "Firefox", "windows", 60, 150, 2, _FIREFOX_SHOWS, _FIREFOX),
    Browser(
        "chrome-macos", "Chrome", "macos", 35, 110, 2,
        {**_CHROMIUM_DESKTOP, "image": "ignored"},
        {**_DESKTOP, "image": "system_has_none", "actions": "behind_options"},
    ),
    Browser(
        "firefox-macos", "Firefox", "macos", 35, 110, 2,
        {**_FIREFOX_SHOWS, "require_interaction": "ignored"},
        {**_FIREFOX, "require_interaction": "windows_only"},
    ),
    Browser("safari-macos", "Safari", "macos", 35, 110, 0, _APPLE_SHOWS, _APPLE, declares=True),
    Browser("chrome-android", "Chrome", "android", 45, 400, 2, _CHROMIUM_ANDROID, _ANDROID),
    Browser(
        "samsung-android", "Samsung Internet", "android", 45, 400, 2, _CHROMIUM_ANDROID, _ANDROID
    ),
    Browser(
        "firefox-android", "Firefox", "android", 45, 400, 2,
        {**_FIREFOX_SHOWS, "require_interaction": "ignored"},
        {**_FIREFOX, "require_interaction": "stays_anyway"},
    ),
    Browser("safari-ios", "Home Screen app", "ios", 30, 120, 0, _APPLE_SHOWS, _APPLE,
            declares=True),
)  # fmt: skip
"""By system, the most used first."""
