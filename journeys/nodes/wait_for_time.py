"""Wait for a time: hold a person until the clock on her wall shows it."""

from __future__ import annotations

from datetime import UTC, date, time, timedelta

from journeys import field
from journeys.decision import Decision, Leave, Stay, TooLate, Wish
from journeys.node import Learned, Node, node
from journeys.visit import Signal, Visit
from journeys.wall_clock import EVERY_DAY, next_time
from journeys.zones import chosen, lookup


@node("wait_for_time", title="Wait for a time", group="wait", summary="Wait until {at}")
class WaitForTime(Node):
    """Holds a person until a time of day, at most once per local date.

    A time that a change of the clocks skips is moved forward by what was skipped; of one that comes
    twice, the first counts. Without a known zone of her own, the workspace's is hers.
    """

    at: time = field.time_of_day("At")
    weekdays: tuple[int, ...] | None = field.weekdays("On")
    zone: str = field.choice(
        "In the time zone of", {"person": "The person", "workspace": "The workspace"},
        default="person",
    )  # fmt: skip
    max_lateness: timedelta | None = field.duration(
        "Give up if later by", default=None, hint="After an outage the run then ends as too late."
    )

    def enter(self, visit: Visit) -> Decision:
        return self._aim(visit)

    def retime(self, visit: Visit) -> Stay:
        return self._aim(visit)

    def resume(self, visit: Visit, signal: Signal) -> Decision:
        if visit.late_by_more_than(self.max_lateness):
            return TooLate()
        if visit.wish is None:
            return Leave()
        return Leave(reason=visit.wish.note, remember=visit.wish.date.isoformat())

    def holds_back(self, port: str) -> bool:
        return True

    def daily(self) -> bool:
        return True

    def learned(self, port: str) -> Learned:
        return Learned(keeps="status")

    def _aim(self, visit: Visit) -> Stay:
        name, note = chosen(self.zone, visit.person.timezone, visit.workspace_timezone)
        until, local_date = next_time(
            visit.now,
            self.at,
            lookup(name) or UTC,
            weekdays=EVERY_DAY if self.weekdays is None else self.weekdays,
            after=None if visit.memory is None else date.fromisoformat(visit.memory),
        )
        return Stay(until=until, wish=Wish(self.at, local_date, name, note))
