/** A rule under the hands: it comes back as it went in, and no act on a row loses another. */
import { readFileSync } from "node:fs";
import type { RuleType } from "react-querybuilder";
import { expect, test } from "vitest";

import { begun, withField, withOperator, withRest } from "../src/parts/rules/comparison";
import { fieldOf, operatorsOf, type RuleField, type RuleWords } from "../src/parts/rules/description";
import { DEEPEST, EMPTY, fromQuery, pathOf, replaced, same, toQuery } from "../src/parts/rules/query";
import { kindOf, kindsOf, often, reshaped, writtenOften } from "../src/parts/rules/values";

interface Told {
  operators: RuleWords["operators"];
  fields: Record<string, RuleField[]>;
}

const told = JSON.parse(readFileSync("../../tests/data/node_types.json", "utf8")) as Told;
const words: RuleWords = { fields: told.fields.journey ?? [], operators: told.operators };
const NOW = Date.parse("2026-05-03T09:00:00Z");
const named = (name: string): RuleField => fieldOf(name, words)?.field ?? expect.fail(name);

/** A lot that is drawn the same each time (mulberry32). */
function lots(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Any rule that the server takes: all fields, all operators, values of any type, groups in groups. */
function anyRule(draw: () => number, depth: number): Record<string, unknown> {
  const one = <Each>(all: readonly Each[]): Each => all[Math.floor(draw() * all.length)] as Each;
  if (depth === 1 || (depth < 5 && draw() < 0.4)) {
    const rules = Array.from({ length: Math.floor(draw() * 4) }, () => anyRule(draw, depth + 1));
    return { combinator: one(["and", "or"]), rules, ...one([{}, { not: true }, { not: false }, { disabled: true }]) };
  }
  const field = one(words.fields);
  const operator = one(operatorsOf(field, words));
  const scalar = (): unknown =>
    one(["", "ask", "2026-01-01", 0, -1.5, 1e21, true, false, null, { ago: "P2W" }, { ago: "PT0.5S" }]);
  const values: Record<string, () => unknown> = {
    value: scalar,
    list: () => Array.from({ length: Math.floor(draw() * 3) }, scalar),
    pair: () => [scalar(), scalar()],
    history: () => one([null, {}, { count: {} }, { count: { at_least: 3 } }, { within: "PT48H" }]),
    nothing: () => undefined,
  };
  const value = values[operator.takes]?.();
  const name = field.open ? `${field.name}${one(["plan", "address.city", "Cart viewed", "ünï"])}` : field.name;
  return { field: name, operator: operator.name, ...(value !== undefined && { value }) };
}

test("any rule that the server takes comes back as it went in", () => {
  const draw = lots(4);
  for (let at = 0; at < 500; at += 1) {
    const rule = anyRule(draw, 1);
    const query = toQuery(rule);

    expect(query && fromQuery(query)).toEqual(rule);
    expect(JSON.stringify(query && fromQuery(query))).toBe(JSON.stringify(rule));
  }
});

test("any change of a row leaves a comparison that its field and operator can show", () => {
  const draw = lots(7);
  const one = <Each>(all: readonly Each[]): Each => all[Math.floor(draw() * all.length)] as Each;
  let row: RuleType = begun(one(words.fields), words, NOW);
  for (let at = 0; at < 1000; at += 1) {
    const { field } = fieldOf(row.field, words) ?? expect.fail(row.field);
    const next = one(operatorsOf(field, words)).name;
    row = draw() < 0.3 ? withField(row, one(words.fields).name, words, NOW) : withOperator(row, next, words, NOW);
    const now = fieldOf(row.field, words)?.field ?? expect.fail(row.field);
    const takes = operatorsOf(now, words).find(({ name }) => name === row.operator)?.takes;
    const value = row.value as unknown;
    const shown = {
      value: () => kindsOf(now).includes(kindOf(now, value)),
      list: () => Array.isArray(value) && value.every((each) => kindOf(now, each) !== "other"),
      pair: () => Array.isArray(value) && value.length === 2,
      history: () => often(value) !== null,
      nothing: () => value === undefined,
    };

    expect(takes && shown[takes](), JSON.stringify(row)).toBe(true);
  }
});

test.each([
  ["no rule at all", "push.enabled"],
  ["a list", []],
  ["a comparison alone", { field: "push.enabled", operator: "=", value: true }],
  ["a joint of a newer server", { combinator: "xor", rules: [] }],
  ["a part of a newer server", { combinator: "and", rules: [], weight: 2 }],
  ["a value of another field", { combinator: "and", rules: [{ field: "a", operator: "=", valueSource: "field" }] }],
  ["a rule that is muted", { combinator: "and", rules: [{ field: "a", operator: "=", value: 1, muted: true }] }],
])("%s is not drawn, for something of it would be lost", (_, document) => {
  expect(toQuery(document)).toBeNull();
});

test("groups are drawn as deep as the server takes them", () => {
  const deep = (depth: number): unknown => ({ combinator: "and", rules: depth > 1 ? [deep(depth - 1)] : [] });

  expect(toQuery(deep(DEEPEST))).not.toBeNull();
  expect(toQuery(deep(DEEPEST + 1))).toBeNull();
});

test("what a builder left in a document is no part of the rule", () => {
  const query = toQuery({ combinator: "and", id: "a", rules: [{ id: "b", path: [0], field: "x", operator: "null" }] });

  expect(query && fromQuery(query)).toEqual({ combinator: "and", rules: [{ field: "x", operator: "null" }] });
  expect(same(undefined, EMPTY)).toBe(true);
});

test("one row is changed, the others stay the very objects they were", () => {
  const rule = { field: "person.language", operator: "=", value: "de" };
  const query = toQuery({ combinator: "and", rules: [rule, { combinator: "or", rules: [rule, rule] }] });
  const changed = query && replaced(query, [1, 1], { ...rule, value: "ar" });

  expect(changed && fromQuery(changed)).toEqual({
    combinator: "and",
    rules: [rule, { combinator: "or", rules: [rule, { ...rule, value: "ar" }] }],
  });
  expect(changed?.rules[0]).toBe(query?.rules[0]);
  expect(pathOf([1, 1])).toBe("rules/1/rules/1");
});

test("an open field's name is changed letter by letter, and the value stays", () => {
  const row = { field: "trait.", operator: "=", value: "gold" };

  expect(withRest(row, named("trait."), "plan")).toEqual({ ...row, field: "trait.plan" });
});

test("an operator of another shape takes over what was there", () => {
  const field = named("person.language");

  expect(reshaped("list", "value", "de", field, NOW)).toEqual(["de"]);
  expect(reshaped("value", "list", ["de", "ar"], field, NOW)).toBe("de");
  expect(reshaped("pair", "value", "a", field, NOW)).toEqual(["a", "a"]);
});

test("how often, and in how many days", () => {
  expect(often({ count: { at_least: 3 }, within: "P1W" })).toEqual({ atLeast: 3, days: 7 });
  expect(often({ within: "PT36H" })).toBeNull();
  expect(writtenOften({ atLeast: 2, days: null })).toEqual({ count: { at_least: 2 } });
});
