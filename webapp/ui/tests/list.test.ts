import { expect, test } from "vitest";

import { holds, sorted, type Column } from "../src/list/columns";
import { step } from "../src/list/keys";
import { oneOf, readSort, readView, tidy, turnSort } from "../src/list/view";
import { readJourneysView, shows } from "../src/rooms/journeys/view";

interface Item {
  name: string;
  inside: number;
}

const COLUMNS: Column<Item>[] = [
  { key: "name", title: "Name", cell: () => null, by: ({ name }) => name },
  { key: "inside", title: "Inside", cell: () => null, by: ({ inside }) => inside },
];
const ROWS = [
  { name: "Öl", inside: 10 },
  { name: "step 10", inside: 9 },
  { name: "Step 2", inside: 10 },
];
const names = (text: string): string[] => sorted(ROWS, COLUMNS, readSort(text, "name"), "en").map(({ name }) => name);

test.each([
  ["name", ["Öl", "Step 2", "step 10"]],
  ["-name", ["step 10", "Step 2", "Öl"]],
  ["inside", ["step 10", "Öl", "Step 2"]],
  ["-inside", ["Öl", "Step 2", "step 10"]],
  ["unheard-of", ["Öl", "step 10", "Step 2"]],
])("sorted by %s", (sort, expected) => {
  expect(names(sort)).toEqual(expected);
});

test("a click on a title sorts by it, the next one the other way round", () => {
  expect(turnSort({ key: "name", down: true }, "inside")).toBe("inside");
  expect(turnSort({ key: "inside", down: false }, "inside")).toBe("-inside");
  expect(turnSort({ key: "inside", down: true }, "inside")).toBe("inside");
});

test.each([
  ["Win back those who stay away", "stay win", true],
  ["Größe", "grosse", false],
  ["Größe", "GROß", true],
  ["Début", "debut", true],
  ["Hello", undefined, true],
  ["Hello", "help", false],
])("“%s” holds “%s”: %s", (text, words, expected) => {
  expect(holds(text, words)).toBe(expected);
});

test.each([
  ["ArrowDown", 0, 3, 1],
  ["ArrowDown", 2, 3, 2],
  ["ArrowUp", 0, 3, 0],
  ["Home", 2, 3, 0],
  ["End", 0, 3, 2],
  ["a", 0, 3, null],
  ["ArrowDown", 0, 0, null],
])("%s in row %i of %i", (key, at, count, expected) => {
  expect(step(key, at, count)).toBe(expected);
});

test("an address may hold anything: what is not understood is left out", () => {
  expect(readView({ q: 17, sort: { key: 1 } })).toEqual({ q: "17" });
  expect(readJourneysView({ status: "gone", q: "", sort: "-name" })).toEqual({ sort: "-name" });
  expect(readJourneysView({ status: "live" })).toEqual({ status: "live" });
  expect(oneOf(["live"], ["live"])).toBeUndefined();
  expect(tidy({ q: "", sort: undefined, status: "live" })).toEqual({ status: "live" });
});

test("archived journeys are shown only when they are asked for", () => {
  const archived = { name: "Old", status: "archived" } as const;
  expect(shows({}, archived)).toBe(false);
  expect(shows({ status: "archived" }, archived)).toBe(true);
  expect(shows({ status: "archived", q: "new" }, archived)).toBe(false);
});
