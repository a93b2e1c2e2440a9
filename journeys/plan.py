"""A published journey, compiled: nodes loaded, rules bound, edges and triggers looked up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from journeys.check import Check
from journeys.decision import Awaited
from journeys.definition import Definition
from journeys.node import Node, Trigger
from journeys.rules import Needs, Rule, needs
from journeys.settings import Settings


@dataclass(frozen=True, slots=True)
class Goal:
    event: Awaited
    window: timedelta
    exit: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """One version of a journey, ready to run; the same for everybody, so it can be cached.

    `triggers` maps an event's name to the nodes it may start, `awaited` a node to the events it
    may wait for. `awaited_names` are all event names that may move an active run: those, the
    goal's and the exit's. `needs` is what its rules must be told of a person.
    """

    journey: str
    version: str
    nodes: Mapping[str, Node]
    edges: Mapping[tuple[str, str], str]
    triggers: Mapping[str, tuple[tuple[str, Trigger], ...]]
    awaited: Mapping[str, tuple[Awaited, ...]]
    awaited_names: frozenset[str]
    settings: Settings
    exit_event: Awaited | None
    exit_rule: Check | None
    goal: Goal | None
    needs: Needs

    @property
    def goal_event(self) -> str | None:
        return None if self.goal is None else self.goal.event.name


def compile(  # noqa: A001  # the house's word for it
    definition: Definition, *, journey: str, version: str, segments: Mapping[str, Rule]
) -> Plan:
    """The plan of a definition that lints without errors.

    Raises ConfigInvalid for a configuration that cannot be loaded, KeyError for an unknown node
    type, RuleInvalid for a segment that is missing.
    """
    raise NotImplementedError
