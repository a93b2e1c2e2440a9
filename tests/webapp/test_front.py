"""The front of `waymark web`: bodies are gathered without a thread, within time and memory."""

from __future__ import annotations

import asyncio
import itertools
import threading
from collections.abc import AsyncIterator, Coroutine, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

import pytest
from flask import Flask, Response, request
from granian.rsgi import ProtocolClosed

from tests.support.loop_thread import LoopThread
from webapp import errors
from webapp.front import SMALL, Allowed, Front

T = TypeVar("T")


@dataclass
class Scope:
    """The twin of Granian's: a request's head (RSGI 1.5)."""

    fields: list[tuple[str, str]] = field(default_factory=list)
    method: str = "POST"
    path: str = "/v1/echo"
    query_string: str = ""
    http_version: str = "1.1"
    scheme: str = "http"
    server: str = "127.0.0.1:8000"
    client: str = "192.0.2.7:4711"
    authority: str | None = None

    @property
    def headers(self) -> Headers:
        return Headers(self.fields)


class Headers:
    def __init__(self, fields: list[tuple[str, str]]) -> None:
        self._fields = fields

    def __contains__(self, name: str) -> bool:
        return any(name == each for each, _ in self._fields)

    def get(self, name: str, default: str) -> str:
        return next((value for each, value in self._fields if each == name), default)

    def items(self) -> list[tuple[str, str]]:
        return self._fields


@dataclass
class Wire:
    """The twin of Granian's: parts of a body, then silence where it is `slow`; and the answer."""

    parts: Iterable[bytes] = ()
    slow: bool = False
    gone: int | None = None  # after so many bytes of the answer nobody is there any more
    status: int | None = None
    told: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for part in self.parts:
            await asyncio.sleep(0)
            yield part
        if self.slow:
            await asyncio.Event().wait()

    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.status, self.told, self.body = status, dict(headers), body

    def response_stream(self, status: int, headers: list[tuple[str, str]]) -> Wire:
        self.status, self.told = status, dict(headers)
        return self

    async def send_bytes(self, part: bytes) -> None:
        if self.gone is not None and len(self.body) >= self.gone:
            raise ProtocolClosed
        self.body += part


@pytest.fixture
def app() -> Flask:
    """It tells what it was asked, and errors as the whole application does."""
    made = Flask(__name__)
    made.config["MAX_CONTENT_LENGTH"] = 100_000
    errors.install(made)

    @made.post("/v1/echo")
    def echo() -> Response:
        return Response(request.get_data())

    @made.get("/v1/told")
    def told() -> dict[str, Any]:
        return {"path": request.path, "from": request.remote_addr, **dict(request.headers)}

    @made.get("/v1/stream")
    def stream() -> Response:
        return Response(iter(["one ", "two"]))

    return made


def done(work: Coroutine[Any, Any, T]) -> T:
    """The result of `work` in a loop of its own: a browser of other tests may run one here."""
    loop = LoopThread()
    try:
        return loop.run(work)
    finally:
        loop.close()


def asked(
    app: Flask, *requests: tuple[Scope, Wire], memory: int = 10**9, seconds: float = 9
) -> None:
    """All of these, at the same time and in this order."""
    front = Front(app.wsgi_app, 2, Allowed(100_000, seconds, memory))

    async def all_of_them() -> None:
        await asyncio.gather(*(front(scope, wire) for scope, wire in requests))  # type: ignore[arg-type]

    done(all_of_them())


def sent(length: int) -> Scope:
    return Scope([("content-length", str(length))])


def test_a_body_comes_to_the_application_whole(app: Flask) -> None:
    wire = Wire([b"a", b"bc", b""])
    chunked = Wire([b"d", b"ef"])
    asked(app, (sent(3), wire), (Scope([("transfer-encoding", "chunked")]), chunked))
    assert (wire.status, wire.body, chunked.body) == (200, b"abc", b"def")
    assert "Connection" not in wire.told


def test_slow_bodies_cost_no_thread_and_are_told_408(app: Flask) -> None:
    slow = [(sent(10), Wire([b"a"], slow=True)) for _ in range(20)]
    quick = Wire([b"abc"])
    asked(app, *slow, (sent(3), quick), seconds=0.2)
    assert quick.body == b"abc"
    for _, wire in slow:
        assert (wire.status, wire.told["Connection"]) == (408, "close")
        assert b'"code": "request_timeout"' in wire.body


def test_who_leaves_before_the_end_reaches_nothing(app: Flask) -> None:
    wire = Wire([b"ab"])
    asked(app, (sent(3), wire))
    assert wire.status is None


