"""What stands around a journey in its workspace: the cap, and the other journeys that are live."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from engine import workspaces
from engine.store.db import Tx
from engine.store.tables import journey, journey_version, resource
from journeys.draft import Around, Neighbour, Standing, draft
from journeys.lint_overlap import neighbour
from journeys.lint_starts import standing


def around(tx: Tx, workspace_id: str, journey_id: str | None) -> Around:
    """What the linter is told of the workspace of this journey (None: of one not kept yet)."""
    cap = workspaces.settings(tx, workspace_id)["frequency_cap"]
    rows = _journeys(tx, workspace_id)
    known = _known(tx, [row.live_version for row in rows if row.live_version is not None])
    others = [row for row in rows if row.id != journey_id]
    return Around(
        per_day=None if cap is None else cap["per_day"],
        uncapped=_uncapped(tx, workspace_id),
        others=tuple(
            replace(known[row.live_version].neighbour, name=row.name)
            for row in others
            if row.status == "live" and row.live_version is not None
        ),
        standing={row.id: _standing(row, known) for row in rows},
        own=journey_id,
    )


@dataclass(frozen=True, slots=True)
class _Known:
    """What others have to know of a published version."""

    neighbour: Neighbour
    standing: Standing


def _uncapped(tx: Tx, workspace_id: str) -> frozenset[str]:
    rows = tx.execute(
        sa.select(resource.c.key, resource.c.document).where(
            resource.c.workspace_id == workspace_id, resource.c.kind == "push"
        )
    )
    return frozenset(key for key, text in rows if json.loads(text).get("transactional"))


def _journeys(tx: Tx, workspace_id: str) -> Sequence[sa.Row[Any]]:
    return tx.execute(
        sa.select(journey.c.id, journey.c.name, journey.c.status, journey.c.live_version)
        .where(journey.c.workspace_id == workspace_id)
        .order_by(journey.c.created_at, journey.c.id)
    ).all()


def _standing(row: sa.Row[Any], known: Mapping[str, _Known]) -> Standing:
    if row.live_version is None:
        return Standing(row.name, row.status)
    return replace(known[row.live_version].standing, name=row.name, status=row.status)


_MOST_KEPT = 1000
_KEPT: dict[str, _Known] = {}
"""By version: a version is immutable, and reading it takes longer than all else here."""


def _known(tx: Tx, versions: Sequence[str]) -> dict[str, _Known]:
    found = {version: _KEPT[version] for version in versions if version in _KEPT}
    read = _read(tx, [version for version in versions if version not in found])
    if len(_KEPT) > _MOST_KEPT:
        _KEPT.clear()
    _KEPT.update(read)
    return found | read


def _read(tx: Tx, versions: Sequence[str]) -> dict[str, _Known]:
    if not versions:
        return {}
    rows = tx.execute(
        sa.select(
            journey_version.c.id, journey_version.c.journey_id, journey_version.c.definition
        ).where(journey_version.c.id.in_(versions))
    )
    read = {}
    for version, of, text in rows:
        found = draft(json.loads(text))
        read[version] = _Known(neighbour(found, of), standing(found, "", "live"))
    return read
