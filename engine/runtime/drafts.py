"""Journeys as people write them: the draft, which may be unfinished, and what is wrong with it."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

import sqlalchemy as sa

from engine import audit
from engine.runtime.around import around
from engine.store.db import Tx
from engine.store.tables import journey, resource, segment
from journeys.definition import DEEPEST, LARGEST, canonical, check_document
from journeys.draft import Problem, References
from journeys.lint import Review, lint, review
from journeys.reading import deeper_than
from journeys.rule_values import storable

Status = Literal["draft", "live", "paused", "archived"]
Document = Mapping[str, Any]

LONGEST_NAME = 200
UNNAMED = "Untitled journey"


@dataclass(frozen=True, slots=True)
class Journey:
    """A journey; `draft` is canonical JSON, `draft_version` counts its saves, times are in µs."""

    id: str
    workspace_id: str
    name: str
    draft: str
    draft_version: int
    status: Status
    live_version: str | None
    created_at: int
    updated_at: int

    @property
    def document(self) -> dict[str, Any]:
        read: dict[str, Any] = json.loads(self.draft)
        return read


@dataclass(frozen=True, slots=True)
class NoDocument:
    """This cannot even be a draft: no JSON object, too deep, or more than 1 MB (`too_large`)."""

    reason: str
    too_large: bool = False


@dataclass(frozen=True, slots=True)
class Absent:
    """The workspace has no such journey."""


@dataclass(frozen=True, slots=True)
class Stale:
    """Somebody else saved the draft meanwhile; this is its version now."""

    version: int


@dataclass(frozen=True, slots=True)
class WrongStatus:
    """What was asked for is not possible for a journey of this status."""

    status: Status


def create(tx: Tx, workspace_id: str, document: object, by: str) -> Journey | NoDocument:
    """A new journey with this draft."""
    wrong = refusal(document)
    if wrong is not None:
        return wrong
    now = tx.now()
    made = Journey(
        id=f"j_{secrets.token_hex(8)}",
        workspace_id=workspace_id,
        name=_name(document, UNNAMED),
        draft=canonical(document),
        draft_version=1,
        status="draft",
        live_version=None,
        created_at=now,
        updated_at=now,
    )
    tx.execute(journey.insert(), {column: getattr(made, column) for column in _FIELDS})
    audit.record(tx, workspace_id, by, "journey.created", made.id)
    return made


def save_draft(
    tx: Tx, found: Journey, document: object, by: str
) -> Journey | NoDocument | WrongStatus:
    """The journey with its draft replaced; `found` is as `get(…, lock=True)` answered it."""
    wrong = refusal(document)
    if wrong is not None:
        return wrong
    if found.status == "archived":
        return WrongStatus(found.status)
    text = canonical(document)
    if text == found.draft:
        return found
    saved = replace(
        found,
        name=_name(document, found.name),
        draft=text,
        draft_version=found.draft_version + 1,
        updated_at=tx.now(),
    )
    tx.execute(
        journey.update()
        .where(journey.c.id == found.id)
        .values(
            name=saved.name,
            draft=text,
            draft_version=saved.draft_version,
            updated_at=saved.updated_at,
        )
    )
    audit.record(tx, found.workspace_id, by, "draft.saved", found.id, version=saved.draft_version)
    return saved


def get(tx: Tx, workspace_id: str, journey_id: str, *, lock: bool = False) -> Journey | None:
    """The workspace's journey of this id; with `lock` nobody else changes it until the commit."""
    query = sa.select(*_COLUMNS).where(
        journey.c.workspace_id == workspace_id, journey.c.id == journey_id
    )
    row = tx.execute(query.with_for_update(key_share=True) if lock else query).one_or_none()
    return None if row is None else Journey(*row)


def listed(
    tx: Tx, workspace_id: str, *, after: tuple[int, str] | None, limit: int
) -> list[Journey]:
    """The workspace's journeys before (created_at, id) `after`, the newest first."""
    place = sa.tuple_(journey.c.created_at, journey.c.id)
    page = sa.select(*_COLUMNS).where(journey.c.workspace_id == workspace_id)
    if after is not None:
        page = page.where(place < sa.tuple_(*map(sa.literal, after)))
    page = page.order_by(journey.c.created_at.desc(), journey.c.id.desc()).limit(limit)
    return [Journey(*row) for row in tx.execute(page)]


def problems(
    tx: Tx, workspace_id: str, document: Document, journey_id: str | None = None
) -> tuple[Problem, ...]:
    """What the linter says of a document, of this journey, knowing what the workspace has."""
    return lint(document, references(tx, workspace_id), around(tx, workspace_id, journey_id))


def reviewed(tx: Tx, found: Journey) -> Review:
    """The problems of a journey's draft, and how many pushes it may come to."""
    near = around(tx, found.workspace_id, found.id)
    return review(found.document, references(tx, found.workspace_id), near)


def references(tx: Tx, workspace_id: str) -> References:
    """The keys and ids that journeys of this workspace may name."""
    kinds: dict[str, set[str]] = {"push": set(), "popup": set(), "category": set()}
    for kind, key in tx.execute(
        sa.select(resource.c.kind, resource.c.key).where(resource.c.workspace_id == workspace_id)
    ):
        kinds[kind].add(key)
    segments = sa.select(segment.c.id).where(segment.c.workspace_id == workspace_id)
    journeys = sa.select(journey.c.id).where(journey.c.workspace_id == workspace_id)
    return References(
        pushes=frozenset(kinds["push"]),
        popups=frozenset(kinds["popup"]),
        categories=frozenset(kinds["category"]),
        segments=frozenset(tx.execute(segments).scalars()),
        journeys=frozenset(tx.execute(journeys).scalars()),
    )


def refusal(document: object) -> NoDocument | None:
    """Why this is no document that could be kept as a draft."""
    try:
        check_document(document)
    except ValueError as error:
        return NoDocument(str(error), too_large=_too_large(document))
    return None


def _too_large(document: object) -> bool:
    if not isinstance(document, dict) or deeper_than(document, DEEPEST):
        return False
    try:
        return len(canonical(document).encode()) > LARGEST
    except ValueError:
        return False


def _name(document: object, otherwise: str) -> str:
    """What lists call the journey: an unfinished draft may have no name yet."""
    name = document.get("name") if isinstance(document, dict) else None
    if not isinstance(name, str) or not name.strip() or not storable(name):
        return otherwise
    return name.strip()[:LONGEST_NAME]


_FIELDS = tuple(Journey.__dataclass_fields__)
_COLUMNS = tuple(journey.c[field] for field in _FIELDS)
