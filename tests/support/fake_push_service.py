"""A strict push service (RFC 8030, 8188, 8291, 8292): HTTP/1.1, threads, faults on demand.

Unlike `push_service`, which serves browsers, it is the sender's adversary: it can accept a message
and drop the connection, hang, drip, redirect, or never stop answering. It also answers as a plain
receiver of webhooks (any path under /hook).
"""

import contextlib
import os
import socket
import ssl
import struct
import threading
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import BufferedReader
from typing import Protocol

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.support.vapid import Refused, b64, check

MOST_BYTES = 4096
URGENCIES = {"very-low", "low", "normal", "high"}


@dataclass(frozen=True)
class Say:
    """Answer this status, whatever came."""

    status: int
    body: str = ""
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Drop:
    """Read the request, take it as accepted, close the connection without a word.

    With `reset` the close is a TCP reset; `after` is sent first (the beginning of an answer).
    """

    reset: bool = False
    after: bytes = b""


@dataclass(frozen=True)
class Hang:
    """Read the request, take it as accepted, say nothing for ever; first say `after`."""

    after: bytes = b""


@dataclass(frozen=True)
class Endless:
    """Answer 201 and a body that does not end."""

    status: int = 201


@dataclass(frozen=True)
class Drip:
    """Answer 201 and then a byte of the body now and then, for ever."""

    status: int = 201
    pause: float = 0.05


Fault = Say | Drop | Hang | Endless | Drip


@dataclass(frozen=True)
class Received:
    """One request that was read to its end."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Subscription:
    """What a browser would hand out, and the private half it keeps."""

    endpoint: str
    p256dh: str
    auth: str
    private: ec.EllipticCurvePrivateKey
    secret: bytes

    def open(self, body: bytes) -> bytes:
        """The plain text of a push message."""
        return bytes(
            http_ece.decrypt(
                body, private_key=self.private, auth_secret=self.secret, version="aes128gcm"
            )
        )


def subscription(endpoint: str) -> Subscription:
    """A browser's subscription with fresh keys."""
    private = ec.generate_private_key(ec.SECP256R1())
    point = private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    secret = os.urandom(16)
    return Subscription(endpoint, b64(point), b64(secret), private, secret)


@dataclass
class FakePushService:
    """Its origin, what it received (a request per entry, also those it then dropped)."""

    origin: str
    received: list[Received] = field(default_factory=list)
    connections: int = 0
    _faults: dict[str, deque[Fault]] = field(default_factory=lambda: defaultdict(deque))
    _known: set[str] = field(default_factory=set)
    _stop: threading.Event = field(default_factory=threading.Event)
    _sockets: set[socket.socket] = field(default_factory=set)

    def subscribe(self, name: str = "s") -> Subscription:
        """A new subscription whose endpoint this service knows."""
        path = f"/push/{name}-{os.urandom(4).hex()}"
        self._known.add(path)
        return subscription(self.origin + path)

    def next_for(self, endpoint: str, *faults: Fault) -> None:
        """The next answers to this endpoint, one each; afterwards it is served strictly."""
        self._faults[endpoint.removeprefix(self.origin)].extend(faults)

    def bodies_for(self, endpoint: str) -> list[bytes]:
        """The bodies that arrived for an endpoint, in order."""
        path = endpoint.removeprefix(self.origin)
        return [one.body for one in self.received if one.path == path]

    def serve(self, connection: socket.socket) -> None:
        """Answer the requests of one connection until it closes."""
        self.connections += 1
        self._sockets.add(connection)
        with contextlib.suppress(OSError, ValueError), connection:
            stream = connection.makefile("rb")
            while not self._stop.is_set():
                request = _read(stream)
                if request is None:
                    return
                self.received.append(request)
                planned = self._faults.get(self.addressed(request))
                fault = planned.popleft() if planned else self.strict(request)
                if not self._answer(connection, fault):
                    return

    def close(self) -> None:
        """End every connection."""
        self._stop.set()
        for one in tuple(self._sockets):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def addressed(self, request: Received) -> str:
        """What `next_for` knows a request by: its path."""
        return request.path

    def strict(self, request: Received) -> Fault:
        """The answer to a request for which no fault was planned."""
        if request.path.startswith("/hook"):
            return Say(200, "thank you")
        if request.method != "POST":
            return Say(405)
        if request.path not in self._known:
            return Say(404, "no such subscription")
        problem = _problem(request)
        if problem:
            return Say(400, problem)
        if len(request.body) > MOST_BYTES:
            return Say(413)
        try:
            check(request.headers.get("authorization", ""), None, (self.origin,))
        except Refused as refused:
            return Say(refused.status, str(refused))
        return Say(201, headers=(("Location", f"{self.origin}/message/1"),))

    def _answer(self, connection: socket.socket, fault: Fault) -> bool:
        """Whether the connection goes on."""
        match fault:
            case Say(status, body, headers):
                connection.sendall(_response(status, body.encode(), headers))
                return True
            case Drop(reset, after):
                connection.sendall(after)
                if reset:
                    linger = struct.pack("ii", 1, 0)
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                else:
                    connection.shutdown(socket.SHUT_RDWR)
            case Hang(after):
                connection.sendall(after)
                self._stop.wait(30)
            case Endless(status):
                connection.sendall(_head(status, (("Transfer-Encoding", "chunked"),)))
                while not self._stop.is_set():
                    connection.sendall(b"1000\r\n" + b"x" * 4096 + b"\r\n")
            case Drip(status, pause):
                connection.sendall(_head(status, (("Content-Length", "1000000"),)))
                while not self._stop.wait(pause):
                    connection.sendall(b"x")
        return False


