/** Times in words: near ones as a distance, others by the calendar, in the reader's language and zone. */

const STEPS = [
  ["minute", 60],
  ["hour", 3600],
  ["day", 86_400],
] as const;
const WEEK = 7 * 86_400;

/** The console's language as the reader's own region writes its dates: "4 Mar" and "Mar 4" are both English. */
export function regional(locale: string, wished: readonly string[] = navigator.languages): string {
  return wished.find((each) => each === locale || each.startsWith(`${locale}-`)) ?? locale;
}

/** "3 minutes ago"; beyond a week the date. `at` and `now` in milliseconds. */
export function relative(at: number, now: number, locale: string): string {
  const seconds = Math.round((at - now) / 1000);
  const away = Math.abs(seconds);
  const say = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  if (away < 60) return say.format(0, "second");
  if (away >= WEEK) return date(at, now, locale);
  const [unit, length] = STEPS.findLast(([, size]) => away >= size) ?? STEPS[0];
  return say.format(Math.trunc(seconds / length), unit);
}

const year = (at: number): number => new Date(at).getFullYear();

/** "4 Mar", with its year where that is not this one. */
function date(at: number, now: number, locale: string): string {
  const shown = year(at) === year(now) ? {} : { year: "numeric" as const };
  return new Intl.DateTimeFormat(regional(locale), { day: "numeric", month: "short", ...shown }).format(at);
}

/** "09:31" today, else "4 Mar, 09:31": a moment to be met, to the minute. */
export function minute(at: number, now: number, locale: string): string {
  const time = new Intl.DateTimeFormat(regional(locale), { timeStyle: "short" }).format(at);
  const today = new Date(at).toDateString() === new Date(now).toDateString();
  return today ? time : `${date(at, now, locale)}, ${time}`;
}

/** "4 Mar 2026, 09:31:07 CET". */
export function absolute(at: number, locale: string): string {
  return new Intl.DateTimeFormat(regional(locale), { dateStyle: "medium", timeStyle: "long" }).format(at);
}

/** "4 Mar, 09:31:07", with its year where that is not this one. */
export function brief(at: number, now: number, locale: string): string {
  const shown = year(at) === year(now) ? {} : { year: "numeric" as const };
  const time = { hour: "2-digit", minute: "2-digit", second: "2-digit" } as const;
  return new Intl.DateTimeFormat(regional(locale), { day: "numeric", month: "short", ...shown, ...time }).format(at);
}
