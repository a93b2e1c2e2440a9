"""A popup's words in a visitor's language: pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from engine.audience import guide
from engine.audience.device_rows import Row
from engine.audience.preferences import Category

WORDS = ("title", "text", "image", "subscribe_label", "later_label")
BRAND = ("name", "icon", "color")
GUIDE = "ios_guide"
"""The template that leads to the home screen."""


def fits(popup: Mapping[str, Any], device: Row) -> bool:
    """Whether a browser has a use for a popup: for the guide, iPhones' and iPads' tabs (P8)."""
    if popup.get("template") != GUIDE:
        return True
    apple = device.platform in ("iOS", "iPadOS")
    return apple and not device.standalone and device.status == "unsupported"


def localised(
    popup: Mapping[str, Any],
    categories: Sequence[Category],
    site: Mapping[str, Any],
    language: str | None,
) -> dict[str, object]:
    """The popup as the snippet shows it; `categories` and the settings `site` are the workspace's.

    A language falls back from "de-AT" to "de" to the popup's own words, which are in the
    workspace's language: `language` says which it came to, for the direction of the script and the
    voice of a screen reader. A category that the workspace no longer has is left out.
    """
    spoken = _spoken(popup.get("languages"), language)
    translated = _in(popup.get("languages"), language)
    names = {one.key: _in(one.languages, language).get("name", one.name) for one in categories}
    defaults = {one.key: one.default for one in categories}
    words = {word: translated.get(word, popup.get(word)) for word in WORDS}
    return {
        "template": popup.get("template", "simple"),
        "position": popup.get("position", "top"),
        "language": spoken or site.get("default_language") or "en",
        "brand": {fact: site.get(fact) for fact in BRAND},
        **words,
        **({"steps": guide.steps(language)} if popup.get("template") == GUIDE else {}),
        "categories": [
            {"key": key, "name": names[key], "default": defaults[key]}
            for key in popup.get("categories") or ()
            if key in names
        ],
    }


def _in(languages: object, language: str | None) -> Mapping[str, Any]:
    tag = _spoken(languages, language)
    found = languages[tag] if tag is not None and isinstance(languages, Mapping) else {}
    return found if isinstance(found, Mapping) else {}


def _spoken(languages: object, language: str | None) -> str | None:
    """The tag, as the document writes it, of the language that comes nearest."""
    if not isinstance(languages, Mapping) or not language:
        return None
    written = {str(key).lower(): str(key) for key in languages}
    wanted = language.lower()
    return written.get(wanted) or written.get(wanted.split("-")[0])
