"""Set traits: write traits and markers on a person."""

from __future__ import annotations

from journeys import decision, field
from journeys.decision import Decision, Json, Leave
from journeys.node import Learned, Node, node
from journeys.visit import Visit


@node("set_traits", title="Set traits", group="data", summary="Set {traits} {markers}")
class SetTraits(Node):
    """Writes traits and markers on a person; null takes one away."""

    traits: dict[str, Json] = field.mapping("Traits", default={}, names="trait")
    markers: dict[str, Json] = field.mapping("Markers", default={}, names="marker")

    def enter(self, visit: Visit) -> Decision:
        if not self.traits and not self.markers:
            return Leave()
        effect = decision.SetTraits(visit.key, self.traits, self.markers, visit.depth + 1)
        return Leave(effects=(effect,))

    def learned(self, port: str) -> Learned:
        named = [("trait", name) for name in self.traits]
        named += [("marker", name) for name in self.markers]
        return Learned(changes=frozenset(named))
