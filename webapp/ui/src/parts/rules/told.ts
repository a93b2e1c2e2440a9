/** What the server says journeys and rules can be made of, asked once for the whole console. */
import { queryOptions } from "@tanstack/react-query";

import { api, read } from "../../api/client";
import { spoken, translated } from "../../server/said";
import { learn } from "../../words";
import type { RuleField, RuleOperator, RuleWords } from "./description";

/** Where a rule stands: of a person alone, or in a journey with the event at hand. */
export type Scope = "segment" | "journey";

export interface Told {
  operators: readonly RuleOperator[];
  fields: Readonly<Record<Scope, readonly RuleField[]>>;
}

export const toldQuery = queryOptions({
  queryKey: ["node-types"],
  queryFn: async () => {
    const [told] = await Promise.all([read(api.GET("/api/v1/node-types")), learn("server")]);
    return translated(told as unknown as Told, spoken);
  },
  staleTime: Infinity,
});

export const wordsOf = ({ fields, operators }: Told, scope: Scope): RuleWords => ({ fields: fields[scope], operators });

const SELECTS = {
  segment: (told: Told) => wordsOf(told, "segment"),
  journey: (told: Told) => wordsOf(told, "journey"),
};

/** For `<Rules fields>`. */
export const ruleWordsQuery = (scope: Scope) => queryOptions({ ...toldQuery, select: SELECTS[scope] });
