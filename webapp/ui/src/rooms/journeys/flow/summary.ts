/** A node in words, made from its configuration by what the server says of its type. */
import { i18n } from "@lingui/core";
import { msg, plural } from "@lingui/core/macro";

import { spoken } from "../../../parts/durations";
import { read as readCron } from "./form/crons";
import { fieldOf, type RuleField, type RuleWords } from "../../../parts/rules/description";
import { often } from "../../../parts/rules/values";
import type { Described, Field, NodeType, Option } from "./description";

const BLANK = "…";
const PLACE = /\{(\w+)\}/g;
const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

export const option = (each: Option | string): Option =>
  typeof each === "string" ? { value: each, label: each } : each;

function plain(value: unknown): string {
  if (Array.isArray(value)) return value.map(plain).join(", ");
  if (isRecord(value)) return Object.entries(value).map(([name, each]) => `${name}: ${plain(each)}`).join(", ");
  return typeof value === "string" ? value : JSON.stringify(value ?? "").replace('""', "");
}

/** How often something happened, and in how many days. */
function history(value: unknown): string {
  const told = often(value);
  if (!told) return plain(value);
  const { atLeast, days } = told;
  const times = atLeast > 1 ? i18n._(msg`at least ${plural(atLeast, { one: "# time", other: "# times" })}`) : "";
  const when = days === null ? "" : i18n._(msg`in the last ${plural(days, { one: "day", other: "# days" })}`);
  return [times, when].filter(Boolean).join(" ");
}

/** One value of a comparison: by its label, as a distance in time, or as it is. */
function compared(value: unknown, field: RuleField | undefined): string {
  if (Array.isArray(value)) return value.map((each) => compared(each, field)).join(", ");
  const known = field?.options.find((each) => each.value === value);
  if (known) return known.label;
  if (typeof value === "boolean") return value ? i18n._(msg`yes`) : i18n._(msg`no`);
  const ago = isRecord(value) ? spoken(value.ago, i18n.locale) : null;
  return ago === null ? plain(value) : i18n._(msg`${ago} ago`);
}

function comparison({ field: name, operator, value }: Record<string, unknown>, words: RuleWords): string {
  const found = fieldOf(plain(name), words);
  const subject = found ? `${found.field.label} ${found.rest}`.trim() : plain(name);
  const known = words.operators.find((each) => each.name === operator);
  if (!known) return [subject, plain(operator), plain(value)].filter(Boolean).join(" ");
  const verb = found?.field.type === "date-time" ? known.dated : known.label;
  const object = known.takes === "history" ? history(value) : compared(value, found?.field);
  return [subject, verb, object].filter(Boolean).join(" ");
}

/** A rule in words; groups inside it in brackets. */
export function ruleWords(rule: unknown, words: RuleWords, inner = false): string {
  if (!isRecord(rule)) return "";
  if (!Array.isArray(rule.rules)) return comparison(rule, words);
  const joint = rule.combinator === "or" ? i18n._(msg`or`) : i18n._(msg`and`);
  const parts = rule.rules.map((each) => ruleWords(each, words, true)).filter(Boolean);
  const text = parts.join(` ${joint} `);
  if (rule.not === true) return i18n._(msg`not (${text})`);
  return inner && parts.length > 1 ? `(${text})` : text;
}

/** The entries of a list by their names; where they have weights, with the share of each. */
function entries(value: unknown, locale: string): string {
  const all = Array.isArray(value) ? value.filter(isRecord) : [];
  const whole = all.reduce((sum, { weight }) => sum + (Number(weight) || 0), 0);
  const share = new Intl.NumberFormat(locale, { style: "percent" });
  const part = (weight: unknown): string => (whole > 0 ? share.format((Number(weight) || 0) / whole) : "");
  return all.map(({ name, weight }) => `${plain(name)} ${part(weight)}`.trim()).join(" · ");
}

/** A distance from a moment; "" where it is none. */
function distance(value: unknown, locale: string): string {
  const text = plain(value);
  const length = spoken(text.replace(/^-/, ""), locale);
  if (length === null || /^-?PT?0[A-Z]$/.test(text)) return "";
  return text.startsWith("-") ? i18n._(msg`${length} before`) : i18n._(msg`${length} after`);
}

/** `trait.born` by the label of its kind. */
function named(field: Field, value: unknown): string {
  const [kind, ...rest] = plain(value).split(".");
  const label = field.options?.map(option).find((each) => each.value === kind)?.label;
  return label === undefined ? plain(value) : `${label} ${rest.join(".")}`;
}

/** `2026-12-24T09:00` as the reader writes it. */
function shownTime(value: unknown, locale: string): string {
  const at = typeof value === "string" ? Date.parse(`${value}Z`) : NaN;
  if (Number.isNaN(at)) return plain(value);
  return new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short", timeZone: "UTC" }).format(at);
}

/** How often it comes, as far as it has words; else as it is written. */
function everyWords(text: string, locale: string): string {
  const { often, at, days, day } = readCron(text);
  const of = (index: number): Date => new Date(Date.UTC(2023, 0, 1 + index)); // a Sunday
  const weekday = new Intl.DateTimeFormat(locale, { weekday: "short", timeZone: "UTC" });
  const named = days.map((each) => weekday.format(of(each))).join(", ");
  const words: Record<string, () => string> = {
    daily: () => i18n._(msg`${at} every day`),
    weekly: () => i18n._(msg`${at} on ${named}`),
    monthly: () => i18n._(msg`${at} on day ${day} of the month`),
  };
  return words[often]?.() ?? text;
}

type Told = Pick<Described, "rules" | "called">;
type Words = (field: Field, value: unknown, locale: string, told: Told) => string;

const WORDS: Record<string, Words> = {
  duration: (_, value, locale) => spoken(value, locale) ?? plain(value),
  offset: (_, value, locale) => distance(value, locale),
  value_named: named,
  local_time: (_, value, locale) => shownTime(value, locale),
  cron: (_, value, locale) => everyWords(plain(value), locale),
  rule: (_, value, _locale, { rules }) => ruleWords(value, rules.journey),
  reference: (_, value, _locale, { called }) => called?.get(plain(value)) ?? plain(value),
  arms: (_, value, locale) => entries(value, locale),
};

/** A field's value in words; "" where there is none. */
export function valueWords(field: Field, value: unknown, told: Told, locale: string): string {
  const words = WORDS[field.widget];
  if (words) return words(field, value, locale, told);
  const chosen = field.options?.map(option).find((each) => each.value === value);
  return chosen?.label ?? plain(value);
}

/** `Wait {time}` with what the node is set to; what is still open is a dot, dot, dot. */
export function summary(
  type: NodeType, config: Readonly<Record<string, unknown>>, described: Told, locale: string,
): string {
  const text = type.summary.replace(PLACE, (_, name: string) => {
    const field = type.form.find((each) => each.name === name);
    const words = field ? valueWords(field, config[name], described, locale) : "";
    return words === "" && field?.required === true ? BLANK : words;
  });
  const said = text.replace(/\s+/g, " ").trim();
  const bare = type.summary.replace(PLACE, "").trim();
  return said === bare && bare !== type.summary ? `${said} ${BLANK}` : said;
}
