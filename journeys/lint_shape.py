"""What the linter says of nodes, edges and the paths they make."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from journeys.config import ConfigInvalid, Fault
from journeys.draft import Draft, Problem
from journeys.graph import graph, loops, reachable
from journeys.node import REGISTER, UnknownType

_NOTHING_BY_ITSELF = frozenset({"trigger", "wait", "flow"})


def unreadable(draft: Draft) -> Iterator[Problem]:
    """What of the document could not be read at all."""
    for fault in draft.faults:
        yield _of_document(fault, draft)


def _of_document(fault: Fault, draft: Draft) -> Problem:
    parts = fault.path.split("/")
    node = None
    if parts[0] == "nodes" and len(parts) > 1:
        step = draft.definition.nodes[int(parts[1])]
        node = None if step is None else step.id
    return Problem("error", fault.code, fault.message, fault.path, node)


def duplicate_ids(draft: Draft) -> Iterator[Problem]:
    for index, step in enumerate(draft.definition.nodes):
        if step is not None and draft.places[step.id] != index:
            message = f"the id {step.id} is used more than once"
            yield Problem("error", "duplicate_id", message, f"nodes/{index}/id", step.id)


def unknown_types(draft: Draft) -> Iterator[Problem]:
    for name, node in draft.loaded.items():
        if isinstance(node, UnknownType):
            message = f"there is no node type {node}"
            yield Problem(
                "error", "unknown_type", message, f"nodes/{draft.places[name]}/type", name
            )


def bad_configurations(draft: Draft) -> Iterator[Problem]:
    for name, node in draft.loaded.items():
        if isinstance(node, ConfigInvalid):
            for fault in node.faults:
                yield draft.about(name, fault.code, fault.message, at=fault.path)


def edges_that_lead_nowhere(draft: Draft) -> Iterator[Problem]:
    for index, edge in enumerate(draft.definition.edges):
        if edge is None:
            continue
        for end, name in (("source", edge.source), ("target", edge.target)):
            if name not in draft.places:
                message = f"there is no node {name}"
                yield Problem("error", "unknown_node", message, f"edges/{index}/{end}")


def ports_that_are_none(draft: Draft) -> Iterator[Problem]:
    for index, edge in draft.edges:
        node = draft.nodes.get(edge.source)
        if node is not None and edge.sourceHandle not in node.all_ports():
            message = f"{edge.source} has no port {edge.sourceHandle}"
            path = f"edges/{index}/sourceHandle"
            yield Problem("error", "unknown_port", message, path, edge.source)


def ports_with_two_edges(draft: Draft) -> Iterator[Problem]:
    used = Counter[tuple[str, str]]()
    for index, edge in draft.edges:
        port = (edge.source, edge.sourceHandle)
        used[port] += 1
        if used[port] == 2:
            message = f"the port {edge.sourceHandle} of {edge.source} leads to two nodes"
            yield Problem("error", "port_taken", message, f"edges/{index}", edge.source)


def no_trigger(draft: Draft) -> Iterator[Problem]:
    # A trigger that is there and not yet filled in has its own problem.
    intended = any(
        step.type in REGISTER and REGISTER[step.type].group == "trigger"
        for step in draft.definition.steps
    )
    if not intended:
        yield Problem("error", "no_trigger", "nothing starts this journey", "nodes")


def edges_into_triggers(draft: Draft) -> Iterator[Problem]:
    for index, edge in draft.edges:
        if edge.target in draft.triggers:
            message = f"{edge.target} is a start: what leads to it passes straight through"
            path = f"edges/{index}/target"
            yield Problem("warning", "edge_into_trigger", message, path, edge.target)


def unreachable(draft: Draft) -> Iterator[Problem]:
    if not draft.triggers:
        return
    links = ((edge.source, edge.sourceHandle, edge.target) for _, edge in draft.edges)
    found = reachable(graph(draft.places, links), _starts(draft))
    for name in draft.places:
        if name not in found:
            message = "no path leads here from a start"
            yield draft.about(name, "unreachable", message, severity="warning")


def _starts(draft: Draft) -> Iterator[str]:
    """The triggers, and those nodes that may be ones once they can be loaded."""
    return (name for name in draft.places if name in draft.triggers or name not in draft.nodes)


def dead_ends(draft: Draft) -> Iterator[Problem]:
    for name, node in draft.nodes.items():
        ports = tuple(draft.leaves(name))
        if node.group in _NOTHING_BY_ITSELF and ports and not any(target for _, target in ports):
            message = "nothing follows: without a next step this one has no effect"
            yield draft.about(name, "dead_end", message, severity="warning")


def loops_without_a_wait(draft: Draft) -> Iterator[Problem]:
    """A cycle must hold back for a minute or for an event from outside, or it would spin."""
    links = ((edge.source, edge.sourceHandle, edge.target) for _, edge in draft.edges)
    made = graph(draft.places, links)
    for loop in loops(made, lambda name, port: _holds_back(draft, name, port)):
        names = [name for name in draft.places if name in loop]
        message = f"a loop without a wait of at least a minute: {', '.join(names)}"
        yield draft.about(names[0], "loop_without_wait", message)


def _holds_back(draft: Draft, name: str, port: str) -> bool:
    node = draft.nodes.get(name)
    return node is not None and node.holds_back(port)
