"""The `device` row, outside the shards and true at once: to read, to lock, to write, to tell of."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, replace
from hashlib import sha256

import msgspec
import sqlalchemy as sa

from engine.audience.push_status import Cause, Change, DeviceChange
from engine.store import bulk
from engine.store.db import Retry, Tx
from engine.store.log import Entry
from engine.store.tables import device, workspace
from journeys.person import DeviceKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One device: a browser, or an app on a phone, with its subscription if it has one.

    `status` is ask | allowed | blocked | unsupported | withdrawn | retired | reset. A withdrawn or
    reset one keeps its address, so that its browser's next report is recognised.
    """

    id: str
    workspace_id: str
    owner: int | None
    epoch: int
    anonymous_id: int | None
    kind: DeviceKind
    status: str
    address: bytes | None
    endpoint: str | None
    p256dh: str | None
    auth: str | None
    vapid_key_id: str | None
    platform: str | None
    browser: str | None
    model: str | None
    app_version: str | None
    language: str | None
    timezone: str | None
    standalone: bool
    reset_epoch: int
    created_at: int
    updated_at: int

    def __repr__(self) -> str:
        """Without the subscription: it is a secret of the browser."""
        return f"Row({self.id!r}, owner={self.owner}, epoch={self.epoch}, {self.status})"

    @property
    def subscribed(self) -> bool:
        """Whether a push can be sent there."""
        return self.status == "allowed" and self.address is not None

    def unsubscribed(self, status: str) -> Row:
        """Without its subscription, which ended in the browser."""
        return replace(
            self, status=status, address=None, endpoint=None, p256dh=None, auth=None,
            vapid_key_id=None,
        )  # fmt: skip


def address_of(kind: str, endpoint: str) -> bytes:
    """What makes an endpoint or token unique in its workspace (SHA-256)."""
    return sha256(f"{kind}\n{endpoint}".encode()).digest()


def new_id() -> str:
    return f"d{secrets.token_hex(10)}"


def by_address(tx: Tx, workspace_id: str, address: bytes) -> Row | None:
    """The device with this endpoint, as it is now, unlocked."""
    return _one(tx, device.c.workspace_id == workspace_id, device.c.address == address)


def by_addresses(tx: Tx, workspace_id: str, addresses: Collection[bytes]) -> dict[bytes, Row]:
    """The devices with these endpoints, as they are now, unlocked."""
    query = _query().where(
        device.c.workspace_id == workspace_id, device.c.address.in_(sorted(set(addresses)))
    )
    rows = (_row(row) for row in tx.execute(query).mappings())
    return {bytes(row.address): row for row in rows if row.address is not None}


def by_id(tx: Tx, workspace_id: str, device_id: str) -> Row | None:
    """The device of this id in this workspace, as it is now, unlocked."""
    return _one(tx, device.c.workspace_id == workspace_id, device.c.id == device_id)


def of_owner(tx: Tx, owner: int) -> list[Row]:
    """All devices of a person, the first registered first, unlocked."""
    query = _query().where(device.c.owner == owner).order_by(device.c.created_at, device.c.id)
    return [_row(row) for row in tx.execute(query).mappings()]


def lock(tx: Tx, ids: Iterable[str]) -> dict[str, Row]:
    """Lock these devices, ascending, and answer them as they are now.

    A person's `reach` row, where the change needs it, is locked before (locking.md rule 1, F4).
    """
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    tx.execute(
        sa.select(device.c.id)
        .where(device.c.id.in_(wanted))
        .order_by(device.c.id)
        .with_for_update(key_share=True)
    ).all()
    # A statement of its own, which starts after the locks were granted (rule 3).
    query = _query().where(device.c.id.in_(wanted))
    return {row["id"]: _row(row) for row in tx.execute(query).mappings()}


def insert(tx: Tx, row: Row) -> None:
    """A new device. Raises Retry when its endpoint was registered meanwhile."""
    values = asdict(row)
    made = bulk.insert_new(tx, device, list(values), [tuple(values.values())], ["id"])
    if not made:
        raise Retry("address")


def update(tx: Tx, row: Row) -> None:
    """Write a locked row back. Raises Retry when its new endpoint was registered meanwhile."""
    try:
        tx.execute(device.update().where(device.c.id == row.id).values(**asdict(row)))
    except sa.exc.IntegrityError as error:
        raise Retry("address") from error


def entry(
    row: Row, person: int, change: Change, cause: Cause, now: int, *, reported: str | None = None
) -> Entry:
    """The event that tells a person what became of a device; `row` is the device afterwards.

    `reported` is what the browser said of itself: then the person is at it, unless it was said
    elsewhere and is imported.
    """
    body = DeviceChange(
        device=row.id,
        change=change,
        cause=cause,
        status=row.status,
        reported=reported,
        subscribed=row.subscribed,
        session=reported is not None and cause != "import",
        anonymous=row.anonymous_id,
        kind=row.kind,
        platform=row.platform,
        browser=row.browser,
        model=row.model,
        language=None if reported is None else row.language,
        timezone=None if reported is None else row.timezone,
    ).to_body()
    return Entry(
        row.workspace_id,
        person,
        "device",
        "device_changed",
        f"device:{row.id}:{row.epoch}:{secrets.token_hex(8)}",
        now,
        msgspec.json.encode(body).decode(),
    )


def _query() -> sa.Select[tuple[object, ...]]:
    return sa.select(device, workspace.c.reset_epoch.label("workspace_reset")).join(
        workspace, workspace.c.id == device.c.workspace_id
    )


def _one(tx: Tx, *where: sa.ColumnElement[bool]) -> Row | None:
    row = tx.execute(_query().where(*where)).mappings().first()
    return None if row is None else _row(row)


def _row(row: sa.RowMapping) -> Row:
    values = dict(row)
    workspace_reset = values.pop("workspace_reset")
    found = Row(**values)  # the table's columns are its fields
    # An admin's reset holds at once, also for rows that it has not been written into yet.
    stale = found.status == "allowed" and found.reset_epoch != workspace_reset
    return replace(found, status="reset") if stale else found
