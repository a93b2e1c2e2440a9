"""`…/exported`: the console has made a file of a list; who took out what is kept in the audit log.

A file is made in the browser, of the pages that a reader may see anyway: it is handed over once
this is noted. What somebody reads with a key of his own page by page is not told from reading.
"""

from __future__ import annotations

from typing import Any

from flask import Response
from marshmallow import Schema, fields, validate

from engine import audit
from engine.audience import names, push_status
from engine.reports.people import by_user_id
from engine.store.db import Tx
from webapp.api import messages, people, segments
from webapp.api.journeys import named
from webapp.api.messages import Narrowed
from webapp.api.room import caller, database, workspace
from webapp.api.schemas import shown


class ExportedBody(Schema):
    rows = fields.Integer(
        required=True,
        strict=True,
        validate=validate.Range(0, 10_000_000),
        metadata={"description": "lines of the file, without its head"},
    )


class MessagesExportedBody(Narrowed, ExportedBody):
    """What the list was narrowed to, as it was asked for."""


class PeopleExportedBody(ExportedBody):
    """What the list was narrowed to; not what was searched for: that names somebody."""

    status = fields.String(validate=validate.OneOf(push_status.STATUSES))
    searched = fields.Boolean(load_default=False)


@people.room.route("POST", "/people/exported", "read", body=PeopleExportedBody, status=204)
def people_exported(body: dict[str, Any]) -> Response:
    """Note that the list of people was made a file of."""
    database().run(audit.record, workspace(), caller().who, "people.exported", workspace(), **body)
    return Response(status=204)


@segments.room.route(
    "POST", "/segments/<segment_id>/exported", "read", body=ExportedBody, status=204
)
def segment_exported(body: dict[str, Any], segment_id: str) -> Response:
    """Note that the members of a segment were made a file of."""

    def note(tx: Tx) -> None:
        found = segments.named(tx, segment_id)
        audit.record(tx, workspace(), caller().who, "segment.exported", found.id, **body)

    database().run(note)
    return Response(status=204)


@messages.room.route("POST", "/messages/exported", "read", body=MessagesExportedBody, status=204)
def messages_exported(body: dict[str, Any]) -> Response:
    """Note that a list of messages was made a file of, and what it was narrowed to."""
    told = {name: value for name, value in body.items() if value is not None}
    told.pop("sort", None)  # the same messages in any order
    for name in ("since", "until"):
        if name in told:
            told[name] = shown(told[name])
    user_id = told.pop("user_id", None)

    def note(tx: Tx) -> None:
        if "journey" in told:
            named(tx, str(told["journey"]))
        if user_id is not None:  # it may be an address: what is kept for good is her id here
            found = by_user_id(tx, workspace(), str(user_id))
            told["person"] = names.shown(found[0].id) if found else None
        audit.record(tx, workspace(), caller().who, "messages.exported", workspace(), **told)

    database().run(note)
    return Response(status=204)
