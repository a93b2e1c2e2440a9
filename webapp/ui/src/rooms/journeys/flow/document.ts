/** A journey's document as the canvas reads it; what it does not know of stays in it untouched. */

export interface Spot {
  x: number;
  y: number;
}

export interface Step {
  id: string;
  type: string;
  position?: Spot | null;
  config?: Record<string, unknown>;
}

export interface Line {
  source: string;
  target: string;
  sourceHandle?: string;
}

export interface Document {
  name: string;
  nodes: readonly Step[];
  edges: readonly Line[];
  [more: string]: unknown;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
const has = (value: unknown, ...names: string[]): boolean =>
  isRecord(value) && names.every((name) => typeof value[name] === "string");
const all = (value: unknown, ...names: string[]): boolean =>
  Array.isArray(value) && value.every((each) => has(each, ...names));
const isUnique = (nodes: readonly Step[]): boolean => new Set(nodes.map(({ id }) => id)).size === nodes.length;

/** The document, or null where it cannot be drawn: written by hand, with parts that have no id or no ends. */
export function readDocument(told: unknown): Document | null {
  if (!isRecord(told) || !all(told.nodes, "id", "type") || !all(told.edges, "source", "target")) return null;
  const document = told as Document;
  return isUnique(document.nodes) ? document : null;
}

export const portOf = ({ sourceHandle }: Line): string => sourceHandle ?? "next";
/** A port leads to one place. */
export const nameOf = (line: Line): string => `${line.source} ${portOf(line)} ${line.target}`;
export const spotOf = ({ position }: Step): Spot => position ?? { x: 0, y: 0 };
