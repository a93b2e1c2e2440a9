"""The journey document: read strictly, written canonically."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Iterator
from typing import TypeVar

from journeys import field
from journeys.config import ConfigInvalid, Fault, load_fields, read_fields
from journeys.decision import Json
from journeys.reading import deeper_than
from journeys.settings import Settings, load_settings

MOST_NODES = 500
MOST_EDGES = 2000
DEEPEST = 50
LARGEST = 1_000_000
"""Bytes that a document may have in canonical JSON."""

T = TypeVar("T")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Position:
    x: float = field.coordinate("x")
    y: float = field.coordinate("y")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Step:
    """A node as the document has it; `config` is still to be loaded by its type."""

    id: str = field.identifier("Id")
    type: str = field.text("Type", longest=60)
    position: Position | None = field.group("Position", Position, default=None)
    config: dict[str, Json] = field.mapping("Configuration", default={})


@dataclasses.dataclass(frozen=True, kw_only=True)
class Edge:
    source: str = field.identifier("From")
    target: str = field.identifier("To")
    sourceHandle: str = field.text("Port", longest=60, default="next")  # noqa: N815  # React Flow's
    targetHandle: str | None = field.text("Entry", longest=60, default=None)  # noqa: N815
    id: str | None = field.text("Id", default=None)


@dataclasses.dataclass(frozen=True, slots=True)
class Definition:
    """A journey as written. A part that could not be read is None; `load` leaves no such."""

    name: str
    settings: Settings
    nodes: tuple[Step | None, ...]
    edges: tuple[Edge | None, ...]

    @property
    def steps(self) -> Iterator[Step]:
        return (step for step in self.nodes if step is not None)

    @property
    def links(self) -> Iterator[Edge]:
        return (edge for edge in self.edges if edge is not None)


@dataclasses.dataclass(frozen=True, kw_only=True)
class _Head:
    name: str = field.text("Name")
    description: str | None = field.text("Description", longest=2000, default=None)
    settings: dict[str, Json] = field.mapping("Settings", default={})
    nodes: list[Json] = field.listing("Nodes", most=MOST_NODES)
    edges: list[Json] = field.listing("Edges", most=MOST_EDGES, default=[])
    viewport: dict[str, Json] | None = field.mapping("What the canvas shows", default=None)


def load(document: object) -> Definition:
    """The definition in a document. Raises ConfigInvalid with every fault: `nodes/3/position/x`.

    The nodes' configurations are not looked at: their types do that.
    """
    definition, faults = read(document)
    if faults:
        raise ConfigInvalid(faults)
    return definition


def read(document: object) -> tuple[Definition, tuple[Fault, ...]]:
    """What of a document can be read, and what is wrong with the rest: drafts are unfinished.

    A node or an edge that cannot be read is None in its place, so that positions stay.
    """
    head, faults = read_fields(_Head, document)
    found = list(faults)
    nodes = tuple(_each(Step, head.get("nodes", ()), "nodes", found))
    edges = tuple(_each(Edge, head.get("edges", ()), "edges", found))
    settings = _settings(head.get("settings", {}), found)
    return Definition(str(head.get("name", "")), settings, nodes, edges), tuple(found)


def _each(
    cls: type[T], values: Iterable[object], path: str, found: list[Fault]
) -> Iterator[T | None]:
    for index, value in enumerate(values):
        try:
            yield load_fields(cls, value)
        except ConfigInvalid as invalid:
            found += invalid.below(f"{path}/{index}")
            yield None


def _settings(value: object, found: list[Fault]) -> Settings:
    try:
        return load_settings(value)
    except ConfigInvalid as invalid:
        found += invalid.below("settings")
        return Settings()


def check_document(document: object) -> None:
    """Whether this may be kept as a draft at all. Raises ValueError if not.

    A draft is a JSON object of at most 1 MB, not deeper than 50; whatever else is wrong with it is
    the linter's to say.
    """
    if not isinstance(document, dict):
        raise ValueError("a journey document is a JSON object")
    if deeper_than(document, DEEPEST):
        raise ValueError(f"a journey document is at most {DEEPEST} levels deep")
    if len(canonical(document).encode()) > LARGEST:
        raise ValueError(f"a journey document has at most {LARGEST} bytes")


def canonical(document: object) -> str:
    """The document as canonical JSON: sorted keys, two spaces, a newline at the end.

    The same document gives the same text whatever order its keys had; lists keep theirs. Raises
    ValueError for what is no JSON.
    """
    return (
        json.dumps(document, sort_keys=True, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    )
