"""Two transactions meet where we want: one stops before a statement, and the other comes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy import event

from engine.audience import names
from engine.store.db import Database
from engine.store.tables import SHARDS
from tests.support.room import Room

R = TypeVar("R")
PATIENCE = 20.0  # seconds until a test gives up; nothing waits so long

WAITING = sa.text(
    "SELECT count(*) FROM pg_stat_activity "
    "WHERE wait_event_type = 'Lock' AND datname = current_database()"
)
DEADLOCKS = sa.text("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")

HEADS = "FROM shard_head WHERE"  # the statement that locks the heads of shards
REACH = "FROM reach \nWHERE"


class Stop:
    """A place in another thread's transaction; it stands there until `go`."""

    def __init__(self) -> None:
        self.reached, self.free = threading.Event(), threading.Event()

    def wait(self) -> None:
        """Until the other has come to the place."""
        assert self.reached.wait(PATIENCE), "the statement never came"

    def go(self) -> None:
        self.free.set()


@contextmanager
def stopped(
    database: Database, act: Callable[[], R], before: str
) -> Iterator[tuple[Stop, Future[R]]]:
    """Run `act` in a thread that stops once, before its first statement with this text in it."""
    stop, own = Stop(), threading.local()

    def look(_conn: object, _cursor: object, statement: str, *_: object) -> None:
        if getattr(own, "mine", False) and before in statement and not stop.reached.is_set():
            stop.reached.set()
            assert stop.free.wait(PATIENCE), "nobody let it go on"

    def run() -> R:
        own.mine = True
        return act()

    event.listen(database.engine, "before_cursor_execute", look)
    try:
        with ThreadPoolExecutor(1) as pool:
            future = pool.submit(run)
            try:
                yield stop, future
            finally:
                stop.go()
                future.exception(PATIENCE)
    finally:
        event.remove(database.engine, "before_cursor_execute", look)


@contextmanager
def beside(act: Callable[[], R]) -> Iterator[Future[R]]:
    """Run `act` in another thread."""
    with ThreadPoolExecutor(1) as pool:
        yield pool.submit(act)


def wait_for_a_lock(database: Database, least: int = 1) -> None:
    """Until so many transactions of this database wait for another's lock."""
    pause = threading.Event()
    for _ in range(2_000):
        with database.read() as tx:
            if tx.execute(WAITING).scalar_one() >= least:
                return
        pause.wait(0.01)
    raise AssertionError("nobody waits")


def together(acts: list[Callable[[], R]]) -> list[R]:
    """All at once, each in a thread; their answers in order."""
    barrier = threading.Barrier(len(acts))

    def run(act: Callable[[], R]) -> R:
        barrier.wait(PATIENCE)
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [future.result(120) for future in [pool.submit(run, act) for act in acts]]


def in_shard(room: Room, kind: names.PersonKind, number: int, text: str = "n") -> str:
    """A name whose person lives in this shard."""
    return next(
        name
        for name in (f"{text}{place}" for place in range(1_000_000))
        if names.person_id(room.workspace, kind, name) % SHARDS == number
    )
