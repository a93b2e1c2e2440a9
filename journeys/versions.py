"""The difference of two versions of a journey, part by part, as a canvas draws it.

`diff.py` writes it as lines for people who keep journeys as code; here it is data, and either side
may be an unfinished draft: what cannot be read is left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from journeys.node import REGISTER, describe
from journeys.settings import describe_settings
from journeys.words import said

Json = Mapping[str, object]
_BESIDE = "config"  # where a node's own fields are


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field before and after, as JSON; `label` is how its form calls it."""

    field: str
    label: str
    before: object
    after: object

    @property
    def before_words(self) -> str:
        return said(self.before)

    @property
    def after_words(self) -> str:
        return said(self.after)


@dataclass(frozen=True, slots=True)
class NodeChange:
    """`change` is added, gone or changed; `title` that of the node's type."""

    node: str
    change: str
    type: str
    title: str
    fields: tuple[FieldChange, ...] = ()


@dataclass(frozen=True, slots=True)
class EdgeChange:
    """Where a port leads, before and after; None is nowhere."""

    source: str
    port: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Difference:
    """All that is different; positions on the canvas are not."""

    journey: tuple[FieldChange, ...]
    nodes: tuple[NodeChange, ...]
    edges: tuple[EdgeChange, ...]

    @property
    def same(self) -> bool:
        return not (self.journey or self.nodes or self.edges)


def difference(before: Json, after: Json) -> Difference:
    """What `after` changed; its own order first, then what is gone."""
    return Difference(
        (*_head(before, after), *_settings(before, after)),
        tuple(_nodes(before, after)),
        tuple(_edges(before, after)),
    )


def _head(before: Json, after: Json) -> Iterator[FieldChange]:
    for field, label in (("name", "Name"), ("description", "Description")):
        if not _same(before.get(field), after.get(field)):
            yield FieldChange(field, label, before.get(field), after.get(field))


def _settings(before: Json, after: Json) -> Iterator[FieldChange]:
    labels = {each["name"]: each["label"] for each in describe_settings()}
    yield from _fields(_object(before, "settings"), _object(after, "settings"), labels, "settings.")


def _nodes(before: Json, after: Json) -> Iterator[NodeChange]:
    old, new = _by_id(before), _by_id(after)
    for name in (*new, *(name for name in old if name not in new)):
        there, here = old.get(name), new.get(name)
        shown = here if here is not None else there or {}
        kind = str(shown.get("type", ""))
        cls = REGISTER.get(kind)
        title = kind if cls is None else cls.title
        if here is None or there is None:
            yield NodeChange(name, "added" if there is None else "gone", kind, title)
            continue
        changes = tuple(_of_node(there, here, kind))
        if changes:
            yield NodeChange(name, "changed", kind, title, changes)


def _of_node(before: Json, after: Json, kind: str) -> Iterator[FieldChange]:
    if before.get("type") != after.get("type"):
        yield FieldChange("type", "Type", before.get("type"), after.get("type"))
    cls = REGISTER.get(kind)
    form = [] if cls is None else describe(cls)["form"]
    labels = {each["name"]: each["label"] for each in form}
    yield from _fields(_object(before, _BESIDE), _object(after, _BESIDE), labels, "")


def _fields(
    before: Json, after: Json, labels: Mapping[str, str], below: str
) -> Iterator[FieldChange]:
    for name in (*after, *(name for name in before if name not in after)):
        if not _same(before.get(name), after.get(name)):
            yield FieldChange(
                f"{below}{name}", labels.get(name, name), before.get(name), after.get(name)
            )


def _edges(before: Json, after: Json) -> Iterator[EdgeChange]:
    old, new = _targets(before), _targets(after)
    for source, port in (*new, *(place for place in old if place not in new)):
        there, here = old.get((source, port)), new.get((source, port))
        if there != here:
            yield EdgeChange(source, port, there, here)


def _by_id(document: Json) -> dict[str, Json]:
    found: dict[str, Json] = {}
    for node in _listed(document, "nodes"):
        if isinstance(node.get("id"), str):
            found.setdefault(str(node["id"]), node)
    return found


def _targets(document: Json) -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    for edge in _listed(document, "edges"):
        source, port, target = edge.get("source"), edge.get("sourceHandle"), edge.get("target")
        if isinstance(source, str) and isinstance(target, str):
            found.setdefault((source, port if isinstance(port, str) else "next"), target)
    return found


def _listed(document: Json, name: str) -> Iterator[Json]:
    found = document.get(name)
    return (each for each in (found if isinstance(found, list) else ()) if isinstance(each, dict))


def _object(of: Json, name: str) -> Json:
    found = of.get(name)
    return found if isinstance(found, dict) else {}


def _same(before: object, after: object) -> bool:
    # As text, because to Python true is 1.
    return json.dumps(before, sort_keys=True) == json.dumps(after, sort_keys=True)
