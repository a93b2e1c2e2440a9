/** Documents by paths as the server writes them: `languages/de/title`, `actions/0/url`. Pure. */

export type Document = Record<string, unknown>;

const KEY = "languages";
const isRecord = (value: unknown): value is Document => typeof value === "object" && value !== null;
const keys = (path: string): string[] => path.split("/");

/** What stands there, or undefined. */
export function at(document: unknown, path: string): unknown {
  return keys(path).reduce<unknown>((found, key) => (isRecord(found) ? found[key] : undefined), document);
}

/** The text that stands there; "" where there is none. */
export function textAt(document: unknown, path: string): string {
  const found = at(document, path);
  return typeof found === "string" ? found : "";
}

/** A copy with this value there; `undefined` takes the key away. */
export function put<T>(document: T, path: string, value: unknown): T {
  const [key = "", ...more] = keys(path);
  const before = (document as Document)[key];
  const next = more.length === 0 ? value : put(before ?? {}, more.join("/"), value);
  if (Array.isArray(document)) return (document as unknown[]).with(Number(key), next) as T;
  const others = Object.entries(document as Document).filter(([name]) => name !== key);
  return (next === undefined ? Object.fromEntries(others) : { ...document, [key]: next }) as T;
}

/** Whether two documents say the same, whatever the order of their keys. */
export function same(one: unknown, other: unknown): boolean {
  if (!isRecord(one) || !isRecord(other)) return one === other;
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].every((name) => same(one[name], other[name]));
}

/** Those of these fields that a language leaves to the document's own words. */
export function missing(document: Document, language: string, fields: readonly string[]): string[] {
  const lacks = (field: string): boolean => textAt(document, [KEY, language, field].join("/")) === "";
  return fields.filter((field) => textAt(document, field) !== "" && lacks(field));
}

const FOUND = /\b(?:person\.(?:traits|markers)|event\.properties)(?:\.[A-Za-z_]\w*)+/g;

/** The fields of a person and an event that the templates of a document ask for, each once. */
export function placeholders(document: unknown): string[] {
  return [...new Set(JSON.stringify(document).match(FOUND) ?? [])].sort();
}

/** Values by path as the nested object that templates see: `{"a.b": 1}` is `{a: {b: 1}}`. */
export function nested(values: Readonly<Record<string, string>>): Document {
  return Object.entries(values).reduce<Document>(
    (all, [path, value]) => (value ? put(all, path.replaceAll(".", "/"), value) : all),
    {},
  );
}

/** A key as the server takes it, made of a name: "Summer sale!" is `summer_sale`. */
export function keyOf(name: string): string {
  const plain = name.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  return plain.replace(/[^a-z0-9]+/g, "_").replace(/^_+|_+$/g, "").slice(0, 60);
}

/** The key, or the first of `key-2`, `key-3` … that is not taken. */
export function freeKey(key: string, taken: ReadonlySet<string>): string {
  const wanted = key || "new";
  if (!taken.has(wanted)) return wanted;
  let number = 2;
  while (taken.has(`${wanted}-${number}`)) number += 1;
  return `${wanted}-${number}`;
}

const HOLE = /\{\{[^}]*?(?:default\(['"]([^'"]*)['"]\))?\s*\}\}|\{%[^%]*%\}/g;

/** A template as it reads where nothing is known: its defaults, and … where there is none. */
export const plain = (text: string): string => text.replace(HOLE, (_, otherwise?: string) => otherwise ?? "…");
