"""One database: its engine, its transactions, its clock and its retries, alike on both databases.

PostgreSQL runs at READ COMMITTED with short time-outs; SQLite in WAL mode, fully synchronous, with
one fair writer: a lock inside the process and `flock` on a side file between processes, so that
the kernel queues the waiters and a killed holder frees it at once.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import random
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

import sqlalchemy as sa
import structlog
from sqlalchemy import event as sa_event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, InvalidatePoolError
from sqlalchemy.pool import ConnectionPoolEntry, StaticPool

from engine import clock
from engine.store import arrays, direct

logger = structlog.get_logger("engine.store")

P = ParamSpec("P")
R = TypeVar("R")

TRIES = 10
FRESH = 1.0  # seconds after its use for which a connection is taken to live
LEFT = "waymark.left"  # when it was used last
# locking.md rule 14: nobody waits long for a lock, and a dead client frees its own.
POSTGRES_OPTIONS = (
    "-c lock_timeout=2000 -c statement_timeout=15000 "
    "-c idle_in_transaction_session_timeout=10000 -c client_connection_check_interval=2000 "
    # What is hot lies in memory or on an SSD. By its default of 4, made for turning disks,
    # PostgreSQL reads a whole table of sends rather than look a hundred of them up.
    "-c random_page_cost=1.1"
)
KEEPALIVES = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3}
# Deadlock, serialization failure, lock time-out: the transaction did nothing; do it again.
DEADLOCK = "40P01"
AGAIN = frozenset({DEADLOCK, "40001", "55P03"})


class Retry(Exception):
    """What was read before a lock is no longer so: roll back and do the whole function again."""


class Busy(Exception):
    """The database would not take the transaction after all tries: answer 503."""


class Tx:
    """An open transaction: the only thing engine functions need to read and write."""

    __slots__ = ("_after", "conn", "cursor", "database", "postgres")

    def __init__(self, conn: sa.Connection, database: Database) -> None:
        self.conn = conn
        self.database = database
        self.postgres = database.postgres
        self.cursor: Any = None  # the driver's own, for `engine.store.direct`
        self._after: list[Callable[[], None]] = []

    def execute(
        self, statement: sa.Executable, parameters: Any = None
    ) -> sa.CursorResult[*tuple[Any, ...]]:
        """Run a Core statement; a list of parameters runs it for each."""
        return self.conn.execute(statement, parameters)

    def now(self) -> int:
        """This very moment by the database's clock, in µs (`clock_timestamp`, not `now`)."""
        return self.database.now(self)

    def after_commit(self, act: Callable[[], None]) -> None:
        """Do this once the transaction is durable: bells, which may be lost harmlessly."""
        self._after.append(act)

    def committed(self) -> None:
        for act in self._after:
            act()


