"""Which browsers receive pushes on which systems (C21, P16): data only.

A version is the first that has both: push messages with a payload (RFC 8291) from an open Web Push
service, and the language that the snippet is built for (ES2022, `webapp/snippet/vite.config.ts`;
`Array.prototype.at`, static blocks). Where each comes from:
- Push API and ES2022 by version: MDN's browser-compat-data (`api/PushManager.json`,
  `javascript/classes.json`);
- Safari on macOS from Ventura, iOS and iPadOS 16.4 from the home screen alone, whichever browser
  put it there: webkit.org/blog/13878 and requirement P16;
- that a desktop browser must be running and a phone's need not: C17.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

System = Literal["windows", "macos", "linux", "android", "ios"]
Needs = Literal["running", "home_screen", "nothing"]


@dataclass(frozen=True, slots=True)
class Supported:
    """A browser on a system, the first version that receives, and what it needs for it.

    `running`: the browser itself must be open, though no page of the site; `home_screen`: the site
    must have been put there, and be opened from there once.
    """

    system: System
    browser: str
    since: str
    needs: Needs


_DESKTOP = (("Chrome", "94"), ("Edge", "94"), ("Firefox", "96"), ("Opera", "80"))

SUPPORTED: tuple[Supported, ...] = (
    *(Supported("windows", name, since, "running") for name, since in _DESKTOP),
    Supported("macos", "Safari", "16.4 (macOS 13)", "nothing"),
    *(Supported("macos", name, since, "running") for name, since in _DESKTOP),
    *(Supported("linux", name, since, "running") for name, since in _DESKTOP),
    Supported("android", "Chrome", "94", "nothing"),
    Supported("android", "Samsung Internet", "17", "nothing"),
    Supported("android", "Edge", "94", "nothing"),
    Supported("android", "Firefox", "96", "nothing"),
    Supported("android", "Opera", "66", "nothing"),
    Supported("ios", "Safari", "16.4", "home_screen"),
    Supported("ios", "Chrome", "16.4 (iOS)", "home_screen"),
    Supported("ios", "Edge", "16.4 (iOS)", "home_screen"),
)
"""By system, the most used first."""
