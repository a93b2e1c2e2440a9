"""`waymark web` over RSGI: a request costs a thread only once its whole body is here (A20).

Granian hands a request over with its head. The body is gathered in the event loop, within a time,
and within a memory that all requests of the process share; then it goes as WSGI (PEP 3333) to the
application, on one of so many threads. Who sends slowly holds a connection and nothing else.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, Any

import structlog
from granian.rsgi import ProtocolClosed  # type: ignore[attr-defined]  # it is a renamed import
from werkzeug.exceptions import (
    HTTPException,
    RequestEntityTooLarge,
    RequestTimeout,
    ServiceUnavailable,
)

from webapp.errors import BUSY_SECONDS, REFUSED

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment
    from granian._granian import RSGIHTTPProtocol as Wire
    from granian._granian import RSGIHTTPStreamTransport as Stream
    from granian.rsgi import Scope

CONNECTIONS = 1_000  # of a process: who sends slowly holds one, not a thread (attack A20)
MEMORY = 64 * 1024 * 1024  # bytes of all bodies that are here and not answered yet
SMALL = 64 * 1024  # bytes that a body has beyond that: who fills the memory stops no browser
_CROWDED = "Too much is being sent here now; try again."

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Allowed:
    """What one body may take: bytes, and seconds until the last of them is here; and what all."""

    size: int
    seconds: float
    memory: int = MEMORY


@dataclass(slots=True)
class _Body:
    """What has come of a body; `size` counts against the memory of all."""

    parts: list[bytes] = field(default_factory=list)
    size: int = 0
    whole: bool = False


@dataclass(slots=True)
class _Told:
    """What the application told by `start_response`."""

    status: int = 500
    headers: list[tuple[str, str]] = field(default_factory=list)

    def __call__(self, status: str, headers: list[tuple[str, str]], _: Any = None) -> Any:
        self.status, self.headers = int(status[:3]), headers


class Front:
    """The application as Granian calls it; one per process."""

    def __init__(self, app: WSGIApplication, threads: int, allowed: Allowed) -> None:
        self._app = app
        self._threads = ThreadPoolExecutor(threads, "web")
        self._allowed = allowed
        self._held = 0  # bytes; the event loop alone counts them

    async def __call__(self, scope: Scope, wire: Wire) -> None:
        loop, body = asyncio.get_running_loop(), _Body()
        try:
            refused = await self._gather(scope, wire, body)
            if body.whole and body.size < _length(scope):
                return  # its sender has gone: nobody waits for an answer
            environ = _environ(scope, b"" if refused else b"".join(body.parts))
            environ[REFUSED] = refused
            await loop.run_in_executor(self._threads, self._answer, environ, wire, loop, body.whole)
        except Exception:
            # The application answers its errors itself: this is one of a stream that has begun.
            log.exception("request.failed", method=scope.method, path=scope.path)
        finally:
            self._held -= body.size

    async def _gather(self, scope: Scope, wire: Wire, body: _Body) -> HTTPException | None:
        """Take the body in; why it is refused, or None."""
        # RFC 9112 §6.3: a request with a body says so in its head.
        named = ("content-length", "transfer-encoding")
        body.whole = not any(name in scope.headers for name in named)
        length = _length(scope)
        if body.whole:
            return None
        if length > self._allowed.size:
            return RequestEntityTooLarge()
        try:
            async with asyncio.timeout(self._allowed.seconds):
                async for part in wire:
                    body.parts.append(part)
                    body.size += len(part)
                    self._held += len(part)
                    if body.size == length:
                        break  # the end comes without another turn of the loop
                    if body.size > self._allowed.size:
                        return RequestEntityTooLarge()
                    if body.size > SMALL and self._held > self._allowed.memory:
                        return ServiceUnavailable(_CROWDED, retry_after=BUSY_SECONDS)
        except TimeoutError:
            seconds = self._allowed.seconds
            return RequestTimeout(f"The body must be here within {seconds:g} seconds.")
        body.whole = True
        return None

    def _answer(
        self, environ: WSGIEnvironment, wire: Wire, loop: asyncio.AbstractEventLoop, whole: bool
    ) -> None:
        """On a thread: call the application, and give its answer to the wire."""
        told = _Told()
        answer = self._app(environ, told)
        try:
            # What has not been read of a request would be taken for the next one.
            headers = told.headers if whole else [*told.headers, ("Connection", "close")]
            if any(name.lower() == "content-length" for name, _ in headers):
                wire.response_bytes(told.status, headers, b"".join(answer))
            else:
                _stream(wire.response_stream(told.status, headers), answer, loop)
        finally:
            close = getattr(answer, "close", None)
            if close is not None:
                close()


def _stream(stream: Stream, parts: Iterable[bytes], loop: asyncio.AbstractEventLoop) -> None:
    """Send parts as they come, until the last, or until nobody is there any more."""
    for part in parts:
        try:
            asyncio.run_coroutine_threadsafe(_send(stream, part), loop).result()
        except ProtocolClosed:
            return


async def _send(stream: Stream, part: bytes) -> None:
    await stream.send_bytes(part)


def _length(scope: Scope) -> int:
    """The length that is told, 0 where none is. Granian has refused what is no number."""
    return int(scope.headers.get("content-length", "0"))


def _environ(scope: Scope, body: bytes) -> WSGIEnvironment:
    """The request in WSGI's words (PEP 3333): strings hold bytes, one character each."""
    host, _, port = scope.server.rpartition(":")
    environ: WSGIEnvironment = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string.encode().decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "SERVER_NAME": host.strip("[]"),
        "SERVER_PORT": port,
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": BytesIO(body),
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    if scope.authority:
        environ["HTTP_HOST"] = scope.authority
    for name, value in scope.headers.items():
        _add(environ, name, value)
    return environ


def _add(environ: WSGIEnvironment, name: str, value: str) -> None:
    """One header. Those of one name are one list (RFC 9110 §5.3).

    A name with `_` would be taken for the one with `-`, and pass for what a proxy told.
    """
    if "_" in name:
        return
    key = name.upper().replace("-", "_")
    if key not in ("CONTENT_TYPE", "CONTENT_LENGTH"):
        key = f"HTTP_{key}"
    if key in environ and key != "HTTP_HOST":
        value = environ[key] + ("; " if key == "HTTP_COOKIE" else ",") + value
    environ[key] = value
