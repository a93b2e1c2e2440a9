"""Push services, certificates and transports for the tests of what goes out."""

import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from engine.delivery.providers.transport import Transport
from engine.delivery.providers.wire import Limits
from engine.store.db import Database
from engine.vapid import VapidKey, new_key
from tests.support.certificate import self_signed
from tests.support.fake_push_service import FakePushService, running
from tests.support.room import Room

QUICK = Limits(connect=0.5, total=1.0, silence=5)
NAME = "updates.push.services.mozilla.com"


@pytest.fixture
def service() -> Iterator[FakePushService]:
    """A strict push service on plain http."""
    with running() as one:
        yield one


@pytest.fixture
def transport() -> Iterator[Transport[Any]]:
    """A transport that gives up after a second."""
    one: Transport[Any] = Transport(QUICK)
    yield one
    one.close()


@pytest.fixture(scope="session")
def vapid_key() -> VapidKey:
    """A workspace's key."""
    return new_key("key-1", "mailto:ops@shop.example.com")


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with a self-signed certificate for NAME and its key: also its own authority."""
    return self_signed(NAME, tmp_path_factory.mktemp("tls"))


@pytest.fixture
def secure_service(certificate: Path) -> Iterator[FakePushService]:
    """The same over TLS, under the name of a public push service."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with running(context, f"https://{NAME}:{{port}}") as one:
        yield one


@pytest.fixture
def room(database: Database) -> Room:
    """The whole engine over a clean database, with a clock moved by hand."""
    return Room(database)
