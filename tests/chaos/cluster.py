"""A PostgreSQL of the run's own, so that it can be crashed: initdb in a folder, a free port."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.support.backends import need
from tests.support.process import free_port

PLACES = ("/usr/lib/postgresql", "/usr/local/opt", "/opt/homebrew/opt")


class Cluster:
    """One server over one folder. PostgreSQL refuses root: there it runs as its own user."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self._programs = programs
        self._data = folder / "data"
        self._log = folder / "log"
        self._port = free_port()
        self.url = f"postgresql+psycopg://postgres@127.0.0.1:{self._port}/postgres"
        self._run("initdb", "--auth=trust", "--username=postgres", "--encoding=UTF8")
        self._start()

    def crash(self) -> None:
        """Every server process ends at once, nothing is written; then recovery."""
        self._run("pg_ctl", "stop", "--mode=immediate")
        self._start()

    def stop(self) -> None:
        self._run("pg_ctl", "stop", "--mode=immediate", check=False)

    def _start(self) -> None:
        options = f"-p {self._port} -k {self._data} -c listen_addresses=127.0.0.1"
        self._run("pg_ctl", "start", "--wait", f"--log={self._log}", f"--options={options}")

    def _run(self, program: str, *arguments: str, check: bool = True) -> None:
        command = [str(self._programs / program), *arguments, "-D", str(self._data)]
        if os.geteuid() == 0:
            command = ["runuser", "-u", "postgres", "--", *command]
        subprocess.run(
            command, check=check, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            timeout=120,
        )  # fmt: skip


@contextlib.contextmanager
def cluster() -> Iterator[Cluster]:
    """A running server for the time of the block; its folder is removed."""
    programs = _programs()
    need(programs is not None, "initdb and pg_ctl: install the PostgreSQL server's package")
    assert programs is not None
    folder = Path(tempfile.mkdtemp(prefix="waymark-chaos-"))
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
        made = Cluster(programs, folder)
        try:
            yield made
        finally:
            made.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path | None:
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    for place in PLACES:
        for each in sorted(Path(place).glob("*/bin/initdb"), reverse=True):
            return each.parent
    return None
