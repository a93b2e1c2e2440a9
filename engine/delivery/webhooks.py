"""Webhook calls of journeys and to endpoints: claimed, posted, settled.

A journey's result comes back as an event; an endpoint's is in the log of its calls.

A call is repeated until its receiver answers 2xx or refuses, or a day is over: its `webhook-id`
stays the same, so the receiver can drop a repeat (Standard Webhooks). The lane is its own: a
receiver that hangs keeps no push waiting. Nor does it keep other receivers: each answer is settled
as it comes, what could not begin in time waits again, and no workspace or endpoint fills a batch.
"""

from __future__ import annotations

import base64
import json
import random
import secrets
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

import sqlalchemy as sa
import structlog

from engine import clock, webhook_endpoints
from engine.delivery import endpoint_calls
from engine.delivery.call_rows import (
    AT_ONCE,
    EACH_AT_ONCE,
    OF_JOURNEYS,
    mark_claimed,
    mark_failed,
    waiting,
)
from engine.delivery.providers.provider import (
    Accepted,
    Call,
    Gone,
    NotSent,
    Provider,
    Receipt,
    Rejected,
)
from engine.secrets import derive
from engine.store import log
from engine.store.db import Database, Tx
from engine.store.log import Entry
from engine.store.tables import webhook_call

logger = structlog.get_logger("engine.delivery")

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
        ended, shards = self.database.run(expire)
        self.rang(shards)
        token = secrets.token_urlsafe(12)
        own, told = self.database.run(claim, token), self.database.run(endpoint_calls.take, token)
        rows = {row["id"]: row for row in (*own, *told.rows)}
        unsettled: list[Ended] = []
        try:
            for call, receipt, _answer in self.provider.send(self._calls(list(rows.values()))):
                one = (rows[call.id], receipt)
                try:
                    self.rang(self.database.run(settle, token, [one]))
                except Exception:
                    # The others' answers are still to come; this one is tried again at the end.
                    logger.exception("webhook.settle_failed", call=call.id)
                    unsettled.append(one)
        finally:
            if unsettled:
                self.rang(self.database.run(settle, token, unsettled))
        return ended == AT_ONCE or told.more or _may_be_more(own)

    def _calls(self, rows: Sequence[sa.RowMapping]) -> Iterator[Call]:
        told = {row["endpoint_id"] for row in rows if row["endpoint_id"] is not None}
        with self.database.read() as tx:
            receivers = webhook_endpoints.receivers(tx, sorted(told), self.master_key)
        for row in rows:
            if row["endpoint_id"] is not None:
                yield from endpoint_calls.request(row, receivers.get(row["endpoint_id"]))
                continue
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
    """Claim journeys' calls whose time has come, and those whose claimer died.

    Ten of a workspace at most.
    """
    now = tx.now()
    found: list[sa.RowMapping] = []
    counts: Counter[str] = Counter()
    while len(found) < AT_ONCE:
        full = [workspace for workspace, count in counts.items() if count >= EACH_AT_ONCE]
        # Those of this claim are not found again.
        ours = [row["id"] for row in found]
        rows = waiting(
            tx, now, OF_JOURNEYS, webhook_call.c.expires_at > now,
            webhook_call.c.workspace_id.not_in(full), webhook_call.c.id.not_in(ours),
        )  # fmt: skip
        if not rows:
            break
        for row in rows:
            if counts[row["workspace_id"]] < EACH_AT_ONCE and len(found) < AT_ONCE:
                counts[row["workspace_id"]] += 1
                found.append(row)
    mark_claimed(tx, found, token, now)
    return found


def expire(tx: Tx) -> tuple[int, set[int]]:
    """End calls whose day is over before they got through; how many, and the shards of their runs.

    Also those whose claimer died: nobody waits for their answer any more.
    """
    now = tx.now()
    rows = waiting(tx, now, OF_JOURNEYS, webhook_call.c.expires_at <= now)
    entries = []
    for row in rows:
        reason = row["reason"] or "expired"
        mark_failed(tx, row, reason)
        entries += _told(row, "failed", reason, now)
    return len(rows), log.append(tx, entries, now)


def _may_be_more(rows: Collection[sa.RowMapping]) -> bool:
    """Whether a claim stopped at one of its limits."""
    counts = Counter(row["workspace_id"] for row in rows)
    return len(rows) == AT_ONCE or EACH_AT_ONCE in counts.values()


def settle(tx: Tx, token: str, ended: Sequence[Ended]) -> set[int]:
    """Write what came of claimed calls that are still ours, and tell their runs."""
    now, entries = tx.now(), []
    for row, receipt in sorted(ended, key=lambda one: (one[0]["shard"], one[0]["id"])):
        state, reason, due_at = following(receipt, row, now)
        # What could not begin in time was no attempt; the row is as it was before its claim.
        attempts = row["attempts"] + (0 if receipt == NotSent("late") else 1)
        changed = tx.execute(
            webhook_call.update()
            .where(
                webhook_call.c.shard == row["shard"],
                webhook_call.c.id == row["id"],
                webhook_call.c.token == token,
                webhook_call.c.state == "claimed",
            )
            .values(state=state, reason=reason, due_at=due_at, attempts=attempts, token=None)
        )
        if changed.rowcount and row["endpoint_id"] is not None:
            endpoint_calls.note(tx, row, receipt, now)
        elif changed.rowcount and state != "pending":
            entries += _told(row, state, reason, now)
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
        case Gone():
            return "failed", "gone", row["due_at"]
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


def _told(row: sa.RowMapping, state: str, reason: str | None, now: int) -> list[Entry]:
    """The result for the run; one that is called again by hand has had it long ago."""
    if row["resent"]:
        return []
    stored = json.loads(row["body"])
    about = {
        "run": row["run_id"],
        "node": row["node"],
        "journey": row["journey_id"],
        "key": stored["key"],
        "outcome": state,
        "reason": reason,
    }
    entry = Entry(
        row["workspace_id"],
        row["person_id"],
        "engine",
        "webhook_finished",
        f"webhook:{row['id']}",
        now,
        json.dumps({"properties": about}, separators=(",", ":")),
        row["depth"] + 1,
    )
    return [entry]
