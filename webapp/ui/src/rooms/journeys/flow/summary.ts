/** A node in words, made from its configuration by what the server says of its type. */
import type { Described, Field, NodeType, Option } from "./description";
import { spoken } from "../../../parts/durations";

const BLANK = "…";
const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

export const option = (each: Option | string): Option =>
  typeof each === "string" ? { value: each, label: each } : each;

function plain(value: unknown): string {
  if (Array.isArray(value)) return value.map(plain).join(", ");
  if (isRecord(value)) return Object.entries(value).map(([name, each]) => `${name}: ${plain(each)}`).join(", ");
  return typeof value === "string" ? value : JSON.stringify(value ?? "").replace('""', "");
}

/** The label of a rule's field; of an open one (`trait.plan`) its prefix's, and the rest. */
function fieldName(name: string, { fields }: Described): string {
  const known = fields.get(name);
  if (known !== undefined) return known;
  const prefix = name.slice(0, name.indexOf(".") + 1);
  const label = fields.get(prefix);
  return label === undefined ? name : `${label} ${name.slice(prefix.length)}`;
}

/** A rule in words; groups inside it in brackets. */
export function ruleWords(rule: unknown, described: Described, joints: Record<string, string>, inner = false): string {
  if (!isRecord(rule)) return "";
  if (!Array.isArray(rule.rules)) {
    const { field, operator, value } = rule;
    const words = [fieldName(plain(field), described), described.operators.get(plain(operator)) ?? plain(operator)];
    return [...words, plain(value)].filter(Boolean).join(" ");
  }
  const parts = rule.rules.map((each) => ruleWords(each, described, joints, true)).filter(Boolean);
  const joint = plain(rule.combinator);
  const text = parts.join(` ${joints[joint] ?? joint} `);
  return inner && parts.length > 1 ? `(${text})` : text;
}

/** A field's value in words; "" where there is none. */
export function valueWords(field: Field, value: unknown, locale: string): string {
  if (field.widget === "duration") return spoken(value, locale) ?? plain(value);
  const chosen = field.options?.map(option).find((each) => each.value === value);
  return chosen?.label ?? plain(value);
}

/** `Wait {time}` with what the node is set to; what is still open is a dot, dot, dot. */
export function summary(type: NodeType, config: Readonly<Record<string, unknown>>, locale: string): string {
  return type.summary.replace(/\{(\w+)\}/g, (_, name: string) => {
    const field = type.form.find((each) => each.name === name);
    return (field && valueWords(field, config[name], locale)) || BLANK;
  });
}
