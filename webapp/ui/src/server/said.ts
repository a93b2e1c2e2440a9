/** What the server says in English of journeys and rules, in the reader's language: a word is its own id. */
import { i18n } from "@lingui/core";

/** Under these names a description speaks to people; all else in it is for programs. */
const SPOKEN: ReadonlySet<string> = new Set(["title", "summary", "help", "label", "dated"]);

/** Under these one word is both: it is spoken where it is shown. */
const SHOWN: ReadonlySet<string> = new Set(["ports"]);

/** The description with each of its words as `heard` says it; everything else as it was. */
export function translated<T>(description: T, heard: (word: string) => string, names = SPOKEN): T {
  const walk = (value: unknown, name: string): unknown => {
    if (Array.isArray(value)) return value.map((each) => walk(each, name));
    if (typeof value === "string") return names.has(name) && value !== "" ? heard(value) : value;
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, walk(each, key)]));
  };
  return walk(description, "") as T;
}

/** Every word of a description, once each. */
export function described(description: unknown): string[] {
  const words = new Set<string>();
  translated(description, (word) => (words.add(word), word), new Set([...SPOKEN, ...SHOWN]));
  return [...words].sort();
}

/** A word of the server as the reader says it; what stands in braces is filled in later: `Send {push}`. */
export function spoken(word: string): string {
  const said: unknown = i18n.messages[word] ?? word;
  if (!Array.isArray(said)) return String(said);
  return said.map((part: unknown) => (Array.isArray(part) ? `{${String(part[0])}}` : String(part))).join("");
}

/** A way out of a step, as a marketer reads it: "held out". */
export const wayOut = (port: string): string => spoken(port).replaceAll("_", " ");
