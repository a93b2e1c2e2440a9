"""`/supported-browsers`: where pushes arrive (C21)."""

from __future__ import annotations

from marshmallow import Schema, fields

from engine.delivery.supported import SUPPORTED
from webapp.api.paging import Page
from webapp.api.room import Room

room = Room("supported-browsers", "Where pushes arrive")


class SupportedItem(Schema):
    """A browser on a system from a version on.

    `needs` is `running`: the browser must be open, though no page of the site; `home_screen`: the
    site must be opened from there; or `nothing`.
    """

    system = fields.String(
        required=True, metadata={"enum": ["windows", "macos", "linux", "android", "ios"]}
    )
    browser = fields.String(required=True)
    since = fields.String(required=True)
    needs = fields.String(required=True, metadata={"enum": ["running", "home_screen", "nothing"]})


class SupportedList(Schema):
    items = fields.List(fields.Nested(SupportedItem), required=True)
    next = fields.String(required=True, allow_none=True)


@room.route("GET", "/supported-browsers", "read", answers=SupportedList)
def list_supported() -> Page:
    """By system, the most used browser first."""
    return Page(SUPPORTED)
