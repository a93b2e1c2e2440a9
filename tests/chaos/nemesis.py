"""The nemesis: by seeded dice it kills, restarts and stops processes, and wipes the broker."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable

import redis

from tests.chaos.cluster import Cluster
from tests.chaos.fleet import Fleet, Server

PAUSE = (0.5, 2.0)  # seconds between two strikes
WORKED = (0.0, 5.0)  # seconds that a process has worked before it is killed
DOWN = (0.0, 1.5)  # seconds that a killed process stays away
STOPPED = (1.0, 12.0)  # seconds of a SIGSTOP; past 10 the database ends the stopped transaction
PATIENCE = 40.0  # seconds that a process may take to end when asked


class Nemesis:
    """Strikes until its time is over; `counts` says how often of each kind."""

    def __init__(
        self, fleet: Fleet, broker: str, seed: int, cluster: Cluster | None = None
    ) -> None:
        self.counts: Counter[str] = Counter()
        self.ended_alone: list[str] = []
        self._fleet = fleet
        self._broker = broker
        self._cluster = cluster
        self._dice = random.Random(seed)
        self._repairs: list[tuple[float, Callable[[], None]]] = []
        self._strikes: dict[Callable[[], None], float] = {
            self._kill_one: 60, self._kill_kind: 4, self._kill_all: 2, self._kill_part: 6,
            self._restart: 8, self._stop_worker: 8, self._stop_other: 3, self._wipe: 10,
            **({self._crash_database: 5} if cluster else {}),
        }  # fmt: skip

    def run(self, seconds: float) -> None:
        """Strike for so long."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            strike = self._dice.choices(list(self._strikes), list(self._strikes.values()))[0]
            strike()
            self._mend(min(until, time.monotonic() + self._dice.uniform(*PAUSE)))

    # ---- strikes

    def _kill_one(self) -> None:
        """Mostly one that has worked for a while: else nothing but beginnings would be killed."""
        if self._dice.random() < 0.15:
            standing = [server for server in self._fleet.servers if server.running]
        else:
            least = self._dice.uniform(*WORKED)
            standing = [
                server for server in self._fleet.servers if (server.works_since() or 0.0) > least
            ]
        if standing:
            self._kill(self._dice.choice(standing), self._dice.uniform(*DOWN))

    def _kill_kind(self) -> None:
        kind = self._dice.choice(("web", "worker", "scheduler"))
        for server in self._fleet.of(kind):
            self._kill(server, self._dice.uniform(*DOWN))

    def _kill_all(self) -> None:
        self.counts["everything killed at once"] += 1
        for server in self._fleet.servers:
            self._kill(server, self._dice.uniform(*DOWN))

    def _kill_part(self) -> None:
        """One of Granian's workers: its parent ends too, and is started again as any other."""
        server = self._dice.choice(self._fleet.of("web"))
        parts = server.parts()
        if parts:
            server.told = True
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._dice.choice(parts), signal.SIGKILL)
            self.counts["part of a web killed"] += 1
            self._later(PATIENCE, lambda: self._anew(server), only=server.starts, of=server)

    def _restart(self) -> None:
        server = self._dice.choice(self._fleet.servers)
        if server.running:
            server.ask_to_end()
            self.counts[f"{server.kind} restarted"] += 1
            self._later(PATIENCE, lambda: self._anew(server), only=server.starts, of=server)

    def _stop_worker(self) -> None:
        self._stop(self._dice.choice(self._fleet.of("worker")))

    def _stop_other(self) -> None:
        self._stop(self._dice.choice(self._fleet.of("web", "scheduler")))

    def _wipe(self) -> None:
        self.counts["broker wiped"] += 1
        with redis.Redis.from_url(self._broker) as client:
            client.flushdb()

    def _crash_database(self) -> None:
        if self._cluster is not None:
            self.counts["database crashed"] += 1
            self._cluster.crash()

    # ---- how

    def _kill(self, server: Server, down: float) -> None:
        if server.running:
            self.counts[f"{server.kind} killed"] += 1
        server.told = True
        server.kill()
        self._later(down, server.start, only=server.starts, of=server)

    def _stop(self, server: Server) -> None:
        if server.running:
            server.signal(signal.SIGSTOP)
            self.counts[f"{server.kind} stopped"] += 1
            resume = self._dice.uniform(*STOPPED)
            self._later(
                resume, lambda: server.signal(signal.SIGCONT), only=server.starts, of=server
            )

    def _anew(self, server: Server) -> None:
        """It was asked to end and did not in time."""
        if server.running:
            self.counts[f"{server.kind} did not end when asked"] += 1
        server.kill()
        server.start()

    def _later(self, seconds: float, act: Callable[[], None], *, only: int, of: Server) -> None:
        """Do it then, unless the server was started anew meanwhile."""

        def still() -> None:
            if of.starts == only:
                act()

        self._repairs.append((time.monotonic() + seconds, still))

    def _mend(self, until: float) -> None:
        """Wait, and meanwhile do what was put off and start again what has ended."""
        while True:
            now = time.monotonic()
            due = [each for each in self._repairs if each[0] <= now]
            self._repairs = [each for each in self._repairs if each[0] > now]
            for _, act in due:
                act()
            for server in self._fleet.servers:
                self._revive(server)
            if now >= until:
                return
            time.sleep(min(0.05, until - now))

    def _revive(self, server: Server) -> None:
        """As a supervisor does. A process that ended by itself is noted."""
        if server.running or (server.told and self._awaited(server)):
            return
        if not server.told and server.process is not None:
            self.ended_alone.append(f"{server.name} ended by itself: {server.process.returncode}")
        server.kill()
        server.start()

    def _awaited(self, server: Server) -> bool:
        """Killed by us: it comes back in its own time."""
        return server.process is not None and server.process.returncode == -signal.SIGKILL
