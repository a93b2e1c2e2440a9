/** A rule's values: which control shows one, and what becomes of it when field or operator change. */
import { seconds } from "../durations";
import type { RuleField, Takes } from "./description";

/** How one value is shown; `other` is what no control can show without changing it. */
export type Kind = "choice" | "text" | "number" | "truth" | "moment" | "ago" | "other";

// eslint-disable-next-line lingui/no-unlocalized-strings -- a duration as the API writes it
const A_MONTH = { ago: "P30D" };

/** The kinds that a field's values may be of; the first is what a new one is. */
export function kindsOf({ type, options }: RuleField): readonly Kind[] {
  if (type === "boolean") return ["truth"];
  if (type === "date-time") return ["ago", "moment"];
  if (type === "any") return ["text", "number", "truth", "ago"];
  return options.length > 0 ? ["choice"] : ["text"];
}

function isAgo(value: unknown): value is { ago: string } {
  if (typeof value !== "object" || value === null || Object.keys(value).length !== 1) return false;
  return seconds((value as { ago?: unknown }).ago) !== null;
}

/** RFC 3339: a date, or a date-time with its offset. */
const MOMENT = /^\d{4}-\d\d-\d\d(?:[Tt ]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d))?$/;
const isMoment = (text: string): boolean => MOMENT.test(text) && !Number.isNaN(Date.parse(text));

function plainKind(value: unknown): Kind {
  if (typeof value === "string") return "text";
  if (typeof value === "number") return "number";
  if (typeof value === "boolean") return "truth";
  return isAgo(value) ? "ago" : "other";
}

export function kindOf(field: RuleField, value: unknown): Kind {
  const plain = plainKind(value);
  const shown = plain === "text" ? textKind(field, value as string) : plain;
  return kindsOf(field).includes(shown) ? shown : "other";
}

function textKind({ type, options }: RuleField, value: string): Kind {
  if (type === "date-time") return isMoment(value) ? "moment" : "other";
  return options.length > 0 ? "choice" : "text";
}

/** A value of the kind, made of the old one where that says something. `now` in milliseconds. */
export function converted(kind: Kind, field: RuleField, old: unknown, now: number): unknown {
  const known = typeof old === "string" || typeof old === "number" ? String(old) : "";
  const made: Record<Kind, () => unknown> = {
    choice: () => field.options[0]?.value ?? "",
    text: () => known,
    number: () => (known.trim() !== "" && Number.isFinite(Number(known)) ? Number(known) : 1),
    truth: () => true,
    moment: () => new Date(now).toISOString(),
    ago: () => A_MONTH,
    other: () => old,
  };
  return made[kind]();
}

export const fresh = (field: RuleField, now: number): unknown =>
  converted(kindsOf(field)[0] ?? "text", field, undefined, now);

const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** The value in the shape that another operator takes; undefined is no value at all. */
export function reshaped(takes: Takes, was: Takes, value: unknown, field: RuleField, now: number): unknown {
  if (takes === was) return value;
  const each = was === "value" ? [value] : was === "list" || was === "pair" ? asList(value) : [];
  const first = each[0] ?? fresh(field, now);
  const shapes: Record<Takes, () => unknown> = {
    value: () => first,
    list: () => (each.length > 0 ? each : [first]),
    pair: () => [first, each[1] ?? first],
    nothing: () => undefined,
    history: () => ({ count: { at_least: 1 } }),
  };
  return shapes[takes]();
}

export interface Often {
  atLeast: number;
  /** Whole days; null is ever. */
  days: number | null;
}

const DAY = 86_400;

/** `{"count": {"at_least": 3}, "within": "P30D"}`, or null where it cannot be shown. */
export function often(value: unknown): Often | null {
  const all = value ?? {};
  if (!has(all, "count", "within")) return null;
  const { count, within } = { count: {}, ...all } as { count: unknown; within?: unknown };
  if (!has(count, "at_least")) return null;
  const { at_least: atLeast } = { at_least: 1, ...count } as { at_least: unknown };
  const days = daysOf(within ?? null);
  return typeof atLeast === "number" && days !== undefined ? { atLeast, days } : null;
}

/** Whole days; null is ever, undefined what cannot be shown. */
function daysOf(within: unknown): number | null | undefined {
  if (within === null) return null;
  const days = (seconds(within) ?? 0) / DAY;
  return days > 0 && Number.isInteger(days) ? days : undefined;
}

/** Whether it is an object with these keys, and no others. */
const has = (value: unknown, ...keys: readonly string[]): value is object =>
  typeof value === "object" && value !== null && Object.keys(value).every((key) => keys.includes(key));

export const writtenOften = ({ atLeast, days }: Often): unknown => ({
  count: { at_least: atLeast },
  ...(days !== null && { within: `P${days}D` }),
});
