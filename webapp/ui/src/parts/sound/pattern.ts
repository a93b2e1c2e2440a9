/** A vibration as people write it: "200 100 200". Pure. */

const MOST = 32;
const LONGEST = 10_000;

/** The milliseconds, or null where it is no pattern. */
export function readPattern(text: string): number[] | null {
  const parts = text.split(/[\s,]+/).filter(Boolean);
  const numbers = parts.map(Number);
  const good = numbers.every((each) => Number.isInteger(each) && each >= 0 && each <= LONGEST);
  return good && numbers.length <= MOST ? numbers : null;
}

export const writePattern = (pattern: unknown): string => (Array.isArray(pattern) ? pattern.join(" ") : "");
