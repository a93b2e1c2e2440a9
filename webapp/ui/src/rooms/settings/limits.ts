/** Numbers and hours as they are typed. */
import type { Settings } from "./queries";

/** Days that were typed as tags; what is no number is left out. */
export const readDays = (tags: readonly string[]): number[] =>
  tags.map((tag) => Number(tag.trim())).filter((days) => Number.isInteger(days) && days >= 0);

export interface Quiet {
  from: string;
  to: string;
}

/** The quiet hours, or null for none; the API's type has a shape for null that no value has. */
export function quietOf({ quiet_hours: hours }: Settings): Quiet | null {
  return hours && "from" in hours ? (hours as Quiet) : null;
}

export const NIGHT: Quiet = { from: "22:00", to: "08:00" };

export type Opening = NonNullable<Settings["default_timetable"]>[number];
export const DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;

/** Another opening: on the day after the last one, at its hours. */
export function nextOpening(openings: readonly Opening[]): Opening {
  const last = openings.at(-1);
  if (!last) return { day: "monday", from: "09:00", to: "18:00" };
  const at = DAYS.findIndex((day) => day === last.day);
  return { ...last, day: DAYS[(at + 1) % DAYS.length] ?? "monday" };
}

/** The names of the days in the reader's language. */
export function dayNames(locale: string): { value: Opening["day"]; label: string }[] {
  const say = new Intl.DateTimeFormat(locale, { weekday: "long", timeZone: "UTC" });
  // 5 January 1970 was a Monday.
  return DAYS.map((value, at) => ({ value, label: say.format(new Date(Date.UTC(1970, 0, 5 + at))) }));
}
