"""What the linter says of waits: those that may last for ever, and those for what never happens."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from journeys.decision import Awaited
from journeys.draft import Draft, Problem
from journeys.lint_flow import closed_ports
from journeys.settings import EventIs
from journeys.visit import CARRY_RUN

_STUCK = "so people wait here for ever"


def waits_without_end(draft: Draft) -> Iterator[Problem]:
    hopeless = _never_happens(draft)
    for name, node in draft.nodes.items():
        if node.can_stick() and name not in hopeless:
            message = "without a time-out, a person to whom it never happens waits for ever"
            yield draft.about(name, "no_way_out", message, severity="warning")


def waits_for_nothing(draft: Draft) -> Iterator[Problem]:
    """Waits for an event that cannot come, or that another rule takes first."""
    for name, why in _never_happens(draft).items():
        stuck = draft.nodes[name].can_stick()
        message = f"{why}, {_STUCK}" if stuck else f"{why}, so only the time-out is ever taken"
        code = "never_ends" if stuck else "never_happens"
        yield draft.about(name, code, message, severity="warning")


def _never_happens(draft: Draft) -> dict[str, str]:
    """Why the event that a step waits for cannot come, by the step."""
    coming = _coming(draft)
    found: dict[str, str] = {}
    closed = {
        each.node for each in closed_ports(draft) if draft.nodes[each.node].leads_out(each.port)
    }
    for name, node in draft.nodes.items():
        awaited = [each for port in node.all_ports() for each in node.leads_out(port)]
        for each in awaited:
            if _ends_first(draft, each):
                found[name] = f"“{each.name}” ends the journey by its setting “Ends early when”"
            elif each.about_this_run and name in coming and each.name not in coming[name]:
                found[name] = (
                    f"nothing on the way here leads to “{each.name}” that is still to come"
                )
            elif name in closed:
                found[name] = f"no “{each.name}” can be as it must be here"
    return found


def _ends_first(draft: Draft, awaited: Awaited) -> bool:
    """Whether every such event ends the run: that is asked before what the run waits for."""
    ends = draft.definition.settings.exit_when
    if not isinstance(ends, EventIs) or ends.where is not None or ends.event != awaited.name:
        return False
    # Of events about a message the journey ends by those of its own run alone.
    return awaited.about_this_run or ends.event not in CARRY_RUN


def _coming(draft: Draft) -> dict[str, frozenset[str]]:
    """Which events of the run's own messages may still come to who arrives at a step."""
    coming: dict[str, frozenset[str]] = {name: frozenset() for name in draft.triggers}
    waiting = deque(coming)
    while waiting:
        name = waiting.popleft()
        for port, target in draft.leaves(name):
            if target not in draft.nodes:
                continue
            after = coming.get(target, frozenset()) | coming[name] | draft.nodes[name].tells(port)
            if target not in coming or after != coming[target]:
                coming[target] = after
                waiting.append(target)
    return coming
