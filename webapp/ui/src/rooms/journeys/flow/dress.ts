/** What a view lays over a journey: counts, differences, somebody's way. The canvas draws it, and knows no more. */
import type { Edge } from "@xyflow/react";

export type Change = "added" | "changed" | "gone";

export interface StepDress {
  change?: Change | undefined;
  /** Somebody came through. */
  lit?: boolean | undefined;
  /** And stands there now. */
  here?: boolean | undefined;
  /** How many came, and how many stand there now. */
  counts?: { entered: number; waiting: number } | undefined;
  /** What went otherwise there than one may have thought. */
  warns?: string | undefined;
  /** What was looked at there, line by line. */
  says?: readonly string[] | undefined;
}

export interface LineDress {
  change?: Change | undefined;
  lit?: boolean | undefined;
  /** Of the most that any line carries, 0 to 1. */
  share?: number | undefined;
  label?: string | undefined;
}

export interface Dress {
  steps: ReadonlyMap<string, StepDress>;
  /** By `nameOf` the line. */
  lines: ReadonlyMap<string, LineDress>;
  /** What is not lit steps back. */
  theatre?: boolean | undefined;
}

const THIN = 1;
const THICK = 8;

/** The line as the view wants it; its looks are classes of the canvas's style sheet. */
export function dressed(line: Edge, dress: Dress | undefined, css: Readonly<Record<string, string>>): Edge {
  if (!dress) return line;
  const { change, lit, share, label } = dress.lines.get(line.id) ?? {};
  const looks = [change && css[change], dress.theatre && (lit ? css.lit : css.dim)].filter(Boolean);
  return {
    ...line,
    className: looks.join(" "),
    ...(label !== undefined && { label }),
    ...(share !== undefined && { style: { strokeWidth: THIN + (THICK - THIN) * share } }),
  };
}
