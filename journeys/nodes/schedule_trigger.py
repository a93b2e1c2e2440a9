"""Schedule trigger: the clock starts the journey, for everybody or for a segment."""

from __future__ import annotations

from datetime import datetime, timedelta

from journeys import field
from journeys.check import Check
from journeys.config import ConfigInvalid, Fault
from journeys.cron import Cron
from journeys.node import Learned, Node, Trigger, node
from journeys.rules import EVERYONE
from journeys.schedule import Schedule
from journeys.visit import SCHEDULED


@node("schedule_trigger", title="At a time", group="trigger", summary="At {at} {cron}")
class ScheduleTrigger(Node):
    """Starts a run at a time, once or again and again, for everybody or for those in a segment.

    Who is in the segment when the time comes, and still is when she is let in, gets in: once for
    each time, whatever happens meanwhile. On the person's own clock each is let in when it is that
    time where she is; without a known zone of her own, the workspace's is hers. A pause takes away
    the times that come in it, and those that come too late.
    """

    segment: Check | None = field.segment("Of the segment", default=None, hint="Empty: everybody.")
    at: datetime | None = field.local_time("Once, at", default=None)
    cron: Cron | None = field.cron("Again and again, at", default=None)
    zone: str = field.choice(
        "In the time zone of", {"workspace": "The workspace", "person": "The person"},
        default="workspace",
    )  # fmt: skip
    max_lateness: timedelta = field.duration(
        "Leave it out if later by", default=timedelta(hours=1), hint="After an outage or a pause."
    )

    def __post_init__(self) -> None:
        """Raises ConfigInvalid unless it says when, in one way."""
        if (self.at is None) is (self.cron is None):
            code = "required" if self.at is None else "not_used"
            message = "is needed, or how often it comes: one of both"
            raise ConfigInvalid((Fault("at", code, message),))

    def trigger(self) -> Trigger:
        once = self.at is not None
        return Trigger(SCHEDULED, self.segment, timedelta.max, addressed=True, seldom=once)

    def schedule(self) -> Schedule:
        rule = EVERYONE if self.segment is None else self.segment.rule
        return Schedule(self.at, self.cron, self.zone, rule, self.max_lateness)

    def daily(self) -> bool:
        return self.cron is not None and len(self.cron.times) == 1

    def learned(self, port: str) -> Learned:
        rule = None if self.segment is None else self.segment.rule
        return Learned(rule, event=SCHEDULED)
