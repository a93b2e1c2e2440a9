"""The words of the hosted pages: a further language is a file here and a line in LANGUAGES."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from webapp.visitor.texts import arabic, english, german


@dataclass(frozen=True, slots=True)
class Language:
    """One language: its words by name, and to which side it is written."""

    texts: Mapping[str, str]
    direction: Literal["ltr", "rtl"] = "ltr"


USUAL = "en"
LANGUAGES: Mapping[str, Language] = {
    "en": Language(english.TEXTS),
    "de": Language(german.TEXTS),
    "ar": Language(arabic.TEXTS, "rtl"),
}
"""Those of the snippet's widgets."""


def spoken(wanted: Iterable[str | None]) -> str:
    """The first of these in which there are words ("de" for "de-AT"), else English."""
    for tag in wanted:
        plain = (tag or "").replace("_", "-").partition("-")[0].lower()
        if plain in LANGUAGES:
            return plain
    return USUAL
