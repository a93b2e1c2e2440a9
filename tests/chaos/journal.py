"""What the clients know: what they sent, what was answered 2xx and when, what surprised them."""

from __future__ import annotations

import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Item:
    """One event as a client made it; `n` counts within its browser."""

    id: str
    browser: str
    n: int
    name: str
    body: dict[str, Any]


@dataclass
class Browser:
    """One client of one person. `user` is set once an item that names him was made."""

    name: str
    anonymous: str | None
    user: str | None
    opens_as: str  # visitor | customer | member
    n: int = 0
    batches: int = 0
    device: str | None = None
    token: str | None = None
    opted_out: bool = False
    asked: list[str] = field(default_factory=list)


class Journal:
    """Shared by all client threads; read by the judge when they have ended."""

    def __init__(self) -> None:
        self.items: dict[str, Item] = {}
        self.acked: dict[str, int] = {}
        """messageId → µs since the epoch when its 2xx had come."""
        self.browsers: list[Browser] = []
        self.opted_out: dict[str, int] = {}
        """Device → µs since the epoch when the opt-out had been answered."""
        self.counts: Counter[str] = Counter()
        self.surprises: list[str] = []
        self._guard = threading.Lock()

    def welcome(self, browser: Browser) -> None:
        with self._guard:
            self.browsers.append(browser)

    def sends(self, items: list[Item]) -> None:
        with self._guard:
            self.items.update((item.id, item) for item in items)

    def acks(self, items: list[Item]) -> None:
        at = time.time_ns() // 1000
        with self._guard:
            for item in items:
                self.acked.setdefault(item.id, at)

    def opts_out(self, browser: Browser) -> None:
        """Call it after the answer, never before."""
        at = time.time_ns() // 1000
        browser.opted_out = True
        with self._guard:
            self.opted_out[str(browser.device)] = at

    def counted(self, what: str) -> None:
        with self._guard:
            self.counts[what] += 1

    def surprised(self, text: str) -> None:
        """Something that no fault explains: a broken promise."""
        with self._guard:
            self.surprises.append(text)
