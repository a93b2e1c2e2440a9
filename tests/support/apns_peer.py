"""A strict APNs on HTTP/2: it checks headers, the token and its age, sizes, and knows its devices.

What Apple documents and what was recorded of validating peers; stricter only in that the payload
must be JSON with an `aps` object. Faults are planned by device token.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import socket
import ssl
import threading
import uuid
from collections import Counter, defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import DataReceived, Event, RequestReceived, StreamEnded
from h2.exceptions import ProtocolError
from h2.settings import SettingCodes

from engine import clock
from tests.support.fake_push_service import Drop, Fault, Hang, Received, Say, accepting

TOPIC, TEAM, KEY_ID = "com.example.shop", "TEAM123456", "KEY1234567"
LARGEST = 4096
HOUR, OFTEN = 3600, 20 * 60  # seconds: the oldest token, and the soonest that another may come
STREAMS = 100  # at once, once a token was valid
TYPES = {"alert", "background", "location", "voip", "complication", "fileprovider", "mdm",
         "liveactivity", "pushtotalk", "widgets", "controls"}  # fmt: skip
_PATH = re.compile(r"/3/device/([0-9a-fA-F]*)")

PRIVATE = ec.generate_private_key(ec.SECP256R1())


def p8() -> str:
    """The signing key as Apple's developer site gives it out."""
    return PRIVATE.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def reason(status: int, word: str, **more: Any) -> Say:
    """An error as APNs says it."""
    return Say(status, json.dumps({"reason": word, **more}))


class _Refused(Exception):
    """A request is not taken: what to answer."""

    def __init__(self, say: Say) -> None:
        super().__init__(say.body)
        self.say = say


@dataclass
class ApnsPeer:
    """`received` is every request read to its end, `taken` those it answered with 200."""

    origin: str
    received: list[Received] = field(default_factory=list)
    taken: list[Received] = field(default_factory=list)
    connections: int = 0
    now: clock.Clock = clock.now
    _known: set[str] = field(default_factory=set)
    _gone: dict[str, int] = field(default_factory=dict)
    _faults: dict[str, deque[Fault]] = field(default_factory=lambda: defaultdict(deque))
    _sockets: set[socket.socket] = field(default_factory=set)
    _stop: threading.Event = field(default_factory=threading.Event)

    def register(self) -> str:
        """A token of an app that is there."""
        token = os.urandom(32).hex()
        self._known.add(token)
        return token

    def unregister(self, token: str, at_ms: int) -> None:
        """The app was taken off the device then."""
        self._gone[token] = at_ms

    def next_for(self, token: str, *faults: Fault) -> None:
        """The next answers to this token, one each; afterwards it is served strictly."""
        self._faults[token].extend(faults)

    def of(self, token: str) -> list[Received]:
        """What arrived for a token, in order."""
        return [one for one in self.received if one.path.endswith(token)]

    def serve(self, connection: socket.socket) -> None:
        """Answer the requests of one connection until it closes."""
        self.connections += 1
        self._sockets.add(connection)
        with contextlib.suppress(OSError, ProtocolError), connection:
            _Line(self, connection).run(self._stop)

    def answer(self, request: Received, tokens: dict[str, int]) -> Fault:
        """What to say; `tokens` are those that this connection has shown, with their `iat`."""
        self.received.append(request)
        planned = self._faults.get(request.path.rpartition("/")[2])
        if planned:
            return planned.popleft()
        try:
            self._check(request, tokens)
        except _Refused as refused:
            return refused.say
        self.taken.append(request)
        return Say(200, headers=(("apns-id", request.headers.get("apns-id", str(uuid.uuid4()))),))

    def close(self) -> None:
        """End every connection."""
        self._stop.set()
        for one in tuple(self._sockets):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def _check(self, request: Received, tokens: dict[str, int]) -> None:
        path, headers = _PATH.fullmatch(request.path), request.headers
        _need(request.method == "POST", 405, "MethodNotAllowed")
        _need(path is not None, 404, "BadPath")
        token = path[1] if path else ""
        _need(token != "", 400, "MissingDeviceToken")
        self._check_token(headers.get("authorization", ""), tokens)
        _need("apns-topic" in headers, 400, "MissingTopic")
        _need(headers["apns-topic"] == TOPIC, 400, "DeviceTokenNotForTopic")
        _check_headers(headers)
        _need(len(request.body) > 0, 400, "PayloadEmpty")
        _need(len(request.body) <= LARGEST, 413, "PayloadTooLarge")
        _need("aps" in json.loads(request.body), 400, "PayloadEmpty")
        if token in self._gone:
            raise _Refused(reason(410, "Unregistered", timestamp=self._gone[token]))
        _need(token in self._known, 400, "BadDeviceToken")

    def _check_token(self, header: str, tokens: dict[str, int]) -> None:
        _need(header.startswith("bearer "), 403, "MissingProviderToken")
        token, now = header.removeprefix("bearer "), self.now() // clock.SECOND
        try:
            claims = jwt.decode(
                token, PRIVATE.public_key(), ["ES256"], options={"verify_iat": False}
            )
            kid = jwt.get_unverified_header(token).get("kid")
        except jwt.InvalidTokenError:
            raise _Refused(reason(403, "InvalidProviderToken")) from None
        at = claims.get("iat", 0)
        _need(kid == KEY_ID and claims.get("iss") == TEAM, 403, "InvalidProviderToken")
        _need(at <= now + 60, 403, "InvalidProviderToken")
        _need(now - at <= HOUR, 403, "ExpiredProviderToken")
        if token not in tokens:
            often = any(at - before < OFTEN for before in tokens.values())
            _need(not often, 429, "TooManyProviderTokenUpdates")
            tokens[token] = at


