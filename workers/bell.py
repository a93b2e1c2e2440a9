"""Rings for work after a commit: never waits for the broker, and may be lost harmlessly."""

import threading
from typing import Any

import structlog
from dramatiq import Broker, Message

from engine import clock, telemetry
from workers.broker import CAMPAIGNS, QUEUES, SENDS, SHARDS, WEBHOOKS, queue_name
from workers.work import CAMPAIGNS as CAMPAIGN_LANE
from workers.work import WEBHOOKS as WEBHOOK_LANE

PROCESS_SHARD = "process_shard"
DELIVER = "deliver"
CALL_WEBHOOKS = "call_webhooks"
SEND_CAMPAIGNS = "send_campaigns"
APART = {WEBHOOK_LANE: (WEBHOOKS, CALL_WEBHOOKS), CAMPAIGN_LANE: (CAMPAIGNS, SEND_CAMPAIGNS)}
"""Lanes that have a queue of their own, and whose actor works on it."""

RUNG = telemetry.counter("bell_rung", "Hints given to the broker", ("actor",))
LOST = telemetry.counter("bell_lost", "Hints the broker would not take; polling makes up for them")

log = structlog.get_logger(__name__)
Ring = tuple[str, str, tuple[Any, ...]]  # queue, actor, arguments


class Bell:
    """One thread takes the rings to the broker, so that no request ever waits for it.

    `pause` seconds lie between two rounds; the same ring within them goes out once. After a
    failure everything waits `patience` seconds: an absent broker is not hammered.
    """

    def __init__(
        self,
        broker: Broker,
        namespace: str = "waymark",
        *,
        pause: float = 0.0,
        patience: float = 1.0,
    ) -> None:
        self._broker = broker
        self._queues = {name: queue_name(name, namespace) for name in QUEUES}
        self._pause = pause
        self._patience = patience
        self._waiting: dict[Ring, None] = {}
        self._changed = threading.Condition()
        self._closed = False
        self._thread: threading.Thread | None = None

    def ring(self, shard: int) -> None:
        """Somebody look at this shard."""
        self._add((self._queues[SHARDS], PROCESS_SHARD, (shard,)))

    def ring_sends(self, lane: str) -> None:
        """Somebody look at the sends of this lane."""
        if lane in APART:
            queue, actor = APART[lane]
            self._add((self._queues[queue], actor, ()))
        else:
            self._add((self._queues[SENDS], DELIVER, (lane,)))

    def close(self, timeout: float = 5.0) -> None:
        """Give away what waits, then stop; what is left after `timeout` seconds is lost."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join(timeout)

    def _add(self, ring: Ring) -> None:
        with self._changed:
            if self._closed:
                return
            self._waiting[ring] = None
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="bell", daemon=True)
                self._thread.start()
            self._changed.notify_all()

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting or self._closed)
                rings, self._waiting = self._waiting, {}
            if not rings:
                return  # closed, and nothing waits
            lost = self._give(list(rings))
            if lost:
                LOST.inc(lost)
            pause = self._patience if lost else self._pause
            if pause and not self._closed:
                self._rest(pause)

    def _give(self, rings: list[Ring]) -> int:
        """Hand the rings over one by one; the number of those lost to a broker that failed."""
        for number, (queue, actor, args) in enumerate(rings):
            message = Message[Any](
                queue_name=queue, actor_name=actor, args=args, kwargs={}, options={}
            )
            try:
                self._broker.enqueue(message)
            except Exception as error:  # whatever a broker's client raises, work goes on
                log.warning("bell.lost", rings=len(rings) - number, error=type(error).__name__)
                return len(rings) - number
            RUNG.labels(actor).inc()
        return 0

    def _rest(self, seconds: float) -> None:
        until = clock.monotonic() + seconds
        with self._changed:
            while not self._closed and (left := until - clock.monotonic()) > 0:
                self._changed.wait(left)
