/**
 * Somebody's way through a journey, as far as it is certain. A run keeps where it stands, not each step it took: so
 * a step was certainly passed if no way to a known one avoids it, or if a message came from it.
 */
import { nameOf, type Document, type Line } from "../flow/document";
import type { Dress, LineDress, StepDress } from "../flow/dress";

type Graph = Pick<Document, "nodes" | "edges">;

/** All that can be reached from the starts without setting foot on `avoided`. */
function reached({ nodes, edges }: Graph, avoided?: string): Set<string> {
  const led = new Set(edges.map(({ target }) => target));
  const after = new Map<string, string[]>();
  edges.forEach(({ source, target }) => after.set(source, [...(after.get(source) ?? []), target]));
  const found = new Set<string>();
  const open = nodes.map(({ id }) => id).filter((id) => !led.has(id));
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (id === avoided || found.has(id)) continue;
    found.add(id);
    open.push(...(after.get(id) ?? []));
  }
  return found;
}

/** The steps that were certainly passed by whoever has been at all of these. */
export function certain(graph: Graph, known: readonly string[]): Set<string> {
  const there = new Set(graph.nodes.map(({ id }) => id));
  const ends = known.filter((id) => there.has(id));
  const passed = graph.nodes.filter(({ id }) => {
    const rest = reached(graph, id);
    return ends.some((end) => end === id || !rest.has(end));
  });
  return new Set(passed.map(({ id }) => id));
}

/** A line between two steps that were passed, where it is the only one that leads on between them. */
function isOnly(line: Line, edges: readonly Line[], passed: ReadonlySet<string>): boolean {
  if (!passed.has(line.source) || !passed.has(line.target)) return false;
  const ways = edges.filter(({ source, target }) => source === line.source && passed.has(target));
  return ways.length === 1;
}

export function wayDress(document: Graph, at: string | null, said: readonly string[]): Dress {
  const passed = certain(document, at === null ? said : [at, ...said]);
  const steps = document.nodes.map(({ id }): [string, StepDress] => [id, { lit: passed.has(id), here: id === at }]);
  const lines = document.edges.map((line): [string, LineDress] => {
    return [nameOf(line), { lit: isOnly(line, document.edges, passed) }];
  });
  return { steps: new Map(steps), lines: new Map(lines), theatre: true };
}
