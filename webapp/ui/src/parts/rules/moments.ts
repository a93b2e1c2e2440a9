/** Moments between the API's RFC 3339 and the browser's own `datetime-local`, which is in the reader's zone. */

/* eslint-disable lingui/no-unlocalized-strings -- a format of machines */
const two = (part: number): string => String(part).padStart(2, "0");

/** `2026-05-03T09:00` on the reader's clock. */
export function zoned(moment: string): string {
  const at = new Date(moment);
  const date = [String(at.getFullYear()).padStart(4, "0"), two(at.getMonth() + 1), two(at.getDate())].join("-");
  return `${date}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** The moment in UTC, or null while it is not written to its end. */
export function unzoned(local: string): string | null {
  const at = new Date(local);
  return local === "" || Number.isNaN(at.getTime()) ? null : at.toISOString();
}
