/** Moments as a clock on the wall of a zone shows them, for `datetime-local`, and back. Pure. */

const parts = (moment: number, zone: string): Record<string, string> => {
  const format = new Intl.DateTimeFormat("en", {
    timeZone: zone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit",
    minute: "2-digit",
  });
  return Object.fromEntries(format.formatToParts(moment).map(({ type, value }) => [type, value]));
};

/** `2026-03-04T09:00` of an RFC 3339 time in that zone. */
export function wallOf(at: string, zone: string): string {
  const { year = "", month = "", day = "", hour = "", minute = "" } = parts(Date.parse(at), zone);
  return [[year.padStart(4, "0"), month, day].join("-"), [hour, minute].join(":")].join("T");
}

/** The first moment at which the zone's clock shows this, in UTC; null for what is no time. */
export function momentOf(wall: string, zone: string): string | null {
  const wanted = Date.parse(`${wall}Z`);
  if (Number.isNaN(wanted)) return null;
  const off = (moment: number): number => Date.parse(`${wallOf(new Date(moment).toISOString(), zone)}Z`) - moment;
  // Twice: the first guess may lie on the other side of a change of the clock.
  const guess = wanted - off(wanted);
  return new Date(wanted - off(guess)).toISOString();
}
