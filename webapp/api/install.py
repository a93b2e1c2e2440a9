"""`/install`: what a site needs to load Waymark, and from which sites events arrive."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from engine import workspaces
from engine.audience import keys, sightings
from webapp import scripts
from webapp.api.room import Room, database, ports, workspace
from webapp.api.schemas import Moment
from webapp.version import VERSION

room = Room("install", "Waymark on your site")


class SiteItem(Schema):
    """From where events were accepted; `origin` is null for your servers (the secret key).

    A browser tells its page's origin, and whoever has the write key may tell any: look, do not
    decide by it. The latest 20 are kept, to the minute.
    """

    origin = fields.String(required=True, allow_none=True)
    first_at = Moment(required=True)
    last_at = Moment(required=True)


class Install(Schema):
    """The parts of the script element, and the sites that were heard, the latest first."""

    base_url = fields.String(required=True)
    write_key = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "the newest that stands; it is public. null: all are revoked"},
    )
    version = fields.String(required=True, metadata={"description": "of `/s/VERSION/waymark.js`"})
    integrity = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "its hash for the `integrity` of a script element that pins it"},
    )
    allowed_origins = fields.List(fields.String(), required=True)
    sites = fields.List(fields.Nested(SiteItem), required=True)
    at = Moment(required=True, metadata={"description": "when this was answered"})


@room.route("GET", "/install", "read", answers=Install)
def get_install() -> dict[str, Any]:
    """What to put on your site, and whether its events arrive."""
    with database().read() as tx:
        return {
            "base_url": ports().settings.base_url,
            "write_key": keys.newest_write_key(tx, workspace()),
            "version": VERSION,
            "integrity": scripts.integrity_of("waymark.js"),
            "allowed_origins": workspaces.settings(tx, workspace())["allowed_origins"],
            "sites": sightings.listed(tx, workspace()),
            "at": tx.now(),
        }
