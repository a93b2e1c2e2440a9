/** A journey as a small picture: where its steps and lines lie, in the units of the canvas. */
import { spotOf, type Document, type Spot } from "../flow/document";
import { CARD } from "../flow/layout";

export interface Sketch {
  /** The `viewBox` of the drawing. */
  box: string;
  steps: readonly (Spot & { id: string; type: string })[];
  /** Paths of SVG, from the foot of one step to the head of the next. */
  lines: readonly string[];
}

const EDGE = 12;

function line(from: Spot, to: Spot): string {
  const [x, y] = [from.x + CARD.width / 2, from.y + CARD.height];
  const [ends, head] = [to.x + CARD.width / 2, to.y];
  const middle = (y + head) / 2;
  // eslint-disable-next-line lingui/no-unlocalized-strings -- a path of SVG
  return `M${x} ${y} C${x} ${middle} ${ends} ${middle} ${ends} ${head}`;
}

/** Wider than high, so that a journey of two steps is not drawn as large as a house. */
const LEAST = { width: 880, height: 560 } as const;

function box(steps: readonly Spot[]): string {
  const [xs, ys] = [steps.map(({ x }) => x), steps.map(({ y }) => y)];
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  const [across, down] = [Math.max(...xs) + CARD.width - left, Math.max(...ys) + CARD.height - top];
  const [width, height] = [Math.max(across, LEAST.width), Math.max(down, LEAST.height)];
  const [x, y] = [left - (width - across) / 2, top - (height - down) / 2];
  return [x - EDGE, y - EDGE, width + 2 * EDGE, height + 2 * EDGE].join(" ");
}

export function sketch({ nodes, edges }: Pick<Document, "nodes" | "edges">): Sketch {
  const steps = nodes.map((step) => ({ id: step.id, type: step.type, ...spotOf(step) }));
  const by = new Map(steps.map((step) => [step.id, step]));
  const lines = edges.flatMap(({ source, target }) => {
    const [from, to] = [by.get(source), by.get(target)];
    return from && to ? [line(from, to)] : [];
  });
  return { box: box(steps), steps, lines };
}
