"""A popup's words in a visitor's language: pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from engine.audience import guide, tongue
from engine.audience.device_rows import Row
from engine.audience.preferences import Choice

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
    categories: Sequence[Choice],
    site: Mapping[str, Any],
    language: str | None,
) -> dict[str, object]:
    """The popup as the snippet shows it; `categories` and the settings `site` are the workspace's.

    A language falls back from "de-AT" to "de" to the popup's own words, which are in the
    workspace's language: `language` says which it came to, for the direction of the script and the
    voice of a screen reader. A category that the workspace no longer has is left out.
    """
    spoken = tongue.spoken(popup.get("languages"), language)
    translated = tongue.words_in(popup.get("languages"), language)
    names = {
        one.key: tongue.words_in(one.languages, language).get("name", one.name)
        for one in categories
    }
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
