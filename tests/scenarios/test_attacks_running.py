"""Attacks on a running server, through its socket: bodies without end, and what its log tells."""

from __future__ import annotations

import base64
import contextlib
import json
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

from engine.store import db
from engine.store.db import Database
from engine.store.tables import seen_message
from tests.scenarios.attacker import nothing_stored, rows
from tests.scenarios.test_shop_replay import KEY, cli
from tests.support import product
from tests.support.process import free_port, running, wait_healthy

PATIENCE = 30  # seconds; the server is told off long before
SECONDS = 3  # for a body
THREADS = 2 * 8  # of its processes
LIMITS = {"WAYMARK_BODY_SECONDS": str(SECONDS)}
ENOUGH = 20_000_000  # bytes: who takes so many takes all


@dataclass(frozen=True, slots=True)
class Server:
    """A server of ours, from outside."""

    port: int
    write_key: str
    secret_key: str
    database: Database
    log: Path

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.port}"

    def connect(self) -> socket.socket:
        """A raw connection."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)

    def head(self, *lines: str) -> bytes:
        """The head of a POST of events."""
        basic = base64.b64encode(f"{self.write_key}:".encode()).decode()
        first = ("POST /v1/batch HTTP/1.1", "Host: 127.0.0.1", f"Authorization: Basic {basic}")
        return "\r\n".join([*first, *lines, "", ""]).encode()

    def event(self, name: str) -> dict[str, str]:
        """The body of `/v1/track`."""
        return {"event": name, "anonymousId": "a", "writeKey": self.write_key}

    def told_of_an_event(self) -> int:
        """Status of an event of somebody else."""
        url = f"{self.url}/v1/track"
        return requests.post(url, json=self.event("Seen"), timeout=10).status_code

    def healthy(self, seconds: float) -> bool:
        """Whether others are still answered, so soon."""
        with contextlib.suppress(requests.RequestException):
            return requests.get(f"{self.url}/health", timeout=seconds).status_code == 200
        return False


@pytest.fixture(params=["waitress", "granian"], scope="module")
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """`waymark up` and `waymark web`: each has an HTTP server of its own."""
    folder = tmp_path_factory.mktemp(request.param)
    if request.param == "waitress":
        with product.started(folder, (), env=LIMITS) as made:
            database = db.connect(f"sqlite:///{folder / 'waymark.db'}")
            yield Server(
                made.port, made.write_key, made.secret_key, database, folder / "waymark.log"
            )
            database.close()
        return
    url = f"sqlite:///{folder / 'waymark.db'}"
    env = {"WAYMARK_DATABASE_URL": url, "WAYMARK_MASTER_KEY": KEY, **LIMITS}
    data = ("--data", str(folder))
    cli("migrate", *data, env=env)
    made_keys = json.loads(cli("workspace", "create", "Shop", "--json", *data, env=env))
    port, log = free_port(), folder / "waymark.log"
    with running("web", "--port", str(port), *data, log=log, env=env) as process:
        wait_healthy(f"http://127.0.0.1:{port}")
        database = db.connect(url)
        yield Server(port, made_keys["write_key"], made_keys["secret_key"], database, log)
        database.close()
        assert process.stop() == 0


def status(answer: bytes) -> int | None:
    """The status of an answer; None where the connection was just ended."""
    return int(answer.split(b" ")[1]) if answer.startswith(b"HTTP/1.") else None


def everything(wire: socket.socket) -> bytes:
    """What comes until the server ends the connection."""
    return b"".join(iter(lambda: wire.recv(4096), b""))


def test_a20_a_body_without_end_is_cut_off(server: Server) -> None:
    chunk = b"10000\r\n" + b" " * 0x10000 + b"\r\n"
    sent, answer = 0, b""
    with nothing_stored(server.database), server.connect() as wire:
        wire.sendall(server.head("Transfer-Encoding: chunked"))
        wire.setblocking(False)
        until = time.monotonic() + PATIENCE
        with contextlib.suppress(ConnectionError):
            while sent < ENOUGH and not answer and time.monotonic() < until:
                with contextlib.suppress(BlockingIOError):
                    sent += wire.send(chunk)
                with contextlib.suppress(BlockingIOError):
                    answer = wire.recv(4096)
        assert sent < ENOUGH
        assert status(answer) in (413, None)
    assert server.healthy(5)


def test_a20_a_length_that_lies_harms_nobody(server: Server) -> None:
    with nothing_stored(server.database):
        with server.connect() as wire:
            wire.sendall(server.head("Content-Length: 4000000000") + b"{")
            head, _, body = everything(wire).partition(b"\r\n\r\n")
            assert status(head) == 413
            assert json.loads(body)["code"] == "request_entity_too_large"
        with server.connect() as wire:  # it says more than it sends, and leaves
            wire.sendall(server.head("Content-Length: 1000") + b'{"batch": [')
        for wrong in ("-1", "1e9", "1, 2", "x"):
            with server.connect() as wire:
                wire.sendall(server.head(f"Content-Length: {wrong}") + b"{}")
                with contextlib.suppress(ConnectionError):
                    assert status(wire.recv(4096)) in (400, None), wrong
    assert server.healthy(5)


def test_a20_many_that_send_slowly_keep_nobody_waiting(server: Server) -> None:
    """Slow-loris: heads and bodies that never come to their end, on many connections."""
    with contextlib.ExitStack() as open_:
        slow = [open_.enter_context(server.connect()) for _ in range(150)]
        for number, wire in enumerate(slow):
            head = server.head("Content-Length: 1000")
            wire.sendall(head + b"{" if number % 2 else head[:40])
        time.sleep(1)
        assert server.healthy(10)
        assert server.told_of_an_event() == 200
    assert server.healthy(5)


def test_a20_who_sends_slowly_is_told_so_and_the_connection_ends(server: Server) -> None:
    """More slow bodies than there are threads, some of which never cease to send a little."""
    lengths = ("Content-Length: 90000", "Transfer-Encoding: chunked")
    with contextlib.ExitStack() as open_:
        slow = [open_.enter_context(server.connect()) for _ in range(THREADS + 8)]
        for number, wire in enumerate(slow):
            wire.sendall(server.head(lengths[number % 2], "Origin: https://shop.example"))
        until = time.monotonic() + SECONDS - 1
        answered = []
        while time.monotonic() < until:
            for number, wire in enumerate(slow):
                wire.sendall(b" " if number % 2 == 0 else b"1\r\n \r\n")
            answered.append(server.healthy(1))
        assert all(answered)
        assert len(answered) > 3
        for wire in slow:
            head, _, body = everything(wire).partition(b"\r\n\r\n")
            assert status(head) == 408
            assert json.loads(body)["code"] == "request_timeout"
            assert b"access-control-allow-origin: " in head.lower()  # so that a page can read it
    assert server.healthy(5)
    assert server.told_of_an_event() == 200


def test_a20_a_head_without_end_ends_the_connection(server: Server) -> None:
    with server.connect() as wire:
        wire.sendall(server.head("Content-Length: 10")[:60])
        assert status(everything(wire)) in (408, None)
    assert server.healthy(5)


def test_a_connection_serves_one_request_after_another(server: Server) -> None:
    with requests.Session() as session:
        for number in range(3):
            event = server.event(f"Kept {number}")
            assert session.post(f"{server.url}/v1/track", json=event, timeout=10).status_code == 200
            assert session.head(f"{server.url}/s/waymark.js", timeout=10).content == b""
            script = session.get(f"{server.url}/s/waymark.js", timeout=10)
            assert int(script.headers["Content-Length"]) == len(script.content) > 1000


def test_a33_a_path_of_two_slashes_is_no_host(server: Server) -> None:
    for path in ("//evil.example/", "//evil.example/%2e%2e", "/\\evil.example", "/%0d%0aX:%20y"):
        with server.connect() as wire:
            wire.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
            answer = wire.recv(65_536)
        assert status(answer) in (400, 404), path
        assert b"\r\nlocation:" not in answer.lower()
        assert b"\r\nX: y" not in answer


def test_a45_nothing_that_is_sent_writes_the_log(server: Server) -> None:
    """Line ends and escapes forge no line; keys, e-mails and endpoints stay out of it."""
    forged = 'x\r\n{"event": "forged", "level": "error"}\x1b[2J\x1b[31m'
    secret = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbmEifQ.c2lnbmF0dXJl"
    endpoint = "https://fcm.googleapis.com/fcm/send/secret-endpoint"
    headers = {"User-Agent": "x\x1b[31m", "Referer": f"{server.url}/?token={secret}"}
    event = {
        "event": forged, "anonymousId": forged, "userId": "ana@shop.example",
        "context": {"identityToken": secret}, "properties": {"email": "ana@shop.example"},
    }  # fmt: skip
    for path in ("/v1/track", "/v1/t", "/v1/nothing", f"/v1/%0d%0a{secret}"):
        requests.post(
            f"{server.url}{path}?writeKey={server.write_key}",
            json=event,
            headers=headers,
            timeout=10,
        )
    device = {"writeKey": server.write_key, "anonymousId": forged, "kind": "web", "cause": "prompt",
              "status": "allowed", "subscription": {"endpoint": endpoint, "keys": {}}}  # fmt: skip
    requests.put(f"{server.url}/v1/devices", json=device, timeout=10)
    bearer = {"Authorization": f"Bearer {server.secret_key}"}
    requests.get(f"{server.url}/api/v1/people?user_id={forged}", headers=bearer, timeout=10)
    requests.get(f"{server.url}/api/v1/{secret}", headers=bearer, timeout=10)
    said = server.log.read_text()
    for line in said.splitlines():
        if line.startswith("{"):
            assert json.loads(line)["event"] != "forged"
    assert "\x1b" not in said
    assert not [line for line in said.splitlines() if "forged" in line and line[:1] != "{"]
    for private in (
        server.write_key, server.secret_key, secret, "secret-endpoint", "ana@shop.example",
    ):  # fmt: skip
        assert private not in said


def test_a18_a_real_server_takes_an_id_once_from_many_at_a_time(server: Server) -> None:
    before = len(rows(server.database, seen_message))
    body = {
        "event": "Once",
        "anonymousId": "once",
        "messageId": "once",
        "writeKey": server.write_key,
    }

    def send(_: int) -> int:
        return requests.post(f"{server.url}/v1/track", json=body, timeout=PATIENCE).status_code

    with ThreadPoolExecutor(16) as crowd:
        assert set(crowd.map(send, range(200))) == {200}
    assert len(rows(server.database, seen_message)) == before + 1
