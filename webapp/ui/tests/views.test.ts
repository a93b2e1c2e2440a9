/** What the sides of a journey lay over its canvas: counts, differences, ways, and the play. */
import { expect, test } from "vitest";

import type { Document } from "../src/rooms/journeys/flow/document";
import { countsDress } from "../src/rooms/journeys/numbers/counts";
import { beginning, daysOf, rangeOf } from "../src/rooms/journeys/numbers/days";
import { certain, taken, wayDress } from "../src/rooms/journeys/numbers/way";
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

const at = (hour: number): string => `2026-01-01T${hour}:00:00Z`;
const steps = [
  { node: "start", port: "next", at: at(10) }, { node: "which", port: "no", at: at(10) },
  { node: "right", port: "next", at: at(12) },
];
const run = {
  id: "r", person: "p", journey: "j", version: "v", entry_key: "", state: "active" as const, reason: null,
  node: "end", wakes_at: null, entered_at: at(10), ended_at: null,
};
const lit = (parts: ReadonlyMap<string, { lit?: boolean | undefined }>): string[] =>
  [...parts].flatMap(([name, part]) => (part.lit ? [name] : []));

test("a way lights the steps and the lines that were gone along, and no others", () => {
  const dress = wayDress(forked, { run, steps, untold: 0, said: [] });

  expect(lit(dress.steps)).toEqual(["start", "which", "right", "end"]);
  expect(lit(dress.lines)).toEqual(["start next which", "which no right", "right next end"]);
  expect(dress.steps.get("end")?.here).toBe(true);
});

test("of a run whose first steps were not kept what is certain is lit too", () => {
  const dress = wayDress(forked, { run, steps: steps.slice(2), untold: 2, said: [] });
  expect(lit(dress.steps)).toEqual(["start", "which", "right", "end"]);
  expect(lit(dress.lines)).toEqual(["start next which", "which no right", "right next end"]);

  const unknown = wayDress(forked, { run, steps: [], untold: 3, said: [] });
  expect(lit(unknown.steps)).toEqual(["start", "which", "end"]);
  expect(lit(unknown.lines)).toEqual(["start next which"]);
});

test("who stands at no step any more is not shown as being there", () => {
  const ended = { ...run, state: "ended" as const, reason: "exited", ended_at: at(13) };
  const dress = wayDress(forked, { run: ended, steps, untold: 0, said: [] });
  expect([dress.steps.get("end")?.lit, dress.steps.get("end")?.here]).toEqual([true, false]);
});

test("a step is told with when she came, when she left, and by which port", () => {
  expect(taken({ run, steps, untold: 0 })).toEqual([
    { node: "start", port: "next", came: at(10), left: at(10) },
    { node: "which", port: "no", came: at(10), left: at(10) },
    { node: "right", port: "next", came: at(10), left: at(12) },
    { node: "end", port: null, came: at(12), left: null },
  ]);
  expect(taken({ run, steps: [], untold: 3 })).toEqual([{ node: "end", port: null, came: null, left: null }]);
  const [first] = taken({ run, steps: steps.slice(2), untold: 2 });
  expect(first).toEqual({ node: "right", port: "next", came: null, left: at(12) });
});

test("a way that came to its end has no step after the last one", () => {
  const finished = { ...run, state: "ended" as const, reason: "finished", node: "right", ended_at: at(12) };
  expect(taken({ run: finished, steps, untold: 0 }).map(({ node }) => node)).toEqual(["start", "which", "right"]);
  const exited = { ...finished, reason: "exited", node: "end", ended_at: at(13) };
  const last = taken({ run: exited, steps, untold: 0 }).at(-1);
  expect(last).toEqual({ node: "end", port: null, came: at(12), left: at(13) });
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

test("where a day of UTC begins is told, but not to whom it begins at midnight", () => {
  const night = Date.parse("2026-03-08T00:30:00+01:00");
  const zone = process.env.TZ;

  process.env.TZ = "Europe/Vienna";
  expect(beginning(night)).toBe(Date.parse("2026-03-07T00:00:00Z"));
  process.env.TZ = "UTC";
  expect(beginning(night)).toBeNull();
  process.env.TZ = zone;
});
