"""A shard's step in the web process: whoever waits for a popup need not wait for a worker."""

import threading

import structlog

from engine.delivery import lanes
from engine.runtime import shard
from engine.runtime.published import Published
from engine.store.db import Database
from webapp.ports import Bell

logger = structlog.get_logger(__name__)

EVENTS, TIMERS = 500, 100  # as much as leaves the request its half second
PATIENCE = 0.05  # seconds for another request of this process that is at it


class AtOnce:
    """Tries one step, one at a time in this process: the other threads stay with their requests.

    Where a worker holds the shard nothing is done: it is being worked on. Whatever fails is left to
    the workers, who count failures and set aside what fails always.
    """

    def __init__(self, database: Database, published: Published, bell: Bell) -> None:
        self._database = database
        self._published = published
        self._bell = bell
        self._turn = threading.Lock()

    def __call__(self, number: int) -> None:
        """Never raises, and waits for nobody who holds the shard."""
        if self._database.writer.wanted or not self._turn.acquire(timeout=PATIENCE):
            return
        try:
            worked = self._database.run(
                shard.process, number, self._published, events=EVENTS, timers=TIMERS
            )
        except Exception as error:
            logger.warning("step.at_once_failed", shard=number, error=type(error).__name__)
            return
        finally:
            self._turn.release()
        for lane in lanes.STEPS if worked.outgoing else ():
            self._bell.ring_sends(lane)
        if worked.more:
            self._bell.ring(number)
