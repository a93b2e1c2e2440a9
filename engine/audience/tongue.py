"""Words in a visitor's language: which of those that a document is written in comes nearest. Pure.

A document says its words in the workspace's language, and under `languages` what others say
otherwise: {"de": {"name": "Neue Nachricht"}}.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any


def spoken(languages: object, language: str | None) -> str | None:
    """The tag, as the document writes it, of the language that comes nearest: de-AT → de."""
    if not isinstance(languages, Mapping) or not language:
        return None
    written = {str(key).lower(): str(key) for key in languages}
    wanted = language.lower()
    return written.get(wanted) or written.get(_first(wanted))


def words_in(languages: object, language: str | None) -> Mapping[str, Any]:
    """What it says otherwise in that language; nothing where it has none that is near."""
    tag = spoken(languages, language)
    found = languages[tag] if tag is not None and isinstance(languages, Mapping) else {}
    return found if isinstance(found, Mapping) else {}


def name_in(name: str, languages: object, own: str, wanted: Iterable[str | None]) -> str:
    """A thing's name in the first of the wanted languages that it has; `own` is that of `name`."""
    for tag in wanted:
        translated = words_in(languages, tag).get("name")
        if translated:
            return str(translated)
        if tag and _first(tag.lower()) == _first(own.lower()):
            return name
    return name


def _first(tag: str) -> str:
    return tag.replace("_", "-").split("-")[0]
