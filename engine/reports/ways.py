"""Ways through journeys: a run with the steps that it has taken, as far as they are known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec
import sqlalchemy as sa

from engine import clock
from engine.reports.people import Who
from engine.reports.runs import Place, RunRow
from engine.store.db import Tx
from engine.store.tables import run
from journeys.run import Run


@dataclass(frozen=True, slots=True)
class Gone:
    """A step that was left: by which port ("" where the run ended with it), and when, in µs."""

    node: str
    port: str
    at: int


@dataclass(frozen=True, slots=True)
class Way:
    """A run and its steps in their order.

    `untold` is how many came before them: a run keeps its last steps, and those from before steps
    were kept are lost. None where the run cannot be read.
    """

    run: RunRow
    steps: tuple[Gone, ...]
    untold: int | None


def last(tx: Tx, who: Who, journey_id: str) -> Way | None:
    """The last time that somebody went through a journey; None if she never has."""
    query = _of(who).where(run.c.journey_id == journey_id)
    found = _ways(tx, query, 1)
    return found[0] if found else None


def of_person(tx: Tx, who: Who, *, after: Place | None, limit: int) -> list[Way]:
    """All her ways, the last begun first."""
    query = _of(who)
    if after is not None:
        query = query.where(
            sa.tuple_(run.c.entered_at, run.c.id) < sa.tuple_(*map(sa.literal, after))
        )
    return _ways(tx, query, limit)


def _of(who: Who) -> sa.Select[*tuple[object, ...]]:
    return sa.select(*_COLUMNS).where(run.c.shard == who.shard, run.c.person_id == who.id)


def _ways(tx: Tx, query: sa.Select[*tuple[object, ...]], limit: int) -> list[Way]:
    rows = tx.execute(query.order_by(run.c.entered_at.desc(), run.c.id.desc()).limit(limit))
    return [_way(dict(row)) for row in rows.mappings()]


def _way(row: dict[str, Any]) -> Way:
    body = row.pop("body")
    found = RunRow(**row)
    try:
        kept = Run.from_state(msgspec.json.decode(body)["run"])
    except Exception:  # what a step would set aside; a reader is told that nothing is known
        return Way(found, (), None)
    steps = tuple(Gone(each.node, each.port, clock.micros(each.at)) for each in kept.trail)
    return Way(found, steps, kept.untold)


_COLUMNS = (*(run.c[name] for name in RunRow.__dataclass_fields__), run.c.body)
