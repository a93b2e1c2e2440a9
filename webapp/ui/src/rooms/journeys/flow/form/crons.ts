/** Times that come again, as the API writes them: the five fields of a crontab. The common ones have a form. */

export type Often = "daily" | "weekly" | "monthly" | "own";

export interface Every {
  often: Often;
  /** `09:00` */
  at: string;
  /** Days of the week as crontabs count them: Sunday is 0. */
  days: readonly number[];
  /** Of the month. */
  day: number;
}

/** At nine on working days. */
// eslint-disable-next-line lingui/no-unlocalized-strings -- crontabs speak English
export const EXAMPLE = "0 9 * * mon-fri";

const TIME = /^(\d{1,2}) (\d{1,2}) (\S+) \* (\S+)$/;
const NAMES = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const two = (text: string): string => text.padStart(2, "0");

/** The days of a list of numbers and names, ranges among them; null for what is none. */
function listed(text: string): number[] | null {
  const days = text.toLowerCase().split(",").flatMap((part) => {
    const [first = NaN, last = first] = part.split("-").map((each) => {
      const named = NAMES.indexOf(each);
      return named >= 0 ? named : /^[0-7]$/.test(each) ? Number(each) : NaN;
    });
    return last >= first ? Array.from({ length: last - first + 1 }, (_, at) => (first + at) % 7) : [NaN];
  });
  return days.some(Number.isNaN) ? null : [...new Set(days)].sort((one, other) => one - other);
}

const OWN: Every = { often: "own", at: "09:00", days: [1], day: 1 };

/** On which days, as far as the form can say it. */
function daysOf(day: string, weekdays: string): Partial<Every> {
  if (day === "*" && weekdays === "*") return { often: "daily" };
  const days = day === "*" ? listed(weekdays) : null;
  if (days) return { often: "weekly", days };
  return weekdays === "*" && /^\d{1,2}$/.test(day) ? { often: "monthly", day: Number(day) } : {};
}

/** What a text means, as far as the form can say it; `own` is all else. */
export function read(text: string): Every {
  const found = TIME.exec(text);
  if (!found) return OWN;
  const [minute = "", hour = "", day = "", weekdays = ""] = found.slice(1);
  const known = Number(minute) <= 59 && Number(hour) <= 23;
  return known ? { ...OWN, at: `${two(hour)}:${two(minute)}`, ...daysOf(day, weekdays) } : OWN;
}

/** The text of what the form says; none of what is the writer's own. */
export function written({ often, at, days, day }: Every): string | null {
  const [hour = "9", minute = "0"] = at.split(":").map((each) => String(Number(each)));
  const time = `${minute} ${hour}`;
  if (often === "daily") return `${time} * * *`;
  if (often === "weekly") return `${time} * * ${days.length > 0 ? days.join(",") : "1"}`;
  return often === "monthly" ? `${time} ${day} * *` : null;
}
