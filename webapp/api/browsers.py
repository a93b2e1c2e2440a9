"""`/browsers`: what each browser shows of a notification, as compiler and previews know it."""

from __future__ import annotations

from dataclasses import asdict

from marshmallow import Schema, fields

from engine.delivery.browsers import BROWSERS, FIELDS
from engine.delivery.providers.encryption import LARGEST
from webapp.api.room import Room

room = Room("browsers", "What each browser shows of a notification")


class BrowserItem(Schema):
    """A browser on a system.

    `title` and `message` are about how many characters are read before they are cut, `buttons` how
    many are drawn. `shows` says of a field whether it is shown, ignored, or whether that varies;
    `reasons` why, each in one word.
    """

    id = fields.String(required=True)
    name = fields.String(required=True)
    system = fields.String(required=True, metadata={"enum": ["windows", "macos", "android", "ios"]})
    title = fields.Integer(required=True)
    message = fields.Integer(required=True)
    buttons = fields.Integer(required=True)
    shows = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    reasons = fields.Dict(keys=fields.String(), values=fields.String(), required=True)


class BrowserList(Schema):
    """All of them; `largest` is how many bytes a push may have once it is rendered."""

    items = fields.List(fields.Nested(BrowserItem), required=True)
    fields_ = fields.List(fields.String(), required=True, data_key="fields")
    largest = fields.Integer(required=True)


@room.route("GET", "/browsers", "read", answers=BrowserList)
def list_browsers() -> object:
    """Every browser that is told apart."""
    return {
        "items": [asdict(each) for each in BROWSERS],
        "fields_": ["title", "message", *FIELDS],
        "largest": LARGEST,
    }
