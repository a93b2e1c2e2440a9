"""`/audit`: who changed what, and when."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from flask import Response
from marshmallow import Schema, fields, validate

from engine import audit
from engine.audit import Entry, Wanted
from engine.reports.files import csv_lines
from engine.store.db import Database
from webapp.api.paging import Page, PageQuery, decode, page, page_of
from webapp.api.room import Room, caller, database, workspace
from webapp.api.schemas import Moment, shown

room = Room("audit", "Who changed what")
AT_ONCE = 500  # entries of a file read in one transaction
COLUMNS = ("at", "who", "what", "target", "detail")


class AuditItem(Schema):
    """One change."""

    id = fields.String(required=True)
    at = Moment(required=True)
    who = fields.String(required=True)
    what = fields.String(required=True)
    target = fields.String(required=True)
    detail = fields.Dict(required=True)


class AuditKinds(Schema):
    """Whom and what the log has entries of: for filters."""

    who = fields.List(fields.String(), required=True)
    what = fields.List(fields.String(), required=True)


class WantedQuery(Schema):
    who = fields.String(
        validate=validate.Length(1, 200),
        metadata={"description": "`member:ID`, `key:ID` or `command`"},
    )
    what = fields.String(
        validate=validate.Length(1, 200),
        metadata={"example": "journey.published"},
    )


class AuditQuery(WantedQuery, PageQuery):
    pass


@room.route("GET", "/audit", "audit", query=AuditQuery, answers=page_of(AuditItem))
def list_audit(query: dict[str, Any]) -> Page:
    """Every change, or those by somebody or of a kind, the last first."""
    after, limit = decode(query["after"], int, str), query["limit"]
    wanted = Wanted(query.get("who"), query.get("what"))
    with database().read() as tx:
        found = audit.listed(tx, workspace(), after=after, limit=limit + 1, wanted=wanted)
    return page(found, limit, lambda each: (each.at, each.id), lambda each: each)


@room.route("GET", "/audit/kinds", "audit", answers=AuditKinds)
def list_audit_kinds() -> dict[str, list[str]]:
    """Whom and what the log tells of."""
    with database().read() as tx:
        who, what = audit.kinds(tx, workspace())
    return {"who": who, "what": what}


@room.route("POST", "/audit/export", "audit", body=WantedQuery)
def export_audit(body: dict[str, Any]) -> Response:
    """The log as CSV (RFC 4180), the last first. That it was taken out is an entry too."""
    wanted = Wanted(body.get("who"), body.get("what"))
    kept, here = database(), workspace()
    kept.run(audit.record, here, caller().who, "audit.exported", here)
    response = Response(_file(kept, here, wanted), mimetype="text/csv")
    response.headers["Content-Disposition"] = 'attachment; filename="audit.csv"'
    return response


def _file(kept: Database, workspace_id: str, wanted: Wanted) -> Iterator[str]:
    """Page by page, each in a transaction of its own: a slow reader holds no connection."""
    yield csv_lines([COLUMNS])
    after: tuple[int, str] | None = None
    while True:
        with kept.read() as tx:
            found = audit.listed(tx, workspace_id, after=after, limit=AT_ONCE, wanted=wanted)
        yield csv_lines([_row(each) for each in found])
        if len(found) < AT_ONCE:
            return
        after = (found[-1].at, found[-1].id)


def _row(entry: Entry) -> Sequence[str]:
    detail = json.dumps(dict(entry.detail), ensure_ascii=False) if entry.detail else ""
    return shown(entry.at), entry.who, entry.what, entry.target, detail
