/** What the server says of node types: all that the builder is drawn from. */
import { queryOptions } from "@tanstack/react-query";

import { api, read } from "../../../api/client";

export interface Option {
  value: string;
  label: string;
}

/** One field of a node's configuration; `widget` says which control it has. */
export interface Field {
  name: string;
  label: string;
  widget: string;
  required: boolean;
  help?: string;
  options?: readonly (Option | string)[];
  default?: unknown;
  /** Of a reference: the kind of what is referred to. */
  to?: string;
  longest?: number;
  least?: number | string;
  most?: number | string;
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

interface Named {
  name: string;
  label: string;
}

export interface Described {
  types: ReadonlyMap<string, NodeType>;
  operators: ReadonlyMap<string, string>;
  /** What a rule's fields are called. */
  fields: ReadonlyMap<string, string>;
}

interface Told {
  node_types: NodeType[];
  operators: Named[];
  fields: Record<string, Named[]>;
}

const labels = (all: readonly Named[]): Map<string, string> => new Map(all.map(({ name, label }) => [name, label]));

export function described({ node_types: types, operators, fields }: Told): Described {
  return {
    types: new Map(types.map((each) => [each.type, each])),
    operators: labels(operators),
    fields: labels(Object.values(fields).flat()),
  };
}

export const describedQuery = queryOptions({
  queryKey: ["node-types"],
  queryFn: async () => described((await read(api.GET("/api/v1/node-types"))) as unknown as Told),
  staleTime: Infinity,
});

/** The ports of a node so configured, from left to right. */
export function portsOf(type: NodeType | undefined, config: Readonly<Record<string, unknown>>): readonly string[] {
  if (!type) return [];
  const from = type.ports_from === null ? [] : config[type.ports_from];
  const entries: unknown[] = Array.isArray(from) ? from : [];
  const named = entries.map((each) => (each as { name?: unknown } | null)?.name);
  return [...type.ports, ...named.filter((name) => typeof name === "string" && name !== "")] as string[];
}

/** The configuration that a new node begins with: what the server would take for each field. */
export function fresh({ form }: NodeType): Record<string, unknown> {
  const given = form.filter((field) => field.default !== undefined && field.default !== null);
  return Object.fromEntries(given.map((field) => [field.name, field.default]));
}
