"""What happened, in order: told by servers in their threads, awaited by tests with a deadline."""

import threading
import time
from collections.abc import Callable
from typing import Any

Entry = dict[str, Any]


class Journal:
    """A list of entries `{"kind": …, facts}` that a test can wait on."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []
        self._changed = threading.Condition()

    def note(self, kind: str, **facts: Any) -> None:
        """Append an entry and wake those who wait."""
        with self._changed:
            self._entries.append({"kind": kind, **facts})
            self._changed.notify_all()

    def entries(self, kind: str, **facts: Any) -> list[Entry]:
        """All entries of this kind with these facts, oldest first."""
        with self._changed:
            return [entry for entry in self._entries if _fits(entry, {"kind": kind, **facts})]

    def wait(
        self,
        kind: str,
        where: Callable[[Entry], bool] = lambda _: True,
        seconds: float = 15,
        after: int = 0,
        **facts: Any,
    ) -> Entry:
        """The first such entry from position `after` on; AssertionError with all that was seen."""
        deadline = time.monotonic() + seconds
        with self._changed:
            while True:
                for entry in self._entries[after:]:
                    if _fits(entry, {"kind": kind, **facts}) and where(entry):
                        return entry
                left = deadline - time.monotonic()
                if left <= 0:
                    seen = self._entries[after:]
                    raise AssertionError(f"no {kind} {facts} in {seconds} s; seen: {seen}")
                self._changed.wait(left)

    def position(self) -> int:
        """Where the next entry will stand: what a later `wait` begins after."""
        with self._changed:
            return len(self._entries)


def _fits(entry: Entry, facts: Entry) -> bool:
    return all(entry.get(name) == value for name, value in facts.items())


def until(ready: Callable[[], object], seconds: float = 15, what: str = "it") -> None:
    """Return as soon as `ready()` is true; AssertionError past the deadline."""
    deadline = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < deadline, f"{what} did not happen in {seconds} s"
        time.sleep(0.02)
