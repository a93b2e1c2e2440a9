"""`/events/export`, `/messages/export`: all of a time as a file; added to the rooms of both."""

from __future__ import annotations

from typing import Any

from flask import Response
from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from engine.reports import extracts
from engine.reports.extracts import Span, Subject
from engine.reports.files import FORMS, MEDIA
from webapp.api import events, messages
from webapp.api.room import caller, database, workspace
from webapp.api.schemas import Instant


class ExtractQuery(Schema):
    """Of which time, by the receipt of events and the making of messages; `to` is not in it."""

    since = Instant(required=True, data_key="from")
    until = Instant(required=True, data_key="to")
    form = fields.String(load_default="ndjson", data_key="format", validate=validate.OneOf(FORMS))

    @validates_schema
    def _in_order(self, data: dict[str, Any], **_: object) -> None:
        if data["until"] <= data["since"]:
            raise ValidationError("must be after from", "to")


@events.room.route("GET", "/events/export", "export", query=ExtractQuery)
def export_events(query: dict[str, Any]) -> Response:
    """All events of a time, NDJSON or CSV: each person's in their order. The audit log tells it."""
    return _file("events", query)


@messages.room.route("GET", "/messages/export", "export", query=ExtractQuery)
def export_messages(query: dict[str, Any]) -> Response:
    """All messages of a time with what became of them on each device, the oldest first.

    NDJSON or CSV. The audit log tells that they were taken out.
    """
    return _file("messages", query)


def _file(subject: Subject, query: dict[str, Any]) -> Response:
    span, form = Span(query["since"], query["until"]), query["form"]
    pieces = extracts.taken_out(database(), workspace(), caller().who, subject, span, form)
    response = Response(pieces, mimetype=MEDIA[form])
    response.headers["Content-Disposition"] = f'attachment; filename="{subject}.{form}"'
    return response