@pytest.mark.parametrize(
    ("scope", "parts"),
    [(sent(100_001), [b"a"]), (Scope([("transfer-encoding", "chunked")]), [b"a" * 60_000] * 9)],
)
def test_a_body_that_is_too_large_is_413_before_its_end(
    app: Flask, scope: Scope, parts: list[bytes]
) -> None:
    wire = Wire(parts, slow=True)
    asked(app, (scope, wire))
    assert (wire.status, wire.told["Connection"]) == (413, "close")


def test_many_large_bodies_at_once_are_refused_but_small_ones_are_not(app: Flask) -> None:
    """Else the connections of one stranger would fill the memory of the process."""
    large = [(sent(90_000), Wire([b"a" * 80_000], slow=True)) for _ in range(20)]
    small = Wire([b"a" * SMALL])
    asked(app, *large, (sent(SMALL), small), memory=800_000, seconds=0.2)
    assert [wire.status for _, wire in large] == [408] * 10 + [503] * 10
    assert "Retry-After" in large[-1][1].told
    assert small.status == 200


def test_memory_is_free_again_after_the_answer(app: Flask) -> None:
    front = Front(app.wsgi_app, 2, Allowed(100_000, 9, memory=100_000))

    async def one_after_the_other() -> list[int | None]:
        wires = [Wire([b"a" * 90_000]) for _ in range(5)]
        for wire in wires:
            await front(sent(90_000), wire)  # type: ignore[arg-type]
        return [wire.status for wire in wires]

    assert done(one_after_the_other()) == [200] * 5


def told(app: Flask, scope: Scope) -> dict[str, str]:
    wire = Wire()
    scope.method, scope.path = "GET", scope.path if "é" in scope.path else "/v1/told"
    asked(app, (scope, wire))
    found: dict[str, str] = app.json.loads(wire.body)
    return found


def test_the_address_is_the_clients_without_its_port(app: Flask) -> None:
    assert told(app, Scope())["from"] == "192.0.2.7"
    assert told(app, Scope(client="[2001:db8::7]:4711"))["from"] == "2001:db8::7"


def test_headers_of_one_name_are_one_list(app: Flask) -> None:
    scope = Scope([("x-forwarded-for", "192.0.2.1"), ("x-forwarded-for", "192.0.2.2"),
                   ("cookie", "a=1"), ("cookie", "b=2")])  # fmt: skip
    found = told(app, scope)
    assert found["X-Forwarded-For"] == "192.0.2.1,192.0.2.2"
    assert found["Cookie"] == "a=1; b=2"


def test_a_header_cannot_pass_for_what_the_proxy_told(app: Flask) -> None:
    """WSGI has one name for both: `X_Forwarded_For` took the place of what the proxy had added."""
    scope = Scope([("x-forwarded-for", "192.0.2.1"), ("x_forwarded_for", "198.51.100.1")])
    assert told(app, scope)["X-Forwarded-For"] == "192.0.2.1"


def test_the_name_of_the_host_is_the_one_of_its_header_or_of_the_address(app: Flask) -> None:
    assert told(app, Scope([("host", "a.example")]))["Host"] == "a.example"
    assert told(app, Scope(authority="b.example"))["Host"] == "b.example"


def test_a_path_keeps_its_letters(app: Flask) -> None:
    app.add_url_rule("/v1/é", "letters", lambda: {"path": request.path})
    assert told(app, Scope(path="/v1/é"))["path"] == "/v1/é"


def test_what_has_no_length_is_sent_part_by_part(app: Flask) -> None:
    wire = Wire()
    asked(app, (Scope(method="GET", path="/v1/stream"), wire))
    assert (wire.status, wire.body) == (200, b"one two")


def ended_stream(app: Flask, parts: Iterable[str], wire: Wire) -> bool:
    """Whether a stream of these parts was closed when the request was over."""
    closed = threading.Event()

    @app.get("/v1/parts")
    def _parts() -> Response:
        response = Response(parts)
        response.call_on_close(closed.set)
        return response

    asked(app, (Scope(method="GET", path="/v1/parts"), wire))
    return closed.is_set()


def test_what_fails_in_the_midst_of_a_stream_ends_it(app: Flask) -> None:
    def broken() -> Iterator[str]:
        yield "one "
        raise ZeroDivisionError

    wire = Wire()
    assert ended_stream(app, broken(), wire)
    assert wire.body == b"one "


def test_a_stream_ends_when_nobody_is_there_any_more(app: Flask) -> None:
    wire = Wire(gone=12)
    assert ended_stream(app, itertools.repeat("part "), wire)
    assert wire.body == b"part part part "
