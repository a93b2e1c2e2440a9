"""Notes what was refused, so seldom that whoever sends nonsense makes no more writes than one a
second: what comes in between is answered, counted, and not kept."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

import structlog

from engine.audience.keys import Key
from engine.audience.refusals import Refusal
from engine.clock import SECOND

log = structlog.get_logger(__name__)

BETWEEN = SECOND
AT_ONCE = 20  # of one request
MOST = 10_000  # workspaces that are remembered


class Refusals:
    """Calls `write(workspace, refusals)` when it is time; any thread may call."""

    def __init__(
        self, write: Callable[[str, Sequence[Refusal]], None], now: Callable[[], int]
    ) -> None:
        self._write = write
        self._now = now
        self._latest: dict[str, int] = {}
        self._lock = threading.Lock()

    def __call__(self, key: Key, told: Sequence[Refusal]) -> None:
        if not told or not self._due(key.workspace_id):
            return
        try:
            self._write(key.workspace_id, told[:AT_ONCE])
        except Exception:
            # The refusal was answered; that it is not shown is no reason to answer otherwise.
            log.exception("refusal.not_noted")

    def _due(self, workspace_id: str) -> bool:
        now = self._now()
        with self._lock:
            if abs(now - self._latest.get(workspace_id, -BETWEEN)) < BETWEEN:
                return False
            if len(self._latest) >= MOST:
                self._latest.clear()
            self._latest[workspace_id] = now
        return True
