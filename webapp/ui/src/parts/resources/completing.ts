/** Placeholders completed as they are typed: where one is open, what may stand there, the text with it. Pure. */

/** An opened `{{` before the caret: where its word begins, and what is typed of it. */
export interface Gap {
  from: number;
  to: number;
  typed: string;
}

const MOST = 8;
const OPEN = /\{\{\s*([\w.]*)$/;

/** The placeholder that is being typed at the caret, or null. */
export function open(text: string, caret: number): Gap | null {
  const found = OPEN.exec(text.slice(0, caret));
  if (!found) return null;
  const typed = found[1] ?? "";
  return { from: caret - typed.length, to: caret, typed };
}

/** The fields that hold what is typed; those that begin with it first. */
export function suggested(fields: readonly string[], typed: string): string[] {
  const wanted = typed.toLowerCase();
  const rank = (field: string): number => (field.toLowerCase().startsWith(wanted) ? 0 : 1);
  return fields
    .filter((field) => field.toLowerCase().includes(wanted) && field !== typed)
    .toSorted((one, other) => rank(one) - rank(other))
    .slice(0, MOST);
}

/** The text with the field in the gap, closed, and the caret behind it. */
export function completed(text: string, { from, to }: Gap, field: string): { text: string; caret: number } {
  const before = `${text.slice(0, from)}${text[from - 1] === "{" ? " " : ""}${field}`;
  const after = text.slice(to);
  const closing = /^\s*(\||\}\})/.test(after) ? "" : " }}";
  return { text: before + closing + after, caret: before.length + closing.length };
}
