/** Documents by paths, placeholders as they are typed, and what a browser draws. */
import { expect, test } from "vitest";

import { completed, open, suggested } from "../src/parts/resources/completing";
import { at, freeKey, keyOf, missing, nested, placeholders, plain, put, same } from "../src/parts/resources/document";
import { sortOut } from "../src/parts/resources/removal";
import { readPattern, writePattern } from "../src/parts/sound/pattern";
import { drawn } from "../src/rooms/pushes/look/drawn";
import { shows } from "../src/rooms/pushes/view";

test("a value is put at a path without a change of what was there", () => {
  const before = { title: "a", languages: { de: { title: "b" } }, actions: [{ url: "/x" }, { url: "/y" }] };

  expect(put(before, "languages/de/message", "c").languages.de).toEqual({ title: "b", message: "c" });
  expect(put(before, "actions/1/url", "/z").actions).toEqual([{ url: "/x" }, { url: "/z" }]);
  expect(put(before, "languages/de", undefined).languages).toEqual({});
  expect(at(before, "actions/1/url")).toBe("/y");
  expect(at(before, "languages/fr/title")).toBeUndefined();
});

test("documents are the same whatever the order of their keys", () => {
  expect(same({ a: [1, { b: 2 }], c: null }, { c: null, a: [1, { b: 2 }] })).toBe(true);
  expect(same({ a: 1 }, { a: 1, b: undefined })).toBe(true);
  expect(same({ a: [1, 2] }, { a: [2, 1] })).toBe(false);
});

test("a translation lacks only what the document itself says", () => {
  const document = { title: "Hello", message: "", languages: { de: {}, fr: { title: "Bonjour" } } };

  expect(missing(document, "de", ["title", "message"])).toEqual(["title"]);
  expect(missing(document, "fr", ["title", "message"])).toEqual([]);
});

test("placeholders are found once each, and their values nest", () => {
  const name = "{{ person.traits.name }}";
  const document = { title: name, message: `{{ event.properties.a.b }} ${name}` };

  expect(placeholders(document)).toEqual(["event.properties.a.b", "person.traits.name"]);
  expect(nested({ "a.b": "1", c: "", d: "2" })).toEqual({ a: { b: "1" }, d: "2" });
  expect(plain("Hi {{ person.traits.name | default('you') }}, {{ event.name }}")).toBe("Hi you, …");
});

test("a key is made of a name and is not taken", () => {
  expect(keyOf("Été: 30% off!")).toBe("ete_30_off");
  expect(freeKey("sale", new Set(["sale", "sale-2"]))).toBe("sale-3");
  expect(freeKey("", new Set())).toBe("new");
});

test.each([
  ["Hello {{ pers", 13, "pers"],
  ["Hello {{", 8, ""],
  ["{{ a }} b", 9, null],
  ["{{ a | de", 9, null],
])("the placeholder at the caret of %j at %i is %j", (text, caret, typed) => {
  expect(open(text, caret)?.typed ?? null).toBe(typed);
});

test("a field is completed and closed once", () => {
  const gap = open("Dear {{us}} !", 9);

  expect(suggested(["person.user_id", "user.x"], "us")).toEqual(["user.x", "person.user_id"]);
  expect(gap && completed("Dear {{us}} !", gap, "person.user_id").text).toBe("Dear {{ person.user_id}} !");
  const bare = open("Dear {{ us", 10);
  const closed = { text: "Dear {{ person.user_id }}", caret: 25 };
  expect(bare && completed("Dear {{ us", bare, "person.user_id")).toEqual(closed);
});

test("a vibration is read as it is written", () => {
  expect(readPattern("200, 100 200")).toEqual([200, 100, 200]);
  expect(readPattern("")).toEqual([]);
  expect(readPattern("fast")).toBeNull();
  expect(readPattern("10001")).toBeNull();
  expect(writePattern([1, 2])).toBe("1 2");
});

const BUTTON = { action: "a", url: null, reply: false, placeholder: null };

test("a browser draws what it shows, cut where it cuts", () => {
  const content = {
    title: "t".repeat(40), body: "b", url: null, icon: "/i.png", image: "/m.png", badge: null,
    actions: ["One", "Two", "Three"].map((title) => ({ ...BUTTON, title })),
    require_interaction: false, silent: false, language: "en", dir: "rtl", source: null, source_name: null,
  };
  const verdicts = { image: "ignored", icon: "shown", actions: "cut" };
  const one = drawn(content, { title: 35, message: 110, buttons: 2 }, verdicts);

  expect(one).toMatchObject({ body: "b", icon: "/i.png", image: null, buttons: ["One", "Two"], dir: "rtl" });
  expect(one.title).toBe(`${"t".repeat(35)}…`);
});

test("a push is found by name, key or title, in its category", () => {
  const push = { key: "sale", name: "A sale", title: "Cheaper", category: "offers" };

  expect(shows({ q: "cheap" }, push)).toBe(true);
  expect(shows({ q: "sale", category: "news" }, push)).toBe(false);
});

test("of several to be deleted those that are live stay, and drafts are told", () => {
  const use = (live: boolean) => ({ kind: "journey" as const, id: "j", name: "J", live });
  const told = [
    { item: "used by nobody", uses: [] },
    { item: "in a draft", uses: [use(false)] },
    { item: "live", uses: [use(false), use(true)] },
  ];
  expect(sortOut(told, ({ live }) => live)).toEqual({
    free: ["used by nobody", "in a draft"],
    held: ["live"],
    named: ["in a draft"],
  });
});
