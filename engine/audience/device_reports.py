"""Tell device rows what a session reported of them: the step's only lock on `device`."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from engine.audience.push_status import Reported
from engine.store.db import Tx
from engine.store.tables import device


def apply(tx: Tx, reports: Sequence[Reported], now: int) -> None:
    """Set the status of the reported devices; the last report of a device holds.

    The rows are locked ascending, after the shard's position and before any head (locking.md
    rule 1). Owner and epoch stay: nobody moves by a report.
    """
    status = {id_: report.status for report in reports for id_ in report.device_ids}
    if not status:
        return
    locked = tx.execute(
        sa.select(device.c.id, device.c.status)
        .where(device.c.id.in_(status))
        .order_by(device.c.id)
        .with_for_update(key_share=True)
    ).all()
    for id_, stands in locked:
        if stands not in (status[id_], "withdrawn", "reset", "retired"):
            tx.execute(
                device.update().where(device.c.id == id_).values(status=status[id_], updated_at=now)
            )
