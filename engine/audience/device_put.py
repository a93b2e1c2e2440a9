"""A device's report as it comes in, and its row after it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import sqlalchemy as sa

from engine.audience import device_rows, push_status
from engine.audience.device_moves import Claim, Place
from engine.audience.device_rows import Row
from engine.audience.push_status import HELD, Cause, Reportable
from engine.audience.tokens import Visitor
from engine.store.db import Tx
from engine.store.tables import vapid_key, workspace
from journeys.person import DeviceKind


@dataclass(frozen=True, slots=True)
class Subscription:
    """Where a push goes; the endpoint as the guard rebuilt it, or a native token without keys.

    `vapid` is the public key for which the browser subscribed, where it tells.
    """

    endpoint: str = field(repr=False)
    p256dh: str | None = field(default=None, repr=False)
    auth: str | None = field(default=None, repr=False)
    vapid: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a browser tells of itself, checked and short."""

    platform: str | None = None
    browser: str | None = None
    model: str | None = None
    app_version: str | None = None
    language: str | None = None
    timezone: str | None = None
    standalone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PutDevice:
    """A device's report: what it is, what it can prove. `subscription` is checked by the caller.

    `previous_auth` is the old `auth` secret of an endpoint that comes with other keys.
    """

    claim: Claim
    kind: DeviceKind
    status: Reportable
    cause: Cause  # sync | prompt | enable
    subscription: Subscription | None = None
    facts: Facts = field(default_factory=Facts)
    visitor: Visitor | None = None
    previous_auth: str | None = field(default=None, repr=False)


def new(request: PutDevice, place: Place, now: int) -> Row:
    return Row(
        id=device_rows.new_id(), workspace_id=request.claim.workspace_id, owner=place.owner,
        epoch=0, anonymous_id=place.anonymous, kind=request.kind, status="ask", address=None,
        endpoint=None, p256dh=None, auth=None, vapid_key_id=None, platform=None, browser=None,
        model=None, app_version=None, language=None, timezone=None, standalone=False,
        reset_epoch=0, created_at=now, updated_at=now,
    )  # fmt: skip


def after(tx: Tx, before: Row | None, request: PutDevice, place: Place, now: int) -> Row:
    """The row after the report."""
    row = before or new(request, place, now)
    given = request.subscription if request.status == "allowed" else None
    status = push_status.next_status(
        row.status, request.status, request.cause, subscribing=given is not None
    )
    row = _with_facts(row, request.facts)
    if status not in ("allowed", *HELD):
        row = row.unsubscribed(status)
    elif given is not None:
        row = _with_subscription(tx, row, request.kind, given)
    moved = row.owner != place.owner
    return replace(
        row,
        owner=place.owner,
        epoch=row.epoch + 1 if moved else row.epoch,
        anonymous_id=place.anonymous,
        status=status,
        reset_epoch=_reset_epoch(tx, row.workspace_id),
        updated_at=now,
    )


def _with_facts(row: Row, facts: Facts) -> Row:
    """What the browser tells now, else what it told before."""
    return replace(
        row,
        platform=facts.platform or row.platform,
        browser=facts.browser or row.browser,
        model=facts.model or row.model,
        app_version=facts.app_version or row.app_version,
        language=facts.language or row.language,
        timezone=facts.timezone or row.timezone,
        standalone=facts.standalone,
    )


def _with_subscription(tx: Tx, row: Row, kind: DeviceKind, given: Subscription) -> Row:
    same = (row.endpoint, row.p256dh, row.auth) == (given.endpoint, given.p256dh, given.auth)
    if same and row.address is not None:
        return row
    return replace(
        row,
        kind=kind,
        address=device_rows.address_of(kind, given.endpoint),
        endpoint=given.endpoint,
        p256dh=given.p256dh,
        auth=given.auth,
        vapid_key_id=_vapid_key(tx, row.workspace_id, given.vapid) if kind == "web" else None,
    )


def _vapid_key(tx: Tx, workspace_id: str, public: str | None) -> str | None:
    """The workspace's key of this name, which may be retired, else that for which browsers
    subscribe now. A push service takes only the one that subscribed (RFC 8292 §4.2)."""
    named = vapid_key.c.public == (public or "")
    return tx.execute(
        sa.select(vapid_key.c.id)
        .where(vapid_key.c.workspace_id == workspace_id, vapid_key.c.retired_at.is_(None) | named)
        .order_by(named.desc(), vapid_key.c.created_at.desc(), vapid_key.c.id.desc())
        .limit(1)
    ).scalar_one_or_none()


def _reset_epoch(tx: Tx, workspace_id: str) -> int:
    query = sa.select(workspace.c.reset_epoch).where(workspace.c.id == workspace_id)
    return int(tx.execute(query).scalar_one())
