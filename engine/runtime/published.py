"""What is published, by workspace: plans, categories, resources; cached by the workspace's version.

Whoever changes a journey, segment, resource or setting raises `workspace.version` in the same
transaction; the step reads that one number and keeps everything else.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
import sqlalchemy as sa
import structlog

from engine import webhook_endpoints
from engine.audience.content import Site
from engine.store.db import Tx
from engine.store.tables import journey, journey_version, resource, workspace
from engine.webhook_endpoints import Told
from engine.workspaces import DEFAULTS
from journeys import definition, rules
from journeys.plan import Plan
from journeys.plan import compile as compile_plan

Document = Mapping[str, Any]

logger = structlog.get_logger("engine.runtime")


@dataclass(frozen=True, slots=True)
class Live:
    """One workspace as the shard step needs it."""

    version: int
    timezone: str
    categories: Mapping[str, bool]  # the defaults
    resources: Mapping[tuple[str, str], Document]  # by (kind, key)
    plans: Mapping[str, Plan]  # of live journeys
    triggers: Mapping[str, tuple[Plan, ...]]  # these by the event that starts them
    held: frozenset[str]  # paused journeys
    site: Site  # what stands in each push
    told: Told  # which endpoints are told what


class Published:
    """The cache; one for a process. A version once compiled stays: it is immutable.

    `base_url` is where browsers reach Waymark: links in pushes may lead there.
    """

    def __init__(self, base_url: str = "") -> None:
        self._base_url = base_url
        self._live: dict[str, Live] = {}
        self._plans: dict[str, Plan] = {}
        self._guard = threading.Lock()

    def of(self, tx: Tx, workspaces: Iterable[str]) -> dict[str, Live]:
        """What these workspaces have published, as of this transaction."""
        wanted = set(workspaces)
        if not wanted:
            return {}
        rows = tx.execute(
            sa.select(
                workspace.c.id, workspace.c.version, workspace.c.name, workspace.c.settings
            ).where(workspace.c.id.in_(wanted))
        ).all()
        found = {}
        for id_, version, name, text in rows:
            live = self._live.get(id_)
            if live is None or live.version != version:
                settings = {**DEFAULTS, **msgspec.json.decode(text), "name": name}
                live = self._load(tx, id_, version, settings)
                self._live[id_] = live
            found[id_] = live
        return found

    def plan(self, tx: Tx, version_id: str) -> Plan:
        """The plan of a version. Raises LookupError when there is none."""
        plan = self._plans.get(version_id)
        if plan is None:
            row = tx.execute(
                sa.select(
                    journey_version.c.journey_id,
                    journey_version.c.definition,
                    journey_version.c.segments,
                ).where(journey_version.c.id == version_id)
            ).one_or_none()
            if row is None:
                raise LookupError(f"no journey version {version_id}")
            plan = compiled(row[0], version_id, row[1], row[2])
            with self._guard:
                self._plans[version_id] = plan
        return plan

    def _load(self, tx: Tx, workspace_id: str, version: int, settings: Document) -> Live:
        plans, held = {}, set()
        for id_, status, live_version in tx.execute(
            sa.select(journey.c.id, journey.c.status, journey.c.live_version).where(
                journey.c.workspace_id == workspace_id, journey.c.live_version.is_not(None)
            )
        ):
            if status == "live":
                try:
                    plans[id_] = self.plan(tx, live_version)
                except Exception:
                    # One journey that cannot be compiled any more lets nobody in; the others do.
                    logger.exception("journey.unusable", journey=id_)
            elif status == "paused":
                held.add(id_)
        resources = _resources(tx, workspace_id)
        return Live(
            version=version,
            timezone=settings.get("timezone") or "UTC",
            categories={
                key: bool(document.get("default", True))
                for (kind, key), document in resources.items()
                if kind == "category"
            },
            resources=resources,
            plans=plans,
            triggers=_by_trigger(plans.values()),
            held=frozenset(held),
            site=Site.of(settings, resources, self._base_url),
            told=webhook_endpoints.told(tx, workspace_id),
        )


def compiled(journey_id: str, version_id: str, document: str, segments: str) -> Plan:
    """The plan of a stored version; its segments' rules are those of its publishing."""
    stored = msgspec.json.decode(segments)
    scope = rules.Scope.SEGMENT
    return compile_plan(
        definition.load(msgspec.json.decode(document)),
        journey=journey_id,
        version=version_id,
        segments={id_: rules.parse(rule, scope=scope) for id_, rule in stored.items()},
    )


def _resources(tx: Tx, workspace_id: str) -> dict[tuple[str, str], Document]:
    rows = tx.execute(
        sa.select(resource.c.kind, resource.c.key, resource.c.document).where(
            resource.c.workspace_id == workspace_id
        )
    )
    return {(row[0], row[1]): msgspec.json.decode(row[2]) for row in rows}


def _by_trigger(plans: Iterable[Plan]) -> dict[str, tuple[Plan, ...]]:
    """Higher priority first: it is the one whose popup is offered and whose push counts first."""
    by_name: dict[str, list[Plan]] = {}
    for plan in sorted(plans, key=lambda plan: (-plan.settings.priority, plan.journey)):
        for name in plan.triggers:
            by_name.setdefault(name, []).append(plan)
    return {name: tuple(found) for name, found in by_name.items()}
