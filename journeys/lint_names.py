"""What the linter says of names: resources, segments, journeys, categories that are not there."""

from __future__ import annotations

from collections.abc import Iterator

from journeys.check import Check, checks
from journeys.draft import Draft, Problem, References
from journeys.node import references
from journeys.rules import needs


def missing_references(draft: Draft) -> Iterator[Problem]:
    """References by the nodes' own fields."""
    if draft.references is None:
        return
    for name, node in draft.nodes.items():
        for field, kind, value in references(node):
            if not draft.references.has(kind, value):
                message = f"there is no {kind.replace('_', ' ')} {value}"
                yield draft.about(name, f"unknown_{kind}", message, at=field)


def missing_in_rules(draft: Draft) -> Iterator[Problem]:
    """References by rules: `segment.ID`, `journey.ID`, `category.KEY`."""
    if draft.references is None:
        return
    for name, node in draft.nodes.items():
        for field, check in checks(node):
            for code, message in _missing(check, draft.references):
                yield draft.about(name, code, message, at=field)
    for field, check in checks(draft.definition.settings):
        for code, message in _missing(check, draft.references):
            yield Problem("error", code, message, f"settings/{field}")


def _missing(check: Check, known: References) -> Iterator[tuple[str, str]]:
    asked = needs(check.rule)
    for kind, names in (
        ("segment", asked.segments),
        ("journey", asked.journeys),
        ("category", asked.categories),
    ):
        for name in sorted(names):
            if not known.has(kind, name):
                yield f"unknown_{kind}", f"there is no {kind} {name}"
