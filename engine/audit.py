"""Who changed what: one row per change, written in its transaction."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from engine.store.db import Tx
from engine.store.tables import audit

KINDS = frozenset(
    (
        "audit.exported",
        "campaign.cancelled",
        "campaign.changed",
        "campaign.created",
        "campaign.exported",
        "campaign.paused",
        "campaign.removed",
        "campaign.resumed",
        "campaign.sent",
        "category.changed",
        "category.created",
        "category.removed",
        "device.removed",
        "device.tested",
        "draft.saved",
        "events.exported",
        "identity_key.added",
        "identity_key.removed",
        "identity_secret.renewed",
        "journey.archived",
        "journey.created",
        "journey.paused",
        "journey.published",
        "journey.resumed",
        "journey.unarchived",
        "key.created",
        "key.revoked",
        "member.changed",
        "member.invited",
        "member.joined",
        "member.logged_in",
        "member.logged_out",
        "member.password_changed",
        "member.removed",
        "member.reset",
        "member.second_factor_ended",
        "member.second_factor_set",
        "member.session_ended",
        "messages.exported",
        "messages.reset",
        "people.exported",
        "people.imported",
        "person.erased",
        "person.exported",
        "person.linked",
        "person.targeted",
        "popup.changed",
        "popup.created",
        "popup.removed",
        "push.changed",
        "push.created",
        "push.removed",
        "push_service.removed",
        "push_service.set",
        "segment.changed",
        "segment.created",
        "segment.exported",
        "segment.removed",
        "settings.changed",
        "subscribers.reset",
        "subscriptions.imported",
        "vapid_key.imported",
        "vapid_key.rotated",
        "webhook.changed",
        "webhook.created",
        "webhook.removed",
        "webhook.resent",
        "webhook.secret_renewed",
        "webhook.tested",
        "webhook.turned_off",
        "webhook_secret.shown",
        "workspace.created",
    )
)
"""What the log tells of; the console has words for each of them."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One change; `who` is `key:ID`, `member:ID`, `command` or `engine`, `at` in µs."""

    id: str
    at: int
    who: str
    what: str
    target: str
    detail: Mapping[str, object]


def record(
    tx: Tx, workspace_id: str, who: str, what: str, target: str, /, **detail: object
) -> None:
    """Note a change: `what` one of KINDS, `target` an id or key.

    No secret and nothing of a person but her id may stand in `detail`. Raises LookupError for a
    kind that nobody has words for.
    """
    if what not in KINDS:
        raise LookupError(what)
    tx.execute(
        audit.insert(),
        {
            "id": f"audit_{secrets.token_hex(8)}",
            "workspace_id": workspace_id,
            "at": tx.now(),
            "who": who,
            "what": what,
            "target": target,
            "detail": json.dumps(detail),
        },
    )


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which changes are asked for: by whom, of what kind; None is any."""

    who: str | None = None
    what: str | None = None


def listed(
    tx: Tx,
    workspace_id: str,
    *,
    after: tuple[int, str] | None,
    limit: int,
    wanted: Wanted = Wanted(),
) -> Sequence[Entry]:
    """The changes before (at, id) `after`, the newest first."""
    columns = (audit.c.id, audit.c.at, audit.c.who, audit.c.what, audit.c.target, audit.c.detail)
    page = sa.select(*columns).where(audit.c.workspace_id == workspace_id)
    if wanted.who is not None:
        page = page.where(audit.c.who == wanted.who)
    if wanted.what is not None:
        page = page.where(audit.c.what == wanted.what)
    if after is not None:
        page = page.where(sa.tuple_(audit.c.at, audit.c.id) < sa.tuple_(*map(sa.literal, after)))
    page = page.order_by(audit.c.at.desc(), audit.c.id.desc()).limit(limit)
    return [
        Entry(id_, at, who, what, target, json.loads(detail))
        for id_, at, who, what, target, detail in tx.execute(page)
    ]


def kinds(tx: Tx, workspace_id: str) -> tuple[list[str], list[str]]:
    """(everybody who changed something, every kind of change), each in order."""
    here = audit.c.workspace_id == workspace_id
    found = [
        list(tx.execute(sa.select(column).where(here).distinct().order_by(column)).scalars())
        for column in (audit.c.who, audit.c.what)
    ]
    return found[0], found[1]
