import { expect, test } from "vitest";

import { entries, joined, MOST } from "../src/rooms/live/entries";
import type { Arrival, Refusal } from "../src/rooms/live/queries";
import { readLiveView } from "../src/rooms/live/view";

const at = (second: number): string => `2026-03-02T12:00:${String(second).padStart(2, "0")}.000000Z`;

const arrival = (id: string, second: number, kind = "track"): Arrival => ({
  ...{ id, kind, name: `event-${id}`, person: "p1", message_id: id },
  ...{ at: at(second), received_at: at(second), told: {} },
});

const refusal = (id: string, second: number, name: string | null): Refusal => ({
  ...{ id, at: at(second), code: "reserved_event", message: "no", kind: "track", name, source: "write" },
});

test("what comes stands before what stood, each once, and the oldest go", () => {
  const [a, b, c] = [arrival("a", 1), arrival("b", 2), arrival("c", 3)];
  expect(joined([b, a], [c, b]).map(({ id }) => id)).toEqual(["c", "b", "a"]);
  const many = Array.from({ length: MOST }, (_, index) => arrival(String(index), 0));
  expect(joined(many, [a])).toHaveLength(MOST);
});

test.each([
  [{}, ["c", "r", "a"]],
  [{ show: "refused" }, ["r"]],
  [{ show: "accepted" }, ["c", "a"]],
  [{ kind: "page" }, ["c"]],
  [{ q: "reserved" }, ["r"]],
  [{ q: "event-a" }, ["a"]],
  [{ person: "ana" }, ["c", "a"]],
] as const)("%o shows %o", (view, shown) => {
  const came = [arrival("a", 1), arrival("c", 3, "import:page")];
  expect(entries(came, [refusal("r", 2, null)], view).map(({ id }) => id)).toEqual(shown);
});

test("the address is read with care", () => {
  expect(readLiveView({ show: "all", kind: "merge", person: 7, open: ["x"], q: "a" })).toEqual({ person: "7", q: "a" });
});
