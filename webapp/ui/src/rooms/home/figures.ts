/** The server's rows made into what Home says: sums, rates, the days of a chart. */
import type { Days } from "./queries";

export const sum = (row: readonly number[] | undefined): number => (row ?? []).reduce((all, each) => all + each, 0);

/** A part of a whole, or null where there is no whole; more than all is all. */
export const rate = (part: number, whole: number): number | null => (whole > 0 ? Math.min(1, part / whole) : null);

export interface Step {
  name: string;
  count: number;
  /** Of the step before. */
  rate: number | null;
  /** Of the largest step: how long its bar is. */
  length: number;
}

/** The steps of a funnel, each with its share of the one before. */
export function funnel(counts: Days["counts"], names: readonly string[]): Step[] {
  const figures = names.map((name) => sum(counts[name]));
  const most = Math.max(1, ...figures);
  return names.map((name, place) => {
    const count = figures[place] ?? 0;
    const before = figures[place - 1];
    return { name, count, rate: before === undefined ? null : rate(count, before), length: count / most };
  });
}

export type Point = { day: string } & Record<string, number | string>;

/** One point for each day that was counted, for a chart and for its table. */
export function points({ days, since }: Pick<Days, "days" | "since">, rows: Days["counts"]): Point[] {
  const all = days.map((day, place) => ({
    day,
    ...Object.fromEntries(Object.entries(rows).map(([name, row]) => [name, row[place] ?? 0])),
  }));
  return since === null ? all : all.filter(({ day }) => day >= since);
}

/** How many people there are now, by push status; and how many of them a push can be sent to. */
export function reach(people: Days["people"]): { total: number; now: Record<string, number>; share: number | null } {
  const now = Object.fromEntries(Object.entries(people).map(([status, row]) => [status, row.at(-1) ?? 0]));
  const total = sum(Object.values(now));
  return { total, now, share: rate(now.allowed ?? 0, total) };
}
