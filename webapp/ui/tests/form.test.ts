/** The form of a step: lists that make ports, mappings while they are written, paths of problems. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

import { keyOf } from "../src/parts/references";
import { described, type Told } from "../src/rooms/journeys/flow/description";
import { begin, edit, renamed, type Act } from "../src/rooms/journeys/flow/edit";
import { below, withEntry } from "../src/rooms/journeys/flow/form/given";
import { read as readCron, written as writtenCron } from "../src/rooms/journeys/flow/form/crons";
import { parsed, written } from "../src/rooms/journeys/flow/form/json";
import { mappingOf, rowsOf, wrong } from "../src/rooms/journeys/flow/form/mapping";
import { between } from "../src/rooms/journeys/flow/placing";
import { nudge } from "../src/rooms/journeys/flow/useInView";
import { summary } from "../src/rooms/journeys/flow/summary";

const whole = described(JSON.parse(readFileSync("../../tests/data/node_types.json", "utf8")) as Told);
const ways = { nodes: [{ id: "one", type: "a" }, { id: "two", type: "b" }], name: "A journey" };
const line = (sourceHandle: string) => ({ source: "one", sourceHandle, target: "two" });

test("a way that is renamed takes its lines with it, one that is removed takes them away", () => {
  const start = begin({ ...ways, edges: [line("A"), line("B"), { ...line("A"), source: "two" }] });
  const act = (ports: Act & { do: "configure" }): string[] =>
    edit(start, ports).now.edges.map(({ source, sourceHandle }) => `${source} ${sourceHandle}`);
  const configure = { do: "configure", id: "one", name: "arms", value: [] } as const;

  expect(act({ ...configure, ports: renamed(["A", "B"], ["Many", "B"]) })).toEqual(["one Many", "one B", "two A"]);
  expect(act({ ...configure, ports: renamed(["A", "B"], ["B"]) })).toEqual(["one B", "two A"]);
  expect(renamed(["A"], ["A", "B"])).toEqual({});
});

test("the journey's name and settings are part of its history", () => {
  const typed = ["N", "Ne", "New"].map((name): Act => ({ do: "rename", name }));
  const done = [...typed, { do: "settle", name: "priority", value: 7 } as const].reduce(
    edit, begin({ ...ways, edges: [], settings: { goal: null } }),
  );

  expect(done.now).toMatchObject({ name: "New", settings: { goal: null, priority: 7 } });
  expect(done.past.map(({ name }) => name)).toEqual(["A journey", "New"]);
});

test("a step on a line goes on from its port, and what follows makes room", () => {
  const spots = [0, 148, 296].map((y) => ({ x: 0, y }));
  const nodes = ["one", "two", "three"].map((id, at) => ({ id, type: "a", position: spots[at] ?? null }));
  const edges = [["one", "two"], ["two", "three"], ["three", "one"]].map(
    ([source = "", target = ""]) => ({ source, sourceHandle: "next", target }),
  );
  const start = begin({ name: "", nodes, edges });
  const { at, to } = between(start.now, "one next two") ?? expect.fail("no line");
  const step = { id: "new", type: "b", position: at };
  const done = edit(start, { do: "insert", step, line: "one next two", port: "yes", to });

  expect(done.now.nodes.map(({ id, position }) => [id, position?.y])).toEqual(
    [["one", 0], ["two", 296], ["three", 444], ["new", 148]],
  );
  expect(done.now.edges).toContainEqual({ source: "one", sourceHandle: "next", target: "new" });
  expect(done.now.edges).toContainEqual({ source: "new", sourceHandle: "yes", target: "two" });
  expect(done.now.edges).toHaveLength(4);
  expect(edit(done, { do: "undo" }).now).toBe(start.now);
});

test.each([
  ["inside stays", 100, 0],
  ["too far on comes back", 400, -124],
  ["before the start comes in", -10, 34],
])("a step that is %s", (_, from, by) => {
  expect(nudge(from, 200, 500)).toBe(by);
});

test("a key is made of words", () => {
  expect(keyOf("Hello again, Zoë!")).toBe("hello-again-zoe");
  expect(keyOf("مرحبا")).toBe("");
});

test("a mapping is kept while a name is still open or there twice", () => {
  const rows = [{ name: "plan", value: "gold" }, { name: "plan", value: "silver" }, { name: "", value: 1 }];

  expect(mappingOf(rows)).toEqual({ plan: "gold" });
  expect(rows.map((_, at) => wrong(rows, at))).toEqual([null, "twice", "empty"]);
  expect(mappingOf(rowsOf({ a: null, b: [1] }))).toEqual({ a: null, b: [1] });
});

test("JSON is taken when it is JSON, nothing is nothing", () => {
  expect(parsed('{"a": ')).toBeNull();
  expect(parsed(" ")).toEqual({ value: undefined });
  expect(parsed(written({ a: [1] }))).toEqual({ value: { a: [1] } });
});

test("problems are handed down to the control that can show them", () => {
  const all = ["where/rules/0/value", "where", "wherever"].map((path) => ({ path, message: path }));

  expect(below(all, "where").map(({ path }) => path)).toEqual(["rules/0/value", ""]);
  expect(withEntry({ a: 1, b: 2 }, "a", undefined)).toEqual({ b: 2 });
});

test.each([
  ["a rule", { rule: { combinator: "and", rules: [{ field: "person.language", operator: "=", value: "ar" }] } }, "ar"],
  ["shares", { arms: [{ name: "A", weight: 1 }, { name: "B", weight: 3 }] }, "A 25% · B 75%"],
  ["a date", { field: "trait.renewal", offset: "-P3D" }, "3 days before Trait renewal"],
  ["a time that comes again", { cron: "5 9 * * mon-fri" }, "09:05 on Mon, Tue, Wed, Thu, Fri"],
  ["what only a crontab says", { cron: "0 9 1,15 * *" }, "0 9 1,15 * *"],
  ["a mapping", { traits: { plan: "gold" }, markers: {} }, "plan: gold"],
])("a card tells of %s in words", (_, config, words) => {
  const named = [...whole.types.values()].find(({ form }) => form.some(({ name }) => name === Object.keys(config)[0]));

  expect(named && summary(named, config, whole, "en")).toContain(words);
  expect(named && summary(named, {}, whole, "en")).toContain("…");
});

test("what is named by an id is called by its name where that is known", () => {
  const type = [...whole.types.values()].find(({ form }) => form.some(({ name, to }) => name === "journey" && to));
  const called = new Map([["j_1", "Welcome"]]);

  expect(type && summary(type, { journey: "j_1" }, { ...whole, called }, "en")).toContain("Welcome");
  expect(type && summary(type, { journey: "j_2" }, { ...whole, called }, "en")).toContain("j_2");
});

test("every type's summary says something of an empty step", () => {
  const all = [...whole.types.values()].map((type) => summary(type, {}, whole, "en"));

  expect(all.filter((words) => words === "")).toEqual([]);
});

test.each([
  ["0 9 * * *", { often: "daily", at: "09:00" }],
  ["5 9 * * mon-wed,sun", { often: "weekly", at: "09:05", days: [0, 1, 2, 3] }],
  ["0 18 15 * *", { often: "monthly", at: "18:00", day: 15 }],
  ["0 9 1 * mon", { often: "own" }],
  ["0 9 1,15 * *", { often: "own" }],
  ["*/15 * * * *", { often: "own" }],
  ["", { often: "own" }],
])("the form of %s", (text, every) => {
  const read = readCron(text);

  expect(read).toMatchObject(every);
  const again = writtenCron(read);
  expect(again === null ? null : readCron(again)).toEqual(again === null ? null : read);
});
