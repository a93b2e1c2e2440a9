"""Processor time and wall time of things run in turn: a noisy machine then wrongs none of them."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from engine.store.db import Database

ROUNDS = 5


def own_cpu() -> float:
    """Seconds of processor time that this process has had, all threads."""
    return time.process_time()


def cpu_of(pids: Iterable[int]) -> float:
    """Seconds of processor time of these single-threaded processes (PostgreSQL's backends)."""
    return sum(int(_schedstat(pid).split()[0]) for pid in pids) / 1e9


def _schedstat(pid: int) -> str:
    # Nanoseconds, where `stat` counts ticks of 10 ms.
    return Path(f"/proc/{pid}/schedstat").read_text()


def backends(database: Database) -> list[int]:
    """The PostgreSQL processes that serve this database's connections; none for SQLite."""
    if not database.postgres:
        return []
    with database.read() as tx:
        rows = tx.conn.exec_driver_sql(
            "SELECT pid FROM pg_stat_activity "
            "WHERE datname = current_database() AND backend_type = 'client backend'"
        )
        return list(rows.scalars())


@dataclass(slots=True)
class Meter:
    """Adds up processor seconds of this process and of the database's backends, while it is on."""

    database: Database | None = None
    own: float = 0.0
    served: float = 0.0
    wall: float = 0.0
    _start: tuple[float, float, float] = field(default=(0.0, 0.0, 0.0))
    _pids: list[int] = field(default_factory=list)

    @property
    def cpu(self) -> float:
        return self.own + self.served

    def __enter__(self) -> Meter:
        self._pids = backends(self.database) if self.database else []
        self._start = (own_cpu(), cpu_of(self._pids), time.perf_counter())
        return self

    def __exit__(self, *_: object) -> None:
        own, served, wall = self._start
        self.own += own_cpu() - own
        self.served += cpu_of(self._pids) - served
        self.wall += time.perf_counter() - wall


def in_turn(
    ways: Mapping[str, Callable[[], float]], rounds: int = ROUNDS, warm: int = 1
) -> dict[str, list[float]]:
    """Call each way once a round, A B A B; what each answered, without the first rounds."""
    found: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(warm + rounds):
        for name, way in ways.items():
            gc.collect()
            value = way()
            if number >= warm:
                found[name].append(value)
    return found


def cpu_each(act: Callable[[], object], times: int) -> float:
    """Seconds of this process's time for each of so many."""
    start = own_cpu()
    act()
    return (own_cpu() - start) / times


def timed(act: Callable[[], object]) -> float:
    """Seconds on the wall that it took."""
    start = time.perf_counter()
    act()
    return time.perf_counter() - start
