"""The transport over HTTP/2: many requests on few connections, and what a lost connection means."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from engine import clock
from engine.delivery.providers.transport import Transport
from engine.delivery.providers.wire import Answered, Broken, Limits, Reply, Unsent
from tests.engine.delivery.conftest import NAME
from tests.engine.delivery.providers.test_transport import at, request

ROOT = Path(__file__).parents[4]
LIMITS = Limits(connect=5, total=10)


@dataclass
class Peer:
    """The service's process group and port."""

    process: subprocess.Popen[bytes]
    port: int

    def url(self, milliseconds: int) -> str:
        return f"https://{NAME}:{self.port}/{milliseconds}"

    def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(5)


@pytest.fixture
def peer(certificate: Path, tmp_path: Path) -> Iterator[Peer]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    key = tmp_path / "key.pem"
    private = load_pem_private_key(certificate.read_bytes(), None)
    key.write_bytes(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--http", "2"]
    command += ["--host", "127.0.0.1", "--port", str(port), "--blocking-threads", "64"]
    command += ["--backpressure", "64", "--no-ws", "--no-log"]
    command += ["--ssl-certificate", str(certificate), "--ssl-keyfile", str(key)]
    process = subprocess.Popen(
        [*command, "tests.support.http2_app:app"], cwd=ROOT, start_new_session=True
    )
    one = Peer(process, port)
    try:
        listening(port)
        yield one
    finally:
        one.kill()


def listening(port: int) -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise AssertionError("the HTTP/2 service did not start")


@pytest.fixture
def transport(certificate: Path) -> Iterator[Transport[Any]]:
    one: Transport[Any] = Transport(LIMITS, ca_file=str(certificate), lookup=at("127.0.0.1"))
    yield one
    one.close()


def replies(transport: Transport[Any], url: str, count: int) -> list[Reply]:
    return [reply for _, reply in transport.stream((n, request(url)) for n in range(count))]


def test_many_requests_share_connections_beyond_one_each(
    peer: Peer, transport: Transport[Any]
) -> None:
    got = replies(transport, peer.url(20), 200)
    assert {reply.status for reply in got if isinstance(reply, Answered)} == {201}
    told = [reply.body.decode().split() for reply in got if isinstance(reply, Answered)]
    assert {protocol for protocol, _ in told} == {"HTTP/2"}
    # Over HTTP/1.1 eight connections carry eight requests at a time.
    assert max(int(at_once) for _, at_once in told) > LIMITS.connections


def test_a_connection_lost_under_many_requests_makes_each_unclear_and_repeats_none(
    peer: Peer, transport: Transport[Any]
) -> None:
    replies(transport, peer.url(0), 20)
    stream = transport.stream(
        [("quick", request(peer.url(300)))]
        + [(f"slow {n}", request(peer.url(5000))) for n in range(7)]
    )
    assert next(stream)[0] == "quick"
    peer.kill()
    rest = [reply for _, reply in stream]
    assert len(rest) == 7
    assert all(isinstance(reply, Broken) for reply in rest), rest


def test_a_request_found_late_leaves_the_connection_to_the_others(
    peer: Peer, transport: Transport[Any]
) -> None:
    replies(transport, peer.url(0), 1)
    late = request(peer.url(0), begin_by=clock.monotonic() - 1)
    got = dict(transport.stream([("late", late), ("fine", request(peer.url(0)))]))
    assert got["late"] == Unsent("late")
    assert isinstance(got["fine"], Answered)
