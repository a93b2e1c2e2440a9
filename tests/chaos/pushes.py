"""Push services that take a push and say so, or do not, by seeded dice; they write down which.

Each request is decrypted with its subscription's keys, so the journal names the very message and
device that a request was for.
"""

from __future__ import annotations

import json
import random
import threading
import time
from collections import defaultdict
from dataclasses import dataclass
from typing import Literal

from tests.support.fake_push_service import (
    Drop,
    FakePushService,
    Fault,
    Hang,
    Received,
    Say,
    Subscription,
)

Outcome = Literal["accepted", "unavailable", "dropped", "reset", "hung", "later", "gone", "refused"]
TOOK: frozenset[Outcome] = frozenset({"accepted", "unavailable", "dropped", "reset", "hung"})
"""What the service took, whatever it said."""

CHANCES: dict[Outcome, float] = {
    "accepted": 0.83, "unavailable": 0.05, "dropped": 0.035, "reset": 0.035, "hung": 0.003,
    "later": 0.03, "gone": 0.017,
}  # fmt: skip
ANSWERS: dict[Outcome, Fault] = {
    "accepted": Say(201),
    "unavailable": Say(503, "taken all the same"),
    "dropped": Drop(),
    "reset": Drop(reset=True),
    "hung": Hang(),
    "later": Say(429, headers=(("Retry-After", "1"),)),
    "gone": Say(410),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """One request that was read to its end; `at` in µs since the epoch."""

    at: int
    outcome: Outcome


class Register:
    """The journal of all push services, by (message, device)."""

    def __init__(self, seed: int) -> None:
        self.asked: dict[tuple[str, str], list[Asked]] = defaultdict(list)
        self.gone: set[str] = set()
        self.refused: list[str] = []
        self.calm = False
        self._seed = seed
        self._subscriptions: dict[str, Subscription] = {}
        self._guard = threading.Lock()

    def knows(self, subscription: Subscription) -> None:
        with self._guard:
            self._subscriptions[subscription.endpoint] = subscription

    def takes(self, endpoint: str, body: bytes) -> Outcome:
        """Write down what becomes of a push, and answer it."""
        plain = json.loads(self._subscriptions[endpoint].open(body))
        message, _, device = plain["id"].partition("/")
        with self._guard:
            asked = self.asked[message, device]
            dice = random.Random(f"{self._seed}:{len(self.asked)}:{len(asked)}")
            outcome = self._outcome(device, dice)
            asked.append(Asked(time.time_ns() // 1000, outcome))
        return outcome

    def refuses(self, why: str) -> None:
        """A request that breaks the protocol: ours never should."""
        with self._guard:
            self.refused.append(why)

    def _outcome(self, device: str, dice: random.Random) -> Outcome:
        if device in self.gone:
            return "gone"
        if self.calm:
            return "accepted"
        outcome = dice.choices(list(CHANCES), list(CHANCES.values()))[0]
        if outcome == "gone":
            self.gone.add(device)
        return outcome


class PushService(FakePushService):
    """Strict about the protocol, and then by the dice of a shared register."""

    def __init__(self, origin: str, register: Register) -> None:
        super().__init__(origin)
        self.register = register

    def subscribe(self, name: str = "s") -> Subscription:
        made = super().subscribe(name)
        self.register.knows(made)
        return made

    def strict(self, request: Received) -> Fault:
        self.received.clear()  # a long run would fill the memory
        said = super().strict(request)
        if said != Say(201, headers=(("Location", f"{self.origin}/message/1"),)):
            self.register.refuses(f"{request.path}: {said}")
            return said
        return ANSWERS[self.register.takes(self.origin + request.path, request.body)]
