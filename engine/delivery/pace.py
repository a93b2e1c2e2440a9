"""The pace of each push host: tokens of this process, and a circuit that all processes share.

Tokens are kept in memory: losing them at a restart only begins anew. An opened circuit and a
Retry-After are written to `push_host`, so that ten workers do not each learn it for themselves.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable

import sqlalchemy as sa
from msgspec.structs import asdict, replace

from engine import clock
from engine.delivery import hosts
from engine.delivery.hosts import HostState, Pace
from engine.delivery.providers.provider import Receipt
from engine.store import bulk
from engine.store.db import Tx
from engine.store.tables import push_host

SHORT = clock.SECOND // 10  # until a host without tokens is asked again, at the least
LONGEST = 5 * clock.MINUTE  # a backlog is not held for longer: its host may have recovered
FRESH = clock.SECOND  # how long what other processes wrote is believed


class Paces:
    """Asked by claims, told by receipts; any thread may call."""

    def __init__(self, pace: Pace | None = None) -> None:
        self._pace = pace or Pace()
        self._states: dict[str, HostState] = {}
        self._places: dict[str, int] = {}  # by origin: when the last one turned away comes again
        self._changed: set[str] = set()
        self._read_at = 0
        self._guard = threading.Lock()

    def gate(self, endpoint: str, now: int) -> int | None:
        """None: take one now. Else when (µs) to ask again."""
        origin = origin_of(endpoint)
        with self._guard:
            state = self._states.get(origin) or hosts.fresh(now, self._pace)
            granted, state = hosts.allow(state, now, 1, self._pace)
            self._states[origin] = state
            return None if granted else self._place(origin, state, now)

    def _place(self, origin: str, state: HostState, now: int) -> int:
        """When one that was turned away may come again: behind those turned away before it.

        All at once they would fill claim after claim, and keep other hosts' messages waiting.
        """
        waits = (state.open_until, state.slow_until)
        opens = max(now + SHORT, *(until for until in waits if until is not None), now)
        behind = self._places.get(origin, 0) + int(clock.SECOND / state.rate)
        self._places[origin] = min(max(opens, behind), opens + LONGEST)
        return self._places[origin]

    def told(self, endpoint: str, receipt: Receipt, now: int) -> None:
        """A request to this host ended so."""
        origin = origin_of(endpoint)
        with self._guard:
            before = self._states.get(origin) or hosts.fresh(now, self._pace)
            after = hosts.after(before, receipt, now, self._pace)
            self._states[origin] = after
            if (before.open_until, before.slow_until) != (after.open_until, after.slow_until):
                self._changed.add(origin)

    @property
    def news(self) -> bool:
        """Whether a circuit changed that the others do not know of."""
        return bool(self._changed)

    def share(self, tx: Tx, now: int) -> None:
        """Write the circuits that changed, in a transaction of its own, ascending."""
        with self._guard:
            rows = [
                (origin, json.dumps(asdict(self._states[origin])), now)
                for origin in sorted(self._changed)
            ]
            self._changed.clear()
        columns = ("origin", "state", "updated_at")
        bulk.insert(tx, push_host, columns, rows, replace=columns[1:])

    def learn(self, tx: Tx, now: int) -> None:
        """Take over what other processes wrote, at most once a second."""
        if now - self._read_at < FRESH:
            return
        rows = tx.execute(
            sa.select(push_host.c.origin, push_host.c.state).where(
                push_host.c.updated_at >= self._read_at - FRESH
            )
        ).all()
        self._read_at = now
        self._take(rows, now)

    def _take(self, rows: Iterable[sa.Row[*tuple[object, ...]]], now: int) -> None:
        with self._guard:
            for origin, text in rows:
                theirs = json.loads(str(text))
                ours = self._states.get(str(origin)) or hosts.fresh(now, self._pace)
                self._states[str(origin)] = replace(
                    ours, open_until=theirs["open_until"], slow_until=theirs["slow_until"]
                )


def origin_of(endpoint: str) -> str:
    """The host's name for its pace; stored endpoints were parsed and rebuilt when they came."""
    scheme, there, rest = endpoint.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}" if there else endpoint


def place_of(workspace_id: str, kind: str, endpoint: str) -> str:
    """Whose pace a device's pushes go by: its push service's, of apps that of the workspace there.

    An app's quota is its project's: one workspace that used it up is no reason to hold another.
    """
    return endpoint if kind == "web" else f"{kind}:{workspace_id}"


def place_shown(place: str, workspace_id: str) -> str | None:
    """A place as this workspace may see it: of apps the kind, and nothing of another's."""
    kind, _, whose = place.partition(":")
    if kind not in ("fcm", "apns"):
        return place
    return kind if whose == workspace_id else None
