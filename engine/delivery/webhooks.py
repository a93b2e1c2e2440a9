"""Webhook calls of journeys: claimed, posted, settled; the result comes back as an event.

A call is repeated until its receiver answers 2xx or refuses, or a day is over: its `webhook-id`
stays the same, so the receiver can drop a repeat (Standard Webhooks). The lane is its own: a
receiver that hangs keeps no push waiting.
"""

from __future__ import annotations

import base64
import json
import random
import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

import sqlalchemy as sa

from engine import clock
from engine.delivery.providers.provider import Accepted, Call, Provider, Receipt, Rejected
from engine.secrets import derive
from engine.store import log
from engine.store.db import Database, Tx
from engine.store.log import Entry
from engine.store.tables import webhook_call

AT_ONCE = 50
FORGOTTEN = 50 * clock.SECOND  # five times the wall-clock limit of a call
BACK_OFF = (5, 30, 120, 600, 3_600, 10_800)  # seconds

Ended = tuple[sa.RowMapping, Receipt]


@dataclass(slots=True)
class Webhooks:
    """The lane of calls to customers' servers."""

    database: Database
    provider: Provider[Call]
    master_key: bytes = field(repr=False)
    rang: Callable[[set[int]], None]

    def deliver(self) -> bool:
        """Claim one batch, call, settle; True when there may be more."""
        token = secrets.token_urlsafe(12)
        rows = {row["id"]: row for row in self.database.run(claim, token)}
        ended: list[Ended] = []
        for call, receipt, _answer in self.provider.send(self._calls(list(rows.values()))):
            ended.append((rows[call.id], receipt))
        self.rang(self.database.run(settle, token, ended))
        return len(rows) == AT_ONCE

    def _calls(self, rows: Sequence[sa.RowMapping]) -> Iterator[Call]:
        for row in rows:
            yield Call(
                id=row["id"],
                url=row["url"],
                body=_body(row),
                secret=secret(self.master_key, row["workspace_id"]),
            )


def secret(master_key: bytes, workspace_id: str) -> str:
    """The workspace's signing secret, which its receivers verify with ("whsec_…")."""
    made = derive(master_key, f"webhook:{workspace_id}")
    return "whsec_" + base64.b64encode(made).decode()


def claim(tx: Tx, token: str) -> list[sa.RowMapping]:
    """Claim calls whose time has come, and those whose claimer died."""
    now = tx.now()
    waits = sa.and_(webhook_call.c.state == "pending", webhook_call.c.due_at <= now)
    lost = sa.and_(webhook_call.c.state == "claimed", webhook_call.c.claimed_at < now - FORGOTTEN)
    rows = tx.execute(
        sa.select(webhook_call)
        .where(sa.or_(waits, lost))
        .order_by(webhook_call.c.due_at, webhook_call.c.id)
        .limit(AT_ONCE)
        .with_for_update(key_share=True, skip_locked=True)
    )
    found = list(rows.mappings())
    if found:
        tx.execute(
            webhook_call.update()
            .where(webhook_call.c.id.in_([row["id"] for row in found]))
            .values(
                state="claimed",
                token=token,
                claimed_at=now,
                attempts=webhook_call.c.attempts + 1,
            )
        )
    return found


def settle(tx: Tx, token: str, ended: Sequence[Ended]) -> set[int]:
    """Write what came of claimed calls that are still ours, and tell their runs."""
    now, entries = tx.now(), []
    for row, receipt in sorted(ended, key=lambda one: (one[0]["shard"], one[0]["id"])):
        state, reason, due_at = following(receipt, row, now)
        changed = tx.execute(
            webhook_call.update()
            .where(
                webhook_call.c.shard == row["shard"],
                webhook_call.c.id == row["id"],
                webhook_call.c.token == token,
                webhook_call.c.state == "claimed",
            )
            .values(state=state, reason=reason, due_at=due_at, token=None)
        )
        if changed.rowcount and state != "pending":
            entries.append(_told(row, state, reason, now))
    return log.append(tx, entries, now)


def following(
    receipt: Receipt, row: sa.RowMapping, now: int
) -> tuple[Literal["done", "failed", "pending"], str | None, int]:
    """(state, reason, due_at): final, or again after a while."""
    match receipt:
        case Accepted():
            return "done", None, row["due_at"]
        case Rejected(code, _):
            return "failed", code, row["due_at"]
        case _:
            after = getattr(receipt, "after_seconds", None)
            pause = after or BACK_OFF[min(row["attempts"], len(BACK_OFF) - 1)]
            jitter = random.uniform(1.0, 1.2)  # noqa: S311  spreads retries, no secret
            due_at = now + int(pause * jitter * clock.SECOND)
            if due_at < row["expires_at"]:
                return "pending", receipt.reason, due_at
            return "failed", receipt.reason, row["due_at"]


def _body(row: sa.RowMapping) -> bytes:
    """What the receiver gets: the journey's own body, and which run it is about."""
    stored = json.loads(row["body"])
    document = {
        "type": "journey.webhook",
        "timestamp": clock.moment(row["created_at"]).isoformat(),
        "data": {
            "journey": row["journey_id"],
            "run": row["run_id"],
            "node": row["node"],
            "body": stored["body"],
        },
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def _told(row: sa.RowMapping, state: str, reason: str | None, now: int) -> Entry:
    stored = json.loads(row["body"])
    about = {
        "run": row["run_id"],
        "node": row["node"],
        "journey": row["journey_id"],
        "key": stored["key"],
        "outcome": state,
        "reason": reason,
    }
    return Entry(
        row["workspace_id"],
        row["person_id"],
        "engine",
        "webhook_finished",
        f"webhook:{row['id']}",
        now,
        json.dumps({"properties": about}, separators=(",", ":")),
        row["depth"] + 1,
    )
