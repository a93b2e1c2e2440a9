"""Calls that tell endpoints what happened: claimed endpoint by endpoint, and what a result means.

Each endpoint is asked for by itself: however many calls wait for one that is slow or away, those to
others are found at once.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import sqlalchemy as sa

from engine import webhook_endpoints
from engine.delivery.call_rows import (
    AT_ONCE,
    EACH_AT_ONCE,
    OF_ENDPOINTS,
    mark_claimed,
    mark_failed,
    unheld,
    waiting,
)
from engine.delivery.providers.provider import Accepted, Call, Gone, NotSent, Receipt
from engine.store.db import Tx
from engine.store.tables import webhook_call, webhook_endpoint
from engine.webhook_endpoints import Receiver


class Taken(NamedTuple):
    """What was claimed, and whether there may be more."""

    rows: Sequence[sa.RowMapping]
    more: bool


def due(tx: Tx) -> list[tuple[str, str, str]]:
    """(id, state, URL) of the endpoints for which a call waits whose time has come."""
    its_own = webhook_call.c.endpoint_id == webhook_endpoint.c.id
    waits = sa.exists().where(OF_ENDPOINTS, its_own, unheld(tx.now()))
    columns = (webhook_endpoint.c.id, webhook_endpoint.c.state, webhook_endpoint.c.url)
    return [(row[0], row[1], row[2]) for row in tx.execute(sa.select(*columns).where(waits))]


def take(tx: Tx, token: str) -> Taken:
    """Claim calls to some endpoints, ten for each; end those whose day, or endpoint, is over.

    Which endpoints is left to chance, so that none that always has more to do is always first.
    """
    now, rows, full = tx.now(), [], False
    some = due(tx)
    chosen = random.sample(some, min(len(some), AT_ONCE // EACH_AT_ONCE))
    for endpoint_id, state, url in sorted(chosen):
        its_own = webhook_call.c.endpoint_id == endpoint_id
        found = waiting(tx, now, OF_ENDPOINTS, its_own, limit=EACH_AT_ONCE)
        full = full or len(found) == EACH_AT_ONCE
        live = [row for row in found if state == "on" and row["expires_at"] > now]
        for row in found:
            if row not in live:
                mark_failed(tx, row, _ended(state, row))
        mark_claimed(tx, live, token, now, url=url)
        rows += live
    return Taken(rows, full or len(some) > len(chosen))


def request(row: sa.RowMapping, receiver: Receiver | None) -> Iterator[Call]:
    """The call of a claimed row; none where its endpoint was turned off since.

    Such a row is given up like one whose claimer died, and ends at its next claim.
    """
    if receiver is not None:
        newest, *also = receiver.secrets or ("",)
        yield Call(row["id"], receiver.url, row["body"].encode(), newest, tuple(also))


def note(tx: Tx, row: sa.RowMapping, receipt: Receipt, now: int) -> None:
    """What the answer to a settled call says of its endpoint."""
    if isinstance(receipt, Accepted):
        webhook_endpoints.got_through(tx, row["endpoint_id"])
    elif receipt != NotSent("late"):  # its turn did not come: that says nothing of it
        gone = isinstance(receipt, Gone)
        webhook_endpoints.failed(tx, row["endpoint_id"], now, gone=gone)


def _ended(state: str, row: sa.RowMapping) -> str:
    return str(row["reason"] or "expired") if state == "on" else f"endpoint_{state}"
