"""The ways out of a node that are made by its configuration: the port of each is its name."""

from __future__ import annotations

import dataclasses

from journeys import field
from journeys.check import Check

LONGEST_NAME = 60


@dataclasses.dataclass(frozen=True, kw_only=True)
class Arm:
    """One way out of a split, which so large a share of people takes."""

    name: str = field.text("Name", longest=LONGEST_NAME)
    weight: float = field.weight("Weight")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Branch:
    """One way out for those for whom a rule holds."""

    name: str = field.text("Name", longest=LONGEST_NAME)
    rule: Check = field.rule("Rule", about="event")
