"""Holdout: keep a share of people out, to see what the journey does to the others."""

from __future__ import annotations

from journeys import field
from journeys.decision import Decision, Leave
from journeys.node import Node, node
from journeys.visit import Visit


@node("holdout", title="Holdout", group="flow", summary="Hold out {percent} %")
class Holdout(Node):
    """Keeps a share of people out, by lot: in one journey always the same people.

    The lot is of person and journey alone: a second holdout of the journey, a new version and a
    new run find the same people; with a larger share those who were held out still are. Somebody
    who is merged into another has from then on that person's lot.
    """

    percent: float = field.percent("Held out, in percent")

    ports = ("treated", "held_out")

    def enter(self, visit: Visit) -> Decision:
        held_out = visit.draw_for_journey() * 100 < self.percent
        return Leave("held_out" if held_out else "treated")
