/** JSON as somebody writes it; nothing written is no value. */

export function parsed(text: string): { value: unknown } | null {
  if (text.trim() === "") return { value: undefined };
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return null;
  }
}

export const written = (value: unknown): string =>
  value === undefined || value === null ? "" : JSON.stringify(value, null, 2);
