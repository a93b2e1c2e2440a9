"""Segments put in place of their names, and what a rule needs to know, by walking its tree."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from journeys.rule_tree import (
    Ago,
    Comparison,
    Did,
    Group,
    Rule,
    RuleInvalid,
    RuleProblem,
    SegmentIs,
)

DEEPEST_SEGMENTS = 10
LARGEST = 10_000


@dataclass(frozen=True, slots=True)
class Needs:
    """What must be loaded of a person before a rule can be asked.

    `traits` are paths; `events` gives the days of roll-ups needed by event name, None for all.
    `time_dependent` rules can change their answer without anything happening.
    """

    traits: frozenset[tuple[str, ...]]
    markers: frozenset[str]
    categories: frozenset[str]
    groups: frozenset[str]
    journeys: frozenset[str]
    segments: frozenset[str]
    events: Mapping[str, int | None]
    uses_devices: bool
    uses_event: bool
    time_dependent: bool


def needs(rule: Rule) -> Needs:
    """What `rule` looks at; of segments not yet inlined only their ids are known."""
    leaves = tuple(_leaves(rule))
    fields = {leaf.field for leaf in leaves if isinstance(leaf, Comparison)}
    named = {
        kind: frozenset(field.path[0] for field in fields if field.kind == kind)
        for kind in ("marker", "category", "group", "journey")
    }
    return Needs(
        traits=frozenset(field.path for field in fields if field.kind == "trait"),
        markers=named["marker"],
        categories=named["category"],
        groups=named["group"],
        journeys=named["journey"],
        segments=frozenset(leaf.segment for leaf in leaves if isinstance(leaf, SegmentIs)),
        events=_events(leaves),
        uses_devices=any(
            field.kind == "device" or field.path[0] in {"enabled", "status_any_device"}
            for field in fields
            if field.kind in {"device", "push"}
        ),
        uses_event=any(field.kind in {"event", "properties"} for field in fields),
        time_dependent=any(map(_moves_with_time, leaves)),
    )


def _leaves(rule: Rule) -> Iterator[Comparison | Did | SegmentIs]:
    waiting = [rule]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Group):
            waiting.extend(part.rules)
        else:
            yield part


def _events(leaves: tuple[Comparison | Did | SegmentIs, ...]) -> dict[str, int | None]:
    events: dict[str, int | None] = {}
    for leaf in leaves:
        if isinstance(leaf, Did):
            known = events.get(leaf.event, 0)
            both = leaf.days is not None and known is not None
            events[leaf.event] = max(leaf.days or 0, known or 0) if both else None
    return events


def _moves_with_time(leaf: Comparison | Did | SegmentIs) -> bool:
    match leaf:
        case Did(days=days):
            return days is not None
        case Comparison(value=tuple() as values):
            return any(isinstance(value, Ago) for value in values)
        case Comparison(value=value):
            return isinstance(value, Ago)
        case SegmentIs():
            return False


def inline(rule: Rule, segments: Mapping[str, Rule], *, at: str = "") -> Rule:
    """Replace every `SegmentIs` by the rule of its segment, through segments of segments.

    Raises RuleInvalid, with the path of the comparison in `rule`, for a segment that is not in
    `segments` (segment_unknown), a cycle (segment_cycle), more than 10 segments inside one
    another or more than 10,000 comparisons in all (segment_too_large). Inside a segment the path
    stays that of the comparison which named it; the message names the way there.
    """
    return _Inlining(segments).rule(rule, at, ())


class _Inlining:
    def __init__(self, segments: Mapping[str, Rule]) -> None:
        self.segments = segments
        self.size = 0

    def rule(self, rule: Rule, path: str, inside: tuple[str, ...]) -> Rule:
        self.size += 1
        if self.size > LARGEST:
            raise _refusal(path, "segment_too_large", "the segments make the rule too large")
        if isinstance(rule, SegmentIs):
            return self.segment(rule, path, inside)
        if not isinstance(rule, Group):
            return rule
        parts = (
            self.rule(part, path if inside else _below(path, index), inside)
            for index, part in enumerate(rule.rules)
        )
        return replace(rule, rules=tuple(parts))

    def segment(self, named: SegmentIs, path: str, inside: tuple[str, ...]) -> Rule:
        way = (*inside, named.segment)
        if named.segment in inside:
            raise _refusal(path, "segment_cycle", f"segments in a circle: {' → '.join(way)}")
        found = self.segments.get(named.segment)
        if found is None:
            raise _refusal(path, "segment_unknown", f"there is no segment {named.segment}")
        if len(way) > DEEPEST_SEGMENTS:
            raise _refusal(path, "segment_too_large", "segments inside one another: at most 10")
        whole = self.rule(found, path, way)
        return Group("and", (whole,), negated=True) if named.negated else whole


def _below(path: str, index: int) -> str:
    return f"{path}/rules/{index}" if path else f"rules/{index}"


def _refusal(path: str, code: str, message: str) -> RuleInvalid:
    return RuleInvalid((RuleProblem(path, code, message),))
