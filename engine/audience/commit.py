"""Group commit: concurrent requests of one process share a transaction, each answered after it.

One thread at a time is the leader: it takes everything that waits, commits it, and wakes the
others. With nobody waiting a request is its own leader and pays nothing.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import msgspec
import structlog
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, ProgrammingError

from engine.audience.incoming import Conflict, Incoming, Outcome, Refused
from engine.audience.ingestion import Item, Taken, accept
from engine.store.db import Busy, Database, Tx

logger = structlog.get_logger("engine.audience")

AT_ONCE = 5_000  # items in one transaction
RETRY_AFTER = 2  # seconds that a refused client is told to wait
INVALID = Refused("invalid_event", "the database cannot hold this event")
_OF_THE_DATA = (DataError, IntegrityError, ProgrammingError)
_OF_THE_SCHEMA = "42"  # class of SQLSTATE: no such table, no right to it; never the data's fault


class Overloaded(Exception):
    """Nothing was stored: the database takes no more now. Answer 503 with `retry_after` seconds."""

    def __init__(self, reason: str, retry_after: int = RETRY_AFTER) -> None:
        super().__init__(reason)
        self.retry_after = retry_after


class _Refusals(Exception):
    """Some of a batch is refused: `outcomes` of all of it, nothing of which is stored."""

    def __init__(self, outcomes: list[Outcome]) -> None:
        super().__init__("refused")
        self.outcomes = outcomes


@dataclass(eq=False, slots=True)
class _Request:
    items: list[Item]
    done: threading.Event = field(default_factory=threading.Event)
    outcomes: list[Outcome] = field(default_factory=list)
    error: Exception | None = None


class Committer:
    """The one way of events from outside into the log; `ring` is told the shards to wake."""

    def __init__(self, database: Database, ring: Callable[[set[int]], None]) -> None:
        self._database = database
        self._ring = ring
        self._waiting: list[_Request] = []
        self._guard = threading.Lock()
        self._leading = threading.Lock()

    def submit(self, workspace_id: str, items: Sequence[Incoming]) -> list[Outcome]:
        """Store these; the outcomes in order, once they are durable. Raises Overloaded."""
        if not items:
            return []
        request = _Request([Item(workspace_id, _named(incoming)) for incoming in items])
        with self._guard:
            self._waiting.append(request)
        with self._leading:
            while not request.done.is_set():
                self._commit(self._take())
        if request.error:
            raise request.error
        return request.outcomes

    def _take(self) -> list[_Request]:
        """The requests of the next transaction, the oldest first."""
        with self._guard:
            taken: list[_Request] = []
            size = 0
            while self._waiting and (not taken or size < AT_ONCE):
                taken.append(self._waiting.pop(0))
                size += len(taken[-1].items)
            return taken

    def _commit(self, requests: list[_Request]) -> None:
        try:
            self._store(requests)
        except Overloaded as error:  # it would be the same for each of them, after as long a wait
            for request in requests:
                request.error = error
        except Exception:
            # One request's fault is not another's: each on its own, then.
            for request in requests:
                self._commit_alone(request)
        finally:
            for request in requests:
                request.done.set()

    def _commit_alone(self, request: _Request) -> None:
        try:
            self._store([request])
        except (DBAPIError, OverflowError) as error:  # the latter is how sqlite3 says it
            logger.warning("ingest.invalid_event", error=type(error).__name__)
            request.outcomes = [INVALID] * len(request.items)
        except Exception as error:  # raised again in the thread that asked
            request.error = error

    def _store(self, requests: list[_Request]) -> None:
        """Raises Overloaded where waiting may help, DBAPIError where the data are to blame."""
        items = [item for request in requests for item in request.items]
        try:
            taken = self._taken(items)
        except Busy as error:
            raise Overloaded(type(error).__name__) from error
        except DBAPIError as error:
            if _is_of_the_data(error):
                raise
            raise Overloaded(type(error).__name__) from error
        place = 0
        for request in requests:
            request.outcomes = taken.outcomes[place : place + len(request.items)]
            place += len(request.items)
        self._ring(taken.shards)

    def _taken(self, items: list[Item]) -> Taken:
        """Accept what can be; what is refused leaves no trace, so the rest is accepted anew."""
        refused: dict[int, Outcome] = {}
        while True:
            left = [index for index in range(len(items)) if index not in refused]
            try:
                taken = self._database.run(_accept, [items[index] for index in left])
            except _Refusals as told:
                outcomes = zip(left, told.outcomes, strict=True)
                refused |= {index: one for index, one in outcomes if _is_refused(one)}
                continue
            found = refused | dict(zip(left, taken.outcomes, strict=True))
            return Taken([found[index] for index in range(len(items))], taken.shards)


def _named(incoming: Incoming) -> Incoming:
    """With an id of ours where the client gave none: a repeat after a COMMIT of which nobody knows
    whether it was done then stores nothing twice."""
    if incoming.message_id is not None:
        return incoming
    return msgspec.structs.replace(incoming, message_id=f"none:{secrets.token_hex(12)}")


def _is_of_the_data(error: DBAPIError) -> bool:
    """Whether the same events would be refused for ever."""
    state = str(getattr(error.orig, "sqlstate", None) or "")
    known = isinstance(error, _OF_THE_DATA) and not state.startswith(_OF_THE_SCHEMA)
    return known and not error.connection_invalidated


def _accept(tx: Tx, items: list[Item]) -> Taken:
    """Raises _Refusals, which ends the transaction."""
    if not items:
        return Taken([], set())
    taken = accept(tx, items, tx.now())
    if any(map(_is_refused, taken.outcomes)):
        raise _Refusals(taken.outcomes)
    return taken


def _is_refused(outcome: Outcome) -> bool:
    return isinstance(outcome, Conflict | Refused)
