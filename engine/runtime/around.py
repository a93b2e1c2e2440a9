"""What stands around a journey in its workspace: the cap, and the other journeys that are live."""

from __future__ import annotations

import json
from dataclasses import replace

import sqlalchemy as sa

from engine import workspaces
from engine.store.db import Tx
from engine.store.tables import journey, journey_version, resource
from journeys.draft import Around, Neighbour, draft
from journeys.lint_overlap import neighbour


def around(tx: Tx, workspace_id: str, journey_id: str | None) -> Around:
    """What the linter is told of the workspace of this journey (None: of one not kept yet)."""
    cap = workspaces.settings(tx, workspace_id)["frequency_cap"]
    return Around(
        per_day=None if cap is None else cap["per_day"],
        uncapped=_uncapped(tx, workspace_id),
        others=_others(tx, workspace_id, journey_id),
    )


def _uncapped(tx: Tx, workspace_id: str) -> frozenset[str]:
    rows = tx.execute(
        sa.select(resource.c.key, resource.c.document).where(
            resource.c.workspace_id == workspace_id, resource.c.kind == "push"
        )
    )
    return frozenset(key for key, text in rows if json.loads(text).get("transactional"))


def _others(tx: Tx, workspace_id: str, journey_id: str | None) -> tuple[Neighbour, ...]:
    rows = tx.execute(
        sa.select(journey.c.id, journey.c.name, journey_version.c.id)
        .join(journey_version, journey.c.live_version == journey_version.c.id)
        .where(journey.c.workspace_id == workspace_id, journey.c.status == "live")
        .order_by(journey.c.created_at, journey.c.id)
    ).all()
    others = [row for row in rows if row[0] != journey_id]
    missing = [version for _, _, version in others if version not in _KEPT]
    found = {version: _KEPT[version] for _, _, version in others if version in _KEPT}
    found |= _read(tx, missing)
    return tuple(replace(found[version], name=name) for _, name, version in others)


_MOST_KEPT = 1000
_KEPT: dict[str, Neighbour] = {}
"""By version: a version is immutable, and reading it takes longer than all else here."""


def _read(tx: Tx, versions: list[str]) -> dict[str, Neighbour]:
    if not versions:
        return {}
    rows = tx.execute(
        sa.select(
            journey_version.c.id, journey_version.c.journey_id, journey_version.c.definition
        ).where(journey_version.c.id.in_(versions))
    )
    read = {version: neighbour(draft(json.loads(text)), of) for version, of, text in rows}
    if len(_KEPT) > _MOST_KEPT:
        _KEPT.clear()
    _KEPT.update(read)
    return read
