"""The gallery: ready-made journeys, each with all that it needs to begin with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from journeys import samples
from journeys.check import checks
from journeys.draft import draft
from journeys.node import references
from journeys.rules import needs

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Ready:
    """A ready-made journey; `resources` are the documents it needs, by kind, what names it last."""

    name: str
    title: str
    summary: str
    document: Document
    resources: Mapping[str, tuple[Document, ...]]


def gallery() -> tuple[Ready, ...]:
    """All of them, by title."""
    kept = samples.resources()
    found = (_ready(name, document, kept) for name, document in samples.journeys().items())
    return tuple(sorted(found, key=lambda each: each.title))


def named(name: str) -> Ready | None:
    return next((each for each in gallery() if each.name == name), None)


def _ready(name: str, document: Document, kept: Mapping[str, list[Document]]) -> Ready:
    wanted = set(_wanted(document))
    pushes = [each for each in kept["push_resources"] if ("push_resource", each["key"]) in wanted]
    popups = [each for each in kept["popups"] if ("popup", each["key"]) in wanted]
    choices = {each.get("category") for each in pushes}
    choices |= {key for each in popups for key in each["categories"]}
    choices |= {key for kind, key in wanted if kind == "category"}
    return Ready(
        name,
        document["name"],
        document["description"],
        document,
        {
            "category": tuple(each for each in kept["categories"] if each["key"] in choices),
            "push": tuple(pushes),
            "popup": tuple(popups),
        },
    )


def _wanted(document: Document) -> Iterator[tuple[str, str]]:
    for node in draft(document).nodes.values():
        for _, kind, key in references(node):
            yield kind, key
        for _, check in checks(node):
            yield from (("category", key) for key in needs(check.rule).categories)
