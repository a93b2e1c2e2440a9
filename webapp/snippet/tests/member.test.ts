import { describe, expect, it } from "vitest";
import { linesOf, openingsOf } from "../src/member/hours";
import { ago, date, moment, weekday } from "../src/member/when";
import { spoken, wordsOf } from "../src/member/words";
import { ar } from "../src/member/words/ar";
import { de } from "../src/member/words/de";
import { en } from "../src/member/words/en";
import { given } from "./around";

describe("the hours of a week", () => {
  it("stand ready where there are none", () => {
    expect(linesOf(null).map(({ day, on }) => [day, on])).toHaveLength(7);
    expect(linesOf(null).every(({ on, from, to }) => on && from === "08:00" && to === "20:00")).toBe(true);
  });

  it("come back as they were, the end of a day as midnight", () => {
    const kept = [
      { day: "monday", from: "09:00", to: "12:00" },
      { day: "monday", from: "13:00", to: "24:00" },
      { day: "sunday", from: "00:00", to: "24:00" },
    ];
    const lines = linesOf(kept);
    expect(lines.filter(({ on }) => on).map(({ to }) => to)).toEqual(["12:00", "00:00", "00:00"]);
    expect(openingsOf(lines)).toEqual(kept);
  });

  it("say what is wrong with them", () => {
    const lines = linesOf(null).map((line) => ({ ...line, on: false }));
    expect(openingsOf(lines)).toBe("no_day");
    expect(openingsOf([{ day: "monday", from: "10:00", to: "09:00", on: true }])).toBe("times");
    expect(openingsOf([{ day: "monday", from: "", to: "09:00", on: true }])).toBe("times");
  });
});

it("times are said as people say them", () => {
  const now = Date.parse("2026-03-02T12:00:00Z");
  const past = (minutes: number): string => new Date(now - minutes * 60_000).toISOString();
  expect([0, 5, 180, 1500].map((minutes) => ago(past(minutes), now, "en"))).toEqual(["now", "5 min. ago", "3 hr. ago", "yesterday"]);
  expect([ago(past(1500), now, "de"), ago("2026-01-05T12:00:00Z", now, "en")]).toEqual(["gestern", "Jan 5"]);
  expect([date("2025-01-05T12:00:00Z", now, "en"), weekday(0, "de"), weekday(6, "en")]).toEqual(["Jan 5, 2025", "Montag", "Sunday"]);
  expect(moment("2026-03-05T12:00:00Z", now, "en")).toContain("Thu");
  expect(moment(new Date(now).toISOString(), now, "en")).not.toContain("Mar");
});

it("each language has all the words, each its own", async () => {
  for (const table of [de, ar]) {
    expect(Object.keys(table).sort()).toEqual(Object.keys(en).sort());
    expect(table.count(3)).toContain("3");
    expect(table.until("16:00")).toContain("16:00");
  }
  expect([spoken(["xx", "de-AT", "en"]), spoken(["fr"]), spoken(["EN-gb", "de"]), spoken([])]).toEqual(["de-AT", "en", "EN-gb", "en"]);
  expect(await wordsOf("de-AT", given().around.load)).toBe(en);
});
