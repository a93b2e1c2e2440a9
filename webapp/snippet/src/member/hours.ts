/** A week's timetable as lines to fill in, and back: pure. */
import type { Opening } from "../place";

export interface Line extends Opening {
  on: boolean;
}

export const DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const USUAL = { from: "08:00", to: "20:00" };
const MIDNIGHT = "00:00";
/** How the server writes the end of a day. */
const END = "24:00";

/** A line for each opening, and one for each day without; without a timetable every day stands ready. */
export function linesOf(timetable: Opening[] | null): Line[] {
  return DAYS.flatMap((day) => {
    const openings = (timetable ?? []).filter((one) => one.day === day);
    if (!openings.length) return [{ day, ...USUAL, on: timetable === null }];
    return openings.map((one) => ({ ...one, to: one.to === END ? MIDNIGHT : one.to, on: true }));
  });
}

/** True for a line that ends before it begins; midnight is the end of the day. */
export const wrong = ({ on, from, to }: Line): boolean => on && (!from || !to || (to !== MIDNIGHT && to <= from));

/** The openings of these lines, or why there are none. */
export function openingsOf(lines: Line[]): Opening[] | "no_day" | "times" {
  const chosen = lines.filter((line) => line.on);
  if (!chosen.length) return "no_day";
  if (chosen.some(wrong)) return "times";
  return chosen.map(({ day, from, to }) => ({ day, from, to: to === MIDNIGHT ? END : to }));
}
