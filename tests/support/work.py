"""An in-memory twin of the engine's work: batches that wait, by place, and what was done."""

import threading
from collections import Counter
from collections.abc import Callable

from workers.work import Work

SHARDS = 8
LANES = frozenset({"now", "bulk", "webhook"})
Place = int | str


class Ledger:
    """What waits and what was done, by shard number or lane name."""

    def __init__(self) -> None:
        self.waiting: Counter[Place] = Counter()
        self.done: Counter[Place] = Counter()
        self.looks: Counter[Place] = Counter()
        self.maintained = 0
        self.raises: set[Place] = set()
        self.before: Callable[[Place], None] = lambda _place: None
        self._changed = threading.Condition()

    def add(self, place: Place, batches: int = 1) -> None:
        with self._changed:
            self.waiting[place] += batches

    def work(self) -> Work:
        return Work(
            shards=SHARDS,
            lanes=LANES,
            process_shard=self._batch,
            deliver=self._batch,
            due_shards=lambda: [p for p, n in self.waiting.items() if isinstance(p, int) and n],
            due_lanes=lambda: [p for p, n in self.waiting.items() if isinstance(p, str) and n],
            maintain=self._maintain,
        )

    def wait(self, until: Callable[["Ledger"], bool], timeout: float = 10.0) -> bool:
        """Wait until something holds; False after `timeout` seconds."""
        with self._changed:
            return self._changed.wait_for(lambda: until(self), timeout)

    def wait_done(self, place: Place, batches: int = 1, timeout: float = 10.0) -> bool:
        return self.wait(lambda ledger: ledger.done[place] >= batches, timeout)

    def _batch(self, place: Place) -> bool:
        self.before(place)
        with self._changed:
            self.looks[place] += 1
            self._changed.notify_all()
            if place in self.raises:
                raise OSError("the database is away")
            if not self.waiting[place]:
                return False
            self.waiting[place] -= 1
            self.done[place] += 1
            return self.waiting[place] > 0

    def _maintain(self) -> None:
        with self._changed:
            self.maintained += 1
            self._changed.notify_all()
