"""What becomes of a content in each browser: its bytes, what shows, is cut, or ignored. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from engine.audience.content import Content, Refused, Site
from engine.delivery.browsers import BROWSERS, FIELDS, Browser
from engine.delivery.compose import APPLE, Stamp, declares, measured, payload

Verdict = Literal["unused", "shown", "cut", "varies", "ignored"]

STAMP_ID = "m" * 32 + "/" + "d" * 34
"""As long as the names of sends are (`reports.send_id`)."""


@dataclass(frozen=True, slots=True)
class Look:
    """One browser's: `verdicts` by field; `bytes` before anything is cut to make it fit."""

    browser: Browser
    verdicts: dict[str, Verdict]
    declared: bool
    bytes: int


@dataclass(frozen=True, slots=True)
class Looks:
    """All browsers'. `refused` where some push service would not be given it."""

    bytes: int
    fits: bool
    refused: Refused | None
    looks: tuple[Look, ...]


def looks(content: Content, site: Site, stamp: Stamp) -> Looks:
    """The content as every browser would get and show it; `bytes` is the larger of both forms."""
    declared = declares(content, APPLE)
    sizes = {form: measured(content, site, stamp, declared=form) for form in (False, declared)}
    made = [payload(content, site, stamp, declared=form) for form in sizes]
    refused = next((each for each in made if isinstance(each, Refused)), None)
    each = tuple(_look(one, content, sizes, declared=declared) for one in BROWSERS)
    largest = max(sizes.values())
    fits = all(
        isinstance(body, bytes) and len(body) == size
        for body, size in zip(made, sizes.values(), strict=True)
    )
    return Looks(largest, fits, refused, each)


def _look(one: Browser, content: Content, sizes: dict[bool, int], *, declared: bool) -> Look:
    form = one.declares and declared
    verdicts: dict[str, Verdict] = {
        "title": _text(content.title, one.title),
        "message": _text(content.body, one.message),
        **{name: _verdict(one, name, content) for name in FIELDS},
    }
    return Look(one, verdicts, form, sizes[form])


def _text(text: str, most: int) -> Verdict:
    if not text:
        return "unused"
    return "cut" if len(text) > most else "shown"


def _verdict(one: Browser, name: str, content: Content) -> Verdict:
    value = getattr(content, name)
    if not value:
        return "unused"
    shows = one.shows[name]
    if name == "actions" and shows != "ignored" and len(content.actions) > one.buttons:
        return "cut"
    return shows
