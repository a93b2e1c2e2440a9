"""What the linter says of people: ports that nobody can take, pushes nobody there can get."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from journeys.draft import Draft, Problem
from journeys.known import (
    ENABLED,
    STATUS,
    Atom,
    Facts,
    either,
    happened,
    learn,
    no_push,
    of_the_event,
)
from journeys.known_words import because
from journeys.node import Learned
from journeys.rules import Field, Group, Rule

_MOST_WORK = 100_000
"""Questions asked of one document: one made to be slow gets no answer rather than a late one."""

Leaving = Callable[[Facts, Learned], Facts | None]


@dataclass(frozen=True, slots=True)
class Closed:
    """A port that nobody can take, and what is known of everybody who comes to its node."""

    node: str
    port: str
    facts: Facts


def ports_nobody_takes(draft: Draft) -> Iterator[Problem]:
    """Conditions that contradict what is known on every path to them, with nothing between that
    could change it."""
    for each in closed_ports(draft):
        if draft.targets.get((each.node, each.port)) is not None:
            why = because(each.facts, draft.nodes[each.node].learned(each.port).rule)
            message = f"nobody can go on by “{each.port}”: {why}"
            yield draft.about(each.node, "contradiction", message, severity="warning")


def closed_ports(draft: Draft) -> Iterator[Closed]:
    """The ports that nobody can take, of the nodes that somebody reaches."""
    for name, facts in _arriving(draft, _now).items():
        for port in draft.nodes[name].all_ports():
            if _now(facts, _learned(draft, name, port)) is None:
                yield Closed(name, port, facts)


def pushes_nobody_gets(draft: Draft) -> Iterator[Problem]:
    """A push where everybody who arrives is Ask or Blocked, as far as can be known."""
    for name, facts in _arriving(draft, _about_push).items():
        if draft.nodes[name].needs_reachable and no_push(facts):
            message = "only people who cannot get a push come here: ask them first"
            yield draft.about(name, "push_unreachable", message, severity="warning")


def pushes_before_the_answer(draft: Draft) -> Iterator[Problem]:
    """A push that everybody comes to at once from a popup, while her browser still asks her."""
    lost = {problem.node for problem in pushes_nobody_gets(draft)}
    for name, facts in _arriving(draft, _before_the_answer).items():
        if draft.nodes[name].needs_reachable and no_push(facts) and name not in lost:
            message = (
                "it is sent while the browser still asks for permission: "
                "wait until the push status has changed, then send it"
            )
            yield draft.about(name, "push_too_early", message, severity="warning")


def _now(facts: Facts, learned: Learned) -> Facts | None:
    """What is certain at this moment: after any wait, nothing is but of the event at hand."""
    kept = {key: known for key, known in facts.items() if _stays(key, learned)}
    if learned.event is not None:
        kept = dict(happened(kept, learned.event))
    return kept if learned.rule is None else learn(kept, learned.rule, learned.holds)


def _stays(key: Field | Atom, learned: Learned) -> bool:
    if of_the_event(key):
        return True
    if learned.keeps != "all":
        return False
    if not learned.changes:
        return True
    return isinstance(key, Field) and (key.kind, key.path[0]) not in learned.changes


def _about_push(facts: Facts, learned: Learned) -> Facts | None:
    """What is certain of the push status alone, which does not change by waiting."""
    return _push_status({} if learned.keeps == "nothing" else facts, learned)


def _before_the_answer(facts: Facts, learned: Learned) -> Facts | None:
    """What is certain of the push status as long as nothing but time for an answer has passed."""
    return _push_status(facts if learned.asks or learned.keeps == "all" else {}, learned)


def _push_status(known: Facts, learned: Learned) -> Facts | None:
    """What is certain of the push status by leaving, after what was known before."""
    found: Facts | None = known
    if learned.rule is not None:
        found = learn(known, learned.rule, learned.holds)
        if found is None:  # it may have changed: then what the rule says alone is so
            found = learn({}, learned.rule, learned.holds)
    if found is None:
        return None
    return {key: found[key] for key in (STATUS, ENABLED) if key in found}


def _learned(draft: Draft, name: str, port: str) -> Learned:
    """What is known by leaving a node; who comes to a start along an edge passes straight through.

    The start's own rule is then asked of those alone who begin there.
    """
    return Learned() if name in draft.passed_through else draft.nodes[name].learned(port)


def _arriving(draft: Draft, leaving: Leaving) -> dict[str, Facts]:
    """What is certain of everybody who arrives at a node; nodes that nobody reaches are absent."""
    arriving: dict[str, Facts] = {name: {} for name in draft.triggers}
    waiting, work = deque(arriving), 0
    while waiting:
        name = waiting.popleft()
        for port, target in draft.leaves(name):
            learned = _learned(draft, name, port)
            work += _size(learned.rule)
            if work > _MOST_WORK:
                return {}
            facts = leaving(arriving[name], learned)
            if facts is None or target not in draft.nodes:
                continue
            before = arriving.get(target)
            after = facts if before is None else either(before, facts)
            if after is not None and after != before:
                arriving[target] = after
                waiting.append(target)
    return arriving


def _size(rule: Rule | None) -> int:
    """How many questions a rule asks; one for none, since that takes time too."""
    return 1 + (sum(map(_size, rule.rules)) if isinstance(rule, Group) else 0)
