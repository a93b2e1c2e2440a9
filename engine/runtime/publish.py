"""From a draft to an immutable version: the control plane's one write.

A version holds the canonical definition and the rules of all segments it names, as they were; what
people inside an older version do is not touched (R12). Locks: the journey's row, then the
workspace's.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from engine import audit, workspaces
from engine.runtime import drafts
from engine.runtime.drafts import Journey, WrongStatus
from engine.runtime.published import compiled
from engine.store.db import Tx
from engine.store.tables import journey, journey_version, segment
from journeys.check import checks
from journeys.draft import Draft, Problem, draft
from journeys.lint import has_errors
from journeys.node import references
from journeys.rules import RuleInvalid, Scope, needs, parse


@dataclass(frozen=True, slots=True)
class Version:
    """A published version; `definition` is canonical JSON, `published_at` in µs."""

    id: str
    journey_id: str
    number: int
    definition: str
    published_at: int
    published_by: str


@dataclass(frozen=True, slots=True)
class Published:
    """The journey with its live version. `fresh` is False when nothing had changed since that."""

    journey: Journey
    version: Version
    problems: tuple[Problem, ...]  # warnings
    fresh: bool


@dataclass(frozen=True, slots=True)
class NotPublishable:
    """The draft has errors; the warnings are among them."""

    problems: tuple[Problem, ...]


def publish(tx: Tx, found: Journey, by: str) -> Published | NotPublishable | WrongStatus:
    """Make the draft the live version; `found` is as `drafts.get(…, lock=True)` answered it.

    A journey that is paused stays so: its new version takes nobody in until it is resumed. Doing it
    again without a change answers the version that is live already.
    """
    if found.status == "archived":
        return WrongStatus(found.status)
    problems = drafts.problems(tx, found.workspace_id, found.document, found.id)
    if has_errors(problems):
        return NotPublishable(problems)
    try:
        segments = pinned_segments(tx, found)
        compiled(found.id, "", found.draft, segments)  # what cannot run is never published
    except RuleInvalid as invalid:
        return NotPublishable((*problems, *_as_problems(invalid)))
    live = None if found.live_version is None else get(tx, found, found.live_version)
    if live is not None and (live.definition, _segments_of(tx, live)) == (found.draft, segments):
        return Published(found, live, problems, fresh=False)
    return Published(*_publish(tx, found, segments, by), problems, fresh=True)


def get(tx: Tx, of: Journey, version_id: str) -> Version | None:
    """The journey's version of this id."""
    query = sa.select(*_COLUMNS).where(
        journey_version.c.journey_id == of.id, journey_version.c.id == version_id
    )
    row = tx.execute(query).one_or_none()
    return None if row is None else Version(*row)


def numbered(tx: Tx, of: Journey, number: int) -> Version | None:
    """The journey's version of this number."""
    query = sa.select(*_COLUMNS).where(
        journey_version.c.journey_id == of.id, journey_version.c.number == number
    )
    row = tx.execute(query).one_or_none()
    return None if row is None else Version(*row)


def versions(tx: Tx, of: Journey, *, after: int | None, limit: int) -> list[Version]:
    """The journey's versions before the number `after`, the newest first."""
    page = sa.select(*_COLUMNS).where(journey_version.c.journey_id == of.id)
    if after is not None:
        page = page.where(journey_version.c.number < after)
    page = page.order_by(journey_version.c.number.desc()).limit(limit)
    return [Version(*row) for row in tx.execute(page)]


def live_versions(tx: Tx, workspace_id: str) -> list[Version]:
    """What the workspace's journeys, live or paused, have published last."""
    rows = tx.execute(
        sa.select(*_COLUMNS)
        .join(journey, journey.c.live_version == journey_version.c.id)
        .where(journey.c.workspace_id == workspace_id, journey.c.status.in_(("live", "paused")))
    )
    return [Version(*row) for row in rows]


def users_of(tx: Tx, workspace_id: str, kind: str, name: str) -> list[str]:
    """The ids of the live or paused journeys whose steps name this resource."""
    return [
        version.journey_id
        for version in live_versions(tx, workspace_id)
        if (kind, name) in _named(draft(json.loads(version.definition)))
    ]


def _publish(tx: Tx, found: Journey, segments: str, by: str) -> tuple[Journey, Version]:
    latest = sa.select(sa.func.max(journey_version.c.number)).where(
        journey_version.c.journey_id == found.id
    )
    version = Version(
        id=f"jv_{secrets.token_hex(8)}",
        journey_id=found.id,
        number=(tx.execute(latest).scalar_one() or 0) + 1,
        definition=found.draft,
        published_at=tx.now(),
        published_by=by,
    )
    row = {name: getattr(version, name) for name in _FIELDS}
    tx.execute(
        journey_version.insert(),
        {**row, "workspace_id": found.workspace_id, "segments": segments},
    )
    status = "paused" if found.status == "paused" else "live"
    tx.execute(
        journey.update()
        .where(journey.c.id == found.id)
        .values(live_version=version.id, status=status, updated_at=version.published_at)
    )
    workspaces.touch(tx, found.workspace_id)
    audit.record(tx, found.workspace_id, by, "journey.published", found.id, version=version.number)
    now = drafts.get(tx, found.workspace_id, found.id)
    return now or found, version


def pinned_segments(tx: Tx, found: Journey) -> str:
    """The rules, as JSON by id, of the segments that the draft names, and of those they name."""
    of_all = {
        id_: json.loads(rule)
        for id_, rule in tx.execute(
            sa.select(segment.c.id, segment.c.rule).where(
                segment.c.workspace_id == found.workspace_id
            )
        )
    }
    wanted = _closure(_segments_named(draft(found.document)), of_all)
    return json.dumps({id_: of_all[id_] for id_ in sorted(wanted)}, sort_keys=True)


def _segments_named(of: Draft) -> set[str]:
    rules = [check.rule for _, check in checks(of.definition.settings)]
    rules += [check.rule for node in of.nodes.values() for _, check in checks(node)]
    named = {name for kind, name in _named(of) if kind == "segment"}
    return named.union(*(needs(rule).segments for rule in rules))


def _named(of: Draft) -> set[tuple[str, str]]:
    """What the nodes' own fields refer to: (kind, key or id)."""
    return {(kind, name) for node in of.nodes.values() for _, kind, name in references(node)}


def _closure(named: Iterable[str], rules: Mapping[str, object]) -> set[str]:
    found: set[str] = set()
    waiting = set(named)
    while waiting:
        id_ = waiting.pop()
        if id_ in rules and id_ not in found:
            found.add(id_)
            waiting |= needs(parse(rules[id_], scope=Scope.SEGMENT)).segments
    return found


def _segments_of(tx: Tx, version: Version) -> str:
    query = sa.select(journey_version.c.segments).where(journey_version.c.id == version.id)
    return str(tx.execute(query).scalar_one())


def _as_problems(invalid: RuleInvalid) -> list[Problem]:
    return [Problem("error", each.code, each.message, each.path) for each in invalid.problems]


_FIELDS = tuple(Version.__dataclass_fields__)
_COLUMNS = tuple(journey_version.c[field] for field in _FIELDS)
