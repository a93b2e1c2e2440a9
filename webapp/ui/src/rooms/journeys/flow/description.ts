/** What the server says of node types: all that the builder is drawn from. */
import { queryOptions } from "@tanstack/react-query";

import type { Option, RuleWords } from "../../../parts/rules/description";
import { toldQuery, wordsOf, type Scope, type Told as ToldOfRules } from "../../../parts/rules/told";

export type { Option };

/** One field of a node's configuration; `widget` says which control it has. */
export interface Field {
  name: string;
  label: string;
  widget: string;
  required: boolean;
  help?: string;
  options?: readonly (Option | string)[];
  /** Of an object, or of each entry of a list. */
  fields?: readonly Field[];
  /** Of one object out of several. */
  forms?: readonly Form[];
  /** Of a rule: `event` where the event being tested is at hand. */
  about?: string;
  default?: unknown;
  /** Of a reference: the kind of what is referred to. */
  to?: string;
  /** What it names, such as events: those that were seen are offered. */
  names?: string;
  longest?: number;
  least?: number | string;
  most?: number | string;
}

export interface Form {
  value: string;
  fields: readonly Field[];
}

export interface NodeType {
  type: string;
  title: string;
  group: string;
  /** Nothing leads to it: people come in here. */
  starts: boolean;
  /** Words with fields in braces: `Wait {time}`. */
  summary: string;
  help: string;
  ports: readonly string[];
  /** The field whose entries are ports too, by their names. */
  ports_from: string | null;
  form: readonly Field[];
}

export interface Described {
  types: ReadonlyMap<string, NodeType>;
  /** The form of a journey's own settings. */
  settings: readonly Field[];
  rules: Readonly<Record<Scope, RuleWords>>;
  /** What people call that which is named by ids, as far as it is known. */
  called?: ReadonlyMap<string, string> | undefined;
}

export interface Told extends ToldOfRules {
  node_types: readonly NodeType[];
  settings: readonly Field[];
}

export function described(told: Told): Described {
  return {
    types: new Map(told.node_types.map((each) => [each.type, each])),
    settings: told.settings,
    rules: { segment: wordsOf(told, "segment"), journey: wordsOf(told, "journey") },
  };
}

const ofBuilder = (told: ToldOfRules): Described => described(told as Told);

export const describedQuery = queryOptions({ ...toldQuery, select: ofBuilder });

/** The ports of a node so configured, from left to right. */
export function portsOf(type: NodeType | undefined, config: Readonly<Record<string, unknown>>): readonly string[] {
  if (!type) return [];
  const from = type.ports_from === null ? [] : config[type.ports_from];
  const entries: unknown[] = Array.isArray(from) ? from : [];
  const named = entries.map((each) => (each as { name?: unknown } | null)?.name);
  return [...named.filter((name) => typeof name === "string" && name !== ""), ...type.ports] as string[];
}

/** The configuration that a new node begins with: what the server would take for each field. */
export function fresh({ form }: { form: readonly Field[] }): Record<string, unknown> {
  const given = form.filter((field) => field.default !== undefined && field.default !== null);
  return Object.fromEntries(given.map((field) => [field.name, field.default]));
}
