/** What a column of a file of people is for, as the server says it: `user_id`, `trait:number:age`. */
export interface Use {
  kind: string;
  type: string;
  name: string;
}

export const NAMED: readonly string[] = ["trait", "marker"];

export function readUse(said: string): Use {
  const [kind = "", type = "text", ...name] = said.split(":");
  return { kind, type, name: name.join(":") };
}

export const saidOf = ({ kind, type, name }: Use): string => (NAMED.includes(kind) ? `${kind}:${type}:${name}` : kind);

/** The column's use once another kind is chosen: a trait or marker is called as its column is. */
export const become = (use: Use, kind: string, column: string): Use => ({ ...use, kind, name: use.name || column });

export interface Counts {
  taken: number;
  duplicates: number;
  refused: number;
  faults: Fault[];
}

export interface Fault {
  line: number;
  code: string;
  message: string;
}

export const NOTHING: Counts = { taken: 0, duplicates: 0, refused: 0, faults: [] };
const SHOWN = 20;

/** What became of the rows so far; a part's lines are counted from its own beginning. */
export const joined = (sum: Counts, part: Counts, before: number): Counts => ({
  taken: sum.taken + part.taken,
  duplicates: sum.duplicates + part.duplicates,
  refused: sum.refused + part.refused,
  faults: [...sum.faults, ...part.faults.map((each) => ({ ...each, line: each.line + before }))].slice(0, SHOWN),
});
