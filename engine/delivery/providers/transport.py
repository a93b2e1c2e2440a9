"""The transport: many requests at once over few connections, HTTP/2 where the other side speaks it.

Names are looked up and checked once (`engine.addresses`), connections go to those addresses only.
Requests are taken from the caller one by one as room comes free, so that one window runs across the
caller's batches; a host that hangs keeps its own connections waiting, not those of others.
"""

import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Generic

from engine.addresses import Lookup, look_up, resolve
from engine.delivery.providers.lane import Lane, Place, T
from engine.delivery.providers.loop import Loop
from engine.delivery.providers.wire import Limits, Reply, Request, default_ca_file
from engine.guard import Origin

AT_ONCE = 64  # requests taken from the caller between two looks at the sockets: about 10 ms of work
MANY_LANES = 100  # beyond so many origins, those without work are forgotten


class Transport(Generic[T]):
    """Carries requests; any thread may use it, and each call finds warm connections again.

    `ca_file` replaces the machine's certificate authorities, `lookup` the machine's resolver.
    """

    def __init__(
        self,
        limits: Limits | None = None,
        *,
        ca_file: str | None = None,
        lookup: Lookup = look_up,
    ) -> None:
        self._limits = limits or Limits()
        self._ca_file = ca_file or default_ca_file()
        self._lookup = lookup
        # A resolver can hang for long: it does so beside the loop.
        self._resolver = ThreadPoolExecutor(4, thread_name_prefix="resolver")
        self._idle: list[_Line[T]] = []
        self._lock = threading.Lock()

    def stream(self, requests: Iterable[tuple[T, Request | Reply]]) -> Iterator[tuple[T, Reply]]:
        """Each request's reply beside the caller's own word for it, in the order of the replies.

        What is already a reply is passed on. Stopping early drops the requests under way.
        """
        with self._lock:
            line = self._idle.pop() if self._idle else None
        line = line or _Line(self._limits, self._ca_file, self._find)
        finished = False
        try:
            yield from line.replies(iter(requests))
            finished = True
        finally:
            # A line that was left with requests under way is not used again.
            if finished:
                with self._lock:
                    self._idle.append(line)
            else:
                line.close()

    def run(
        self,
        requests: Iterable[tuple[T, Request | Reply]],
        on_done: Callable[[T, Reply], None],
    ) -> None:
        """`stream` to its end, telling each reply to `on_done`."""
        for item, reply in self.stream(requests):
            on_done(item, reply)

    def close(self) -> None:
        """Close idle connections and stop looking names up."""
        with self._lock:
            lines, self._idle = self._idle, []
        for line in lines:
            line.close()
        self._resolver.shutdown(wait=False, cancel_futures=True)

    def _find(self, origin: Origin, listed: bool) -> Future[Place]:
        return self._resolver.submit(
            resolve, origin.host, origin.port, listed=listed, lookup=self._lookup
        )


class _Line(Generic[T]):
    """One loop with its lanes: what a single thread drives."""

    def __init__(
        self, limits: Limits, ca_file: str, find: Callable[[Origin, bool], Future[Place]]
    ) -> None:
        self._limits = limits
        self._ca_file = ca_file
        self._find = find
        self._loop: Loop[tuple[T, Reply]] = Loop(limits)
        self._lanes: dict[Origin, Lane[T]] = {}

    def replies(self, source: Iterator[tuple[T, Request | Reply]]) -> Iterator[tuple[T, Reply]]:
        more = True
        while more or self._load():
            room = self._limits.window - self._load()
            for _ in range(min(room, AT_ONCE) if more else 0):
                taken = next(source, None)
                if taken is None:
                    more = False
                    break
                item, request = taken
                if isinstance(request, Request):
                    self._lane(request.origin).put(item, request)
                else:
                    yield item, request
            if self._load():
                yield from self._turn(0.0 if more and room > 0 else 1.0)
        self._forget()

    def close(self) -> None:
        self._loop.close()

    def _load(self) -> int:
        return sum(lane.load for lane in self._lanes.values())

    def _turn(self, patience: float) -> list[tuple[T, Reply]]:
        ready: list[tuple[T, Reply]] = []
        for lane in self._lanes.values():
            ready += lane.start(self._loop)
            patience = min(patience, lane.patience())
        ready += self._loop.turn(0.0 if ready else patience)
        return ready

    def _lane(self, origin: Origin) -> Lane[T]:
        lane = self._lanes.get(origin)
        if lane is None:
            lane = self._lanes[origin] = Lane(origin, self._limits, self._ca_file, self._find)
        return lane

    def _forget(self) -> None:
        if len(self._lanes) > MANY_LANES:
            self._lanes.clear()
