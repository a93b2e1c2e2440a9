/** Ranges of days, as the address bears them: UTC, the last day too. */
import type { Days } from "./queries";

const DAY = 86_400_000;
export const RANGES = { ever: null, today: 1, week: 7, month: 30 } as const;
export type Range = keyof typeof RANGES | "chosen";

/** The moment at which the present day of UTC began; null where that is midnight on the reader's clock too. */
export function beginning(now: number): number | null {
  const began = now - (now % DAY);
  return new Date(began).getHours() === 0 && new Date(began).getMinutes() === 0 ? null : began;
}

export const day = (moment: number): string => new Date(moment).toISOString().slice(0, 10);

/** The days up to now that a range means; "chosen" begins with the last week. */
export function daysOf(range: Range, now: number): Days {
  if (range === "chosen") return { from: day(now - 6 * DAY), to: day(now) };
  const days = RANGES[range];
  return days === null ? { from: undefined, to: undefined } : { from: day(now - (days - 1) * DAY), to: undefined };
}

/** Which range these days are; one with an end is chosen by hand. */
export function rangeOf({ from, to }: Days, now: number): Range {
  if (to !== undefined) return "chosen";
  const names = Object.keys(RANGES) as (keyof typeof RANGES)[];
  return names.find((name) => daysOf(name, now).from === from) ?? "chosen";
}
