"""Event trigger: an event that happens to a person starts her journey."""

from __future__ import annotations

from datetime import timedelta

from journeys import field
from journeys.check import Check
from journeys.node import Learned, Node, Trigger, node


@node(
    "event_trigger", title="When something happens", group="trigger", summary="On {event}",
    usual=True,
)  # fmt: skip
class EventTrigger(Node):
    """Starts a run for each person to whom this event happens."""

    event: str = field.event_name("Event")
    where: Check | None = field.rule("Where", default=None, about="event")
    max_age: timedelta = field.duration(
        "Not older than", default=timedelta(hours=1), hint="By the event's own time."
    )

    def trigger(self) -> Trigger:
        return Trigger(self.event, self.where, self.max_age)

    def learned(self, port: str) -> Learned:
        return Learned(None if self.where is None else self.where.rule, event=self.event)
