/** A mapping as rows that are being written: names may be empty or twice for a while, nothing is lost then. */
import { isRecord } from "./given";

export interface Row {
  name: string;
  value: unknown;
}

export const rowsOf = (mapping: unknown): Row[] =>
  Object.entries(isRecord(mapping) ? mapping : {}).map(([name, value]) => ({ name, value }));

/** The mapping that the rows make; of rows with one name the first counts, one without a name does not. */
export function mappingOf(rows: readonly Row[]): Record<string, unknown> {
  const made: [string, unknown][] = [];
  for (const { name, value } of rows) {
    if (name !== "" && made.every(([known]) => known !== name)) made.push([name, value]);
  }
  return Object.fromEntries(made);
}

/** What is wrong with a row's name as it stands. */
export function wrong(rows: readonly Row[], at: number): "empty" | "twice" | null {
  const name = rows[at]?.name ?? "";
  if (name === "") return "empty";
  return rows.findIndex((each) => each.name === name) === at ? null : "twice";
}
