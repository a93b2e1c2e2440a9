import { expect, test } from "vitest";

import { absolute, regional, relative } from "../src/parts/times";

const NOW = Date.parse("2026-03-10T12:00:00Z");
const SECOND = 1000;
const HOUR = 3600 * SECOND;

test.each([
  [0, "now"],
  [-59 * SECOND, "now"],
  [-60 * SECOND, "1 minute ago"],
  [-119 * SECOND, "1 minute ago"],
  [90 * 60 * SECOND, "in 1 hour"],
  [-24 * HOUR, "yesterday"],
  [-6 * 24 * HOUR, "6 days ago"],
  [-8 * 24 * HOUR, "2 Mar"],
  [-400 * 24 * HOUR, "3 Feb 2025"],
])("%i ms from now is “%s”", (away, expected) => {
  expect(relative(NOW + away, NOW, "en-GB")).toBe(expected);
});

test("the exact time says its zone", () => {
  expect(absolute(NOW, "en-GB")).toMatch(/10 Mar 2026.*\d\d:00:00 \S+/);
});

test("other languages have other words", () => {
  expect(relative(NOW - 60 * SECOND, NOW, "ar")).toContain("دقيقة");
});

test("dates are written as in the reader's own region, where it speaks the console's language", () => {
  expect(regional("en", ["de-AT", "en-GB", "en-US"])).toBe("en-GB");
  expect(regional("en", ["en"])).toBe("en");
  expect(regional("ar", ["en-GB"])).toBe("ar");
  expect(regional("en", ["enm-GB"])).toBe("en");
});
