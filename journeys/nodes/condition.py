"""Condition: send a person one way or the other."""

from __future__ import annotations

from journeys import field
from journeys.check import Check
from journeys.decision import Decision, Leave
from journeys.node import Learned, Node, node
from journeys.visit import Visit


@node("condition", title="Condition", group="flow", summary="If {rule}")
class Condition(Node):
    """Sends a person one way if a rule holds for her now, and the other way if not."""

    rule: Check = field.rule("Rule", about="event")

    ports = ("yes", "no")

    def enter(self, visit: Visit) -> Decision:
        return Leave("yes" if self.rule(visit.person, visit.event, visit.now) else "no")

    def learned(self, port: str) -> Learned:
        return Learned(self.rule.rule, holds=port == "yes")
