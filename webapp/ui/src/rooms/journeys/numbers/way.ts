/**
 * Somebody's way through a journey: the steps that her run has taken, each with the line it was left by. Of a run
 * from before steps were kept, or one so long that the first are lost, something more is certain: what no way to a
 * known step avoids.
 */
import { nameOf, portOf, type Document, type Line } from "../flow/document";
import type { Dress, LineDress, StepDress } from "../flow/dress";
import type { WayTaken } from "./queries";

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

/** Whether the first steps are missing. */
export const isCut = ({ untold }: Pick<WayTaken, "untold">): boolean => untold !== 0;

export function wayDress(document: Graph, { run, steps, untold, said }: WayTaken): Dress {
  const at = run.node === null ? [] : [run.node];
  const known = [...steps.map(({ node }) => node), ...at];
  const taken = new Set(steps.map(({ node, port }) => `${node} ${port}`));
  const sure = isCut({ untold }) ? certain(document, [...known, ...said]) : new Set<string>();
  const passed = new Set([...known, ...sure]);
  const dressed = document.nodes.map(({ id }): [string, StepDress] => {
    return [id, { lit: passed.has(id), here: run.ended_at === null && id === run.node }];
  });
  const lines = document.edges.map((line): [string, LineDress] => {
    const lit = taken.has(`${line.source} ${portOf(line)}`) || isOnly(line, document.edges, sure);
    return [nameOf(line), { lit }];
  });
  return { steps: new Map(dressed), lines: new Map(lines), theatre: true };
}

/** A step of the way as it is told; null is a time that is not known, or has not come. */
export interface Taken {
  node: string;
  /** By which it was left; null while she is there, and where she was taken out of the journey. */
  port: string | null;
  came: string | null;
  left: string | null;
}

/** The steps in their order, the one where she stands, or stood at last, among them. */
export function taken({ run, steps, untold }: Pick<WayTaken, "run" | "steps" | "untold">): Taken[] {
  const entered = isCut({ untold }) ? null : run.entered_at;
  const told = steps.map(({ node, port, at }, index): Taken => {
    return { node, port, came: steps[index - 1]?.at ?? entered, left: at };
  });
  const arrived = steps.at(-1)?.at ?? entered;
  const left = run.reason === "finished" || run.reason === "too_late";
  if (run.node === null || (left && steps.length > 0)) return told;
  return [...told, { node: run.node, port: null, came: arrived, left: run.ended_at }];
}
