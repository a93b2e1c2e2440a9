"""Goal 1: events over HTTP until they are durable and deduped, against a raw COPY of their rows.

The people and their links stand beforehand: measured is what events cost, not what people do.
"""

from __future__ import annotations

import base64
import contextlib
import http.client
import tempfile
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import psycopg

from bench import decode
from bench.measure import in_turn, timed
from bench.place import Absent, postgresql, sized
from bench.rows import Row, Skipped, Spread, ratio
from engine import clock, workspaces
from engine.audience import names
from engine.audience.names import PersonKind
from engine.store import log
from engine.store.db import Database, Tx
from tests.support.process import free_port, running, wait_healthy

KEY = "6b" * 32
PROCESSES = 2
CLIENTS = 6
EVENTS = 100  # in a request
ROUNDS = 5


class Sender:
    """Clients that keep their connections, and bodies that were never sent before."""

    def __init__(self, port: int, secret: str) -> None:
        self._port = port
        self._headers = {
            "Authorization": "Basic " + base64.b64encode(f"{secret}:".encode()).decode(),
            "Content-Type": "application/json",
        }
        self._made = 0

    def bodies(self, requests: int) -> list[bytes]:
        first, self._made = self._made, self._made + requests
        return [decode.body(EVENTS, number) for number in range(first, first + requests)]

    def send(self, bodies: Sequence[bytes]) -> None:
        """All of them, answered; raises AssertionError for an answer that is not 200."""
        parts = [bodies[number::CLIENTS] for number in range(CLIENTS)]
        wrong: list[str] = []
        threads = [threading.Thread(target=self._some, args=(part, wrong)) for part in parts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if wrong:
            raise AssertionError(wrong[0])

    def _some(self, bodies: Sequence[bytes], wrong: list[str]) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        for body in bodies:
            connection.request("POST", "/v1/batch", body, self._headers)
            answer = connection.getresponse()
            said = answer.read()
            if answer.status != 200 or b"rejected" in said:
                wrong.append(f"{answer.status} {said[:300]!r}")
        connection.close()


@contextlib.contextmanager
def served(database: Database, folder: Path) -> Iterator[Sender]:
    """`waymark web` over this database."""
    with database.transaction() as tx:
        made = workspaces.create(tx, "Bench", master_key=bytes.fromhex(KEY))
        _people(tx, made.id)
    port = free_port()
    environment = {
        "WAYMARK_DATABASE_URL": database.url.render_as_string(hide_password=False),
        "WAYMARK_MASTER_KEY": KEY,
    }
    words = ("web", "--port", str(port), "--processes", str(PROCESSES), "--data", str(folder))
    with running(*words, log=folder / "log", env=environment) as process:
        wait_healthy(f"http://127.0.0.1:{port}")
        yield Sender(port, made.secret_key)
        process.stop()


def _people(tx: Tx, workspace_id: str) -> None:
    """Everybody of whom `decode.body` tells."""
    ids: list[tuple[PersonKind, str]] = []
    links = []
    for visitor in range(decode.VISITORS):
        browser, user = decode.browser_of(visitor), decode.user_of(visitor)
        ids.append(("anonymous", browser))
        if user:
            ids.append(("user", user))
            links.append(
                (
                    names.person_id(workspace_id, "anonymous", browser),
                    names.person_id(workspace_id, "user", user),
                )
            )
    names.ensure(tx, workspace_id, ids, tx.now())
    names.link(tx, links)


def measure() -> Iterator[Row | Skipped]:
    requests = sized(60, CLIENTS)
    try:
        with (
            postgresql() as database,
            tempfile.TemporaryDirectory() as folder,
            served(database, Path(folder)) as sender,
        ):
            sender.send(sender.bodies(requests))
            copy = Copy(database)
            found = in_turn(
                {
                    "http": lambda: _rate(sender, requests),
                    "copy": copy.rate,
                },
                ROUNDS,
            )
            with database.read() as tx:
                query = "SELECT count(*) FROM event WHERE kind <> 'merge'"
                stored = tx.conn.exec_driver_sql(query).scalar_one()
            expected = (ROUNDS + 2) * requests * EVENTS
            if stored != expected:
                raise AssertionError(f"{stored} events stored, {expected} answered")
    except Absent as absent:
        yield Skipped("1", str(absent))
        return
    times = ratio(found["http"], found["copy"])
    http_, copied = (Spread(tuple(found[name])).median for name in ("http", "copy"))
    yield Row(
        "1", f"HTTP to durable, deduped, {EVENTS} a request, {PROCESSES} workers / raw COPY",
        times.median, goal=0.35, floor=0.15, spike="0.22-0.35", spread=str(times),
        note=f"{http_:.0f} and {copied:.0f} events a second of known people, clients here too",
    )  # fmt: skip


def _rate(sender: Sender, requests: int) -> float:
    bodies = sender.bodies(requests)
    return requests * EVENTS / timed(lambda: sender.send(bodies))


class Copy:
    """The rows that are in the log, copied into a twin of it, already formatted, 1,000 a commit."""

    def __init__(self, database: Database) -> None:
        self._database = database
        names = ", ".join(f'"{name}"' for name in log.COLUMNS)
        self._into = f"COPY event_copy ({names}) FROM STDIN"
        out = f"COPY (SELECT {names} FROM event ORDER BY shard, seq) TO STDOUT"  # noqa: S608
        with self._raw() as raw, raw.cursor() as cursor:
            raw.execute("CREATE TABLE event_copy (LIKE event INCLUDING ALL)")
            with cursor.copy(out.encode()) as copy:
                self._lines = [bytes(line) for line in copy]
            raw.commit()

    def rate(self) -> float:
        """Rows a second."""
        with self._raw() as raw, raw.cursor() as cursor:
            raw.execute("TRUNCATE event_copy")
            raw.commit()
            parts = [self._lines[at : at + 1_000] for at in range(0, len(self._lines), 1_000)]
            texts = [b"".join(part) for part in parts]
            start = clock.monotonic()
            for text in texts:
                with cursor.copy(self._into.encode()) as copy:
                    copy.write(text)
                raw.commit()
            return len(self._lines) / (clock.monotonic() - start)

    @contextlib.contextmanager
    def _raw(self) -> Iterator[psycopg.Connection]:
        pooled = self._database.engine.raw_connection()
        try:
            raw = pooled.driver_connection
            if not isinstance(raw, psycopg.Connection):
                raise TypeError(f"no connection of psycopg: {raw!r}")
            yield raw
        finally:
            pooled.close()
