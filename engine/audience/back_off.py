"""How long nobody is asked again after a refusal, as the workspace has set it (N8)."""

from __future__ import annotations

import msgspec
import sqlalchemy as sa

from engine import clock
from engine.audience.reach import BACK_OFF
from engine.store.db import Tx
from engine.store.tables import workspace

SETTING = "popup_back_off_days"


def pauses(tx: Tx, workspace_id: str) -> tuple[int, ...]:
    """In µs: after her first, her second, and so on; the last for every later refusal."""
    text = tx.execute(
        sa.select(workspace.c.settings).where(workspace.c.id == workspace_id)
    ).scalar_one()
    days = msgspec.json.decode(text).get(SETTING)
    return tuple(each * clock.DAY for each in days) if days else BACK_OFF
