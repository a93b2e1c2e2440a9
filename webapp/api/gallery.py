"""`/gallery`: ready-made journeys, to look at and to begin with."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from engine import gallery as engine_gallery
from engine.gallery import Begun
from engine.resources import Place
from engine.store.db import Tx
from journeys import gallery
from webapp.api.journeys import JourneyWhole, refuse, whole
from webapp.api.problem import absent
from webapp.api.room import Room, caller, database, ports, workspace

room = Room("gallery", "Ready-made journeys to begin with")


class ReadyItem(Schema):
    """A ready-made journey; `needs` are the keys of what it names, by kind."""

    name = fields.String(required=True)
    title = fields.String(required=True)
    summary = fields.String(required=True)
    document = fields.Dict(required=True)
    needs = fields.Dict(keys=fields.String(), values=fields.List(fields.String()), required=True)


class Gallery(Schema):
    """All of them, by title."""

    items = fields.List(fields.Nested(ReadyItem), required=True)


class MadeItem(Schema):
    """A resource made for a journey."""

    kind = fields.String(required=True, metadata={"enum": ["push", "popup", "category"]})
    key = fields.String(required=True)


class BegunJourney(JourneyWhole):
    """The new journey; `made` are the pushes, popups and categories that were not there."""

    made = fields.List(fields.Nested(MadeItem), required=True)


@room.route("GET", "/gallery", "read", answers=Gallery)
def list_gallery() -> object:
    """Every ready-made journey with its document."""
    return {"items": [_shown(each) for each in gallery.gallery()]}


@room.route("POST", "/gallery/<name>", "edit", answers=BegunJourney, status=201)
def begin_from_gallery(name: str) -> tuple[object, dict[str, str]]:
    """A new journey from a ready-made one; what it needs and is not there is made too."""
    ready = gallery.named(name) or absent("ready-made journey")
    place = Place(workspace(), ports().settings.base_url, caller().who)

    def begin(tx: Tx) -> tuple[object, dict[str, str]]:
        begun = engine_gallery.begin(tx, place, ready)
        if not isinstance(begun, Begun):
            refuse(begun)
        shown, headers = whole(tx, begun.journey)
        return {**shown, "made": [{"kind": kind, "key": key} for kind, key in begun.made]}, headers

    return database().run(begin)


def _shown(ready: gallery.Ready) -> dict[str, Any]:
    needs = {kind: [each["key"] for each in of] for kind, of in ready.resources.items()}
    return {
        "name": ready.name,
        "title": ready.title,
        "summary": ready.summary,
        "document": ready.document,
        "needs": needs,
    }
