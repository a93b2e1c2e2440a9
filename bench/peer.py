"""A push service over HTTP/2 that accepts everything after a pause: Granian, in its own process."""

from __future__ import annotations

import asyncio
import contextlib
import datetime
import ipaddress
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from engine import clock

_START = {"type": "http.response.start", "status": 201, "headers": []}
_BODY = {"type": "http.response.body", "body": b""}


async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """ASGI: the path's first part says how many milliseconds lie between request and answer."""
    if scope["type"] != "http":
        return
    while (await receive()).get("more_body"):
        pass
    pause = int(scope["path"].split("/")[1])
    if pause:
        await asyncio.sleep(pause / 1000)
    await send(_START)
    await send(_BODY)


@dataclass(frozen=True, slots=True)
class Peer:
    """Where it listens, and the file of the authority that vouches for it."""

    origin: str
    ca_file: str

    def url(self, pause_ms: int = 0) -> str:
        return f"{self.origin}/{pause_ms}/push"


@contextlib.contextmanager
def running() -> Iterator[Peer]:
    """A peer on a free port of the loopback, for the time of the block."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        certificate, key = _certificate(Path(folder))
        command = [sys.executable, "-m", "granian", "--interface", "asginl", "--http", "auto"]
        command += ["--host", "127.0.0.1", "--port", str(port), "--no-ws", "--no-log"]
        command += ["--http2-max-concurrent-streams", "250"]
        command += ["--ssl-certificate", str(certificate), "--ssl-keyfile", str(key)]
        words = [*command, "bench.peer:app"]
        process = subprocess.Popen(words, start_new_session=True)  # noqa: S603  our own words
        try:
            _listening(port)
            yield Peer(f"https://127.0.0.1:{port}", str(certificate))
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(20)


def _listening(port: int) -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise TimeoutError("the HTTP/2 peer did not start")


def _certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 that is its own authority, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "bench")])
    today = clock.moment(clock.now())
    addresses = [x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - datetime.timedelta(days=1))
        .not_valid_after(today + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(addresses), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, SHA256())
    )
    paths = folder / "certificate.pem", folder / "key.pem"
    paths[0].write_bytes(made.public_bytes(Encoding.PEM))
    paths[1].write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return paths
