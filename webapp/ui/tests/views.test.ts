/** What the sides of a journey lay over its canvas: counts, differences, ways, and the play. */
import { expect, test } from "vitest";

import type { Document } from "../src/rooms/journeys/flow/document";
import { countsDress } from "../src/rooms/journeys/numbers/counts";
import { daysOf, rangeOf } from "../src/rooms/journeys/numbers/days";
import { certain } from "../src/rooms/journeys/numbers/way";
import { opening, played, theatreDress } from "../src/rooms/journeys/theatre/play";
import type { Tried } from "../src/rooms/journeys/theatre/queries";
import { readTraits, writtenTraits } from "../src/rooms/journeys/theatre/traits";
import { differenceDress, union } from "../src/rooms/journeys/versions/union";

const line = (source: string, target: string, sourceHandle = "next") => ({ source, target, sourceHandle });
const nodes = ["start", "which", "left", "right", "end"].map((id) => ({ id, type: "a" }));
const edges = [
  line("start", "which"), line("which", "left", "yes"), line("which", "right", "no"),
  line("left", "end"), line("right", "end"),
];
const forked: Document = { name: "Forked", nodes, edges };

test("a line is as wide as its share of what the fullest line carries", () => {
  const counts = { at: { left: 3 }, left: { start: { next: 8 }, which: { yes: 6, no: 2 } } };
  const words = { part: (share: number) => `${share}`, count: (count: number) => `${count}` };
  const { steps, lines } = countsDress(forked, counts, words);

  expect(steps.get("left")?.counts).toEqual({ entered: 3, waiting: 3 });
  expect(lines.get("which no right")).toEqual({ share: 0.25, label: "no · 0.25" });
  expect(lines.get("start next which")).toEqual({ share: 1, label: "8" });
});

test("of two ways to a step neither is certain, but what lies before both is", () => {
  expect([...certain(forked, ["end"])]).toEqual(["start", "which", "end"]);
  expect([...certain(forked, ["end", "left"])]).toEqual(["start", "which", "left", "end"]);
});

test("a port that leads elsewhere loses one line and gets another", () => {
  const after = { ...forked, edges: [...edges.slice(0, 3), line("left", "right"), ...edges.slice(4)] };
  const change = { source: "left", port: "next", before: "end", after: "right" };
  const both = union(forked, after);
  const dress = differenceDress(both, { same: false, journey: [], nodes: [], edges: [change] });

  expect(dress.lines.get("left next end")).toEqual({ change: "gone" });
  expect(dress.lines.get("left next right")).toEqual({ change: "added" });
  expect(dress.lines.get("right next end")).toEqual({ change: undefined });
});

test("a move that is taken back was never made, and another start forgets all", () => {
  const unknown = { user_id: null, language: null, timezone: null, browser: null };
  const person = { ...unknown, push: "blocked" as const, platform: "iOS" };
  const begun = { start: "t", person };
  const moved = played(opening(begun), { do: "move", move: { next_timer: true } });

  expect(played(moved, { do: "back" })).toEqual(opening(begun));
  expect(played(moved, { do: "again", start: "later" })).toEqual(opening({ ...begun, start: "later" }));
  expect(moved.invented).toEqual({ ...person, traits: {} });
});

test("traits are what they look like", () => {
  expect(readTraits("plan: pro\nage: 30\nvip: true\nodd\n: x")).toEqual({ plan: "pro", age: 30, vip: true });
  const nested = { address: { city: "Graz", zip: "8010" }, age: 30, list: "[1]" };
  expect(writtenTraits(nested)).toBe('address.city: Graz\naddress.zip: "8010"\nage: 30\nlist: [1]');
  expect(readTraits(writtenTraits(nested))).toEqual(nested);
  expect(readTraits("a: 1\na.b: 2\n.x: 1\n__proto__.y: 1").a).toEqual({ b: 2 });
});

test("a start that was asked in vain says why, at its card", () => {
  const step = { id: "start", type: "x", config: {} };
  const told = (refused: string | null, starts: string[]): Tried =>
    ({ runs: [], steps: [{ node: null, refused, starts, reads: [] }] }) as unknown as Tried;
  const at = (tried: Tried) => theatreDress({ nodes: [step], edges: [] } as never, tried).steps.get("start")?.warns;
  expect(at(told("where", ["start"]))).toContain("condition");
  expect(at(told("no_trigger", []))).toBeUndefined();
  expect(at(told(null, ["start"]))).toBeUndefined();
});

test("a range of days is known again by its first day", () => {
  const now = Date.parse("2026-03-08T12:00:00Z");
  expect(daysOf("week", now)).toEqual({ from: "2026-03-02", to: undefined });
  expect(rangeOf(daysOf("month", now), now)).toBe("month");
  expect(rangeOf({ from: "2026-01-01" }, now)).toBe("chosen");
});
