import { expect, test } from "vitest";

import { besideOf, calledOf } from "../src/parts/room/called";
import { line } from "../src/parts/room/csv";
import { HEAD, lineOf } from "../src/parts/room/peopleFile";
import { reasonWord } from "../src/parts/room/reasons";
import type { Happening, Message, Run } from "../src/rooms/people/queries";
import { causeWord, deviceWord } from "../src/rooms/people/reasons";
import {
  brief,
  eventEntries,
  messageEntries,
  reasonOf,
  runEntries,
  standing,
  woven,
} from "../src/rooms/people/timeline";
import { readPeopleView, readPersonView, shows } from "../src/rooms/people/view";

const at = (minute: number): string => `2026-03-02T12:${String(minute).padStart(2, "0")}:00.000000Z`;
const event = (minute: number, name = "bought"): Happening =>
  ({ kind: "track", name, at: at(0), received_at: at(minute), told: {} });
const run = (id: string, minute: number): Run => ({ id, entered_at: at(minute) }) as Run;
const message = (id: string, minute: number): Message => ({ id, created_at: at(minute) }) as Message;
const ids = (entries: { id: string }[]): string[] => entries.map(({ id }) => id);

test("three lists are one timeline, the newest first", () => {
  const streams = [
    { entries: eventEntries([event(9), event(5)]), more: false },
    { entries: runEntries([run("r", 7)]), more: false },
    { entries: messageEntries([message("m2", 8), message("m1", 1)]), more: false },
  ];
  expect(ids(woven(streams))).toEqual(["e2", "m2", "r", "e1", "m1"]);
});

test("nothing is shown below what a list may still hide", () => {
  const streams = [
    { entries: eventEntries([event(9), event(5)]), more: true },
    { entries: messageEntries([message("m2", 6), message("m1", 1)]), more: true },
  ];
  expect(ids(woven(streams))).toEqual(["e2", "m2", "e1"]);
  expect(woven([{ entries: [], more: false }])).toEqual([]);
});

test("what a run or a message says by itself is not said twice", () => {
  const names = ["journey_entered", "push_status_changed", "push_accepted", "push_clicked", "push_suppressed"];
  const entries = eventEntries(names.map((name, index) => event(9 - index, name)));
  expect(entries.map(({ kind }) => kind)).toEqual(["status", "events"]);
});

test("an event in short: single values, properties last", () => {
  expect(brief({ properties: { total: 12, cart: [1], note: null }, traits: { tier: "gold" } })).toBe(
    "tier: gold · total: 12",
  );
  expect(brief({ properties: { a: 1, b: 2, c: 3 } }, 2)).toBe("a: 1 · b: 2");
});

test("a message stands as its first send does, or by itself", () => {
  const send = { state: "rejected", reason: "too_large" };
  const sent = { state: "done", reason: null, sends: [send] } as unknown as Message;
  expect([standing(sent), reasonOf(sent)]).toEqual(["rejected", "too_large"]);
  const none = { state: "suppressed", reason: "no_device", sends: [] } as unknown as Message;
  expect([standing(none), reasonOf(none)]).toEqual(["suppressed", "no_device"]);
  expect(standing({ state: "open", sends: [] })).toBe("pending");
});

test("an unheard-of reason stays as it is", () => {
  expect(reasonWord("quiet_hours")).toContain("quiet hours");
  expect([reasonWord("xyz"), causeWord("xyz"), deviceWord("allowed")]).toEqual(["xyz", "xyz", undefined]);
});

test("addresses are read as far as they are known", () => {
  expect(readPeopleView({ status: "ask", q: "ana", x: 1 })).toEqual({ status: "ask", q: "ana" });
  expect(readPeopleView({ status: "asked" })).toEqual({});
  expect(readPersonView({ show: "runs", open: "m1" })).toEqual({ show: "runs", open: "m1" });
  expect(readPersonView({ show: "all", open: 5 })).toEqual({});
});

test("people are shown by what they are called and by their user id, or by their own where they have none", () => {
  const ana = { id: "p1", user_id: "ana", name: null, email: null, push_status: "ask" };
  expect(shows({ q: "AN" }, ana)).toBe(true);
  expect(shows({ q: "p1" }, ana)).toBe(false);
  expect(shows({ q: "p1" }, { ...ana, user_id: null })).toBe(true);
  expect(shows({ q: "lopez" }, { ...ana, name: "Ana López" })).toBe(true);
  expect(shows({ status: "blocked" }, ana)).toBe(false);
});

test("people are called by their names, and told apart by the rest", () => {
  const nobody = { id: "p1", user_id: null, name: null, email: null };
  expect([calledOf(nobody), besideOf(nobody)]).toEqual(["p1", ""]);
  expect([calledOf({ ...nobody, user_id: "u" }), besideOf({ ...nobody, user_id: "u" })]).toEqual(["u", ""]);
  const ana = { id: "p1", user_id: "u", name: "Ana", email: "a@x" };
  expect([calledOf(ana), besideOf(ana)]).toEqual(["Ana", "a@x · u"]);
  expect(besideOf({ ...ana, name: null })).toBe("u");
  expect(besideOf({ ...nobody, name: "u", user_id: "u" })).toBe("");
});

test("a name that a spreadsheet would take for a formula is none in the file", () => {
  const times = { created_at: null, last_seen_at: null, language: null, timezone: null };
  const [cells = []] = lineOf({ id: "p1", user_id: "-1", name: "=SUM(A1)", email: "@x", push_status: "ask", ...times });
  expect(cells).toHaveLength(HEAD.length);
  expect(line(cells)).toBe("p1,'-1,'=SUM(A1),'@x,,ask,,\r\n");
});
