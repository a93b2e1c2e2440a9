"""The bell never holds up who rings it, and a broker that fails costs a count, not an error."""

import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from dramatiq import Broker, Message

from tests.support.work import Ledger
from workers.bell import LOST, Bell
from workers.broker import make_broker
from workers.crew import Crew
from workers.in_process import InProcessBroker
from workers.ticker import Tick, Ticker, poll

NOBODY = "redis://127.0.0.1:1/0"  # port 1: nothing listens there


class SlowBroker(InProcessBroker):
    """Takes each message only when it is let."""

    def __init__(self) -> None:
        super().__init__([])
        self.gate = threading.Event()
        self.taken: list[Message[Any]] = []
        self.arrived = threading.Event()

    def enqueue(self, message: Message[Any], *, delay: int | None = None) -> Message[Any]:
        self.arrived.set()
        self.gate.wait(10)
        self.taken.append(message)
        return message


def _lost() -> float:
    return float(LOST._value.get())


@pytest.fixture
def absent() -> Iterator[Broker]:
    broker = make_broker(NOBODY)
    yield broker
    broker.close()


def test_ringing_does_not_wait_for_the_broker_and_says_a_thing_once() -> None:
    broker = SlowBroker()
    bell = Bell(broker)
    began = time.monotonic()
    bell.ring(1)
    assert broker.arrived.wait(5)

    for _ in range(1_000):
        bell.ring(1)
        bell.ring(2)
    took = time.monotonic() - began
    broker.gate.set()
    bell.close()

    assert took < 2
    assert [message.args for message in broker.taken] == [(1,), (1,), (2,)]


def test_an_absent_broker_costs_a_count(absent: Broker) -> None:
    before = _lost()
    bell = Bell(absent, patience=0.01)

    for shard in range(3):
        bell.ring(shard)
        time.sleep(0.05)
    bell.close()

    assert _lost() - before == 3


def test_a_closed_bell_takes_no_more() -> None:
    broker = SlowBroker()
    broker.gate.set()
    bell = Bell(broker)
    bell.close()
    bell.ring(1)

    assert broker.taken == []


def test_polling_makes_up_for_every_lost_ring() -> None:
    ledger = Ledger()
    for place in (1, 6, "bulk", "webhook"):
        ledger.add(place, 3)
    broker = make_broker(None)
    bell = Bell(broker)
    crew = Crew(broker, ledger.work(), bell, threads=1, idle_ms=50)
    ticker = Ticker(Tick("poll", 0.05, lambda: poll(ledger.work(), bell)))
    crew.start()
    ticker.start()

    done = all(ledger.wait_done(place, 3) for place in (1, 6, "bulk", "webhook"))
    ticker.stop()
    bell.close()
    crew.stop()

    assert done


def test_many_tickers_on_one_ledger_do_the_work_once() -> None:
    ledger = Ledger()
    ledger.add(3, 200)
    broker = make_broker(None)
    bell = Bell(broker)
    crew = Crew(broker, ledger.work(), bell, threads=2, idle_ms=50)
    tickers = [Ticker(Tick("poll", 0.02, lambda: poll(ledger.work(), bell))) for _ in range(5)]
    crew.start()
    for ticker in tickers:
        ticker.start()

    assert ledger.wait_done(3, 200)
    for ticker in tickers:
        ticker.stop()
    bell.close()
    crew.stop()
    assert ledger.done[3] == 200


def test_a_tick_that_raises_comes_again() -> None:
    seen = threading.Semaphore(0)

    def tick() -> None:
        seen.release()
        raise OSError("the database is away")

    ticker = Ticker(Tick("angry", 0.02, tick))
    ticker.start()

    again = all(seen.acquire(timeout=5) for _ in range(3))
    ticker.stop()

    assert again
