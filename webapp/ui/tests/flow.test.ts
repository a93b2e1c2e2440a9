/** A draft under the hands: each act on the canvas, and the way back. */
import { expect, test } from "vitest";

import { Problem, unreachable } from "../src/api/problem";
import type { Document } from "../src/rooms/journeys/flow/document";
import { amount, written } from "../src/parts/durations";
import { begin, copied, edit, type Act } from "../src/rooms/journeys/flow/edit";
import { firstView, READABLE } from "../src/rooms/journeys/flow/firstView";
import type { CardNode } from "../src/rooms/journeys/flow/Card";
import { tidied } from "../src/rooms/journeys/flow/layout";
import { besidePlus } from "../src/rooms/journeys/flow/Line";
import { pointed, stepOf } from "../src/rooms/journeys/flow/pointing";
import { next } from "../src/rooms/journeys/flow/saving";
import { unsaved } from "../src/rooms/journeys/flow/unsaved";
import { neighbour } from "../src/rooms/journeys/flow/useFocus";

const empty: Document = { name: "A journey", nodes: [], edges: [], settings: { kept: true } };
const at = { x: 0, y: 0 };
const first: Act = { do: "add", step: { id: "one", type: "a", position: at, config: {} } };
const second: Act = {
  do: "add", step: { id: "two", type: "b", position: at }, after: { source: "one", sourceHandle: "next" },
};
const run = (...acts: Act[]) => acts.reduce(edit, begin(empty));

test("what is added hangs on the port it came from, and undo takes it back", () => {
  const both = run(first, second);

  expect(both.now.edges).toEqual([{ source: "one", sourceHandle: "next", target: "two" }]);
  expect(edit(both, { do: "undo" }).now.edges).toEqual([]);
  expect(edit(edit(both, { do: "undo" }), { do: "redo" }).now).toEqual(both.now);
  expect(both.now.settings).toEqual({ kept: true });
});

test("a step takes its lines with it, and a copy has ids of its own", () => {
  const both = edit(run(first, second), { do: "select", ids: ["one", "two"] });
  const doubled = edit(both, { do: "paste", fragment: copied(both) });

  expect(doubled.now.edges).toHaveLength(2);
  expect(doubled.selected).toEqual(["a_1", "b_1"]);
  expect(edit(both, { do: "remove", nodes: ["two"], edges: [] }).now.edges).toEqual([]);
});

test("letter after letter is one step back", () => {
  const typed = ["K", "Kn"].map((value): Act => ({ do: "configure", id: "one", name: "event", value }));

  expect(edit(run(first, ...typed), { do: "undo" }).now.nodes[0]?.config).toEqual({});
});

test("children stand in the order of the ports", () => {
  const nodes = ["root", "left", "right"].map((id) => ({ id, type: "a" }));
  const edges = [["no", "right"], ["yes", "left"]].map(
    ([sourceHandle = "", target = ""]) => ({ source: "root", sourceHandle, target }),
  );
  const spots = tidied({ name: "", nodes, edges }, () => ["yes", "no"]);

  expect(spots.left?.x).toBeLessThan(spots.right?.x ?? 0);
});

test("durations are read and written alike", () => {
  expect(amount("PT90M")).toEqual({ count: 90, unit: "minute" });
  expect(written({ count: 7, unit: "day" })).toBe("P7D");
});

test("after a conflict nothing is sent until the member has said what to do", () => {
  expect(next("conflict", "edit")).toBe("conflict");
  expect(next("sending", "kept an older")).toBe("changed");
});

