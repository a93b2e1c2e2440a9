"""Token buckets: how often a key, an address or a person may come."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass

from engine import clock

KEPT = 100_000  # buckets; the one not used for longest is forgotten, full again


@dataclass(frozen=True, slots=True)
class Rate:
    """So many a second for ever, and so many at once."""

    per_second: float
    burst: float


class Buckets:
    """One bucket per name, all of one rate."""

    def __init__(self, rate: Rate, kept: int = KEPT) -> None:
        self._rate = rate
        self._kept = kept
        self._levels: OrderedDict[str, tuple[float, int]] = OrderedDict()
        self._guard = threading.Lock()

    def take(self, name: str, cost: int, now: int) -> int | None:
        """None: taken. Else the whole seconds until the bucket has something again.

        What is left may cost more than there is and leave a debt: else a batch larger than the
        burst could never pass.
        """
        with self._guard:
            level, since = self._levels.pop(name, (self._rate.burst, now))
            gained = max(0, now - since) / clock.SECOND * self._rate.per_second
            level = min(self._rate.burst, level + gained)
            admitted = level > 0
            self._levels[name] = (level - cost if admitted else level, max(now, since))
            while len(self._levels) > self._kept:
                self._levels.popitem(last=False)
        return None if admitted else int(-level / self._rate.per_second) + 1
