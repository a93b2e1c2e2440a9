"""The crew: worker threads of one broker, a pool for each queue, and how they end their shift."""

import threading

from dramatiq import Broker, Worker

from workers import actors
from workers.bell import Bell
from workers.broker import QUEUES, queue_name
from workers.in_process import InProcessBroker
from workers.work import Work

STOP_MS = 30_000


class Crew:
    """Each queue has `threads` of its own: hanging webhooks never keep pushes or events waiting.

    `idle_ms` is how long an idle thread sleeps: inside the process a message wakes it at once,
    Redis is asked again after it. It also bounds how long an idle crew takes to stop.
    """

    def __init__(
        self,
        broker: Broker,
        work: Work,
        bell: Bell,
        threads: int,
        *,
        namespace: str = "waymark",
        idle_ms: int | None = None,
    ) -> None:
        self._stopping = threading.Event()
        actors.declare(broker, work, bell, self._stopping, namespace)
        default = 500 if isinstance(broker, InProcessBroker) else 200
        self._workers = [
            Worker(
                broker,
                queues={queue_name(queue, namespace)},
                worker_threads=threads,
                worker_timeout=idle_ms or default,
            )
            for queue in QUEUES
        ]

    def start(self) -> None:
        for worker in self._workers:
            worker.start()

    def stop(self) -> None:
        """Finish the batches under way and take no more."""
        self._stopping.set()
        stops = [threading.Thread(target=w.stop, args=(STOP_MS,)) for w in self._workers]
        for stop in stops:
            stop.start()
        for stop in stops:
            stop.join()
