"""The ticker: looks every few seconds for what is due and rings for it; it owns no logic."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC

import structlog
from apscheduler.schedulers.background import BackgroundScheduler

from engine import telemetry
from workers.bell import Bell
from workers.work import Work

TICK_FAILED = telemetry.counter("ticks_failed", "Ticks that raised", ("tick",))

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Tick:
    """Something harmless to do twice, late, or in several processes at once."""

    name: str
    every: float
    """Seconds."""
    act: Callable[[], None]


def poll(work: Work, bell: Bell) -> None:
    """Ring for every shard and lane with something due: rings that were lost are made up here."""
    for shard in work.due_shards():
        bell.ring(shard)
    for lane in work.due_lanes():
        bell.ring_sends(lane)


class Ticker:
    """Runs its ticks, each at most once at a time; a tick that raises is logged and comes again."""

    def __init__(self, *ticks: Tick) -> None:
        # Timers live in the database: nothing here may be stored, missed or made up for.
        self._scheduler = BackgroundScheduler(
            timezone=UTC,
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )
        for tick in ticks:
            self._scheduler.add_job(_guarded(tick), "interval", seconds=tick.every, id=tick.name)

    def start(self) -> None:
        self._scheduler.start()

    def stop(self) -> None:
        """Let the ticks under way end, then stop."""
        self._scheduler.shutdown(wait=True)


def _guarded(tick: Tick) -> Callable[[], None]:
    def act() -> None:
        try:
            tick.act()
        except Exception:
            TICK_FAILED.labels(tick.name).inc()
            log.exception("tick.failed", tick=tick.name)

    return act
