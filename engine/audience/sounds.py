"""How a push makes itself heard: what it says itself, its category, or the workspace (K9). Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct


class Sound(Struct, frozen=True, gc=False):
    """`name` is a sound of a native app; `vibrate` in milliseconds, a pause after each."""

    name: str | None = None
    silent: bool = False
    vibrate: tuple[int, ...] = ()


class Sounds(Struct, frozen=True):
    """A workspace's: its own, and those of its categories by key."""

    own: Sound = Sound()
    categories: Mapping[str, Sound] = {}

    def of(self, document: Mapping[str, Any]) -> Sound:
        """The first that says anything decides alone: the push, its category, the workspace.

        Parts are not mixed: a silent category's push that has a sound of its own is heard.
        """
        category = self.categories.get(document.get("category") or "", Sound())
        told = (said(document), category, self.own)
        return next((each for each in told if each != Sound()), Sound())


def said(document: Mapping[str, Any]) -> Sound:
    """What a push resource, a category or the setting `sound` says itself."""
    return Sound(
        name=document.get("sound"),
        silent=bool(document.get("silent")),
        vibrate=tuple(document.get("vibrate") or ()),
    )


def sounds(
    settings: Mapping[str, Any], documents: Mapping[tuple[str, str], Mapping[str, Any]]
) -> Sounds:
    """Of a workspace's settings and its documents by (kind, key)."""
    said_by = {key: said(each) for (kind, key), each in documents.items() if kind == "category"}
    return Sounds(said(settings.get("sound") or {}), said_by)
