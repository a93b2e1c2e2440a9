/** Two versions drawn as one: the newer one, and what the older one had beside it. */
import { nameOf, portOf, type Document, type Line } from "../flow/document";
import type { Change, Dress, LineDress, StepDress } from "../flow/dress";
import type { Difference } from "./queries";

type Graph = Pick<Document, "nodes" | "edges">;

/** The newer document with the steps and lines that are gone still in it. */
export function union(before: Graph, after: Document): Document {
  const steps = new Set(after.nodes.map(({ id }) => id));
  const lines = new Set(after.edges.map(nameOf));
  return {
    ...after,
    nodes: [...after.nodes, ...before.nodes.filter(({ id }) => !steps.has(id))],
    edges: [...after.edges, ...before.edges.filter((line) => !lines.has(nameOf(line)))],
  };
}

/** How a line stands to the change of its port: a port that leads elsewhere has lost one line and got another. */
function changeOf(line: Line, { edges }: Pick<Difference, "edges">): Change | undefined {
  const found = edges.find(({ source, port }) => source === line.source && port === portOf(line));
  if (!found) return undefined;
  return line.target === found.after ? "added" : "gone";
}

export function differenceDress({ edges }: Graph, difference: Difference): Dress {
  const steps = difference.nodes.map(({ node, change }): [string, StepDress] => [node, { change }]);
  const lines = edges.map((line): [string, LineDress] => [nameOf(line), { change: changeOf(line, difference) }]);
  return { steps: new Map(steps), lines: new Map(lines) };
}
