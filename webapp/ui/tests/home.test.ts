import { expect, test } from "vitest";

import { funnel, points, rate, reach } from "../src/rooms/home/figures";
import { readHomeView } from "../src/rooms/home/view";

test("a funnel's steps are shares of the step before", () => {
  const steps = funnel({ session: [60, 40], askable: [50, 0], yes: [5, 5] }, ["session", "askable", "asked", "yes"]);
  expect(steps.map(({ count }) => count)).toEqual([100, 50, 0, 10]);
  expect(steps.map((each) => each.rate)).toEqual([null, 0.5, 0, null]);
  expect(steps.map(({ length }) => length)).toEqual([1, 0.5, 0, 0.1]);
});

test("nothing of nothing is no rate, and nobody is more than all", () => {
  expect([rate(0, 0), rate(3, 0), rate(3, 2), rate(1, 4)]).toEqual([null, null, 1, 0.25]);
});

test("a chart begins with the first day that was counted", () => {
  const days = ["2026-03-01", "2026-03-02", "2026-03-03"];
  const rows = { ask: [1, 2, 3] };
  expect(points({ days, since: "2026-03-02" }, rows)).toEqual([
    { day: "2026-03-02", ask: 2 },
    { day: "2026-03-03", ask: 3 },
  ]);
  expect(points({ days, since: null }, rows)).toHaveLength(3);
});

test("how many can be reached is as of the last day", () => {
  expect(reach({ ask: [9, 3], allowed: [0, 1] })).toEqual({ total: 4, now: { ask: 3, allowed: 1 }, share: 0.25 });
  expect(reach({}).share).toBeNull();
});

test.each([
  [{ days: 7 }, { days: 7 }],
  [{ days: "90" }, { days: 90 }],
  [{ days: 30 }, {}],
  [{ days: 31 }, {}],
  [{}, {}],
])("%o is read as %o", (search, view) => expect(readHomeView(search)).toEqual(view));
