"""What every test may ask for: a clean database of each kind, a broker of each kind, no network."""

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from engine import telemetry
from engine.store import db
from tests.support import backends, network

SERVERS = pytest.mark.servers

# The same code gets the same answer; chance has its place in `make fuzz`.
hypothesis.settings.register_profile("quick", max_examples=50, deadline=None, derandomize=True)
hypothesis.settings.register_profile("long", max_examples=5_000, deadline=None)
hypothesis.settings.load_profile("quick")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Two processes more than there are cores: tests wait for browsers, timers, other processes."""
    return (os.cpu_count() or 1) + 2


@pytest.fixture(autouse=True, scope="session")
def _plain_logs() -> None:
    """As in production; structlog's own default draws every trace with all its variables."""
    telemetry.start_logging("CRITICAL")


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> Iterator[None]:
    with network.closed():
        yield


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> backends.Sqlite:
    """A migrated SQLite file to copy."""
    return backends.Sqlite(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgresql_template() -> Iterator[backends.Postgresql]:
    """A migrated PostgreSQL database to copy."""
    template = backends.Postgresql()
    yield template
    template.close()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=SERVERS)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a clean, migrated database: the test runs once on SQLite, once on PostgreSQL."""
    template = request.getfixturevalue(f"{request.param}_template")
    with template.fresh(tmp_path) as url:
        yield url


@pytest.fixture
def database(database_url: str) -> Iterator[db.Database]:
    """An open, clean, migrated database: the test runs once on SQLite, once on PostgreSQL."""
    opened = db.connect(database_url)
    yield opened
    opened.close()


@pytest.fixture
def sqlite_url(sqlite_template: backends.Sqlite, tmp_path: Path) -> Iterator[str]:
    """For what is the same on every database: the quick one alone."""
    with sqlite_template.fresh(tmp_path) as url:
        yield url


@pytest.fixture
def sqlite(sqlite_url: str) -> Iterator[db.Database]:
    """For what is the same on every database: the quick one alone, open."""
    opened = db.connect(sqlite_url)
    yield opened
    opened.close()


@pytest.fixture(
    params=[
        "in-process",
        pytest.param("redis", marks=SERVERS),
        pytest.param("rabbitmq", marks=SERVERS),
    ]
)
def broker_url(request: pytest.FixtureRequest) -> str | None:
    """The test runs once over each broker; None is the one inside the process."""
    if request.param == "in-process":
        return None
    url = {"redis": backends.REDIS, "rabbitmq": backends.RABBITMQ}[request.param]
    backends.need_server(url, request.param)
    return url


@pytest.fixture
def namespace() -> str:
    """A name for queues that no other test uses."""
    return f"test-{uuid.uuid4().hex[:10]}"
