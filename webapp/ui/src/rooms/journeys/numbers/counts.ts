/** Counts laid over a journey: how many came to a step, stand there, and left by which port. */
import { wayOut } from "../../../server/said";
import { nameOf, portOf, type Document } from "../flow/document";
import type { Dress, LineDress, StepDress } from "../flow/dress";
import type { Stats } from "./queries";

type Counts = Pick<Stats, "at" | "left">;

const sum = (ports: Readonly<Record<string, number>> | undefined): number =>
  Object.values(ports ?? {}).reduce((all, each) => all + each, 0);

/** How many came to this step: who has left it within the days, and who stands there now. */
export const cameTo = ({ at, left }: Counts, id: string): number => sum(left[id]) + (at[id] ?? 0);

export interface Words {
  /** "12 %", in the reader's language. */
  part: (share: number) => string;
  count: (number: number) => string;
}

/** A line is as wide as the share of people it carries, of the most that any line carries. */
export function countsDress({ nodes, edges }: Document, counts: Counts, words: Words): Dress {
  const { at, left } = counts;
  const carried = (source: string, port: string): number => left[source]?.[port] ?? 0;
  const most = Math.max(1, ...edges.map((line) => carried(line.source, portOf(line))));
  const steps = nodes.map(({ id }): [string, StepDress] => {
    return [id, { counts: { entered: cameTo(counts, id), waiting: at[id] ?? 0 } }];
  });
  const several = new Set(edges.map(({ source }) => source).filter((each, index, all) => all.indexOf(each) !== index));
  const lines = edges.map((line): [string, LineDress] => {
    const [number, port] = [carried(line.source, portOf(line)), portOf(line)];
    const all = sum(left[line.source]);
    const part = all > 0 ? words.part(number / all) : words.count(0);
    const named = several.has(line.source) || Object.keys(left[line.source] ?? {}).length > 1;
    return [nameOf(line), { share: number / most, label: named ? `${wayOut(port)} · ${part}` : words.count(number) }];
  });
  return { steps: new Map(steps), lines: new Map(lines) };
}
