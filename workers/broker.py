"""The broker by its URL: inside the process, Redis or RabbitMQ; a bell and never a store."""

from typing import Any
from urllib.parse import urlsplit

import redis
from dramatiq import Broker, Message, Middleware
from dramatiq.broker import MessageProxy
from dramatiq.brokers.rabbitmq import RabbitmqBroker
from dramatiq.brokers.redis import RedisBroker

from engine import telemetry
from workers.in_process import InProcessBroker

SHARDS = "shards"
SENDS = "sends"
WEBHOOKS = "webhooks"
CAMPAIGNS = "campaigns"
QUEUES = (SHARDS, SENDS, WEBHOOKS, CAMPAIGNS)

RING_LIVES_MS = 2_000  # a ring lost together with its mark is rung again after this time
SOCKET_SECONDS = 5.0
LONGEST_QUEUE = 1_000

FAILED = telemetry.counter("messages_failed", "Broker messages whose work raised", ("actor",))


def make_broker(url: str | None, namespace: str = "waymark") -> Broker:
    """The broker at `url` (None: inside this process). Nothing is connected until it is used.

    Retries, delays, results and time limits of Dramatiq are left out: what must be done again is a
    row in the database, and an exception thrown into a running thread could cut a send in two.
    Raises ValueError for another scheme than redis, rediss, amqp or amqps.
    """
    middleware: list[Middleware] = [_Failures()]
    scheme = urlsplit(url).scheme if url else ""
    match scheme:
        case "":
            return InProcessBroker(middleware)
        case "redis" | "rediss":
            return _Redis(str(url), namespace, middleware)
        case "amqp" | "amqps":
            return _Rabbitmq(url=url, middleware=middleware)
    raise ValueError(f"no broker speaks {scheme}")


def queue_name(queue: str, namespace: str = "waymark") -> str:
    """The name of one of QUEUES on a server that others use too."""
    return f"{namespace}.{queue}"


class _Failures(Middleware):
    def after_process_message(
        self,
        broker: Broker,
        message: MessageProxy,
        *,
        result: Any = None,
        exception: BaseException | None = None,
    ) -> None:
        if exception is not None:
            FAILED.labels(message.actor_name).inc()


class _Redis(RedisBroker):
    """Marks a pending hint with a key, so that a burst cannot fill the server."""

    def __init__(self, url: str, namespace: str, middleware: list[Middleware]) -> None:
        client = redis.Redis.from_url(
            url, socket_timeout=SOCKET_SECONDS, socket_connect_timeout=SOCKET_SECONDS
        )
        super().__init__(  # type: ignore[no-untyped-call]
            client=client, namespace=namespace, middleware=[*middleware, _Unmark()]
        )

    def enqueue(self, message: Message[Any], *, delay: int | None = None) -> Message[Any]:
        if self.client.set(self.mark(message), 1, nx=True, px=RING_LIVES_MS):
            super().enqueue(message, delay=delay)
        return message

    def mark(self, message: Message[Any] | MessageProxy) -> str:
        """The key that stands while a message with these words waits."""
        words = ":".join(str(arg)[:100] for arg in message.args)
        return f"{self.namespace}:rung:{message.queue_name}:{message.actor_name}:{words}"


class _Unmark(Middleware):
    """From the moment a worker begins, a new ring is news again."""

    def before_process_message(self, broker: Broker, message: MessageProxy) -> None:
        if isinstance(broker, _Redis):
            broker.client.delete(broker.mark(message))


class _Rabbitmq(RabbitmqBroker):
    """Its queues refuse more hints than anybody could need."""

    def _build_queue_arguments(self, queue_name: str) -> dict[str, Any]:
        arguments: dict[str, Any] = super()._build_queue_arguments(queue_name)  # type: ignore[no-untyped-call]
        return arguments | {"x-max-length": LONGEST_QUEUE, "x-overflow": "reject-publish"}
