import { expect, test } from "vitest";

import { through } from "../src/rooms/campaigns/through";
import { readCampaignsView, readResultsView, shows } from "../src/rooms/campaigns/view";
import { momentOf, wallOf } from "../src/rooms/campaigns/wall";

test.each([
  [{}, 0, 0, 0],
  [{ accepted: 4 }, 4, 50, 50],
  [{ accepted: 2, pending: 1, claimed: 1 }, 4, 100, 50],
  [{ accepted: 3, gone: 1 }, 4, 100, 100],
  [{ accepted: 4 }, 4, null, 0],
  [{}, 0, 100, 100],
])("of %o in %i devices and %o percent of the audience %i percent is through", (states, devices, share, told) => {
  expect(through(states as Record<string, number>, { devices, share })).toBe(told);
});

test.each([
  ["2026-03-04T08:00:00.000Z", "Europe/Berlin", "2026-03-04T09:00"],
  ["2026-07-04T07:00:00.000Z", "Europe/Berlin", "2026-07-04T09:00"],
  ["2026-03-29T01:30:00.000Z", "Europe/Berlin", "2026-03-29T03:30"],
  ["2026-03-03T19:15:00.000Z", "Asia/Kathmandu", "2026-03-04T01:00"],
  ["2026-03-04T08:00:00.000Z", "UTC", "2026-03-04T08:00"],
])("%s in %s is %s on the wall, and back", (at, zone, wall) => {
  expect(wallOf(at, zone)).toBe(wall);
  expect(momentOf(wall, zone)).toBe(at);
});

test("what is no time is none", () => {
  expect(momentOf("", "UTC")).toBeNull();
});

test("addresses keep what they know and drop the rest", () => {
  expect(readCampaignsView({ state: "sending", q: "sale", page: 3 })).toEqual({ state: "sending", q: "sale" });
  expect(readCampaignsView({ state: "flying" })).toEqual({});
  expect(readResultsView({ state: "gone", show: "settings", look: 7 })).toEqual({ state: "gone", show: "settings" });
});

test("campaigns are found by what they say, and by state", () => {
  const sale = { title: "Sale for {{ person.traits.name | default('you') }}", message: "Now", state: "done" } as const;
  expect(shows({ q: "sale you" }, sale)).toBe(true);
  expect(shows({ q: "sale", state: "draft" }, sale)).toBe(false);
});
