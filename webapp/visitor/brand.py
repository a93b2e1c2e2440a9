"""The workspace's looks on a hosted page: its logo, and the colours that its one colour makes.

As in the snippet (`webapp/snippet/src/popup/colour.ts`): a main button is filled with the colour
as it is; whatever else bears it is moved towards the ink until it can be read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import urlsplit

FALLBACK = "#2563eb"
TEXT = 4.5  # to one: what text needs (WCAG 2.2, 1.4.3)
SEEN = 1.4  # below that a fill sinks into the page: black at night
STEPS = 20
WASH = 0.1  # of the colour, on what has been chosen


class Rgb(NamedTuple):
    """Red, green and blue, 0 to 255."""

    red: float
    green: float
    blue: float

    def __str__(self) -> str:
        return "#" + "".join(f"{round(part):02x}" for part in self)


class Ground(NamedTuple):
    """What the page is drawn on, and with: as in `preferences.css`."""

    paper: Rgb
    card: Rgb
    ink: Rgb


def rgb(colour: str) -> Rgb:
    """From `#rrggbb`."""
    return Rgb(*(int(colour[at : at + 2], 16) for at in (1, 3, 5)))


WHITE, BLACK = rgb("#ffffff"), rgb("#000000")
LIGHT = Ground(rgb("#f5f5f2"), WHITE, rgb("#1b211e"))
DARK = Ground(rgb("#111513"), rgb("#1a201d"), rgb("#edf1ee"))


@dataclass(frozen=True, slots=True)
class Brand:
    """`colour` is six hex digits; `icon` is an address, and `origin` where it comes from."""

    name: str
    colour: str
    icon: str | None
    origin: str | None


def brand_of(settings: Mapping[str, Any]) -> Brand:
    """From the workspace's settings."""
    icon = settings.get("icon") or None
    origin = _origin(icon)
    colour = str(settings.get("color") or FALLBACK).removeprefix("#").lower()
    return Brand(
        name=str(settings["name"]),
        colour=colour,
        icon=icon if origin else None,  # "/logo.png" is the site's, of which nothing is known here
        origin=origin,
    )


def sheet(colour: str) -> str | None:
    """The style sheet of a colour of six hex digits; None for anything else."""
    if not re.fullmatch(r"[0-9a-f]{6}", colour):
        return None
    fill = rgb(f"#{colour}")
    light, dark = _declarations(fill, LIGHT), _declarations(fill, DARK)
    return f":root{{{light}}}\n@media (prefers-color-scheme:dark){{:root{{{dark}}}}}\n"


def contrast(one: Rgb, other: Rgb) -> float:
    """The contrast ratio, 1 to 21 (WCAG 2.2)."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _declarations(fill: Rgb, ground: Ground) -> str:
    accent, wash = _readable(fill, ground)
    if contrast(fill, ground.paper) < SEEN:
        fill = accent
    on_white = contrast(WHITE, fill)
    on = WHITE if on_white >= TEXT or on_white > contrast(BLACK, fill) else BLACK
    return f"--fill:{fill};--on-fill:{on};--accent:{accent};--wash:{wash}"


def _readable(colour: Rgb, ground: Ground) -> tuple[Rgb, Rgb]:
    """The colour as it can be read on paper, card and its own wash on the card; and that wash."""
    for step in range(STEPS + 1):
        accent = _mixed(colour, ground.ink, step / STEPS)
        wash = _mixed(ground.card, accent, WASH)
        if min(contrast(accent, on) for on in (ground.paper, ground.card, wash)) >= TEXT:
            break
    return accent, wash


def _mixed(one: Rgb, other: Rgb, share: float) -> Rgb:
    return Rgb(*(round(a + (b - a) * share) for a, b in zip(one, other, strict=True)))


def _luminance(colour: Rgb) -> float:
    red, green, blue = (_linear(part / 255) for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(share: float) -> float:
    return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)


def _origin(icon: str | None) -> str | None:
    """Where it comes from, for the page's policy; None for what is no address elsewhere."""
    parts = urlsplit(icon or "")
    safe = re.fullmatch(r"[A-Za-z0-9.:\[\]-]+", parts.netloc)
    return (
        f"{parts.scheme}://{parts.netloc}" if safe and parts.scheme in ("http", "https") else None
    )
