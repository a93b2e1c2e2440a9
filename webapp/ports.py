"""What the composition root hands to the web: everything a view may reach besides its request."""

import threading
from dataclasses import dataclass, field
from typing import Protocol

from engine.settings import Settings
from engine.store.db import Database


class Bell(Protocol):
    """Rings after a commit; neither waits nor raises, and losing a ring is harmless."""

    def ring(self, shard: int) -> None: ...

    def ring_sends(self, lane: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Ports:
    """The ways out of the web room."""

    settings: Settings
    database: Database
    bell: Bell
    threads: int = 8
    """How many requests are worked on at once in this process."""
    leaving: threading.Event = field(default_factory=threading.Event)
    """Set when the process is told to end: what would last ends then."""
    demo: str | None = None
    """The id of the demo workspace, where `waymark up` made one: there alone people log in."""