@contextlib.contextmanager
def running(
    tls: ssl.SSLContext | None = None,
    origin: str | None = None,
    make: Callable[[str], FakePushService] = FakePushService,
) -> Iterator[FakePushService]:
    """A service on a free port of the loopback; with `tls` it speaks https.

    `origin` is what it believes to be called, where that is not its address. `make` builds it.
    """
    with socket.create_server(("127.0.0.1", 0)) as server:
        scheme, port = "https" if tls else "http", server.getsockname()[1]
        name = origin.format(port=port) if origin else f"{scheme}://127.0.0.1:{port}"
        service = make(name)

        with accepting(server, service, tls):
            yield service


class Peer(Protocol):
    """What answers connections, and hangs up."""

    def serve(self, connection: socket.socket) -> None: ...
    def close(self) -> None: ...


@contextlib.contextmanager
def accepting(server: socket.socket, peer: Peer, tls: ssl.SSLContext | None) -> Iterator[None]:
    """Let a peer answer whoever connects, each in a thread, for the time of the block."""

    def greet(connection: socket.socket) -> None:
        try:
            wrapped = tls.wrap_socket(connection, server_side=True) if tls else connection
        except OSError:
            connection.close()
            return
        peer.serve(wrapped)

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = server.accept()
                threading.Thread(target=greet, args=(connection,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield
    finally:
        peer.close()
        with contextlib.suppress(OSError):
            server.shutdown(socket.SHUT_RDWR)


def _read(stream: BufferedReader) -> Received | None:
    line = stream.readline(65536).decode("latin-1").split()
    if len(line) < 2:
        return None
    headers: dict[str, str] = {}
    while True:
        raw = stream.readline(65536).decode("latin-1").rstrip("\r\n")
        if not raw:
            break
        key, _, value = raw.partition(":")
        headers[key.strip().lower()] = value.strip()
    body = stream.read(int(headers.get("content-length", "0")))
    return Received(line[0], line[1], headers, body)


def _problem(request: Received) -> str:
    """What RFC 8030 and 8188 forbid about a push request; empty when nothing."""
    headers, body = request.headers, request.body
    topic = headers.get("topic", "T")
    checks = {
        "TTL (RFC 8030 §5.2)": headers.get("ttl", "").isdigit(),
        "Urgency (RFC 8030 §5.3)": headers.get("urgency", "normal") in URGENCIES,
        "Topic (RFC 8030 §5.4)": len(topic) <= 32 and topic.replace("_", "a").isalnum(),
        "Content-Encoding": headers.get("content-encoding") == "aes128gcm",
        "Expect": "expect" not in headers,
        "header block (RFC 8188 §2.1)": len(body) >= 86 + 18
        and int.from_bytes(body[16:20], "big") >= 18
        and body[20:22] == b"\x41\x04",
    }
    return ", ".join(name for name, good in checks.items() if not good)


def _head(status: int, headers: tuple[tuple[str, str], ...]) -> bytes:
    lines = "".join(f"{key}: {value}\r\n" for key, value in headers)
    return f"HTTP/1.1 {status} Whatever\r\n{lines}\r\n".encode("latin-1")


def _response(status: int, body: bytes, headers: tuple[tuple[str, str], ...]) -> bytes:
    return _head(status, (*headers, ("Content-Length", str(len(body))))) + body
