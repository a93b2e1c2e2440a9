"""The requests to one origin: looked up once, as many under way as the other side bears."""

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import Generic, TypeVar

from engine import clock
from engine.addresses import NotAllowed, Pinned, Unresolved
from engine.delivery.providers.loop import Loop
from engine.delivery.providers.wire import (
    Answered,
    BeginClock,
    Flight,
    Limits,
    Refused,
    Reply,
    Request,
    Unsent,
)
from engine.guard import Origin

T = TypeVar("T")
Place = Pinned | NotAllowed | Unresolved

THROTTLED = frozenset({406, 429, 503})
LOOK_AGAIN = 0.01  # seconds between looks at a name that is being looked up, or at what waits


class Lane(Generic[T]):
    """Requests waiting for, and under way to, one origin.

    The number under way grows by one with each answer (so it doubles in a round trip) and halves
    with each refusal to take more, or break: up to every stream of every connection over HTTP/2,
    and to one request a connection over HTTP/1.1.
    """

    def __init__(
        self,
        origin: Origin,
        limits: Limits,
        ca_file: str,
        find: Callable[[Origin, bool], Future[Place]],
    ) -> None:
        self._origin = origin
        self._limits = limits
        self._ca_file = ca_file
        self._find = find
        self._begin = BeginClock(clock.monotonic)
        self._waiting: deque[tuple[T, Request]] = deque()
        self._under_way = 0
        self._idle: list[Flight] = []
        self._width = self._widest = limits.connections
        self._place: Pinned | None = None
        self._place_until = 0.0
        self._looking: Future[Place] | None = None
        self._looking_since = 0.0

    @property
    def load(self) -> int:
        """Requests that have no reply yet."""
        return len(self._waiting) + self._under_way

    def put(self, item: T, request: Request) -> None:
        """Let a request wait for its turn."""
        self._waiting.append((item, request))

    def patience(self) -> float:
        """Seconds until it is worth looking at this lane again, sockets aside."""
        return LOOK_AGAIN if self._waiting else 1.0

    def start(self, loop: Loop[tuple[T, Reply]]) -> list[tuple[T, Reply]]:
        """Begin what may begin now; give back what cannot begin any more."""
        if not self._waiting:
            return []
        now = clock.monotonic()
        ended: list[tuple[T, Reply]] = []
        while self._waiting and self._waiting[0][1].begin_by < now:
            ended.append((self._waiting.popleft()[0], Unsent("late")))
        if self._waiting:
            match self._found(self._waiting[0][1].listed, now):
                case Pinned(addresses):
                    self._fill(loop, addresses)
                case Unresolved(reason):
                    ended += self._drain(Unsent(reason))
                case NotAllowed(reason, code):
                    ended += self._drain(Refused(code, reason))
                case None:
                    pass
        return ended

    def _fill(self, loop: Loop[tuple[T, Reply]], addresses: tuple[str, ...]) -> None:
        while self._waiting and self._under_way < self._width:
            item, request = self._waiting.popleft()
            flight = self._idle.pop() if self._idle else self._new_flight()
            flight.load(request, addresses)
            self._under_way += 1
            loop.add(flight.handle, partial(self._ended, item, flight))

    def _ended(self, item: T, flight: Flight, error: int | None) -> tuple[T, Reply]:
        """The reply of a handle, which is free again."""
        self._under_way -= 1
        reply = flight.reply(error)
        self._adjust(reply, flight)
        self._idle.append(flight)
        return item, reply

    def _new_flight(self) -> Flight:
        return Flight(self._origin, self._limits, self._ca_file, self._begin)

    def _drain(self, reply: Reply) -> list[tuple[T, Reply]]:
        drained = [(item, reply) for item, _ in self._waiting]
        self._waiting.clear()
        return drained

    def _found(self, listed: bool, now: float) -> Place | None:
        """Where to connect; None while the name is being looked up."""
        if self._place is not None and now < self._place_until:
            return self._place
        if self._looking is None:
            self._looking, self._looking_since = self._find(self._origin, listed), now
        if not self._looking.done():
            late = now - self._looking_since > self._limits.connect
            return Unresolved("dns: timeout") if late else None
        found, self._looking = self._looking.result(), None
        if isinstance(found, Pinned):
            self._place, self._place_until = found, now + self._limits.pins
        return found

    def _adjust(self, reply: Reply, flight: Flight) -> None:
        if not isinstance(reply, Answered) or reply.status in THROTTLED:
            self._width = max(1, self._width // 2)
            return
        self._begin.answered()
        if self._widest == self._limits.connections and flight.multiplexed:
            self._widest *= self._limits.streams
        self._width = min(self._width + 1, self._widest)
