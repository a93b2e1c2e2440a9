"""Goals 12 and 13: `waymark up` as a process: from an event to its push, and what it needs idle."""

from __future__ import annotations

import base64
import contextlib
import http.client
import json
import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.place import sized
from bench.rows import Row, Skipped, Spread
from engine.store import db, migrate
from engine.store.tables import device
from tests.support import fake_push_service
from tests.support.fake_push_service import FakePushService
from tests.support.process import Waymark, free_port, running, wait_healthy
from tests.support.room import MASTER_KEY, Room, hello, trigger

PATIENCE = 10  # seconds
VISITORS = 5  # nobody enters a journey a hundred times a day
STARTS = 5
RESTS = 5
REST = 4.0  # seconds of doing nothing, looked at so often
TICKS = os.sysconf("SC_CLK_TCK")


def measure() -> Iterator[Row | Skipped]:
    yield from _pushes()
    yield from _rests()


# ---- 12: an event, and its push at the push service.


def _pushes() -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder, fake_push_service.running() as service:
        secret = _prepared(Path(folder), service)
        with _up(Path(folder), service.origin) as (_, port):
            times = _one_at_a_time(port, secret, service, sized(100, 5))
    p50 = statistics.median(times)
    p95 = statistics.quantiles(times, n=20, method="inclusive")[-1]
    spread = f"{min(times):.0f}-{max(times):.0f}"
    for what, value, goal in (("p50", p50, 50), ("p95", p95, 200)):
        yield Row(
            "12", f"event to push at the service, one at a time, SQLite, {what}", value, "ms",
            "<=", goal=goal, floor=1_000, spread=spread,
        )  # fmt: skip


def _prepared(folder: Path, service: FakePushService) -> str:
    """A database with people, their browsers and a journey that answers at once; the secret key."""
    database = db.connect(f"sqlite:///{folder / 'waymark.db'}")
    migrate.upgrade(database)
    room = Room(database)
    room.set(frequency_cap={"per_day": None, "per_5_minutes": None})
    room.push()
    room.journey([trigger("bought"), hello()], ["start -> hello"], reentry={"mode": "always"})
    for number in range(VISITORS):
        id_, made = room.device(f"visitor-{number}"), service.subscribe()
        words = {"endpoint": made.endpoint, "p256dh": made.p256dh, "auth": made.auth}
        with database.transaction() as tx:
            tx.execute(device.update().where(device.c.id == id_).values(words))
    database.close()
    return room.made.secret_key


def _one_at_a_time(port: int, secret: str, service: FakePushService, pushes: int) -> list[float]:
    """Milliseconds from the request with the event to the request of the push service's side."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    headers = {
        "Authorization": "Basic " + base64.b64encode(f"{secret}:".encode()).decode(),
        "Content-Type": "application/json",
    }
    times = []
    for number in range(pushes + 3):
        visitor = f"visitor-{number % VISITORS}"
        body = {"event": "bought", "anonymousId": visitor, "messageId": f"m{number}"}
        before, start = len(service.received), time.perf_counter()
        connection.request("POST", "/v1/track", json.dumps(body), headers)
        connection.getresponse().read()
        while len(service.received) == before:
            if time.perf_counter() - start > PATIENCE:
                raise TimeoutError("no push came")
            time.sleep(0.0005)
        times.append((time.perf_counter() - start) * 1e3)
        time.sleep(0.05)  # what follows from a push is over before the next event
    return times[3:]  # the first ones open connections and fill caches


# ---- 13: at rest.


def _rests() -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        with _up(Path(folder)):
            pass  # the first set-up
        ready = []
        for _ in range(STARTS):
            start = time.perf_counter()
            with _up(Path(folder)):
                ready.append(time.perf_counter() - start)
        with _up(Path(folder)) as (process, _port):
            time.sleep(2)
            shares = Spread(tuple(_share(process) for _ in range(RESTS)))
            resident = _resident(process)
    found = Spread(tuple(ready))
    yield Row("13", "`waymark up` at rest: resident", resident, "MB", "<=", goal=150, floor=250)
    yield Row(
        "13", "`waymark up` at rest: of a core", shares.median, "%", "<=", goal=1,
        spread=str(shares),
    )  # fmt: skip
    yield Row("13", "`waymark up` ready again", found.median, "s", "<=", goal=3, spread=str(found))


@contextlib.contextmanager
def _up(folder: Path, push_host: str = "") -> Iterator[tuple[Waymark, int]]:
    """The process once it is healthy, and its port."""
    port = free_port()
    environment = {"WAYMARK_MASTER_KEY": MASTER_KEY.hex(), "WAYMARK_PUSH_HOSTS": push_host}
    words = ("up", "--port", str(port), "--data", str(folder))
    with running(*words, log=folder / "log", env=environment) as process:
        wait_healthy(f"http://127.0.0.1:{port}")
        yield process, port
        process.stop()


def _share(process: Waymark) -> float:
    """Per cent of one core over some seconds."""
    before, start = _ticks(process), time.perf_counter()
    time.sleep(REST)
    spent = (_ticks(process) - before) / TICKS
    return spent / (time.perf_counter() - start) * 100


def _ticks(process: Waymark) -> int:
    stat = Path(f"/proc/{process.process.pid}/stat").read_text()
    fields = stat.rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])  # utime and stime (proc(5))


def _resident(process: Waymark) -> float:
    status = Path(f"/proc/{process.process.pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024
