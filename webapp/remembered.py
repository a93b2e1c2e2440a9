"""Answers of the database kept for a moment: the firehose asks the same few things all the time."""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from engine import clock

K = TypeVar("K")
V = TypeVar("V")

MOST = 10_000


class Remembered(Generic[K, V]):
    """`ask`, remembered for `seconds`; so long a revoked key still works. None is not kept."""

    def __init__(self, ask: Callable[[K], V], seconds: float = 2.0) -> None:
        self._ask = ask
        self._seconds = seconds
        self._kept: dict[K, tuple[float, V]] = {}
        self._lock = threading.Lock()

    def __call__(self, key: K) -> V:
        now = clock.monotonic()
        kept = self._kept.get(key)
        if kept is not None and now < kept[0]:
            return kept[1]
        value = self._ask(key)
        if value is not None:
            with self._lock:
                if len(self._kept) >= MOST:
                    self._kept.clear()
                self._kept[key] = (now + self._seconds, value)
        return value
