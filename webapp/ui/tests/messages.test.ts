import { expect, test } from "vitest";

import { csvFile, line } from "../src/parts/room/csv";
import { lines } from "../src/rooms/messages/file";
import type { Message, Send } from "../src/rooms/messages/queries";
import { deliveries, fits, idOf, stateOf } from "../src/rooms/messages/rows";
import { asked, narrows, orderOf, readMessagesView } from "../src/rooms/messages/view";

const AT = "2026-03-02T12:00:00.000000Z";

function send(device: string, state: string, reason: string | null = null): Send {
  const times = { due_at: AT, settled_at: null, displayed_at: null, clicked_at: null, dismissed_at: null };
  const about = { platform: device, browser: "Chrome", model: "Other", answer: null, attempts: 1, unclear: 0 };
  return { device, state, reason, ...about, ...times };
}

function message(id: string, sends: Send[], state: Message["state"] = "done", reason: string | null = null): Message {
  const origin = { person: "p1", user_id: "=ana", run: null, journey: null, node: null, campaign: null, push: "hello" };
  const times = { created_at: AT, due_at: AT, expires_at: AT };
  return { id, ...origin, target: "all", mode: "collapse", state, reason, ...times, sends };
}

const BOTH = message("m1", [send("Windows", "accepted"), send("Android", "gone", "410")]);
const ALONE = message("m2", [], "suppressed", "no_device");

test("a message is a row for each of its devices, or one by itself", () => {
  const rows = deliveries([BOTH, ALONE]);
  expect(rows.map(idOf)).toEqual(["m1.Windows", "m1.Android", "m2."]);
  expect(rows.map(stateOf)).toEqual(["accepted", "gone", "suppressed"]);
});

test.each([
  [{ state: "gone" }, ["m1.Android"]],
  [{ state: "suppressed" }, ["m2."]],
  [{ reason: "no_device" }, ["m2."]],
  [{ platform: "Windows" }, ["m1.Windows"]],
  [{ platform: "Windows", state: "gone" }, []],
  [{}, ["m1.Windows", "m1.Android", "m2."]],
] as const)("%o shows %o", (view, shown) => {
  expect(deliveries([BOTH, ALONE]).filter((row) => fits(view, row)).map(idOf)).toEqual(shown);
});

test("the address is read with care, and says only what it means", () => {
  const odd = { state: "lost", reason: 7, from: "2026-13-40", to: "2026-03-04", push: ["x"], extra: 1 };
  expect(readMessagesView(odd)).toEqual({ reason: "7", to: "2026-03-04" });
  expect([narrows({}), narrows({ sort: "-when" }), narrows({ q: "ana" })]).toEqual([false, false, true]);
});

test("days are the reader's, the last one too", () => {
  const told = asked({ q: " ana ", from: "2026-03-04", to: "2026-03-04", sort: "-when" });
  expect(told.user_id).toBe("ana");
  expect(Date.parse(told.to ?? "") - Date.parse(told.from ?? "")).toBe(86_400_000);
  expect(Object.keys(told).sort()).toEqual(["from", "to", "user_id"]);
});

test("a file has a line for each row that is shown, and no formula of a stranger's", async () => {
  const text = await csvFile(lines({ state: "gone" }, BOTH).map(line)).text();
  expect(text.trimEnd().split("\r\n")).toHaveLength(1);
  expect(text).toContain(",'=ana,");
  expect(line(["a,b", 'say "x"', -1, null, true, "two\nlines", "@x", "+1"])).toBe(
    `"a,b","say ""x""",-1,,true,"two\nlines",'@x,'+1\r\n`,
  );
});

test("the oldest messages come first only where the address says so", () => {
  expect([{}, { sort: "-when" }, { sort: "state" }].map(orderOf)).toEqual(["newest", "newest", "newest"]);
  expect(orderOf({ sort: "when" })).toBe("oldest");
  expect(asked({ sort: "when" })).toEqual({});
});
