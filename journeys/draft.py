"""A document half understood: what the linter's rules look at, and what they say."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Literal

from journeys.config import ConfigInvalid, Fault
from journeys.definition import Definition, Edge, Step, read
from journeys.node import Node, UnknownType, load
from journeys.rules import Rule

Severity = Literal["error", "warning"]


@dataclasses.dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a journey. An error forbids publishing, a warning does not.

    `path` leads there from the document's root: `nodes/3/config/time`. `node` is the node's id and
    `field` the name in its configuration, where there is one.
    """

    severity: Severity
    code: str
    message: str
    path: str
    node: str | None = None
    field: str | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class References:
    """The keys and ids that the workspace has, by kind."""

    pushes: frozenset[str] = frozenset()
    popups: frozenset[str] = frozenset()
    segments: frozenset[str] = frozenset()
    journeys: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()

    def has(self, kind: str, name: str) -> bool:
        """Whether there is a push_resource, popup, segment, journey or category of this name."""
        known: Mapping[str, frozenset[str]] = {
            "push_resource": self.pushes,
            "popup": self.popups,
            "segment": self.segments,
            "journey": self.journeys,
            "category": self.categories,
        }
        return name in known[kind]


@dataclasses.dataclass(frozen=True, slots=True)
class Entrance:
    """A way into a journey: an event, and for whom (None: for everybody)."""

    event: str
    rule: Rule | None


@dataclasses.dataclass(frozen=True, slots=True)
class Neighbour:
    """What another live journey of the workspace takes people in by.

    `speaks`: it shows popups or sends pushes; one that does not is in nobody's way.
    """

    id: str
    name: str
    entrances: tuple[Entrance, ...]
    speaks: bool = True


@dataclasses.dataclass(frozen=True, slots=True)
class Standing:
    """A journey of the workspace as those see it that may start it.

    `status` is draft, live, paused or archived. What is published of it is `callable` where it has
    a start for that, and `starts` these journeys.
    """

    name: str
    status: str
    callable: bool = False
    starts: frozenset[str] = frozenset()


@dataclasses.dataclass(frozen=True, slots=True)
class Around:
    """What stands around a journey in its workspace, as far as it is known.

    `per_day` is how many pushes a person gets in 24 hours at most, `uncapped` the keys of the push
    resources that are not counted there. `standing` are all other journeys by their ids, of which
    `own` is this one's.
    """

    per_day: int | None = None
    uncapped: frozenset[str] = frozenset()
    others: tuple[Neighbour, ...] = ()
    standing: Mapping[str, Standing] = dataclasses.field(default_factory=dict)
    own: str | None = None


ALONE = Around()


@dataclasses.dataclass(frozen=True)
class Draft:
    """A definition with the nodes whose configuration could be loaded.

    `places` maps a node's id to its index in the document; of nodes with one id the first counts.
    `references` is None where it is not known what the workspace has.
    """

    definition: Definition
    faults: tuple[Fault, ...]
    references: References | None = None
    around: Around = ALONE

    @cached_property
    def places(self) -> dict[str, int]:
        places: dict[str, int] = {}
        for index, step in enumerate(self.definition.nodes):
            if step is not None:
                places.setdefault(step.id, index)
        return places

    @cached_property
    def loaded(self) -> dict[str, Node | UnknownType | ConfigInvalid]:
        """Each node, or why it cannot be loaded."""
        return {name: _loaded(self.step(name)) for name in self.places}

    @cached_property
    def nodes(self) -> dict[str, Node]:
        return {name: node for name, node in self.loaded.items() if isinstance(node, Node)}

    @cached_property
    def triggers(self) -> tuple[str, ...]:
        return tuple(name for name, node in self.nodes.items() if node.trigger() is not None)

    @cached_property
    def edges(self) -> tuple[tuple[int, Edge], ...]:
        """The edges with their index, from and to nodes that exist."""
        return tuple(
            (index, edge)
            for index, edge in enumerate(self.definition.edges)
            if edge is not None and edge.source in self.places and edge.target in self.places
        )

    @cached_property
    def targets(self) -> dict[tuple[str, str], str]:
        """Where each port of a node leads."""
        return {(edge.source, edge.sourceHandle): edge.target for _, edge in self.edges}

    @cached_property
    def passed_through(self) -> frozenset[str]:
        """The starts to which an edge leads too."""
        return frozenset(edge.target for _, edge in self.edges) & frozenset(self.triggers)

    def step(self, name: str) -> Step:
        step = self.definition.nodes[self.places[name]]
        if step is None:
            raise KeyError(name)
        return step

    def about(
        self, name: str, code: str, message: str, *, severity: Severity = "error", at: str = ""
    ) -> Problem:
        """A problem of a node; `at` is a path in its configuration."""
        path = f"nodes/{self.places[name]}" + (f"/config/{at}" if at else "")
        return Problem(severity, code, message, path, name, at.split("/")[0] or None)

    def leaves(self, name: str) -> Iterator[tuple[str, str | None]]:
        """The ports of a node that could be loaded, and where each leads."""
        for port in self.nodes[name].all_ports():
            yield port, self.targets.get((name, port))


def _loaded(step: Step) -> Node | UnknownType | ConfigInvalid:
    try:
        return load(step.type, step.config)
    except (UnknownType, ConfigInvalid) as error:
        return error


def draft(document: object, references: References | None = None, around: Around = ALONE) -> Draft:
    """What can be understood of a document; of anything else, an empty definition and faults."""
    definition, faults = read(document)
    return Draft(definition, faults, references, around)
