/** A rule's document and what react-querybuilder holds of it: the same tree, there with ids for its rows.
 *
 * `fromQuery(toQuery(document))` is the document, without the `id` and `path` that a builder left in it.
 */
import type { RuleGroupType, RuleType } from "react-querybuilder";

type Parts = Readonly<Record<string, unknown>>;

/** As the server reads them (`journeys/rule_parse.py`). */
export const DEEPEST = 10;
const OWN = ["id", "path", "disabled", "muted"];
const OF_GROUP = new Set([...OWN, "combinator", "not", "rules"]);
const OF_RULE = new Set([...OWN, "field", "operator", "value", "valueSource"]);

export const EMPTY = { combinator: "and", rules: [] } as const;

const isParts = (value: unknown): value is Parts =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const only = (parts: Parts, known: ReadonlySet<string>): boolean => Object.keys(parts).every((key) => known.has(key));
const isGroup = (parts: Parts): boolean => "rules" in parts || "combinator" in parts;

let made = 0;
const nextId = (): string => `row-${(made += 1)}`;

function isPlain({ muted = false, disabled = false }: Parts): boolean {
  return muted === false && typeof disabled === "boolean";
}

function isComparison(parts: Parts): boolean {
  const { field, operator, valueSource = "value" } = parts;
  const named = typeof field === "string" && typeof operator === "string";
  return named && valueSource === "value" && only(parts, OF_RULE) && isPlain(parts);
}

function isJoined(parts: Parts): boolean {
  const { combinator, not = false } = parts;
  const joined = (combinator === "and" || combinator === "or") && typeof not === "boolean";
  return joined && only(parts, OF_GROUP) && isPlain(parts);
}

function isDrawn(parts: unknown, depth: number): boolean {
  if (!isParts(parts)) return false;
  if (!isGroup(parts)) return depth > 1 && isComparison(parts);
  const { rules } = parts;
  if (depth > DEEPEST || !isJoined(parts) || !Array.isArray(rules)) return false;
  return rules.every((each) => isDrawn(each, depth + 1));
}

const without = (parts: Parts, ...keys: readonly string[]): Parts =>
  Object.fromEntries(Object.entries(parts).filter(([key]) => !keys.includes(key)));

function named(parts: Parts): Parts {
  const rules = parts.rules as readonly Parts[] | undefined;
  return { ...without(parts, "path"), id: nextId(), ...(rules && { rules: rules.map(named) }) };
}

/** What the builder draws, or null where it would lose something: not a rule, or with parts it does not know. */
export function toQuery(document: unknown): RuleGroupType | null {
  const whole = document ?? EMPTY;
  return isDrawn(whole, 1) ? (named(whole as Parts) as unknown as RuleGroupType) : null;
}

function unnamed(parts: Parts): Parts {
  const rules = parts.rules as readonly Parts[] | undefined;
  const rest = without(parts, "id", "path");
  return rules ? { ...rest, rules: rules.map(unnamed) } : rest;
}

/** The document of what was drawn. */
export const fromQuery = (query: RuleGroupType): Record<string, unknown> => unnamed(query as unknown as Parts);

/** The query with this comparison at the place; others stay the very objects they are. */
export function replaced(query: RuleGroupType, path: readonly number[], rule: RuleType): RuleGroupType {
  const [at, ...below] = path;
  const rules = query.rules.map((each, index) => {
    if (index !== at) return each;
    return below.length > 0 && "rules" in each ? replaced(each, below, rule) : rule;
  });
  return { ...query, rules };
}

/** `[1, 0]` is `rules/1/rules/0`, as the server's problems name it. */
// eslint-disable-next-line lingui/no-unlocalized-strings -- a path in a document
export const pathOf = (path: readonly number[]): string => path.map((at) => `rules/${at}`).join("/");

/** The same rule, whatever objects it is made of; none at all is the one that always holds. */
export const same = (one: unknown, other: unknown): boolean =>
  JSON.stringify(one ?? EMPTY) === JSON.stringify(other ?? EMPTY);
