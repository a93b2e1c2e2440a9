"""Virtual time: processes take turns at their transactions and requests, one at a time, by a seed.

Each process is a greenlet that runs the product's code unchanged; it gives way where a real one
could be overtaken: before a transaction, around a request. The clock jumps from act to act.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from random import Random

from greenlet import GreenletExit, getcurrent, greenlet  # type: ignore[import-untyped]

from engine import clock
from tests.simulation.options import Options


class Killed(BaseException):
    """SIGKILL, as far as Python can: no `except Exception` holds it up."""


class SimClock(clock.HandClock):
    """The database's clock: virtual time, and the jumps that a bad host makes."""

    jumped = 0

    def __call__(self) -> int:
        return super().__call__() + self.jumped

    def to(self, at: int) -> None:
        self._at = max(self._at, at)

    @property
    def straight(self) -> int:
        """Virtual time without the jumps."""
        return self._at


class Process:
    """Something that acts over and over, and begins anew when it was killed."""

    def __init__(self, world: World, name: str, begin: Callable[[], Callable[[], float | None]]):
        self.world, self.name, self.begin = world, name, begin
        self.skew = world.dice.randint(-world.options.skew, world.options.skew) * clock.SECOND
        self.deaths = 0
        self.body = greenlet(self._run)

    def _run(self) -> None:
        while True:
            try:
                self._live()
            except Killed:
                self.deaths += 1
                self.world.sleep(self.world.dice.uniform(0.1, 3))
            else:
                return

    def _live(self) -> None:
        act = self.begin()
        while (pause := act()) is not None:
            self.world.sleep(pause)


class World:
    """The processes, the time, and whether things fail now."""

    def __init__(self, seed: int, options: Options, at: int) -> None:
        self.seed, self.options = seed, options
        self.dice = Random(f"world {seed}")
        self.clock = SimClock(at)
        self.faulty = True
        self.kills = self.turns = 0
        self._hub = getcurrent()
        self._queue: list[tuple[int, float, int, greenlet]] = []
        self._count = 0
        self._processes: dict[greenlet, Process] = {}

    def spawn(self, name: str, begin: Callable[[], Callable[[], float | None]]) -> None:
        """Start a process: `begin` makes its memory, and what it does at each turn.

        A turn answers how long to sleep (virtual seconds), or None for the end.
        """
        process = Process(self, name, begin)
        self._processes[process.body] = process
        self._wake(process.body, self.dice.uniform(0, 2))

    def process_now(self) -> int:
        """The clock of the process that runs now, right or wrong."""
        process = self._processes.get(getcurrent())
        return self.clock() + (process.skew if process else 0)

    def sleep(self, seconds: float) -> None:
        """Let the others run for so long."""
        current = getcurrent()
        if current is self._hub:
            return
        self._wake(current, seconds)
        self._hub.switch()

    def give_way(self) -> None:
        """Perhaps another process comes between."""
        if self.faulty and self.dice.random() < self.options.interleave:
            self.sleep(self.dice.choice((0.001, 0.05, 1.0)))

    def happens(self, chance: float) -> bool:
        """Roll for a fault; nothing fails once the world has healed."""
        return self.faulty and chance > 0 and self.dice.random() < chance

    def kill(self) -> None:
        """End the process that runs now. The hub itself is never killed."""
        if getcurrent() is not self._hub:
            self.kills += 1
            raise Killed

    def run(self, seconds: float) -> None:
        """Let the processes act for so long, or until all have ended."""
        end = self.clock.straight + int(seconds * clock.SECOND)
        while self._queue and self._queue[0][0] <= end:
            at, _, _, body = heapq.heappop(self._queue)
            self.clock.to(at)
            self.turns += 1
            body.switch()
        self.clock.to(end)

    def late(self) -> None:
        """Whoever still sleeps wakes now, each to its next sleep: hung requests end at last."""
        waiting, self._queue = sorted(self._queue), []
        for _, _, _, body in waiting:
            body.switch()

    def close(self) -> None:
        """End all processes."""
        for body in self._processes:
            if not body.dead:
                body.throw(GreenletExit)

    def _wake(self, body: greenlet, seconds: float) -> None:
        self._count += 1
        at = self.clock.straight + int(seconds * clock.SECOND)
        heapq.heappush(self._queue, (at, self.dice.random(), self._count, body))
