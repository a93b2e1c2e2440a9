"""Branches: send a person the way of the first rule that holds for her."""

from __future__ import annotations

from journeys import field
from journeys.arms import Branch
from journeys.decision import Decision, Leave
from journeys.node import Learned, Node, node
from journeys.rules import Group, Rule
from journeys.visit import Visit

_ELSE = ("else",)


@node("branches", title="Branches", group="flow", summary="First of {arms}")
class Branches(Node):
    """Sends a person the way of the first rule that holds for her now; if none does, by else."""

    arms: tuple[Branch, ...] = field.arms("Ways, the first that fits", Branch, beside=_ELSE)

    ports = _ELSE
    ports_from = "arms"

    def enter(self, visit: Visit) -> Decision:
        for arm in self.arms:
            if arm.rule(visit.person, visit.event, visit.now):
                return Leave(arm.name)
        return Leave("else")

    def learned(self, port: str) -> Learned:
        names = [arm.name for arm in self.arms]
        before = names.index(port) if port in names else len(names)
        missed = Group("or", self._rules(before), negated=True)
        if before == len(names):
            return Learned(missed)
        rule = self.arms[before].rule.rule
        return Learned(Group("and", (missed, rule)) if before else rule)

    def _rules(self, many: int) -> tuple[Rule, ...]:
        return tuple(arm.rule.rule for arm in self.arms[:many])
