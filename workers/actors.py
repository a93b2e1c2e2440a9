"""The actors: each looks at what its hint names, until nothing is left or its turn is over."""

import threading
from collections.abc import Callable
from functools import partial

from dramatiq import Broker, actor

from engine import telemetry
from workers.bell import CALL_WEBHOOKS, DELIVER, PROCESS_SHARD, SEND_CAMPAIGNS, Bell
from workers.broker import CAMPAIGNS as CAMPAIGN_QUEUE
from workers.broker import SENDS, SHARDS, queue_name
from workers.broker import WEBHOOKS as WEBHOOK_QUEUE
from workers.work import CAMPAIGNS, WEBHOOKS, Work

BATCHES = 50
"""Batches per message: then the hint goes to the end of the queue, so that others get a turn."""

IGNORED = telemetry.counter("hints_ignored", "Broker messages that name nothing we know")


def declare(
    broker: Broker,
    work: Work,
    bell: Bell,
    stopping: threading.Event,
    namespace: str = "waymark",
) -> None:
    """Declare the actors on `broker`; between two batches they end when `stopping` is set."""
    looks = _Looks(work, bell, stopping)
    for name, act, queue in (
        (PROCESS_SHARD, looks.process_shard, SHARDS),
        (DELIVER, looks.deliver, SENDS),
        (CALL_WEBHOOKS, looks.call_webhooks, WEBHOOK_QUEUE),
        (SEND_CAMPAIGNS, looks.send_campaigns, CAMPAIGN_QUEUE),
    ):
        actor(broker=broker, actor_name=name, queue_name=queue_name(queue, namespace))(act)


class _Looks:
    """A message is believed in nothing but a known shard's number or a known lane's name.

    Whatever else somebody planted in the broker is counted and dropped.
    """

    def __init__(self, work: Work, bell: Bell, stopping: threading.Event) -> None:
        self._work = work
        self._bell = bell
        self._stopping = stopping

    def process_shard(self, *hint: object, **_rest: object) -> None:
        match hint:
            case (int(shard),) if 0 <= shard < self._work.shards:
                self._look(
                    partial(self._work.process_shard, shard), partial(self._bell.ring, shard)
                )
            case _:
                IGNORED.inc()

    def deliver(self, *hint: object, **_rest: object) -> None:
        match hint:
            case (str(lane),) if lane in self._work.lanes:
                self._look(partial(self._work.deliver, lane), partial(self._bell.ring_sends, lane))
            case _:
                IGNORED.inc()

    def call_webhooks(self, *_hint: object, **_rest: object) -> None:
        again = partial(self._bell.ring_sends, WEBHOOKS)
        self._look(partial(self._work.deliver, WEBHOOKS), again)

    def send_campaigns(self, *_hint: object, **_rest: object) -> None:
        again = partial(self._bell.ring_sends, CAMPAIGNS)
        self._look(partial(self._work.deliver, CAMPAIGNS), again)

    def _look(self, batch: Callable[[], bool], again: Callable[[], None]) -> None:
        for _ in range(BATCHES):
            if self._stopping.is_set() or not batch():
                return
        again()
