"""Segments out of a file, a name and a rule a line: checked as the API checks them."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from engine import audit
from engine.audience import saved_segments
from engine.audience.saved_segments import Conflict, Invalid, Saved
from engine.moving.rows import Bad, Row, Table, Unusable
from engine.moving.tally import Verdict
from engine.store.db import Database, Tx
from engine.store.tables import segment


def take(database: Database, table: Table, workspace_id: str, who: str) -> Iterator[Verdict]:
    """Save each; one that stands with this name and rule stays, with another rule it is refused.

    Raises Unusable for a file that is no NDJSON.
    """
    if table.head is not None:
        raise Unusable(1, "not_ndjson", "segments come as NDJSON: a name and a rule a line")
    for row in table.rows:
        yield Verdict.of(row) if isinstance(row, Bad) else _taken(database, row, workspace_id, who)


def _taken(database: Database, row: Row, workspace_id: str, who: str) -> Verdict:
    unknown = sorted(row.values.keys() - {"name", "rule"})
    name, rule = row.values.get("name"), row.values.get("rule")
    if unknown or not isinstance(name, str) or not isinstance(rule, dict):
        message = "a segment is a name and a rule, and nothing else"
        return Verdict(row.line, "refused", code="invalid_field", message=message)

    def save(tx: Tx) -> Verdict:
        outcome = saved_segments.create(tx, workspace_id, name, rule)
        match outcome:
            case Saved(made):
                audit.record(tx, workspace_id, who, "segment.created", made.id)
                return Verdict(row.line, "taken")
            case Invalid(problems):
                first = problems[0]
                message = f"{first.path}: {first.message}"
                return Verdict(row.line, "refused", code=first.code, message=message)
            case Conflict():
                return _standing(tx, row.line, workspace_id, name, rule)

    return database.run(save)


def _standing(tx: Tx, line: int, workspace_id: str, name: str, rule: object) -> Verdict:
    stands = tx.execute(
        sa.select(segment.c.id).where(
            segment.c.workspace_id == workspace_id, segment.c.name == name
        )
    ).scalar_one()
    found = saved_segments.get(tx, workspace_id, stands)
    if found is not None and found.rule == rule:
        return Verdict(line, "duplicate")
    message = "there is a segment of this name with another rule"
    return Verdict(line, "refused", code="name_taken", message=message)
