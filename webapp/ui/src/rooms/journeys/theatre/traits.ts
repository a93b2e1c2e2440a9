/** Traits as somebody types them: `plan: pro`, one on each line; numbers and true, false are what they are. */

function value(text: string): unknown {
  try {
    const told: unknown = JSON.parse(text);
    return typeof told === "object" ? text : told;
  } catch {
    return text;
  }
}

export function readTraits(text: string): Record<string, unknown> {
  const pairs = text.split("\n").flatMap((line) => {
    const at = line.indexOf(":");
    const name = line.slice(0, at).trim();
    return at > 0 && name !== "" ? [[name, value(line.slice(at + 1).trim())] as const] : [];
  });
  return Object.fromEntries(pairs);
}

export const writtenTraits = (traits: Readonly<Record<string, unknown>>): string =>
  Object.entries(traits)
    .map(([name, each]) => `${name}: ${String(each)}`)
    .join("\n");
