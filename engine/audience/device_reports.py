"""Tell device rows what a session reported of them: the step's only lock on `device`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from engine.audience import device_rows
from engine.audience.push_status import HELD, Reported
from engine.store.db import Tx


@dataclass(frozen=True, slots=True)
class Told:
    """A session's report: whose session it was, and when it was accepted (µs)."""

    owner: int
    received_at: int
    report: Reported


def apply(tx: Tx, told: Sequence[Told], now: int) -> None:
    """Set the status of the reported devices; the last report of a device holds.

    The rows are locked ascending, after the shard's position and before any head (locking.md
    rule 1). What the device itself said later than the session, or to another owner, stays: the
    log is read behind the rows. Owner and epoch stay too: nobody moves by a report.
    """
    latest = {id_: one for one in told for id_ in one.report.device_ids}
    for id_, row in sorted(device_rows.lock(tx, latest).items()):
        one = latest[id_]
        if row.owner != one.owner or row.updated_at > one.received_at or row.status in HELD:
            continue
        status = one.report.status
        after = replace(row, status=status) if status == "allowed" else row.unsubscribed(status)
        if after != row:
            device_rows.update(tx, replace(after, updated_at=now))
