"""What the linter says of steps that start other journeys: whether these can be, and where to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from journeys.draft import Draft, Problem, Severity, Standing
from journeys.node import Trigger, references
from journeys.schedule import TOLD_BY_THE_CLOCK


def journeys_that_cannot_start(draft: Draft) -> Iterator[Problem]:
    """Steps that start a journey which lets nobody in, or has no start that can be called."""
    for name, field, id_, there in _started(draft):
        found = _why_not(there, own=id_ == draft.around.own)
        if found is not None:
            severity, code, why = found
            yield draft.about(name, code, f"“{there.name}” {why}", severity=severity, at=field)


def journeys_in_a_loop(draft: Draft) -> Iterator[Problem]:
    """Steps by which this journey may come to be started again and again by itself."""
    own = draft.around.own
    for name, field, id_, _ in _started(draft):
        way = None if own is None else _way(draft.around.standing, id_, own)
        if way is not None:
            named = " → ".join(f"“{draft.around.standing[each].name}”" for each in way)
            message = f"it leads back here: {named}; past ten journeys in a row nobody is let in"
            yield draft.about(name, "journeys_in_a_loop", message, severity="warning", at=field)


def starts_without_a_key(draft: Draft) -> Iterator[Problem]:
    """Starts by the clock of a journey with a run for each order: the clock knows of no order."""
    key = draft.definition.settings.reentry.key
    if key is None or key == TOLD_BY_THE_CLOCK:
        return
    for name, node in draft.nodes.items():
        if node.schedule() is not None:
            message = (
                f"nobody comes in here: there is a run for each “{key}”, and the clock has none"
            )
            yield draft.about(name, "no_key", message, severity="warning")


def standing(draft: Draft, name: str, status: str) -> Standing:
    """This journey as those see it that may start it."""
    return Standing(
        name,
        status,
        callable=any(trigger.addressed and trigger.name for trigger in _triggers(draft)),
        starts=frozenset(id_ for _, _, id_ in _named(draft)),
    )


def _started(draft: Draft) -> Iterator[tuple[str, str, str, Standing]]:
    """The steps that start a journey which is known: node, field, the journey's id, and it."""
    known = dict(draft.around.standing)
    if draft.around.own is not None:
        known[draft.around.own] = standing(draft, draft.definition.name, "live")
    for name, field, id_ in _named(draft):
        if id_ in known:
            yield name, field, id_, known[id_]


def _named(draft: Draft) -> Iterator[tuple[str, str, str]]:
    for name, node in draft.nodes.items():
        for field, kind, value in references(node):
            if kind == "journey":
                yield name, field, value


def _triggers(draft: Draft) -> Iterator[Trigger]:
    for node in draft.nodes.values():
        trigger = node.trigger()
        if trigger is not None:
            yield trigger


def _why_not(there: Standing, *, own: bool) -> tuple[Severity, str, str] | None:
    match there.status:
        case "archived":
            return "error", "journey_archived", "is archived: it lets nobody in any more"
        case "draft":
            return "error", "journey_unpublished", "is not published yet: it lets nobody in"
    if not there.callable:
        publish = "" if own else ", and publish it"
        why = f"has no start that can be called: add “When it is called” there{publish}"
        return "error", "journey_not_callable", why
    if there.status == "paused":
        return "warning", "journey_paused", "is paused: it lets nobody in until it is resumed"
    return None


def _way(standing: Mapping[str, Standing], start: str, end: str) -> list[str] | None:
    """A shortest chain of journeys that start one another, from one to another."""
    came: dict[str, str | None] = {start: None}
    waiting = [start]
    while waiting:
        id_ = waiting.pop(0)
        if id_ == end:
            return _back(came, id_)
        for following in sorted(standing[id_].starts if id_ in standing else ()):
            if following not in came and (following in standing or following == end):
                came[following] = id_
                waiting.append(following)
    return None


def _back(came: Mapping[str, str | None], last: str) -> list[str]:
    way: list[str] = []
    at: str | None = last
    while at is not None:
        way.append(at)
        at = came[at]
    return way[::-1]
