"""Somebody who can write to Redis can make us look, and nothing else (A44)."""

import json
from collections.abc import Iterator

import pytest
import redis

from tests.support import backends
from tests.support.work import Ledger
from workers.bell import Bell
from workers.broker import SHARDS, make_broker, queue_name
from workers.crew import Crew

pytestmark = pytest.mark.servers


@pytest.fixture
def client() -> Iterator[redis.Redis]:
    backends.need_server(backends.REDIS, "redis")
    with redis.Redis.from_url(backends.REDIS) as made:
        yield made


@pytest.fixture(autouse=True)
def _clean(client: redis.Redis, namespace: str) -> Iterator[None]:
    yield
    for key in client.scan_iter(f"{namespace}*"):
        client.delete(key)


def _plant(client: redis.Redis, namespace: str, number: int, body: bytes) -> None:
    """Lay raw bytes where Dramatiq's Redis broker keeps a message of our queue."""
    queue = queue_name(SHARDS, namespace)
    client.hset(f"{namespace}:{queue}.msgs", f"planted-{number}", body.decode("latin-1"))
    client.rpush(f"{namespace}:{queue}", f"planted-{number}")


def test_bytes_that_are_no_message_stop_nothing(client: redis.Redis, namespace: str) -> None:
    options = {"redis_message_id": "planted-3"}
    body = {"queue_name": queue_name(SHARDS, namespace), "kwargs": {}, "message_timestamp": 0}
    garbage = [
        b"\x80\x04\x95cposix\nsystem\n(S'id'\ntR.",  # a pickle
        b"[]",
        b"{}",
        json.dumps(body | {"actor_name": "deliver", "args": ["now"], "message_id": "x",
                           "options": options | {"eta": "never"}}).encode(),
    ]  # fmt: skip
    for number, planted in enumerate(garbage):
        _plant(client, namespace, number, planted)
    ledger = Ledger()
    ledger.add(2)
    broker = make_broker(backends.REDIS, namespace)
    bell = Bell(broker, namespace)
    crew = Crew(broker, ledger.work(), bell, threads=1, namespace=namespace, idle_ms=50)
    crew.start()
    bell.ring(2)

    served = ledger.wait_done(2, timeout=20)
    bell.close()
    crew.stop()

    assert served
    assert set(ledger.looks) <= {2, "now"}
