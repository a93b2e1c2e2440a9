/** Where things stand: the card's measures, its ports, and an order from top to bottom. */
import * as dagre from "@dagrejs/dagre";

import { portOf, type Document, type Spot } from "./document";

export const CARD = { width: 240, height: 92 } as const;
const GAP = { nodesep: 40, ranksep: 56 } as const;

/** The middle of a port, from the card's left. */
export const portAt = (index: number, count: number): number => (CARD.width * (index + 0.5)) / count;

/** A place for each node; the children of a node stand in the order of its ports. */
export function tidied({ nodes, edges }: Document, ports: (id: string) => readonly string[]): Record<string, Spot> {
  const graph = new dagre.graphlib.Graph();
  graph.setGraph({ rankdir: "TB", ...GAP });
  graph.setDefaultEdgeLabel(() => ({}));
  nodes.forEach(({ id }) => graph.setNode(id, { ...CARD }));
  const rank = (source: string, port: string): number => ports(source).indexOf(port);
  const ordered = edges
    .filter(({ source, target }) => graph.hasNode(source) && graph.hasNode(target))
    .toSorted((one, other) => rank(one.source, portOf(one)) - rank(other.source, portOf(other)));
  ordered.forEach(({ source, target }) => graph.setEdge(source, target));
  // dagre's own heuristic knows no ports; the order in which it first visits them is theirs.
  dagre.layout(graph, { disableOptimalOrderHeuristic: true });
  return Object.fromEntries(nodes.map(({ id }) => [id, corner(graph.node(id) as Spot)]));
}

const corner = ({ x, y }: Spot): Spot => ({ x: Math.round(x - CARD.width / 2), y: Math.round(y - CARD.height / 2) });