class FairLock:
    """First come, first served: a plain lock lets a busy thread starve the others."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._held = False
        self._waiting: deque[threading.Lock] = deque()

    @property
    def wanted(self) -> bool:
        """Whether somebody is waiting: a long holder then finishes early."""
        return bool(self._waiting)

    def __enter__(self) -> None:
        with self._guard:
            if not self._held:
                self._held = True
                return
            turn = threading.Lock()
            turn.acquire()
            self._waiting.append(turn)
        turn.acquire()

    def __exit__(self, *_: object) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._held = False


class Database:
    """A database by its URL.

    `now` may be replaced by a test's clock: (Tx) → µs since the epoch.
    """

    def __init__(self, url: str, *, now: Callable[[Tx], int] | None = None, pool: int = 10) -> None:
        self.url = sa.make_url(url)
        self.postgres = self.url.get_backend_name() == "postgresql"
        self.now: Callable[[Tx], int] = now or (_postgres_now if self.postgres else _process_now)
        self.writer = FairLock()
        self._flock: int | None = None
        self.engine = self._postgres(pool) if self.postgres else self._sqlite(pool)
        self.reading = self.engine if self.postgres else self._sqlite(pool, deferred=True)

    @property
    def kind(self) -> str:
        return "postgresql" if self.postgres else "sqlite"

    def _postgres(self, pool: int) -> sa.Engine:
        engine = sa.create_engine(
            self.url,
            isolation_level="READ COMMITTED",
            pool_size=pool,
            max_overflow=pool,
            connect_args={"options": POSTGRES_OPTIONS, "connect_timeout": 5, **KEEPALIVES},
        )
        sa_event.listen(engine, "connect", arrays.register)
        sa_event.listen(engine, "checkin", _note_when_left)
        sa_event.listen(engine, "checkout", partial(_ask_whether_it_lives, engine.dialect))
        return engine

    def _sqlite(self, pool: int, *, deferred: bool = False) -> sa.Engine:
        memory = self.url.database in (None, "", ":memory:")
        if memory and deferred:
            return self.engine
        more: dict[str, Any] = (
            {"poolclass": StaticPool} if memory else {"pool_size": pool, "max_overflow": pool}
        )
        if not memory:
            _make_private(str(self.url.database))
        connect = {"timeout": 10, "check_same_thread": False}
        engine = sa.create_engine(self.url, connect_args=connect, **more)
        sa_event.listen(engine, "connect", _sqlite_settings)
        # A deferred transaction that turns into a writer fails at once with BUSY_SNAPSHOT.
        begin = "BEGIN" if deferred else "BEGIN IMMEDIATE"
        sa_event.listen(engine, "begin", lambda conn: conn.exec_driver_sql(begin))
        if not memory and not deferred:
            side = Path(f"{self.url.database}.lock")
            self._flock = os.open(side, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        return engine

    @contextlib.contextmanager
    def _turn(self) -> Iterator[None]:
        """The writer's turn on SQLite; PostgreSQL has row locks instead."""
        if self.postgres:
            yield
            return
        with self.writer:
            if self._flock is None:
                yield
                return
            fcntl.flock(self._flock, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.flock(self._flock, fcntl.LOCK_UN)

    @contextlib.contextmanager
    def transaction(self) -> Iterator[Tx]:
        """One transaction: committed at the end, rolled back by any exception."""
        with self._turn(), self.engine.begin() as conn:
            tx = Tx(conn, self)
            yield tx
        tx.committed()

    @contextlib.contextmanager
    def read(self) -> Iterator[Tx]:
        """A snapshot to read from; on SQLite it never waits for the writer."""
        # It ends in a COMMIT: at a ROLLBACK psycopg forgets, and frees, every prepared statement of
        # the connection.
        with self.reading.begin() as conn:
            yield Tx(conn, self)

    def run(self, act: Callable[Concatenate[Tx, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Do `act` in a transaction, again from its start when a lock or a route changed under it.

        Raises Busy after ten tries; every other error at once.
        """
        for number in range(TRIES):
            try:
                with self.transaction() as tx:
                    return act(tx, *args, **kwargs)
            except Retry:
                pause = 0.002
            except DBAPIError as error:
                if not transient(error):
                    raise
                if getattr(error.orig, "sqlstate", None) == DEADLOCK:
                    # With the lock order of locking.md a deadlock is a bug: somebody must look.
                    logger.exception("db.deadlock", act=getattr(act, "__name__", str(act)))
                pause = 0.01 * (number + 1)
            time.sleep(random.uniform(0, pause))  # noqa: S311  jitter, not a secret
        raise Busy(getattr(act, "__name__", str(act)))

    def close(self) -> None:
        self.engine.dispose()
        if self.reading is not self.engine:
            self.reading.dispose()
        if self._flock is not None:
            os.close(self._flock)
            self._flock = None


def transient(error: DBAPIError) -> bool:
    """Whether the database refused for a reason that passes: a lock, not a fault of ours."""
    state = getattr(error.orig, "sqlstate", None)
    return state in AGAIN if state else "database is locked" in str(error.orig)


def connect(url: str, *, now: Callable[[Tx], int] | None = None, pool: int = 10) -> Database:
    """The database at this SQLAlchemy URL; nothing is opened until it is used."""
    return Database(url, now=now, pool=pool)


def _note_when_left(_connection: object, record: ConnectionPoolEntry) -> None:
    record.info[LEFT] = clock.monotonic()


def _ask_whether_it_lives(
    dialect: sa.Dialect, connection: DBAPIConnection, record: ConnectionPoolEntry, _: object
) -> None:
    """Ask a connection that nobody has used for a while; where it is dead, so may be the others.

    One that was used just now is taken as it is: to ask it costs as much as to begin a transaction.
    """
    left = record.info.get(LEFT)
    if left is None or clock.monotonic() - left < FRESH:
        return
    try:
        dialect.do_ping(connection)
    except dialect.loaded_dbapi.Error as error:
        raise InvalidatePoolError from error


def _make_private(file: str) -> None:
    """The database is its owner's alone in whatever folder; its journal takes the mode over.

    One that is there is left alone: to close it would free the locks that SQLite holds on it.
    """
    with contextlib.suppress(FileExistsError):
        os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))


def _sqlite_settings(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # SQLAlchemy's own BEGIN, above, is the only one
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",  # NORMAL may lose acknowledged events at a power cut
        "busy_timeout=10000",
        "foreign_keys=ON",
        "wal_autocheckpoint=16000",
        "secure_delete=ON",  # an erased person is not left in free pages
    ):
        connection.execute(f"PRAGMA {pragma}")


def _postgres_now(tx: Tx) -> int:
    ((at,),) = direct.rows(tx, "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint")
    return int(at)


def _process_now(_tx: Tx) -> int:
    """SQLite runs in this process: its clock is ours."""
    return clock.now()
