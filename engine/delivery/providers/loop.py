"""curl's many handles on one selector: `turn` waits for the sockets and says which have ended."""

import selectors
from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

import pycurl

from engine import clock
from engine.delivery.providers.wire import Limits

R = TypeVar("R")
Ended = Callable[[int | None], R]
"""What is made of a handle that ended: with curl's error, or None when all went well."""

KEPT = 256  # idle connections
_EVENTS = {
    pycurl.POLL_IN: selectors.EVENT_READ,
    pycurl.POLL_OUT: selectors.EVENT_WRITE,
    pycurl.POLL_INOUT: selectors.EVENT_READ | selectors.EVENT_WRITE,
}


class Loop(Generic[R]):
    """A curl multi handle, driven by its sockets: its cost does not grow with what merely waits."""

    def __init__(self, limits: Limits) -> None:
        self._selector = selectors.DefaultSelector()
        self._due: float | None = None
        self._under_way: dict[pycurl.Curl, Ended[R]] = {}
        self._multi = pycurl.CurlMulti()
        self._multi.setopt(pycurl.M_SOCKETFUNCTION, self._watch)
        self._multi.setopt(pycurl.M_TIMERFUNCTION, self._wake)
        self._multi.setopt(pycurl.M_PIPELINING, pycurl.PIPE_MULTIPLEX)
        self._multi.setopt(pycurl.M_MAX_HOST_CONNECTIONS, limits.connections)
        self._multi.setopt(pycurl.M_MAX_CONCURRENT_STREAMS, limits.streams)
        self._multi.setopt(pycurl.M_MAXCONNECTS, KEPT)

    def add(self, handle: pycurl.Curl, ended: Ended[R]) -> None:
        """Start a handle; it moves on in the next turn."""
        self._multi.add_handle(handle)
        self._under_way[handle] = ended

    def turn(self, at_most: float) -> Iterator[R]:
        """Wait at most so many seconds, then say what has ended."""
        for key, events in self._selector.select(self._patience(at_most)):
            mask = pycurl.CSELECT_IN if events & selectors.EVENT_READ else 0
            mask |= pycurl.CSELECT_OUT if events & selectors.EVENT_WRITE else 0
            self._multi.socket_action(key.fd, mask)
        if self._due is not None and clock.monotonic() >= self._due:
            self._due = None
            self._multi.socket_action(pycurl.SOCKET_TIMEOUT, 0)
        more = 1
        while more:
            more, good, bad = self._multi.info_read()
            for handle, error in [(h, None) for h in good] + [(h, code) for h, code, _ in bad]:
                ended = self._under_way.pop(handle)
                self._multi.remove_handle(handle)
                yield ended(error)

    def close(self) -> None:
        """Drop whatever is under way and close all connections."""
        for handle in self._under_way:
            self._multi.remove_handle(handle)
        self._multi.close()
        self._selector.close()

    def _patience(self, at_most: float) -> float:
        if self._due is None:
            return at_most
        return max(0.0, min(at_most, self._due - clock.monotonic()))

    def _watch(self, what: int, fd: int, _multi: object, _data: object) -> None:
        known = fd in self._selector.get_map()
        if what == pycurl.POLL_REMOVE:
            if known:
                self._selector.unregister(fd)
        elif known:
            self._selector.modify(fd, _EVENTS[what])
        else:
            self._selector.register(fd, _EVENTS[what])

    def _wake(self, milliseconds: int) -> None:
        self._due = None if milliseconds < 0 else clock.monotonic() + milliseconds / 1000
