"""A popup's words in a visitor's language: pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from engine.audience.preferences import Category

WORDS = ("title", "text", "image", "subscribe_label", "later_label")


def localised(
    popup: Mapping[str, Any], categories: Sequence[Category], language: str | None
) -> dict[str, object]:
    """The popup as the snippet shows it; `categories` are the workspace's.

    A language falls back from "de-AT" to "de" to the popup's own words. A category that the
    workspace no longer has is left out.
    """
    translated = _in(popup.get("languages"), language)
    names = {one.key: _in(one.languages, language).get("name", one.name) for one in categories}
    defaults = {one.key: one.default for one in categories}
    words = {word: translated.get(word, popup.get(word)) for word in WORDS}
    return {
        "template": popup.get("template", "simple"),
        **words,
        "categories": [
            {"key": key, "name": names[key], "default": defaults[key]}
            for key in popup.get("categories") or ()
            if key in names
        ],
    }


def _in(languages: object, language: str | None) -> Mapping[str, Any]:
    if not isinstance(languages, Mapping) or not language:
        return {}
    known = {str(key).lower(): value for key, value in languages.items()}
    for tag in (language.lower(), language.lower().split("-")[0]):
        found = known.get(tag)
        if isinstance(found, Mapping):
            return found
    return {}
