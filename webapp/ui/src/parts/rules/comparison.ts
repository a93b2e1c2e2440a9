/** What an act on one row makes of its comparison; pure, so that nothing is lost on the way. */
import type { RuleType } from "react-querybuilder";

import { fieldOf, operatorsOf, type RuleField, type RuleOperator, type RuleWords } from "./description";
import { fresh, reshaped } from "./values";

/** With this value, or with none. */
function valued(rule: RuleType, value: unknown): RuleType {
  if (value !== undefined) return { ...rule, value };
  return Object.fromEntries(Object.entries(rule).filter(([key]) => key !== "value")) as unknown as RuleType;
}

const operatorNamed = ({ operators }: RuleWords, name: string): RuleOperator | undefined =>
  operators.find((each) => each.name === name);

/** A new comparison of a field, by the first operator that it takes. */
export function begun(field: RuleField, words: RuleWords, now: number): RuleType {
  const [operator] = operatorsOf(field, words);
  const takes = operator?.takes ?? "nothing";
  const rule = { field: field.name, operator: operator?.name ?? "" } as RuleType;
  return valued(rule, reshaped(takes, "nothing", fresh(field, now), field, now));
}

/** Of another field: its operator stays where it makes sense there, its value never does. */
export function withField(rule: RuleType, name: string, words: RuleWords, now: number): RuleType {
  const found = fieldOf(name, words);
  if (!found) return rule;
  const allowed = operatorsOf(found.field, words);
  const operator = allowed.find((each) => each.name === rule.operator) ?? allowed[0];
  const takes = operator?.takes ?? "nothing";
  const changed = { ...rule, field: name, operator: operator?.name ?? "" };
  return valued(changed, reshaped(takes, "nothing", undefined, found.field, now));
}

/** With another name after an open field's dot; all else stays. */
export const withRest = (rule: RuleType, field: RuleField, rest: string): RuleType => ({
  ...rule,
  field: `${field.name}${rest}`,
});

export function withOperator(rule: RuleType, name: string, words: RuleWords, now: number): RuleType {
  const found = fieldOf(rule.field, words);
  const next = operatorNamed(words, name);
  if (!found || !next) return rule;
  const was = operatorNamed(words, rule.operator)?.takes ?? "nothing";
  return valued({ ...rule, operator: name }, reshaped(next.takes, was, rule.value as unknown, found.field, now));
}

export const withValue = (rule: RuleType, value: unknown): RuleType => valued(rule, value);
