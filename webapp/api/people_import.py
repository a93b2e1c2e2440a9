"""`/people/import`: people out of a file, taken as identify calls of a server; nothing triggers."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import msgspec
from flask import Request, request
from marshmallow import Schema, fields, validate

from engine import audit
from engine.audience import names
from engine.audience.commit import Committer, Overloaded
from engine.moving import rows
from engine.moving.rows import Form, Table, Unusable
from engine.moving.tally import Tally
from engine.store.db import Tx
from webapp.api.people import room
from webapp.api.problem import Problem, invalid
from webapp.api.room import caller, database, ports, workspace
from webapp.auth import FILES
from webapp.ingest import people_file, people_rows
from webapp.ingest.people_file import Into
from webapp.ingest.people_rows import Use

LARGEST = 1024 * 1024  # bytes of a request: of a larger file the parts are sent, each with its head
SAMPLE = 5  # rows shown of what is only looked at
LONGEST_CELL = 100
_FORMS: Mapping[str, Form] = {"text/csv": "csv", "application/x-ndjson": "ndjson"}


class ImportQuery(Schema):
    columns = fields.String(
        load_default="{}",
        validate=validate.Length(max=16_000),
        metadata={
            "description": "a JSON object: what each column is for, where its name does not tell: "
            "`user_id`, `anonymous_id`, `created`, `groups`, `none`, `trait:TYPE:NAME` or "
            f"`marker:TYPE:NAME`; TYPE is one of {', '.join(people_rows.TYPES)}"
        },
    )
    check = fields.Boolean(
        load_default=False,
        metadata={"description": "only look: nothing is stored, and the first rows are shown"},
    )


class RefusedRow(Schema):
    """A row that is refused."""

    line = fields.Integer(required=True)
    code = fields.String(required=True)
    message = fields.String(required=True)


class ColumnUse(Schema):
    name = fields.String(required=True)
    use = fields.String(required=True, metadata={"description": "as in `columns`"})


class ImportReport(Schema):
    """What became of the rows; the first twenty that are refused are named."""

    taken = fields.Integer(required=True)
    duplicates = fields.Integer(required=True)
    refused = fields.Integer(required=True)
    faults = fields.List(fields.Nested(RefusedRow), required=True)
    columns = fields.List(
        fields.Nested(ColumnUse), required=True, metadata={"description": "with `check`"}
    )
    sample = fields.List(
        fields.List(fields.String()),
        required=True,
        metadata={"description": "with `check`: the first rows, column by column"},
    )


@room.route(
    "POST", "/people/import", "people", query=ImportQuery, files=FILES, answers=ImportReport,
    problems=(413, 415, 503),
)  # fmt: skip
def import_people(query: dict[str, Any]) -> dict[str, object]:
    """People and what is known of them, UTF-8, at most 1 MB: send a larger file in parts.

    Every column but the ids is a trait of its name. Each faulty row is refused alone; the same file
    again changes nothing. 422 with the file's own code, such as `not_utf8`, where no row is taken.
    """
    data, form = _body(request)
    uses = _uses(query["columns"])
    into = _into(data)
    try:
        table = rows.read(io.BytesIO(data), form)
        if query["check"]:
            return _look(table, uses, into, data, form)
        return _report(_take(table, uses, into))
    except Unusable as unusable:
        bad = unusable.bad
        raise Problem(422, bad.code, f"Line {bad.line}: {bad.message}.") from None


def _body(sent: Request) -> tuple[bytes, Form]:
    """Raises Problem: 413 or 415."""
    if sent.mimetype not in FILES:
        raise Problem(415, "not_a_table", "Send text/csv or application/x-ndjson.")
    data = sent.get_data(cache=False)
    if data.startswith(rows.GZIP):  # 1 MB of it may hold what would take hours
        raise Problem(415, "not_a_table", "Send the file as it is, not compressed.")
    if len(data) > LARGEST:
        raise Problem(413, "too_large", f"The body has more than {LARGEST} bytes.")
    return data, _FORMS[sent.mimetype]


def _uses(text: str) -> dict[str, Use]:
    """Raises Problem 422."""
    try:
        said = msgspec.json.decode(text, type=dict[str, str])
    except (msgspec.MsgspecError, RecursionError, ValueError):
        invalid([("columns", "is no JSON object of texts")])
    uses: dict[str, Use] = {}
    for column, use in said.items():
        try:
            uses[column] = people_rows.use_of(use)
        except ValueError as error:
            invalid([(f"columns/{column}", str(error))])
    return uses


def _into(data: bytes) -> Into:
    whole, here = database(), workspace()

    def ring(shards: set[int]) -> None:
        for shard in shards:
            ports().bell.ring(shard)

    committer = Committer(whole, ring)
    with whole.read() as tx:
        now = tx.now()
    return Into(
        here,
        lambda items: committer.submit(here, items),
        lambda people: whole.run(names.erased, people),
        hashlib.sha256(data).digest(),
        now,
    )


def _take(table: Table, uses: Mapping[str, Use], into: Into) -> Tally:
    tally = Tally()

    def note(tx: Tx) -> None:
        counts = {"taken": tally.taken, "duplicates": tally.duplicates, "refused": tally.refused}
        here = into.workspace_id
        audit.record(tx, here, caller().who, "people.imported", here, **counts)

    try:
        for verdicts in people_file.take(table, uses, into):
            for each in verdicts:
                tally.add(each)
    except Overloaded as error:
        message = "The database takes no more now; send the same again."
        raise Problem(503, "overloaded", message, wait=error.retry_after) from None
    finally:
        if tally.taken:
            database().run(note)
    return tally


def _report(tally: Tally, **more: object) -> dict[str, object]:
    return {**asdict(tally), "columns": [], "sample": [], **more}


def _look(
    table: Table, uses: Mapping[str, Use], into: Into, data: bytes, form: Form
) -> dict[str, object]:
    shown = people_file.first(rows.read(io.BytesIO(data), form), SAMPLE)
    columns = table.head or tuple(dict.fromkeys(name for row in shown for name in row.values))
    tally = Tally()
    typed = table.head is None
    if people_file.has_id(table, uses):
        for each in people_file.looked_at(table, uses, into):
            tally.add(each)
    return _report(
        tally,
        columns=[
            {
                "name": name,
                "use": people_rows.said(uses.get(name) or people_rows.usual(name, typed=typed)),
            }
            for name in columns
            if name
        ],
        sample=[[_cell(row.values.get(name)) for name in columns if name] for row in shown],
    )


def _cell(value: object) -> str:
    text = value if isinstance(value, str) else "" if value is None else str(value)
    return text.encode(errors="replace").decode()[:LONGEST_CELL]
