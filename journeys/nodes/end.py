"""End: the journey is over for this person."""

from __future__ import annotations

from journeys.decision import Decision, Leave
from journeys.node import Node, node
from journeys.visit import Visit


@node("end", title="End", group="flow", summary="End")
class End(Node):
    """Ends the run. A port that leads nowhere does the same; this says that it is meant."""

    ports = ()

    def enter(self, visit: Visit) -> Decision:
        return Leave("")
