/** A list's columns, and rows brought into the order that the view asks for. */
import type { ReactNode } from "react";

import type { Sort } from "./view";

export interface Column<Row> {
  key: string;
  title: string;
  cell: (row: Row) => ReactNode;
  /** What to sort by; a column without it cannot be sorted. */
  by?: (row: Row) => string | number;
  /** Right-aligned figures. */
  figures?: boolean;
  /** Not worth its room on a phone. */
  wide?: boolean;
}

/** The rows sorted by the view's column; equal ones stay as they came. */
export function sorted<Row>(rows: readonly Row[], columns: readonly Column<Row>[], sort: Sort, locale: string): Row[] {
  const by = columns.find((column) => column.key === sort.key)?.by;
  if (!by) return [...rows];
  const { compare } = new Intl.Collator(locale, { numeric: true, sensitivity: "base" });
  const turn = sort.down ? -1 : 1;
  return rows.toSorted((one, other) => turn * order(by(one), by(other), compare));
}

function order(one: string | number, other: string | number, compare: (a: string, b: string) => number): number {
  return typeof one === "number" && typeof other === "number" ? one - other : compare(String(one), String(other));
}

/** Whether each of the words stands somewhere in the text, whatever its case and accents. */
export function holds(text: string, words: string | undefined): boolean {
  if (!words) return true;
  const plain = (each: string): string => each.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const within = plain(text);
  return plain(words).split(/\s+/).every((word) => within.includes(word));
}
