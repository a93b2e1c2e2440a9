"""Notes from which sites and with which keys events arrive, so seldom that nobody waits for it."""

from __future__ import annotations

import threading
from collections.abc import Callable

import structlog

from engine.audience import sightings
from engine.audience.keys import Key
from engine.clock import MINUTE, SECOND

log = structlog.get_logger(__name__)

AGAIN = MINUTE  # one site is noted so often
BETWEEN = SECOND  # two sites of one key: who invents origins makes no more writes than this
MOST = 10_000


class Sightings:
    """Calls `write(key, origin)` when it is time; any thread may call.

    What cannot be written is left out: the events are stored already, and their answer is 200.
    """

    def __init__(self, write: Callable[[Key, str], None], now: Callable[[], int]) -> None:
        self._write = write
        self._now = now
        self._noted: dict[tuple[str, str], int] = {}
        self._latest: dict[str, int] = {}
        self._lock = threading.Lock()

    def __call__(self, key: Key, origin: str) -> None:
        if not self._due(key, origin if sightings.fits(origin) else ""):
            return
        try:
            self._write(key, origin)
        except Exception:
            log.exception("sighting.not_noted")

    def _due(self, key: Key, origin: str) -> bool:
        now, place = self._now(), (key.id, origin)
        if abs(now - self._noted.get(place, -AGAIN)) < AGAIN:
            return False
        with self._lock:
            if abs(now - self._latest.get(key.id, -AGAIN)) < BETWEEN:
                return False
            if len(self._noted) >= MOST:
                self._noted.clear()
                self._latest.clear()
            self._noted[place] = self._latest[key.id] = now
        return True
