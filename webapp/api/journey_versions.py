"""`/journeys/{id}/diff` and `…/versions/{id}/restore`: what changed, and back to how it was."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, fields, validate

from engine.runtime import drafts, publish
from engine.runtime.drafts import Journey
from engine.store.db import Tx
from journeys.versions import Difference, difference
from webapp.api.journeys import JourneyWhole, named, refuse, room, whole
from webapp.api.problem import absent
from webapp.api.room import caller, check_tag, database

DRAFT = "draft"
_WHICH = validate.Regexp(
    re.compile(r"^(draft|live|[1-9][0-9]{0,8})(?!\n)$"),
    error="is draft, live or the number of a version",
)
_WHOLE = validate.Length(max=10)


class DiffQuery(Schema):
    """Two versions, each as its number, `draft` or `live`."""

    from_ = fields.String(
        data_key="from", attribute="from_", load_default="live", validate=[_WHOLE, _WHICH]
    )
    to = fields.String(load_default=DRAFT, validate=[_WHOLE, _WHICH])


class FieldChangeItem(Schema):
    """A field before and after, as JSON and in words; `label` is how its form calls it."""

    field = fields.String(required=True)
    label = fields.String(required=True)
    before = fields.Raw(required=True, allow_none=True)
    after = fields.Raw(required=True, allow_none=True)
    before_words = fields.String(required=True)
    after_words = fields.String(required=True)


class NodeChangeItem(Schema):
    """A node that came, went or is configured otherwise."""

    node = fields.String(required=True)
    change = fields.String(required=True, metadata={"enum": ["added", "gone", "changed"]})
    type = fields.String(required=True)
    title = fields.String(required=True)
    fields_ = fields.List(
        fields.Nested(FieldChangeItem), required=True, data_key="fields", attribute="fields"
    )


class EdgeChangeItem(Schema):
    """Where a port leads, before and after; null is nowhere."""

    source = fields.String(required=True)
    port = fields.String(required=True)
    before = fields.String(required=True, allow_none=True)
    after = fields.String(required=True, allow_none=True)


class DifferenceItem(Schema):
    """What is different, but for positions; `journey` are its name, description and settings."""

    same = fields.Boolean(required=True)
    journey = fields.List(fields.Nested(FieldChangeItem), required=True)
    nodes = fields.List(fields.Nested(NodeChangeItem), required=True)
    edges = fields.List(fields.Nested(EdgeChangeItem), required=True)


@room.route("GET", "/journeys/<journey_id>/diff", "read", query=DiffQuery, answers=DifferenceItem)
def journey_diff(query: dict[str, Any], journey_id: str) -> Difference:
    """What `to` changed since `from`: by default the draft since what is live."""
    with database().read() as tx:
        found = named(tx, journey_id)
        before, after = (_document(tx, found, query[side]) for side in ("from_", "to"))
    return difference(before, after)


@room.route(
    "POST", "/journeys/<journey_id>/versions/<version_id>/restore", "edit", answers=JourneyWhole,
    problems=(409, 412),
)  # fmt: skip
def restore_version(journey_id: str, version_id: str) -> tuple[object, dict[str, str]]:
    """Make the draft what this version was; `If-Match` takes the ETag of the draft you saw.

    It is live when it is published. The draft as it was before is replaced.
    """

    def restore(tx: Tx) -> tuple[object, dict[str, str]]:
        found = named(tx, journey_id, lock=True)
        check_tag(found.draft_version)
        version = publish.get(tx, found, version_id) or absent("version")
        saved = drafts.save_draft(tx, found, json.loads(version.definition), caller().who)
        return whole(tx, saved) if isinstance(saved, Journey) else refuse(saved)

    return database().run(restore)


def _document(tx: Tx, found: Journey, which: str) -> Mapping[str, object]:
    if which == DRAFT:
        return found.document
    if which != "live":
        version = publish.numbered(tx, found, int(which))
    elif found.live_version is None:
        version = None
    else:
        version = publish.get(tx, found, found.live_version)
    read: Mapping[str, object] = json.loads((version or absent("version")).definition)
    return read
