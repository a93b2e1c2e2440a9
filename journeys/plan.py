"""A published journey, compiled: nodes loaded, rules bound, edges and triggers looked up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import chain

import journeys.nodes  # noqa: F401  # fills the register of node types
from journeys.check import Check, bind, checks
from journeys.decision import Awaited
from journeys.definition import Definition
from journeys.node import Node, Trigger, load
from journeys.rules import Group, Needs, Rule, needs
from journeys.settings import EventIs, RuleHolds, Settings
from journeys.visit import CARRY_RUN


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

    Raises UnknownType, ConfigInvalid for a configuration that cannot be loaded, RuleInvalid for a
    segment that is not in `segments`.
    """
    loaded = {step.id: load(step.type, step.config) for step in definition.steps}
    nodes = {name: bind(node, segments) for name, node in loaded.items()}
    settings = bind(definition.settings, segments)
    awaited = {name: node.awaited() for name, node in nodes.items()}
    exit_event, exit_rule = _exit(settings)
    goal = _goal(settings)
    ends = [each for each in (exit_event, None if goal is None else goal.event) if each]
    return Plan(
        journey=journey,
        version=version,
        nodes=nodes,
        edges={(edge.source, edge.sourceHandle): edge.target for edge in definition.links},
        triggers=_triggers(nodes),
        awaited=awaited,
        awaited_names=frozenset(each.name for each in chain(ends, *awaited.values())),
        settings=settings,
        exit_event=exit_event,
        exit_rule=exit_rule,
        goal=goal,
        needs=_needs(nodes, settings),
    )


def _triggers(nodes: Mapping[str, Node]) -> dict[str, tuple[tuple[str, Trigger], ...]]:
    triggers: dict[str, tuple[tuple[str, Trigger], ...]] = {}
    for name, node in nodes.items():
        trigger = node.trigger()
        if trigger is not None:
            triggers[trigger.event] = (*triggers.get(trigger.event, ()), (name, trigger))
    return triggers


def _awaited(event: str, where: Check | None) -> Awaited:
    return Awaited(event, where, about_this_run=event in CARRY_RUN)


def _exit(settings: Settings) -> tuple[Awaited | None, Check | None]:
    match settings.exit_when:
        case None:
            return None, None
        case EventIs(event=event, where=where):
            return _awaited(event, where), None
        case RuleHolds(rule=rule):
            return None, rule


def _goal(settings: Settings) -> Goal | None:
    goal = settings.goal
    if goal is None:
        return None
    return Goal(_awaited(goal.event, goal.where), goal.window, goal.exit)


def _needs(nodes: Mapping[str, Node], settings: Settings) -> Needs:
    """What all rules together look at: a group of them all asks for all of it."""
    found = [check.rule for node in nodes.values() for _, check in checks(node)]
    found += [check.rule for _, check in checks(settings)]
    return needs(Group("and", tuple(found)))
