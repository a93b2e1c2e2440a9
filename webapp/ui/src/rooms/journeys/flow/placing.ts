/** Where a step that is added stands, and what makes room for it; pure. */
import { portsOf, type Described } from "./description";
import { nameOf, portOf, spotOf, type Document, type Spot, type Step } from "./document";
import type { Editing } from "./edit";
import { CARD } from "./layout";

const GAP = 56;
const ROW = CARD.height + GAP;

export interface Place {
  at: Spot;
  /** The free port that it hangs on. */
  after?: { source: string; sourceHandle: string };
}

const portsIn = (step: Step, described: Described): readonly string[] =>
  portsOf(described.types.get(step.type), step.config ?? {});

/** Below the step that is selected, else the last one, at its first free port. */
export function place({ now, selected }: Editing, described: Described): Place {
  const last = now.nodes.find(({ id }) => id === selected.at(-1)) ?? now.nodes.at(-1);
  if (!last) return { at: { x: 0, y: 0 } };
  const ports = portsIn(last, described);
  const taken = new Set(now.edges.filter(({ source }) => source === last.id).map(portOf));
  const free = ports.find((port) => !taken.has(port));
  const { x, y } = spotOf(last);
  const aside = free === undefined ? CARD.width + GAP : (CARD.width + GAP) * ports.indexOf(free);
  const at = { x: x + aside, y: y + ROW };
  return free === undefined ? { at } : { at, after: { source: last.id, sourceHandle: free } };
}

/** All that a step leads to, itself among them. */
function downFrom(id: string, { edges }: Document): Set<string> {
  const found = new Set([id]);
  for (const each of found) {
    edges.filter(({ source }) => source === each).forEach(({ target }) => found.add(target));
  }
  return found;
}

/** Between the ends of a line: where the new step stands, and where what follows moves to. */
export function between(now: Document, name: string): { at: Spot; to: Record<string, Spot> } | null {
  const line = now.edges.find((each) => nameOf(each) === name);
  const [from, next] = [line?.source, line?.target].map((id) => now.nodes.find((each) => each.id === id));
  if (!from || !next) return null;
  const [above, below] = [spotOf(from), spotOf(next)];
  const at = { x: below.x, y: above.y + ROW };
  const short = at.y + ROW - below.y;
  if (short <= 0) return { at: { x: below.x, y: Math.round((above.y + below.y) / 2) }, to: {} };
  const moving = downFrom(next.id, now);
  // A way back up: who stands above the line stays there.
  const steps = now.nodes.filter((step) => moving.has(step.id) && spotOf(step).y >= below.y);
  return { at, to: Object.fromEntries(steps.map((step) => [step.id, { ...spotOf(step), y: spotOf(step).y + short }])) };
}
