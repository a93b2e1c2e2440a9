/** Times as people say them, in the language of the words. */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS: [Intl.RelativeTimeFormatUnit, number, number][] = [
  ["minute", MINUTE, HOUR],
  ["hour", HOUR, DAY],
  ["day", DAY, 7 * DAY],
];

/** How long ago: "now", "5 min. ago", "yesterday"; after a week the date. */
export function ago(at: string, now: number, language: string): string {
  const past = Math.max(0, now - Date.parse(at));
  const format = new Intl.RelativeTimeFormat(language, { numeric: "auto", style: "short" });
  if (past < MINUTE) return format.format(0, "second");
  const step = STEPS.find(([, , below]) => past < below);
  return step ? format.format(-Math.floor(past / step[1]), step[0]) : date(at, now, language);
}

/** The date, with its year only where it is another than this one. */
export function date(at: string, now: number, language: string): string {
  const then = new Date(at);
  const other = then.getFullYear() !== new Date(now).getFullYear();
  return then.toLocaleDateString(language, { day: "numeric", month: "short", ...(other && { year: "numeric" }) });
}

/** A moment to come, as short as it can be told: the time today, else with its day. */
export function moment(at: string, now: number, language: string): string {
  const then = new Date(at);
  const today = then.toDateString() === new Date(now).toDateString();
  return then.toLocaleString(language, {
    ...(!today && { weekday: "short", day: "numeric", month: "short" }),
    hour: "2-digit",
    minute: "2-digit",
  });
}

/** 2024-01-01 was a Monday. */
export const weekday = (index: number, language: string): string =>
  new Date(Date.UTC(2024, 0, 1 + index)).toLocaleDateString(language, { weekday: "long", timeZone: "UTC" });
