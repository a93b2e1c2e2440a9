"""The gallery put to use: a ready-made journey as a draft, with what it needs and is not there."""

from __future__ import annotations

from dataclasses import dataclass

from engine import resources
from engine.resources import Place, Saved
from engine.runtime import drafts
from engine.runtime.drafts import Journey, NoDocument
from engine.store.db import Tx
from journeys.gallery import Ready

_IN_ORDER: tuple[resources.Kind, ...] = ("category", "push", "popup")  # pushes name categories


@dataclass(frozen=True, slots=True)
class Begun:
    """A new draft; `made` are the resources made for it, as (kind, key)."""

    journey: Journey
    made: tuple[tuple[str, str], ...]


def begin(tx: Tx, place: Place, ready: Ready) -> Begun | NoDocument:
    """A new journey with this draft. What bears a needed key already is left as it is."""
    made = tuple(
        (kind, document["key"])
        for kind in _IN_ORDER
        for document in ready.resources[kind]
        if isinstance(resources.create(tx, place, kind, document), Saved)
    )
    found = drafts.create(tx, place.workspace_id, ready.document, place.who)
    return Begun(found, made) if isinstance(found, Journey) else found
