"""Where a push resource, a popup or a category is used: to know before it is changed or removed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa

from engine.resources import USED_BY_JOURNEYS, Resource, named_categories
from engine.runtime import publish
from engine.store.db import Tx
from engine.store.tables import campaign, journey, resource, segment
from journeys.check import checks
from journeys.draft import Draft, draft
from journeys.node import references
from journeys.rules import Needs, Rule, Scope, needs, parse

By = Literal["journey", "push", "popup", "segment", "campaign"]


@dataclass(frozen=True, slots=True)
class Use:
    """What names it: an id (of a journey, a segment) or a key, and what people call it.

    `live`: it acts on people now. A draft, or what no live journey needs, does not.
    """

    kind: By
    id: str
    name: str
    live: bool


def uses(tx: Tx, workspace_id: str, found: Resource) -> tuple[Use, ...]:
    """All of them, those that are live first, then by name; archived journeys are left out."""
    all_ = [*_journeys(tx, workspace_id, lambda document: _names(document, found))]
    if found.kind == "category":
        all_ += _resources(tx, workspace_id, found.key)
        all_ += _segments(tx, workspace_id, lambda asked: found.key in asked.categories)
        all_ += _campaigns(tx, workspace_id, "category", found.key)
    return tuple(sorted(all_, key=_order))


def uses_of_segment(tx: Tx, workspace_id: str, segment_id: str) -> tuple[Use, ...]:
    """Journeys and other segments whose rules name it, and campaigns that have not begun.

    What is published, and what has begun, keeps the rule it had.
    """
    all_ = [
        *_journeys(tx, workspace_id, lambda document: _asks(document, segment_id)),
        *_segments(tx, workspace_id, lambda asked: segment_id in asked.segments),
        *_campaigns(tx, workspace_id, "segment", segment_id),
    ]
    return tuple(sorted(all_, key=_order))


def _order(each: Use) -> tuple[bool, str, str]:
    return not each.live, each.name.lower(), each.id


def _journeys(
    tx: Tx, workspace_id: str, names: Callable[[Mapping[str, Any]], bool]
) -> Iterator[Use]:
    """By their drafts, and by what is live of them."""
    published = {
        version.journey_id: json.loads(version.definition)
        for version in publish.live_versions(tx, workspace_id)
    }
    rows = tx.execute(
        sa.select(journey.c.id, journey.c.name, journey.c.draft).where(
            journey.c.workspace_id == workspace_id, journey.c.status != "archived"
        )
    )
    for id_, name, text in rows:
        live = id_ in published and names(published[id_])
        if live or names(json.loads(text)):
            yield Use("journey", id_, name, live)


def _names(document: Mapping[str, Any], found: Resource) -> bool:
    """Whether a journey's document refers to it, in a step or (a category) in a rule."""
    of = draft(document)
    if found.kind == "category":
        return any(found.key in needs(rule).categories for rule in _rules(of))
    kind = USED_BY_JOURNEYS[found.kind]
    return any(
        (kind, found.key) == (to, name)
        for node in of.nodes.values()
        for _, to, name in references(node)
    )


def _asks(document: Mapping[str, Any], segment_id: str) -> bool:
    """Whether a journey's document asks for this segment, in a rule or in a step."""
    of = draft(document)
    if any(segment_id in needs(rule).segments for rule in _rules(of)):
        return True
    return any(
        ("segment", segment_id) == (to, name)
        for node in of.nodes.values()
        for _, to, name in references(node)
    )


def _rules(of: Draft) -> Iterator[Rule]:
    """Every rule of a journey: of its settings, and of its steps."""
    yield from (check.rule for _, check in checks(of.definition.settings))
    yield from (check.rule for node in of.nodes.values() for _, check in checks(node))


def _resources(tx: Tx, workspace_id: str, category: str) -> Iterator[Use]:
    rows = tx.execute(
        sa.select(resource.c.kind, resource.c.key, resource.c.document).where(
            resource.c.workspace_id == workspace_id, resource.c.kind.in_(("push", "popup"))
        )
    )
    for kind, key, text in rows:
        document = json.loads(text)
        if category in named_categories(document):
            yield Use(kind, key, document.get("name") or document.get("title") or key, live=True)


def _campaigns(tx: Tx, workspace_id: str, name: str, value: str) -> Iterator[Use]:
    """Those that have not begun and say so; one that is planned acts by itself."""
    rows = tx.execute(
        sa.select(campaign.c.id, campaign.c.state, campaign.c.document).where(
            campaign.c.workspace_id == workspace_id, campaign.c.state.in_(("draft", "scheduled"))
        )
    )
    for id_, state, text in rows:
        document = json.loads(text)
        if document.get(name) == value:
            yield Use("campaign", id_, document["title"], state == "scheduled")


def _segments(tx: Tx, workspace_id: str, names: Callable[[Needs], bool]) -> Iterator[Use]:
    rows = tx.execute(
        sa.select(segment.c.id, segment.c.name, segment.c.rule).where(
            segment.c.workspace_id == workspace_id
        )
    )
    for id_, name, text in rows:
        if names(needs(parse(json.loads(text), scope=Scope.SEGMENT))):
            yield Use("segment", id_, name, live=True)
