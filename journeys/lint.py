"""The linter: all that is wrong with a journey document, found before anybody enters it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import journeys.nodes  # noqa: F401  # fills the register of node types
from journeys import (
    lint_flow,
    lint_names,
    lint_overlap,
    lint_pushes,
    lint_shape,
    lint_starts,
    lint_waits,
)
from journeys.definition import check_document
from journeys.draft import ALONE, Around, Draft, Problem, References, Severity, draft

__all__ = [
    "RULES", "Around", "Problem", "References", "Review", "Severity", "has_errors", "lint",
    "review",
]  # fmt: skip

RULES: tuple[Callable[[Draft], Iterator[Problem]], ...] = (
    lint_shape.unreadable,
    lint_shape.duplicate_ids,
    lint_shape.unknown_types,
    lint_shape.bad_configurations,
    lint_shape.edges_that_lead_nowhere,
    lint_shape.ports_that_are_none,
    lint_shape.ports_with_two_edges,
    lint_shape.no_trigger,
    lint_shape.edges_into_triggers,
    lint_shape.unreachable,
    lint_shape.dead_ends,
    lint_shape.loops_without_a_wait,
    lint_waits.waits_without_end,
    lint_waits.waits_for_nothing,
    lint_names.missing_references,
    lint_names.missing_in_rules,
    lint_flow.ports_nobody_takes,
    lint_flow.pushes_nobody_gets,
    lint_flow.pushes_before_the_answer,
    lint_pushes.too_many_pushes,
    lint_overlap.overlapping_journeys,
    lint_starts.journeys_that_cannot_start,
    lint_starts.journeys_in_a_loop,
    lint_starts.starts_without_a_key,
)


@dataclass(frozen=True, slots=True)
class Review:
    """What there is to say of a document before it is published.

    `worst_day` is how many pushes one person may get of it in 24 hours, as `lint_pushes` counts
    them; None of a document with errors, and where that cannot be said.
    """

    problems: tuple[Problem, ...]
    worst_day: int | None


def review(
    document: object, references: References | None = None, around: Around = ALONE
) -> Review:
    """The problems, and how much it asks of people. Never raises."""
    problems = lint(document, references, around)
    if has_errors(problems):
        return Review(problems, None)
    return Review(problems, lint_pushes.worst_day(draft(document, references, around)))


def lint(
    document: object, references: References | None = None, around: Around = ALONE
) -> tuple[Problem, ...]:
    """The problems of a document, errors first; whatever it is, this answers and never raises.

    Without `references` it is not asked whether pushes, popups, segments and so on exist; without
    what is `around`, neither how many pushes are too many nor which journeys overlap.
    """
    try:
        check_document(document)
    except ValueError as error:
        return (Problem("error", "invalid_document", str(error), ""),)
    found = draft(document, references, around)
    problems = [problem for rule in RULES for problem in rule(found)]
    return tuple(sorted(problems, key=lambda problem: problem.severity != "error"))


def has_errors(problems: tuple[Problem, ...]) -> bool:
    """Whether they forbid publishing."""
    return any(problem.severity == "error" for problem in problems)
