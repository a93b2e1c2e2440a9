"""A journey as a graph: what can be reached, and what goes round."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import networkx as nx

Link = tuple[str, str, str]
"""An edge: source, port, target."""


def graph(nodes: Iterable[str], links: Iterable[Link]) -> nx.MultiDiGraph[str]:
    """The graph; each edge is known by its port."""
    made: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    made.add_nodes_from(nodes)
    for source, port, target in links:
        made.add_edge(source, target, key=port)
    return made


def reachable(made: nx.MultiDiGraph[str], starts: Iterable[str]) -> frozenset[str]:
    """The nodes that a path leads to from any of the starts, and these."""
    found: set[str] = set()
    for start in starts:
        if start not in found:
            found |= {start, *nx.descendants(made, start)}
    return frozenset(found)


def loops(
    made: nx.MultiDiGraph[str], broken_by: Callable[[str, str], bool]
) -> tuple[frozenset[str], ...]:
    """The sets of nodes one can go round in without passing a port (node, port) that breaks it."""
    kept: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    kept.add_edges_from(
        (source, target)
        for source, target, port in made.edges(keys=True)
        if not broken_by(source, port)
    )
    return tuple(
        frozenset(component)
        for component in nx.strongly_connected_components(kept)
        if len(component) > 1 or any(kept.has_edge(name, name) for name in component)
    )
