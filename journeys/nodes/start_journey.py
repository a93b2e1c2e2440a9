"""Start a journey: let the person into another journey, while this one goes on."""

from __future__ import annotations

from journeys import decision, field
from journeys.decision import Decision, Leave
from journeys.node import Node, node
from journeys.visit import Visit


@node("start_journey", title="Start a journey", group="data", summary="Start {journey}")
class StartJourney(Node):
    """Starts another journey for her, at its start “When it is called”; this one goes on.

    The other journey's own rules of re-entry hold. It is told what the event at hand told. Past ten
    journeys that started one another nobody is let in any more.
    """

    journey: str = field.reference("Journey", to="journey")

    def enter(self, visit: Visit) -> Decision:
        told = {} if visit.event is None else visit.event.properties
        effect = decision.StartJourney(visit.key, self.journey, told, visit.depth + 1)
        return Leave(effects=(effect,))
