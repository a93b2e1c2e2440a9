"""Waymark as real processes, started by its command and stopped by signals."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path

COMMAND = (sys.executable, "-c", "import waymark; waymark.main()")


class Waymark:
    """One `waymark …` process; its output goes to a file."""

    def __init__(self, *args: str, log: Path, env: Mapping[str, str] | None = None) -> None:
        self.log = log
        kept = {name: value for name, value in os.environ.items() if "WAYMARK" not in name}
        with log.open("ab") as out:
            self.process = subprocess.Popen(
                [*COMMAND, *args], stdout=out, stderr=out, env=kept | dict(env or {})
            )

    def said(self) -> str:
        """Everything it has written so far."""
        return self.log.read_text()

    def signal(self, number: int) -> None:
        self.process.send_signal(number)

    def stop(self, timeout: float = 45) -> int:
        """Ask it to end as an operator does; its exit status."""
        if self.process.poll() is None:
            self.signal(signal.SIGTERM)
        return self.process.wait(timeout)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


@contextlib.contextmanager
def running(*args: str, log: Path, env: Mapping[str, str] | None = None) -> Iterator[Waymark]:
    """A process for the time of the block; what is left of it afterwards is killed."""
    started = Waymark(*args, log=log, env=env)
    try:
        yield started
    finally:
        if started.process.poll() is None:
            started.kill()


def free_port() -> int:
    """A port of the loopback that nobody listens on just now."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def wait_healthy(base_url: str, timeout: float = 60) -> None:
    """Wait until /health answers 200. Raises TimeoutError."""
    until = time.monotonic() + timeout
    while time.monotonic() < until:
        with (
            contextlib.suppress(OSError),  # URLError is one
            urllib.request.urlopen(f"{base_url}/health", timeout=5) as answer,
        ):
            if answer.status == 200:
                return
        time.sleep(0.05)
    raise TimeoutError(f"{base_url} is not healthy after {timeout} s")
