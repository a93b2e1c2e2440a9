"""A shop's half year through the official libraries and through the import: every count is exact.

The waits are long for a machine that is busy with other things; an idle one needs seconds.
"""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

import waymark
from engine.store import db
from engine.store.db import Database
from engine.store.tables import run, seen_message
from tests.conftest import SERVERS
from tests.scenarios import shop
from tests.support import backends, product
from tests.support.process import free_port, running, wait_healthy

KEY = "5e" * 32
AGAIN = 1_000
AGES = "P3650D"


@dataclass(frozen=True, slots=True)
class Installation:
    """A running Waymark, reached as customers do, and its database to look into."""

    base_url: str
    secret_key: str
    database: Database
    folder: Path
    env: Mapping[str, str]

    def command(self, *args: str) -> str:
        """What a command says that succeeds, typed beside the running processes."""
        return cli(*args, "--data", str(self.folder), env=self.env)


@contextlib.contextmanager
def in_one_process(folder: Path) -> Iterator[Installation]:
    """`waymark up` on SQLite."""
    with product.started(folder, ()) as made:
        database = db.connect(f"sqlite:///{folder / 'waymark.db'}")
        yield Installation(made.base_url, made.secret_key, database, folder, {})
        database.close()


@contextlib.contextmanager
def in_parts(database_url: str, folder: Path) -> Iterator[Installation]:
    """`waymark web` and `waymark worker`, with Redis between them."""
    backends.need_server(backends.REDIS, "Redis")
    env = {
        "WAYMARK_DATABASE_URL": database_url,
        "WAYMARK_BROKER_URL": f"{backends.REDIS.rpartition('/')[0]}/9",  # apart from other tests
        "WAYMARK_MASTER_KEY": KEY,
    }
    data = ("--data", str(folder))
    made = json.loads(cli("workspace", "create", "Shop", "--json", *data, env=env))
    port = free_port()
    web = running("web", "--port", str(port), *data, log=folder / "web.log", env=env)
    worker = running("worker", *data, log=folder / "worker.log", env=env)
    with web as serving, worker as working:
        base_url = f"http://127.0.0.1:{port}"
        wait_healthy(base_url)
        database = db.connect(database_url)
        yield Installation(base_url, made["secret_key"], database, folder, env)
        database.close()
        for part in (serving, working):
            assert part.stop() == 0, part.said()[-2000:]


def cli(*args: str, env: Mapping[str, str]) -> str:
    """What a command says that succeeds."""
    result = CliRunner().invoke(waymark.main, args, env=env)
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture(params=["up", pytest.param("parts", marks=SERVERS)])
def installation(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Installation]:
    """The product as one process on SQLite, and as several on PostgreSQL."""
    if request.param == "up":
        with in_one_process(tmp_path) as made:
            yield made
        return
    template = request.getfixturevalue("postgresql_template")
    with template.fresh(tmp_path) as url, in_parts(url, tmp_path) as made:
        yield made


def wait_applied(database: Database, seconds: float) -> None:
    until = time.monotonic() + seconds
    while not shop.applied(database):
        assert time.monotonic() < until, f"not all is applied after {seconds} s"
        time.sleep(0.2)


def count(database: Database, table: sa.Table) -> int:
    with database.read() as tx:
        return int(tx.execute(sa.select(sa.func.count()).select_from(table)).scalar_one())


def test_half_a_year_through_the_official_libraries_is_counted_exactly(
    installation: Installation,
) -> None:
    """What is sent again, even through the other library, counts once."""
    sent = shop.messages(shop.file())
    expected = shop.counted(sent)

    shop.replay(sent, installation.secret_key, installation.base_url)
    shop.replay(sent[:AGAIN], installation.secret_key, installation.base_url, turned=True)
    wait_applied(installation.database, 180)

    assert shop.stored(installation.database) == expected
    assert count(installation.database, seen_message) == len(sent)
    assert sum(expected.totals.values()) == len(sent)


def test_the_same_file_imported_counts_alike_and_triggers_nothing(
    installation: Installation, tmp_path: Path
) -> None:
    """The journey takes in whoever bought, however long ago; but history never triggers."""
    sent = shop.messages(shop.file())
    bought = next(each for each in sent if each.get("event") == "purchase")
    journey = tmp_path / "journey.json"
    journey.write_text(json.dumps(greeting_of_buyers()))
    installation.command("journey", "publish", str(journey))

    told = json.loads(installation.command("import", "events", str(shop.file()), "--json"))
    wait_applied(installation.database, 180)

    assert (told["accepted"], told["duplicates"], told["rejected"]) == (len(sent), 0, 0)
    assert shop.stored(installation.database) == shop.counted(sent)
    assert count(installation.database, run) == 0
    late = {**bought, "messageId": "the-same-purchase-as-no-history"}
    shop.replay([late], installation.secret_key, installation.base_url)
    wait_applied(installation.database, 30)
    assert count(installation.database, run) == 1


def greeting_of_buyers() -> dict[str, object]:
    """A journey that would take in whoever bought, however long ago."""
    trigger = {"event": "purchase", "max_age": AGES}
    start = {"id": "start", "type": "event_trigger", "config": trigger}
    end = {"id": "end", "type": "end", "config": {}}
    return {
        "name": "Greet buyers",
        "settings": {},
        "nodes": [{**node, "position": {"x": 0, "y": 0}} for node in (start, end)],
        "edges": [{"source": "start", "sourceHandle": "next", "target": "end"}],
    }
