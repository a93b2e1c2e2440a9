"""The broker inside the process is bounded and keeps nothing that failed."""

import threading

import pytest
from dramatiq import Message, Worker, actor
from dramatiq.errors import QueueJoinTimeout, QueueNotFound

from workers.in_process import InProcessBroker, Pending


def _message(number: int) -> Message[None]:
    return Message(queue_name="q", actor_name="a", args=(number,), kwargs={}, options={})


def test_the_same_message_waits_once_and_in_order() -> None:
    pending = Pending(limit=10)

    kept = [pending.put(_message(number)) for number in (1, 2, 1, 3)]

    assert kept == [True, True, False, True]
    taken = [pending.take(0) for _ in range(4)]
    assert [message and message.args for message in taken] == [(1,), (2,), (3,), None]
    assert pending.put(_message(1))


def test_what_is_too_much_is_dropped() -> None:
    pending = Pending(limit=3)

    assert [pending.put(_message(number)) for number in range(5)] == [True] * 3 + [False] * 2


def test_a_waiting_consumer_is_woken_at_once() -> None:
    pending = Pending(limit=3)
    taken: list[Message[None] | None] = []
    consumer = threading.Thread(target=lambda: taken.append(pending.take(10)))
    consumer.start()

    pending.put(_message(1))
    consumer.join(5)

    assert [message and message.args for message in taken] == [(1,)]


def test_delays_and_unknown_queues_are_refused() -> None:
    broker = InProcessBroker([])
    with pytest.raises(QueueNotFound):
        broker.enqueue(_message(1))
    broker.declare_queue("q")
    with pytest.raises(ValueError, match="row in the database"):
        broker.enqueue(_message(1), delay=5)


def test_join_waits_for_what_is_in_hand() -> None:
    broker = InProcessBroker([])
    go = threading.Event()
    actor(broker=broker, actor_name="a", queue_name="q")(lambda _number: go.wait(10) and None)
    worker = Worker(broker, worker_threads=1, worker_timeout=50)
    worker.start()
    broker.enqueue(_message(1))

    with pytest.raises(QueueJoinTimeout):
        broker.join("q", timeout=100)
    go.set()
    broker.join("q", timeout=5_000)
    worker.stop()


def test_a_failed_message_leaves_nothing_behind() -> None:
    broker = InProcessBroker([])

    def fail(_number: int) -> None:
        raise OSError("no")

    actor(broker=broker, actor_name="a", queue_name="q")(fail)
    worker = Worker(broker, worker_threads=1, worker_timeout=50)
    worker.start()
    for number in range(20):
        broker.enqueue(_message(number))
    broker.join("q", timeout=5_000)
    worker.stop()

    assert not broker.queues["q"]._messages


def test_flushing_forgets_what_waits() -> None:
    broker = InProcessBroker([])
    broker.declare_queue("q")
    broker.enqueue(_message(1))
    broker.flush("q")
    broker.join("q", timeout=0)
    broker.enqueue(_message(1))
    broker.flush_all()
    broker.join("q", timeout=0)
