"""Waymark's processes, each with all it starts in a process group of its own."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.process import COMMAND, free_port

WEBS, WORKERS, SCHEDULERS = 2, 2, 2


@dataclass
class Server:
    """One `waymark …` command that can be killed, stopped for a while and started again."""

    kind: str
    name: str
    arguments: tuple[str, ...]
    log: Path
    env: Mapping[str, str]
    url: str = ""  # of a web
    process: subprocess.Popen[bytes] | None = None
    starts: int = 0
    told: bool = False  # it was asked to end, or lost a part: its end is no surprise
    _ready_at: float | None = None
    _log_began: int = 0

    @property
    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def works_since(self) -> float | None:
        """For how many seconds it has worked, as far as was asked; None while it only begins."""
        if not self.running:
            return None
        if self._ready_at is None and (self._answers() if self.url else self._says_so()):
            self._ready_at = time.monotonic()
        return None if self._ready_at is None else time.monotonic() - self._ready_at

    def _answers(self) -> bool:
        with (
            contextlib.suppress(OSError),
            urllib.request.urlopen(f"{self.url}/health", timeout=0.2) as answer,
        ):
            return bool(answer.status == 200)
        return False

    def _says_so(self) -> bool:
        with self.log.open("rb") as log:
            log.seek(self._log_began)
            return b" runs (Ctrl+C" in log.read()

    def start(self) -> None:
        kept = {name: value for name, value in os.environ.items() if "WAYMARK" not in name}
        self.told = False
        self._ready_at = None
        self.starts += 1
        with self.log.open("ab") as out:
            self._log_began = out.tell()
            self.process = subprocess.Popen(
                [*COMMAND, *self.arguments], stdout=out, stderr=out, env=kept | dict(self.env),
                start_new_session=True,
            )  # fmt: skip

    def signal(self, number: int) -> None:
        """To the process and everything it has started; nothing where it has ended."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)

    def ask_to_end(self) -> None:
        """As an operator does: to the process alone."""
        self.told = True
        if self.process is not None and self.running:
            self.process.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.signal(signal.SIGKILL)
        if self.process is not None:
            self.process.wait()

    def parts(self) -> list[int]:
        """The processes it has started (Granian's workers)."""
        if not self.running or self.process is None:
            return []
        file = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        with contextlib.suppress(OSError):
            return [int(pid) for pid in file.read_text().split()]
        return []


@dataclass
class Fleet:
    """Everything that runs; `close` leaves nothing behind."""

    servers: list[Server] = field(default_factory=list)
    web_urls: list[str] = field(default_factory=list)

    def of(self, *kinds: str) -> list[Server]:
        return [server for server in self.servers if server.kind in kinds]

    def start(self) -> None:
        for server in self.servers:
            if not server.running:
                server.start()

    def kill(self) -> None:
        for server in self.servers:
            server.signal(signal.SIGKILL)
        for server in self.servers:
            server.kill()

    def said(self, text: str) -> Iterator[str]:
        """The lines of all logs that hold this text."""
        for server in self.servers:
            if server.log.exists():
                with server.log.open(encoding="utf-8", errors="replace") as lines:
                    yield from (line for line in lines if text in line)


@contextlib.contextmanager
def fleet(folder: Path, env: Mapping[str, str]) -> Iterator[Fleet]:
    """The processes, not started yet; killed with all their children at the end of the block."""
    made = Fleet()
    data = ("--data", str(folder))

    def add(kind: str, number: int, *arguments: str, url: str = "") -> None:
        name = f"{kind}-{number}"
        log = folder / f"{name}.log"
        made.servers.append(Server(kind, name, (kind, *arguments, *data), log, env, url))

    for number in range(WEBS):
        port = str(free_port())
        url = f"http://127.0.0.1:{port}"
        made.web_urls.append(url)
        add("web", number, "--port", port, "--processes", "1", "--threads", "4", url=url)
    for number in range(WORKERS):
        add("worker", number, "--threads", "2")
    for number in range(SCHEDULERS):
        add("scheduler", number)
    try:
        yield made
    finally:
        made.kill()
