"""Over every broker: a ring leads to work, nonsense to nothing, and a burst to one message."""

from collections.abc import Callable, Iterator
from typing import Any

import pika
import pytest
import redis
from dramatiq import Broker, Message

from tests.support.work import Ledger
from workers import actors
from workers.bell import Bell
from workers.broker import QUEUES, SHARDS, make_broker, queue_name
from workers.crew import Crew
from workers.in_process import InProcessBroker

Raw = Callable[[str, bytes], None]
"""Puts bytes on a queue as somebody who has broken into the broker would."""


@pytest.fixture
def broker(broker_url: str | None, namespace: str) -> Iterator[Broker]:
    made = make_broker(broker_url, namespace)
    yield made
    made.close()
    _clean(broker_url, namespace)


@pytest.fixture
def bell(broker: Broker, namespace: str) -> Iterator[Bell]:
    made = Bell(broker, namespace)
    yield made
    made.close()


@pytest.fixture
def ledger() -> Ledger:
    return Ledger()


@pytest.fixture
def crew(broker: Broker, bell: Bell, ledger: Ledger, namespace: str) -> Iterator[Crew]:
    made = Crew(broker, ledger.work(), bell, threads=2, namespace=namespace, idle_ms=50)
    yield made
    made.stop()


def _clean(url: str | None, namespace: str) -> None:
    if url and url.startswith("redis"):
        with redis.Redis.from_url(url) as client:
            for key in client.scan_iter(f"{namespace}*"):
                client.delete(key)
    elif url:
        with pika.BlockingConnection(pika.URLParameters(url)) as connection:
            channel = connection.channel()
            for queue in QUEUES:
                for suffix in ("", ".DQ", ".XQ"):
                    channel.queue_delete(queue_name(queue, namespace) + suffix)


def _message(actor: str, queue: str, namespace: str, *args: Any, **kwargs: Any) -> Message[Any]:
    return Message(
        queue_name=queue_name(queue, namespace), actor_name=actor, args=args, kwargs=kwargs,
        options={},
    )  # fmt: skip


def test_a_ring_leads_to_the_work_it_names(crew: Crew, bell: Bell, ledger: Ledger) -> None:
    for place in (3, "now", "webhook", "campaign"):
        ledger.add(place, 2)
    crew.start()

    bell.ring(3)
    for lane in ("now", "webhook", "campaign"):
        bell.ring_sends(lane)

    assert all(ledger.wait_done(place, 2) for place in (3, "now", "webhook", "campaign"))


def test_a_ring_before_the_worker_is_there_is_answered_later(
    crew: Crew, bell: Bell, ledger: Ledger
) -> None:
    ledger.add(5)
    bell.ring(5)
    crew.start()

    assert ledger.wait_done(5)


def test_long_work_gives_others_a_turn_and_goes_on(crew: Crew, bell: Bell, ledger: Ledger) -> None:
    ledger.add(1, actors.BATCHES * 2 + 7)
    crew.start()
    bell.ring(1)

    assert ledger.wait_done(1, actors.BATCHES * 2 + 7)


@pytest.mark.parametrize(
    ("actor", "args", "kwargs"),
    [
        ("process_shard", (8,), {}),
        ("process_shard", (-1,), {}),
        ("process_shard", ("3",), {}),
        ("process_shard", (), {}),
        ("process_shard", (1, 2), {}),
        ("process_shard", (), {"shard": 1}),
        ("process_shard", ({"__reduce__": ["os.system", "id"]},), {}),
        ("deliver", ("no such lane",), {}),
        ("deliver", (["now"],), {}),
        ("os.system", ("id",), {}),
    ],
)
def test_a_planted_message_does_nothing_and_stops_nothing(
    crew: Crew, bell: Bell, ledger: Ledger, broker: Broker, namespace: str,
    actor: str, args: tuple[Any, ...], kwargs: dict[str, Any],
) -> None:  # fmt: skip
    crew.start()
    broker.enqueue(_message(actor, SHARDS, namespace, *args, **kwargs))
    ledger.add(2)
    bell.ring(2)

    assert ledger.wait_done(2)
    assert set(ledger.looks) == {2}


def test_work_that_raises_is_counted_and_the_next_ring_is_served(
    crew: Crew, bell: Bell, ledger: Ledger
) -> None:
    ledger.add(4)
    ledger.raises.add(4)
    crew.start()
    bell.ring(4)
    assert ledger.wait(lambda seen: seen.looks[4] == 1)

    ledger.raises.clear()
    bell.ring(4)

    assert ledger.wait_done(4)


def test_a_burst_becomes_few_messages(
    crew: Crew, bell: Bell, ledger: Ledger, broker_url: str | None
) -> None:
    for _ in range(500):
        bell.ring(6)
    bell.close()
    ledger.add(6)
    crew.start()

    assert ledger.wait_done(6)
    crew.stop()
    # RabbitMQ has no mark for a pending ring: there a burst is held down by its rounds alone.
    assert ledger.looks[6] <= (500 if (broker_url or "").startswith("amqp") else 2)


def test_a_shift_ends_after_the_batch_under_way(
    broker: Broker, bell: Bell, ledger: Ledger, namespace: str
) -> None:
    crew = Crew(broker, ledger.work(), bell, threads=1, namespace=namespace, idle_ms=50)
    ledger.add(7, 40)
    ledger.before = lambda _place: crew._stopping.set() if ledger.done[7] == 3 else None
    crew.start()
    bell.ring(7)
    assert ledger.wait_done(7, 4)

    crew.stop()

    assert ledger.done[7] == 4
    assert ledger.waiting[7] == 36


def test_each_url_has_its_broker_and_others_are_refused() -> None:
    assert isinstance(make_broker(None), InProcessBroker)
    with pytest.raises(ValueError, match="no broker speaks kafka"):
        make_broker("kafka://127.0.0.1")
