"""The server of `waymark up`: waitress, with an end to its patience for who sends slowly (A20).

Waitress takes requests in on one thread and gives whole ones to the others, so that a slow sender
holds a connection and no more; but that for ever, if a byte comes now and then. Here a request has
a time from its first byte to its last. What is refused for its time or its size is answered by the
application itself, in the form of the API it was meant for.
"""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING, Any

import waitress
from waitress import utilities
from waitress.channel import HTTPChannel
from waitress.server import BaseWSGIServer
from waitress.task import ErrorTask, Task, WSGITask
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge, RequestTimeout

from webapp.errors import REFUSED
from webapp.front import CONNECTIONS

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment

    from webapp.front import Allowed


def server(app: WSGIApplication, host: str, port: int, threads: int, allowed: Allowed) -> Any:
    """A server that listens: `run()` serves until SystemExit. Raises OSError where it cannot."""
    listening: dict[int, Any] = {}
    made = waitress.create_server(
        app, map=listening, host=host, port=port, threads=threads, ident="waymark",
        # Proxies' headers stay: /metrics must see that somebody else is asking.
        clear_untrusted_proxy_headers=False, connection_limit=CONNECTIONS, asyncore_use_poll=True,
        max_request_body_size=allowed.size, inbuf_overflow=allowed.memory // CONNECTIONS,
    )  # fmt: skip
    for one in listening.values():
        if isinstance(one, BaseWSGIServer):
            one.channel_class = partial(_Channel, allowed.seconds)
    return made


class _Task(WSGITask):  # type: ignore[misc]  # waitress has no types
    """One request for the application; `refused` says that it shall not be taken."""

    refused: HTTPException | None = None

    def get_environment(self) -> WSGIEnvironment:
        environ: WSGIEnvironment = super().get_environment()
        environ[REFUSED] = self.refused
        return environ


class _Refusal(_Task):
    """A request that is refused: of what it sends on, nothing is read any more."""

    def execute(self) -> None:
        self.refused = self.request.error
        super().execute()

    def build_response_header(self) -> bytes:
        self.set_close_on_finish()
        head: bytes = super().build_response_header()
        return head


def _refusal(channel: HTTPChannel, request: Any) -> Task:
    """The answer to what waitress, or `_give_up`, has found wrong."""
    if isinstance(request.error, utilities.RequestEntityTooLarge):
        request.error = RequestEntityTooLarge()
    kind = _Refusal if isinstance(request.error, HTTPException) else ErrorTask
    return kind(channel, request)


class _Channel(HTTPChannel):  # type: ignore[misc]  # waitress has no types
    """One connection, as the thread sees it that takes requests in."""

    task_class = _Task
    error_task_class = staticmethod(_refusal)
    request: Any  # what has come of one, or None

    def __init__(self, seconds: float, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self._seconds = seconds
        self._until = 0.0  # of the monotonic clock

    def received(self, data: bytes) -> bool:
        before = self.request
        taken: bool = super().received(data)
        if self.request is not before:
            self._until = time.monotonic() + self._seconds
        return taken

    def readable(self) -> bool:
        """Waitress asks this of each connection, once a second at least."""
        if not super().readable():
            # It could not send on while an earlier request was answered.
            self._until = time.monotonic() + self._seconds
            return False
        if self.request is None or time.monotonic() < self._until:
            return True
        self._give_up()
        return False

    def _give_up(self) -> None:
        with self.requests_lock:
            late, self.request = self.request, None
            if not late.headers_finished:
                self.will_close = True  # it has not said yet what it wants
                return
            late.error = RequestTimeout(f"The body must be here within {self._seconds:g} seconds.")
            self.requests.append(late)
            self.server.add_task(self)
