"""Wait for an event: hold a person until something happens to her, or a time-out."""

from __future__ import annotations

from datetime import timedelta

from journeys import field
from journeys.check import Check
from journeys.decision import Awaited, Decision, Leave, Stay
from journeys.node import Learned, Node, node
from journeys.visit import CARRY_RUN, MADE_BY_ENGINE, Event, Signal, Visit

_MINUTE = timedelta(minutes=1)


@node("wait_for_event", title="Wait for an event", group="wait", summary="Wait for {event}")
class WaitForEvent(Node):
    """Holds a person until an event happens to her; it counts from when her previous step began."""

    event: str = field.event_name("Event")
    where: Check | None = field.rule("Where", default=None, about="event")
    timeout: timedelta | None = field.duration("At most", least=timedelta(seconds=1), default=None)
    about: str = field.choice(
        "About",
        {"this_run": "This run's own messages", "any": "Any message"},
        default="this_run",
        hint="Of events of pushes and popups: whether it must be one that this run sent or showed.",
    )

    ports = ("happened", "timeout")

    def enter(self, visit: Visit) -> Decision:
        until = None if self.timeout is None else visit.now + self.timeout
        return Stay(until=until, events=self.awaited())

    def resume(self, visit: Visit, signal: Signal) -> Decision:
        if isinstance(signal, Event):
            return Leave("happened", event=signal)
        return Leave("timeout")

    def awaited(self) -> tuple[Awaited, ...]:
        # Only events about a message carry a run; for any other event `about` means nothing.
        own = self.about == "this_run" and self.event in CARRY_RUN
        return (Awaited(self.event, self.where, about_this_run=own),)

    def holds_back(self, port: str) -> bool:
        if port == "timeout":
            return self.timeout is None or self.timeout >= _MINUTE
        return self.event not in MADE_BY_ENGINE

    def can_stick(self) -> bool:
        return self.timeout is None

    def leads_out(self, port: str) -> tuple[Awaited, ...]:
        return self.awaited() if port == "happened" else ()

    def least(self, port: str) -> timedelta:
        return self.timeout or timedelta(0) if port == "timeout" else timedelta(0)

    def learned(self, port: str) -> Learned:
        if port == "timeout":
            return Learned(keeps="status")
        rule = None if self.where is None else self.where.rule
        return Learned(rule, keeps="nothing", event=self.event)
