"""`/names`: what the workspace's senders call things, for the fields of a builder."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from engine.reports import names_seen
from engine.reports.names_seen import Seen
from webapp.api.room import Room, database, workspace

room = Room("names", "What events, traits and markers are called here")


def _names(**options: Any) -> Any:
    """The most used first."""
    return fields.List(fields.String(), required=True, **options)


class NamesSeen(Schema):
    """Names by the kind of a rule's field. They are of what came lately: others are possible."""

    event = _names()
    trait = _names()
    marker = _names()
    group = _names()
    properties = _names(metadata={"description": "of events"})
    values = fields.Dict(
        keys=fields.String(),
        values=fields.List(fields.String()),
        required=True,
        metadata={"description": "texts that several people share, by field: `trait.plan`"},
    )


@room.route("GET", "/names", "read", answers=NamesSeen)
def list_names() -> Seen:
    """Names that were seen lately, to be offered while somebody types."""
    with database().read() as tx:
        return names_seen.seen(tx, workspace())
