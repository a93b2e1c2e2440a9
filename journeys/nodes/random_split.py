"""Random split: send shares of people different ways."""

from __future__ import annotations

from journeys import field
from journeys.arms import Arm
from journeys.decision import Decision, Leave
from journeys.node import Node, node
from journeys.visit import Visit


@node("random_split", title="Random split", group="flow", summary="Split {arms}")
class RandomSplit(Node):
    """Sends people different ways by lot, in proportion to the weights."""

    arms: tuple[Arm, ...] = field.arms("Arms", Arm)
    sticky: str = field.choice(
        "The lot is drawn",
        {"run": "For each run", "person": "Once for each person"},
        default="run",
        hint="For each run: who comes again may go another way. Once: always the same way.",
    )

    ports = ()
    ports_from = "arms"

    def enter(self, visit: Visit) -> Decision:
        lot = visit.draw_for_person() if self.sticky == "person" else visit.draw()
        left = lot * sum(arm.weight for arm in self.arms)
        for arm in self.arms:
            left -= arm.weight
            if left < 0:
                return Leave(arm.name)
        return Leave(self.arms[-1].name)  # what rounding left over
