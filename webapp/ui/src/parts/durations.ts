/** Durations as the API writes them, `P1DT2H`: weeks, days, hours, minutes and seconds. */

const WRITTEN = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;
const WEEK = 604_800;
export const UNITS = { day: 86_400, hour: 3_600, minute: 60, second: 1 } as const;
export type Unit = keyof typeof UNITS;
const NAMES = Object.keys(UNITS) as Unit[];

export interface Amount {
  count: number;
  unit: Unit;
}

/** Seconds, or null where it is no duration. */
export function seconds(written: unknown): number | null {
  const found = typeof written === "string" ? WRITTEN.exec(written) : null;
  if (!found || written === "P") return null;
  const weeks = Number(found[1] ?? 0) * WEEK;
  return NAMES.reduce((sum, unit, at) => sum + UNITS[unit] * Number(found[at + 2] ?? 0), weeks);
}

/** In the largest unit that takes it whole: `PT90M` is 90 minutes. */
export function amount(written: unknown): Amount | null {
  const whole = seconds(written);
  if (whole === null) return null;
  const unit = NAMES.find((each) => whole > 0 && whole % UNITS[each] === 0) ?? "minute";
  return { count: whole / UNITS[unit], unit };
}

export function written({ count, unit }: Amount): string {
  return unit === "day" ? `P${count}D` : `PT${count}${unit.charAt(0).toUpperCase()}`;
}

/** In the reader's language: "10 minutes". */
export function spoken(duration: unknown, locale: string): string | null {
  const read = amount(duration);
  if (!read) return null;
  return new Intl.NumberFormat(locale, { style: "unit", unit: read.unit, unitDisplay: "long" }).format(read.count);
}