def _need(good: bool, status: int, word: str) -> None:
    if not good:
        raise _Refused(reason(status, word))


def _check_headers(headers: dict[str, str]) -> None:
    _need(headers.get("apns-push-type") in TYPES, 400, "InvalidPushType")
    _need(headers.get("apns-priority", "10") in ("1", "5", "10"), 400, "BadPriority")
    _need(headers.get("apns-expiration", "0").isdigit(), 400, "BadExpirationDate")
    _need(len(headers.get("apns-collapse-id", "").encode()) <= 64, 400, "BadCollapseId")
    with contextlib.suppress(KeyError):
        try:
            uuid.UUID(headers["apns-id"])
        except ValueError:
            raise _Refused(reason(400, "BadMessageId")) from None


class _Line:
    """One connection: one stream until the first valid token, as Apple does."""

    def __init__(self, peer: ApnsPeer, connection: socket.socket) -> None:
        self._peer = peer
        self._socket = connection
        self._h2 = H2Connection(H2Configuration(client_side=False, header_encoding="utf-8"))
        self._h2.local_settings = type(self._h2.local_settings)(
            client=False, initial_values={SettingCodes.MAX_CONCURRENT_STREAMS: 1}
        )
        self._requests: dict[int, tuple[list[tuple[str, str]], bytearray]] = {}
        self._tokens: dict[str, int] = {}
        self._open = False

    def run(self, stop: threading.Event) -> None:
        self._h2.initiate_connection()
        self._flush()
        while not stop.is_set():
            data = self._socket.recv(65536)
            if not data:
                return
            for event in self._h2.receive_data(data):
                if not self._on(event, stop):
                    return
            self._flush()

    def _on(self, event: Event, stop: threading.Event) -> bool:
        """Whether the connection goes on."""
        match event:
            case RequestReceived():
                headers = [(str(name), str(value)) for name, value in event.headers]
                self._requests[event.stream_id] = (headers, bytearray())
            case DataReceived():
                self._requests[event.stream_id][1].extend(event.data)
                self._h2.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
            case StreamEnded():
                return self._ended(event.stream_id, stop)
        return True

    def _ended(self, stream: int, stop: threading.Event) -> bool:
        headers, body = self._requests.pop(stream)
        fault = self._answer(headers, bytes(body))
        match fault:
            case Say(status, text, more):
                self._say(stream, status, text.encode(), more)
                return True
            case Hang():
                stop.wait(30)
            case Drop():
                self._socket.shutdown(socket.SHUT_RDWR)
        return False

    def _answer(self, headers: list[tuple[str, str]], body: bytes) -> Fault:
        named = dict(headers)
        request = Received(named[":method"], named[":path"], named, body)
        twice = [name for name, count in Counter(name for name, _ in headers).items() if count > 1]
        if twice:
            return reason(400, "DuplicateHeaders")
        return self._peer.answer(request, self._tokens)

    def _say(
        self, stream: int, status: int, body: bytes, more: tuple[tuple[str, str], ...]
    ) -> None:
        if self._tokens and not self._open:
            self._open = True
            self._h2.update_settings({SettingCodes.MAX_CONCURRENT_STREAMS: STREAMS})
        head = [(":status", str(status)), *((name.lower(), value) for name, value in more)]
        self._h2.send_headers(stream, head, end_stream=not body)
        if body:
            self._h2.send_data(stream, body, end_stream=True)
        self._flush()

    def _flush(self) -> None:
        self._socket.sendall(self._h2.data_to_send())


@contextlib.contextmanager
def running(tls: ssl.SSLContext, name: str) -> Iterator[ApnsPeer]:
    """APNs on a free port of the loopback; `name` is the host that its certificate is for."""
    tls.set_alpn_protocols(["h2"])
    with socket.create_server(("127.0.0.1", 0)) as server:
        peer = ApnsPeer(f"https://{name}:{server.getsockname()[1]}")
        with accepting(server, peer, tls):
            yield peer
