/** What the settings decide before anything is asked or drawn. */
import { expect, test } from "vitest";

import { readAuditView } from "../src/rooms/settings/auditView";
import { changesOf, saidOf } from "../src/rooms/settings/form";
import { nextOpening, quietOf, readDays } from "../src/rooms/settings/limits";
import type { Settings } from "../src/rooms/settings/queries";
import { isFresh, policyOf, scriptOf, workerOf } from "../src/rooms/settings/snippet";
import { groupsFor } from "../src/rooms/settings/ways";

const KEPT = { name: "Shop", domains: ["a.example"], quiet_hours: null } as unknown as Settings;

test("only what differs is sent", () => {
  expect(changesOf(KEPT, { name: "Shop", domains: ["a.example"] })).toEqual({});
  expect(changesOf(KEPT, { name: "Store", domains: ["a.example"] })).toEqual({ name: "Store" });
  expect(changesOf(KEPT, { domains: [] })).toEqual({ domains: [] });
});

test("what the server says stands at the field that it is about", () => {
  const errors = { "domains/1": ["is no domain"], name: ["must not be blank"] };

  expect(saidOf(errors, "name")).toBe("must not be blank");
  expect(saidOf(errors, "domains")).toBe("1: is no domain");
  expect(saidOf(errors, "icon")).toBeUndefined();
  expect(saidOf({ names: ["x"] }, "name")).toBeUndefined();
});

test("days are whole and not negative", () => {
  expect(readDays(["3", " 7 ", "x", "-1", "2.5", "0"])).toEqual([3, 7, 0]);
});

test("quiet hours are two times or none", () => {
  expect(quietOf(KEPT)).toBeNull();
  const quiet = { from: "22:00", to: "08:00" };
  expect(quietOf({ ...KEPT, quiet_hours: quiet })).toEqual(quiet);
});

test("the next hours are those of the day after", () => {
  expect(nextOpening([])).toEqual({ day: "monday", from: "09:00", to: "18:00" });
  expect(nextOpening([{ day: "sunday", from: "10:00", to: "12:00" }])).toEqual({
    day: "monday",
    from: "10:00",
    to: "12:00",
  });
});

test("the script bears the key, and its hash where it is pinned", () => {
  const facts = { base_url: "https://push.example", version: "1.2.3", integrity: "sha384-x" };

  expect(scriptOf(facts, "wk_1", false)).toContain('src="https://push.example/s/waymark.js"');
  expect(scriptOf(facts, "wk_1", true)).toContain('src="https://push.example/s/1.2.3/waymark.js"');
  expect(scriptOf(facts, "wk_1", true)).toContain('integrity="sha384-x" crossorigin="anonymous"');
  expect(scriptOf({ ...facts, integrity: null }, "wk_1", true)).not.toContain("integrity");
  expect(workerOf(facts)).toBe('importScripts("https://push.example/s/worker.js");');
  expect(policyOf(facts)).toContain("connect-src https://push.example");
});

test("a site is working while its last event is a few minutes old", () => {
  expect(isFresh("2026-01-01T12:00:00Z", "2026-01-01T12:01:00Z")).toBe(true);
  expect(isFresh("2026-01-01T12:00:00Z", "2026-01-01T12:05:00Z")).toBe(false);
});

test("who is no admin is offered no page that would be refused", () => {
  const offered = (role: "viewer" | "admin"): string[] =>
    groupsFor(role).flatMap(({ links }) => links.map(({ to }) => to));

  expect(offered("admin")).toContain("/settings/keys");
  expect(offered("viewer")).not.toContain("/settings/keys");
  expect(offered("viewer")).not.toContain("/settings/audit");
  expect(offered("viewer")).toContain("/settings/install");
});

test("the log's address is read as somebody may have typed it", () => {
  expect(readAuditView({ who: "member:1", what: "" })).toEqual({ who: "member:1" });
  expect(readAuditView({ who: 7, what: "key.created" })).toEqual({ what: "key.created" });
});
