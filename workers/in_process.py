"""A broker inside the process: bounded, without dead letters, one pending message per hint.

Dramatiq's own StubBroker is made for tests and keeps every failed message for ever.
"""

import threading
from collections import OrderedDict
from collections.abc import Iterable
from typing import Any

from dramatiq import Broker, Message, Middleware
from dramatiq.broker import Consumer, MessageProxy
from dramatiq.errors import QueueJoinTimeout, QueueNotFound

from engine import clock

LIMIT = 10_000
Hint = tuple[str, str]


class Pending:
    """Messages waiting for a worker; a second one that says the same is dropped."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._messages: OrderedDict[Hint, Message[Any]] = OrderedDict()
        self._in_hand = 0
        self._changed = threading.Condition()

    def put(self, message: Message[Any]) -> bool:
        """Keep it unless the same waits already, or too many do; says whether it was kept."""
        hint = (message.actor_name, repr(message.args))
        with self._changed:
            if hint in self._messages or len(self._messages) >= self._limit:
                return False
            self._messages[hint] = message
            self._changed.notify_all()
            return True

    def take(self, timeout: float) -> Message[Any] | None:
        """The oldest message, or None after `timeout` seconds."""
        with self._changed:
            if not self._changed.wait_for(lambda: self._messages, timeout):
                return None
            self._in_hand += 1
            return self._messages.popitem(last=False)[1]

    def done(self) -> None:
        """One message that was taken needs nothing more."""
        with self._changed:
            self._in_hand -= 1
            self._changed.notify_all()

    def clear(self) -> None:
        with self._changed:
            self._messages.clear()
            self._changed.notify_all()

    def wait_empty(self, timeout: float | None) -> bool:
        """Wait until nothing waits and nothing is in hand; False after `timeout` seconds."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._messages and not self._in_hand, timeout)


class InProcessBroker(Broker):
    """Dramatiq's Broker over `Pending` queues. Delays are refused: waits live in the database."""

    def __init__(self, middleware: list[Middleware], *, limit: int = LIMIT) -> None:
        super().__init__(middleware)
        self.queues: dict[str, Pending] = {}
        self._limit = limit

    def declare_queue(self, queue_name: str) -> None:
        if queue_name in self.queues:
            return
        self.emit_before("declare_queue", queue_name)
        self.queues[queue_name] = Pending(self._limit)
        self.emit_after("declare_queue", queue_name)

    def enqueue(self, message: Message[Any], *, delay: int | None = None) -> Message[Any]:
        """Raises ValueError for a delayed message, QueueNotFound for an undeclared queue."""
        if delay is not None:
            raise ValueError("a wait is a row in the database, never a delayed message")
        self.emit_before("enqueue", message, delay)
        self._queue(message.queue_name).put(message)
        self.emit_after("enqueue", message, delay)
        return message

    def consume(self, queue_name: str, prefetch: int = 1, timeout: int = 1000) -> Consumer:
        return _Consumer(self._queue(queue_name), prefetch, timeout / 1000)

    def flush(self, queue_name: str) -> None:
        self._queue(queue_name).clear()

    def flush_all(self) -> None:
        for queue in self.queues.values():
            queue.clear()

    def join(self, queue_name: str, *, timeout: int | None = None) -> None:
        """Wait until the queue is worked off. Raises QueueJoinTimeout after `timeout` ms."""
        if not self._queue(queue_name).wait_empty(None if timeout is None else timeout / 1000):
            raise QueueJoinTimeout(queue_name)  # type: ignore[no-untyped-call]

    def _queue(self, name: str) -> Pending:
        try:
            return self.queues[name]
        except KeyError:
            raise QueueNotFound(name) from None  # type: ignore[no-untyped-call]


class _Consumer(Consumer):
    """Takes at most `prefetch` messages at a time."""

    def __init__(self, queue: Pending, prefetch: int, timeout: float) -> None:
        self._queue = queue
        self._timeout = timeout
        self._free = threading.Semaphore(prefetch)

    def __next__(self) -> MessageProxy | None:
        until = clock.monotonic() + self._timeout
        if not self._free.acquire(timeout=self._timeout):
            return None
        message = self._queue.take(max(0.0, until - clock.monotonic()))
        if message is None:
            self._free.release()
            return None
        return MessageProxy(message)

    def ack(self, message: MessageProxy) -> None:
        self._queue.done()
        self._free.release()

    nack = ack  # a dead letter of a hint would tell nobody anything

    def requeue(self, messages: Iterable[MessageProxy]) -> None:
        for message in messages:
            self._queue.put(message._message)
            self._queue.done()
