/** The keyboard in a list: up and down walk from row to row, space selects, Enter opens (it is a link). */
import type { KeyboardEvent } from "react";

const STEPS: Record<string, (at: number, last: number) => number> = {
  ArrowDown: (at, last) => Math.min(at + 1, last),
  ArrowUp: (at) => Math.max(at - 1, 0),
  Home: () => 0,
  End: (_, last) => last,
};

/** The row to go to, or null where the key is none of ours. */
export function step(key: string, at: number, count: number): number | null {
  const to = STEPS[key];
  return to && count > 0 ? to(at, count - 1) : null;
}

/** For the list's element; rows are walked by their elements marked `data-row`. */
export function walk(event: KeyboardEvent<HTMLElement>): void {
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>("[data-row]")];
  const at = rows.indexOf(event.target as HTMLElement);
  if (at < 0) return;
  const to = step(event.key, at, rows.length);
  if (to !== null) {
    event.preventDefault();
    rows[to]?.focus();
  } else if (event.key === " ") {
    event.preventDefault();
    rows[at]?.closest("tr")?.querySelector<HTMLElement>("input[type=checkbox]")?.click();
  }
}
