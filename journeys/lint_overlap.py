"""What the linter says of two journeys that take in the same people by the same event."""

from __future__ import annotations

from collections.abc import Iterator

from journeys.draft import Draft, Entrance, Neighbour, Problem
from journeys.known import Facts, happened, learn


def overlapping_journeys(draft: Draft) -> Iterator[Problem]:
    """Starts at which a person may enter this journey and another that is live.

    Only journeys that speak to people get into each other's way.
    """
    if not neighbour(draft).speaks:
        return
    for name, start in _starts(draft):
        others = [
            each.name
            for each in draft.around.others
            if each.speaks and any(overlap(start, there) for there in each.entrances)
        ]
        if others:
            named = " and ".join(f"“{other}”" for other in others)
            message = f"the same “{start.event}” may also bring people into {named}"
            yield draft.about(name, "overlap", message, severity="warning", at="where")


def overlap(one: Entrance, other: Entrance) -> bool:
    """Whether one event of one person may pass both entrances, as far as can be known."""
    if one.event != other.event:
        return False
    facts: Facts | None = happened({}, one.event)
    for rule in (one.rule, other.rule):
        if facts is not None and rule is not None:
            facts = learn(facts, rule, holds=True)
    return facts is not None


def neighbour(draft: Draft, id_: str = "") -> Neighbour:
    """This journey as others see it."""
    entrances = tuple(start for _, start in _starts(draft))
    speaks = any(node.group == "message" for node in draft.nodes.values())
    return Neighbour(id_, draft.definition.name, entrances, speaks)


def _starts(draft: Draft) -> Iterator[tuple[str, Entrance]]:
    for name in draft.triggers:
        trigger = draft.nodes[name].trigger()
        if trigger is not None and not trigger.addressed:
            rule = draft.nodes[name].learned("next").rule
            yield name, Entrance(trigger.event, rule)
