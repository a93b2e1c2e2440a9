"""Wait: hold a person for a fixed time."""

from __future__ import annotations

from datetime import timedelta

from journeys import field
from journeys.decision import Decision, Leave, Stay, TooLate
from journeys.node import Learned, Node, node
from journeys.visit import Signal, Visit


@node("wait", title="Wait", group="wait", summary="Wait {time}")
class Wait(Node):
    """Holds a person for a fixed time; a day is 24 hours."""

    time: timedelta = field.duration("How long", least=timedelta(seconds=1))
    max_lateness: timedelta | None = field.duration(
        "Give up if later by", default=None, hint="After an outage the run then ends as too late."
    )

    def enter(self, visit: Visit) -> Decision:
        return Stay(until=visit.now + self.time)

    def resume(self, visit: Visit, signal: Signal) -> Decision:
        return TooLate() if visit.late_by_more_than(self.max_lateness) else Leave()

    def holds_back(self, port: str) -> bool:
        return self.time >= timedelta(minutes=1)

    def least(self, port: str) -> timedelta:
        return self.time

    def learned(self, port: str) -> Learned:
        return Learned(keeps="status")
