/** Rows as CSV (RFC 4180), as spreadsheets take it. */

export type Cell = string | number | boolean | null | undefined;

/** What a spreadsheet would take for a formula: user ids and the like come from strangers. */
const FORMULA = /^[=+\-@\t\r]/;

function cell(value: Cell): string {
  const plain = value === null || value === undefined ? "" : String(value);
  const safe = typeof value === "string" && FORMULA.test(plain) ? `'${plain}` : plain;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export const line = (cells: readonly Cell[]): string => `${cells.map(cell).join(",")}\r\n`;

/** A file that also Excel reads as UTF-8: it wants the mark. */
export const csvFile = (lines: readonly string[]): Blob =>
  new Blob(["\uFEFF", ...lines], { type: "text/csv;charset=utf-8" });