test("where a step is taken out, what led to it leads on, if that is to one place", () => {
  const nodes = ["a", "b", "c", "d"].map((id) => ({ id, type: "t" }));
  const line = (source: string, target: string, sourceHandle = "next") => ({ source, target, sourceHandle });
  const chain = begin({ ...empty, nodes, edges: [line("a", "b", "yes"), line("b", "c"), line("b", "c", "late")] });
  const forked = begin({ ...empty, nodes, edges: [line("a", "b"), line("b", "c", "yes"), line("b", "d", "no")] });
  const row = begin({ ...empty, nodes, edges: [line("a", "b"), line("b", "c"), line("c", "d")] });
  const loop = begin({ ...empty, nodes, edges: [line("a", "b"), line("b", "a")] });
  // The canvas tells of the step's own lines with it.
  const without = (state: typeof chain, ...gone: string[]) =>
    edit(state, { do: "remove", nodes: gone, edges: ["a next b", "b next c"] });

  expect(without(chain, "b").now.edges).toEqual([line("a", "c", "yes")]);
  expect(edit(without(chain, "b"), { do: "undo" }).now).toEqual(chain.now);
  expect(without(forked, "b").now.edges).toEqual([]);
  expect(without(row, "b", "c").now.edges).toEqual([line("a", "d")]);
  expect(without(loop, "b").now.edges).toEqual([]);
  expect(edit(row, { do: "remove", nodes: ["d"], edges: ["b next c"] }).now.edges).toEqual([line("a", "b")]);
});

test("a label stands beside the + that would cover it, and else where the line has it", () => {
  const plus = { x: 100, y: 20 };

  expect(besidePlus("happened", 100, 18, plus)).toBeGreaterThan(100 + 9 + 20);
  expect(besidePlus("happened", 70, 18, plus)).toBeLessThan(100 - 9 - 20);
  expect(besidePlus("happened", 100, 60, plus)).toBe(100);
  expect(besidePlus("no", 30, 18, plus)).toBe(30);
});

test("the address names one selected step, and selects it only where there is one", () => {
  const both = run(first, second);

  expect(stepOf(both.selected)).toBe("two");
  expect(stepOf(["one", "two"])).toBeUndefined();
  expect(pointed(both, "one").selected).toEqual(["one"]);
  expect(pointed(both, "gone").selected).toEqual(["two"]);
});

test("why a draft is not kept is said in two parts, and a refusal is not tried again", () => {
  const offline = unsaved("failed", unreachable(), false);
  const silent = unsaved("failed", unreachable(), true);
  const forbidden = unsaved("failed", new Problem(403, "forbidden", "The role viewer may not do this."), true);
  const refused = unsaved("failed", new Problem(422, "invalid", "No.", { "nodes/0": ["is too long"] }), true);

  expect(unsaved("sending", null, true)).toBeNull();
  expect(offline?.short).toBe("Not saved yet: you are offline");
  expect([silent?.happened, silent?.passes]).toEqual(["Waymark does not answer.", true]);
  expect([forbidden?.happened, forbidden?.passes]).toEqual([
    "Your last changes are not saved. Your role does not allow this.", false,
  ]);
  expect(refused?.todo).toContain("No. nodes/0: is too long");
  expect(unsaved("failed", new Problem(500, "internal", ""), true)?.passes).toBe(true);
});

test("a journey opens where its words can be read", () => {
  const column = (count: number): CardNode[] =>
    Array.from({ length: count }, (_, index) => ({
      id: String(index), type: "card", position: { x: 0, y: index * 140 }, width: 240, height: 92,
      data: { starts: index === 0, group: "", title: "", words: "", ports: [] },
    }));
  const canvas = { width: 900, height: 600 };

  expect(firstView(column(2), canvas).zoom).toBe(1);
  expect(firstView(column(9), canvas)).toEqual({ x: 450 - 120 * READABLE, y: 24, zoom: READABLE });
  expect(firstView([], canvas).zoom).toBeGreaterThan(0);
});

test("what stood before a step that is gone has the focus next", () => {
  const both = run(first, second).now;
  const without = (...gone: string[]) => edit(begin(both), { do: "remove", nodes: gone, edges: [] }).now;

  expect(neighbour(both, without("two"))).toBe("one");
  expect(neighbour(both, without("one"))).toBe("two");
  expect(neighbour(both, { ...both, edges: [] })).toBe("one");
  expect(neighbour(both, without("one", "two"))).toBeNull();
});
